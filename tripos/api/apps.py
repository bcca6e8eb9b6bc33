from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "tripos.api"
    label = "tripos_api"
