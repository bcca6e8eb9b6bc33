from django.urls import path

from places import (
    views,
    views_adding,
    views_collections,
    views_contributing,
    views_covers,
    views_keeping,
    views_saved,
    views_shared,
)

app_name = "places"
urlpatterns = [
    path("places/", views.place_list, name="place_list"),
    path("places/<uuid:pk>/", views.place_detail, name="place_detail"),
    path("places/new/", views_contributing.place_new, name="place_new"),
    path("places/nearby/", views_contributing.place_nearby, name="place_nearby"),
    path("places/<uuid:pk>/edit/", views_contributing.place_edit, name="place_edit"),
    path("places/<uuid:pk>/save/", views_saved.place_save, name="place_save"),
    path("places/<uuid:pk>/unsave/", views_saved.place_unsave, name="place_unsave"),
    path("places/<uuid:pk>/keeping/", views_keeping.place_keeping, name="place_keeping"),
    path("places/<uuid:pk>/adding/", views_adding.place_adding, name="place_adding"),
    path("places/saved/", views_saved.saved_list, name="saved_list"),
    path("places/saved/<uuid:pk>/", views_saved.saved_edit, name="saved_edit"),
    path("places/collections/", views_collections.collection_list, name="collection_list"),
    path("places/collections/new/", views_collections.collection_new, name="collection_new"),
    path("places/collections/trash/", views_collections.collection_trash, name="collection_trash"),
    path("places/collections/<uuid:pk>/", views_collections.collection_detail, name="collection_detail"),
    path("places/collections/<uuid:pk>/edit/", views_collections.collection_edit, name="collection_edit"),
    path("places/collections/<uuid:pk>/cover/", views_covers.collection_cover, name="collection_cover"),
    path("places/collections/<uuid:pk>/ideas/", views_keeping.collection_ideas, name="collection_ideas"),
    path("places/collections/<uuid:pk>/discard/", views_collections.collection_discard, name="collection_discard"),
    path(
        "places/collections/<uuid:pk>/restoration/",
        views_collections.collection_restoration,
        name="collection_restoration",
    ),
    path("places/collections/<uuid:pk>/sharing/", views_collections.collection_sharing, name="collection_sharing"),
    path("places/collections/<uuid:pk>/links/", views_collections.collection_links, name="collection_links"),
    path(
        "places/collections/<uuid:pk>/links/<uuid:link_id>/revocation/",
        views_collections.collection_link_revocation,
        name="collection_link_revocation",
    ),
    path(
        "places/collections/<uuid:pk>/publication/",
        views_collections.collection_publication,
        name="collection_publication",
    ),
    path("s/c/<str:token>/", views_shared.shared_collection, name="shared_collection"),
    path("s/c/<str:token>/cover/", views_shared.shared_collection_cover, name="shared_collection_cover"),
    path("public/collections/<uuid:pk>/", views_shared.public_collection, name="public_collection"),
    path("public/collections/<uuid:pk>/cover/", views_shared.public_collection_cover, name="public_collection_cover"),
]
