from django.urls import path

from places import views

app_name = "places"
urlpatterns = [
    path("places/", views.place_list, name="place_list"),
    path("places/<uuid:pk>/", views.place_detail, name="place_detail"),
]
