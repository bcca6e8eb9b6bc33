from django.apps import AppConfig


class SupportConfig(AppConfig):
    name = "tripos.support"
    label = "support"
