from django.urls import path

from trips.api import trips

urlpatterns = [
    path("trips/", trips.TripList.as_view(), name="trips"),
    path("trips/<uuid:pk>/", trips.TripDetail.as_view(), name="trip"),
]
