from django.urls import path

from places import views, views_saved, views_shared

app_name = "places"
urlpatterns = [
    path("places/", views.place_list, name="place_list"),
    path("places/<uuid:pk>/", views.place_detail, name="place_detail"),
    path("places/<uuid:pk>/save/", views_saved.place_save, name="place_save"),
    path("places/<uuid:pk>/unsave/", views_saved.place_unsave, name="place_unsave"),
    path("places/saved/", views_saved.saved_list, name="saved_list"),
    path("places/saved/<uuid:pk>/", views_saved.saved_edit, name="saved_edit"),
    path("s/c/<str:token>/", views_shared.shared_collection, name="shared_collection"),
    path("public/collections/<uuid:pk>/", views_shared.public_collection, name="public_collection"),
]
