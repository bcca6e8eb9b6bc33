from django.urls import path

from places.api import locations, saved, upserts

urlpatterns = [
    path("locations/", locations.LocationList.as_view(), name="locations"),
    path("locations/nearby/", locations.LocationNearby.as_view(), name="locations-nearby"),
    path("locations/search/", locations.LocationSearch.as_view(), name="locations-search"),
    path("locations/upserts/", upserts.LocationUpserts.as_view(), name="locations-upserts"),
    path("locations/<uuid:pk>/", locations.LocationDetail.as_view(), name="location"),
    path("saved-places/", saved.SavedPlaceList.as_view(), name="saved-places"),
    path("saved-places/<uuid:pk>/", saved.SavedPlaceDetail.as_view(), name="saved-place"),
    path("collections/", saved.CollectionList.as_view(), name="collections"),
    path("collections/<uuid:pk>/", saved.CollectionDetail.as_view(), name="collection"),
]
