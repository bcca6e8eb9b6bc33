"""Django's admin app with the staff's site; apart from the site, which needs loaded models."""

from django.contrib.admin.apps import AdminConfig


class TriposAdminConfig(AdminConfig):
    default_site = "tripos.admin_site.TriposAdminSite"
