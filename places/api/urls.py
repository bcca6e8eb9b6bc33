from django.urls import path

from places.api import collections_more, locations, saved, upserts

urlpatterns = [
    path("locations/", locations.LocationList.as_view(), name="locations"),
    path("locations/nearby/", locations.LocationNearby.as_view(), name="locations-nearby"),
    path("locations/search/", locations.LocationSearch.as_view(), name="locations-search"),
    path("locations/upserts/", upserts.LocationUpserts.as_view(), name="locations-upserts"),
    path("locations/<uuid:pk>/", locations.LocationDetail.as_view(), name="location"),
    path("saved-places/", saved.SavedPlaceList.as_view(), name="saved-places"),
    path("saved-places/<uuid:pk>/", saved.SavedPlaceDetail.as_view(), name="saved-place"),
    path("collections/", saved.CollectionList.as_view(), name="collections"),
    path("collections/trash/", collections_more.CollectionTrash.as_view(), name="collection_trash"),
    path("collections/<uuid:pk>/", saved.CollectionDetail.as_view(), name="collection"),
    path(
        "collections/<uuid:pk>/restoration/",
        collections_more.CollectionRestoration.as_view(),
        name="collection_restoration",
    ),
    path(
        "collections/<uuid:collection>/shares/",
        collections_more.CollectionShareList.as_view(),
        name="collection_shares",
    ),
    path(
        "collections/<uuid:collection>/shares/<uuid:pk>/",
        collections_more.CollectionShareDetail.as_view(),
        name="collection_share",
    ),
]
