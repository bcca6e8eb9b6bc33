from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "tripos.audit"
    label = "audit"
    verbose_name = "History"
