from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "tripos.demo"
    label = "tripos_demo"
