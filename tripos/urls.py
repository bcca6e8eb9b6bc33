"""Every page's address. Each app brings its own list; the concierge is the front door."""

from django.conf import settings
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from tripos.demo.views import demo_data
from tripos.web.favicon import favicon
from tripos.web.health import healthz, readyz
from tripos.web.inbox_page import inbox_page
from tripos.web.trash_page import trash_page
from trips.views.home import home

urlpatterns: list[URLPattern | URLResolver] = [
    path("favicon.ico", favicon),  # for pages that name no icon of their own, such as the back office's
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("accounts/", include("allauth.urls")),
    path("admin/demo/", admin.site.admin_view(demo_data), name="demo_data"),
    path("", include("tripos.support.urls")),
    path("admin/", admin.site.urls),
    path("", include("tripos.api_urls")),
    path("", home, name="home"),
    path("inbox/", inbox_page, name="inbox"),
    path("settings/trash/", trash_page, name="trash"),
    path("", include("trips.urls")),
    path("", include("conversations.urls")),
    path("", include("places.urls")),
    path("", include("tripos.accounts.urls")),
]
if settings.DEBUG or settings.TESTING:
    urlpatterns.append(path("styleguide/", include("tripos.web.styleguide_urls")))
