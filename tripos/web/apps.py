from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "tripos.web"
    label = "tripos_web"
