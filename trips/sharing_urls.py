"""Addresses of sharing; part of ``trips.urls``."""

from django.urls import path

from trips.views import sharing, sharing_open

urlpatterns = [
    path("trips/<uuid:pk>/sharing/", sharing.trip_sharing, name="trip_sharing"),
    path("trips/<uuid:pk>/sharing/invitations/", sharing.invitations, name="invitations"),
    path(
        "trips/<uuid:pk>/sharing/invitations/<uuid:invitation_id>/revocation/",
        sharing.invitation_revocation,
        name="invitation_revocation",
    ),
    path(
        "trips/<uuid:pk>/sharing/invitations/<uuid:invitation_id>/renewal/",
        sharing.invitation_renewal,
        name="invitation_renewal",
    ),
    path("trips/<uuid:pk>/sharing/companions/<uuid:member_id>/role/", sharing.member_role, name="member_role"),
    path("trips/<uuid:pk>/sharing/companions/<uuid:member_id>/removal/", sharing.member_removal, name="member_removal"),
    path("trips/<uuid:pk>/sharing/departure/", sharing.departure, name="departure"),
    path("trips/<uuid:pk>/sharing/links/", sharing.links, name="links"),
    path("trips/<uuid:pk>/sharing/links/<uuid:link_id>/revocation/", sharing.link_revocation, name="link_revocation"),
    path("trips/<uuid:pk>/sharing/publication/", sharing.publication, name="publication"),
    path("invitations/mine/<uuid:pk>/", sharing_open.my_invitation, name="my_invitation"),
    path("invitations/<str:token>/", sharing_open.invitation, name="invitation"),
    path("invitations/<str:token>/answer/", sharing_open.invitation_answer, name="invitation_answer"),
    path("s/<str:token>/", sharing_open.shared_trip, name="shared_trip"),
    path("s/<str:token>/copy/", sharing_open.shared_trip_copy, name="shared_trip_copy"),
    path("s/<str:token>/pictures/<slug:name>.webp", sharing_open.shared_trip_picture, name="shared_trip_picture"),
    path(
        "public/trips/<uuid:pk>/pictures/<slug:name>.webp",
        sharing_open.public_trip_picture,
        name="public_trip_picture",
    ),
    path("public/trips/<uuid:pk>/", sharing_open.public_trip, name="public_trip"),
    path("public/trips/<uuid:pk>/copy/", sharing_open.public_trip_copy, name="public_trip_copy"),
]
