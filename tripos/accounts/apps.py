from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "tripos.accounts"
    label = "accounts"
    verbose_name = "Accounts"
