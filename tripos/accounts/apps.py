from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AccountsConfig(AppConfig):
    name = "tripos.accounts"
    label = "accounts"
    verbose_name = "Accounts"

    def ready(self) -> None:
        from tripos.accounts.staff import give_permissions  # needs loaded models

        post_migrate.connect(give_permissions, dispatch_uid="tripos.accounts.give_permissions")
