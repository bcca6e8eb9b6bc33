"""The staff's site: stock Django admin."""

from django.contrib.admin.apps import AdminConfig


class TriposAdminConfig(AdminConfig):
    default_site = "django.contrib.admin.sites.AdminSite"
