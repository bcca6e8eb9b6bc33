"""Every address of the API. Each room brings its own list; what is in none of them is answered as not found."""

from django.urls import include, path, re_path

from tripos.api.base import UnknownAddress

app_name = "api"
urlpatterns = [
    path("api/v1/", include("tripos.api.urls")),
    path("api/v1/", include("places.api.urls")),
    path("api/v1/", include("trips.api.urls")),
    path("api/v1/", include("conversations.api.urls")),
    re_path(r"^api(/.*)?$", UnknownAddress.as_view(), name="unknown"),
]
