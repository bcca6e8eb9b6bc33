from django.apps import AppConfig


class DbConfig(AppConfig):
    name = "tripos.db"
    label = "tripos_db"
    verbose_name = "Database foundation"

    def ready(self) -> None:
        from tripos.db import checks  # noqa: F401  (registers the system checks)
