"""Django's admin app with the staff's site; apart from the site, which needs loaded models."""

from django.apps import apps
from django.contrib.admin.apps import AdminConfig
from django.utils.translation import gettext_lazy as _


class TriposAdminConfig(AdminConfig):
    default_site = "tripos.admin_site.TriposAdminSite"

    def ready(self) -> None:
        """Name allauth's part of the menu by what it holds: it would be a second "Accounts"."""
        super().ready()
        apps.get_app_config("account").verbose_name = _("E-mail addresses")
