from django.urls import path

from places import views, views_shared

app_name = "places"
urlpatterns = [
    path("places/", views.place_list, name="place_list"),
    path("places/<uuid:pk>/", views.place_detail, name="place_detail"),
    path("s/c/<str:token>/", views_shared.shared_collection, name="shared_collection"),
    path("public/collections/<uuid:pk>/", views_shared.public_collection, name="public_collection"),
]
