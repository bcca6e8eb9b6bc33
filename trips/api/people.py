"""Who else sees a trip: companions, invitations, links. Owners alone invite and share."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from tripos.api.addresses import TellsAddress, told_once
from tripos.api.answers import Answer
from tripos.api.resources import Resource, column, computed
from tripos.api.views import Changes, Removes
from tripos.api.writing import Strict
from tripos.db.paging import Keyset
from trips import sharing
from trips.api.children import ListsOfTrip, OfTrip, told
from trips.enums import MemberRole
from trips.models import Invitation, TripMember, TripShare

_TRIP_ID = "5f0c1c4e-6c1f-4a53-9c39-0f5a1f0d2a11"
MEMBER = Resource(
    "Member",
    TripMember,
    column("id", example="e7f5ece8-6666-4a53-9c39-0f5a1f0d2a11"),
    column("trip_id", source="trip", example=_TRIP_ID),
    column("user_id", source="user", example="1c9f6d1f-9a55-4f0a-8a53-2f8f6f0c7d11"),
    computed(
        "name",
        "(select c.full_name from companions c where c.id = {t}.user_id)",
        {"type": ["string", "null"]},
        "how they call themselves",
        example="Bob",
    ),
    column("role", example="editor"),
    column("created_at", "since when", example="2026-03-01T09:30:00.123456+00:00"),
    description="A companion of a trip. Its owner is none: see `owner_id` of the trip.",
)
INVITATION = Resource(
    "Invitation",
    Invitation,
    column("id", example="f806fdf9-7777-4a53-9c39-0f5a1f0d2a11"),
    column("trip_id", source="trip", example=_TRIP_ID),
    column("email", example="bob@example.org"),
    column("role", example="editor"),
    column("expires_at", example="2026-03-15T09:30:00.123456+00:00"),
    column("accepted_at", example=None),
    column("declined_at", example=None),
    column("revoked_at", "taken back", example=None),
    column("created_at", example="2026-03-01T09:30:00.123456+00:00"),
    description="An invitation to a trip. Who accepts it becomes a companion; nobody does in another way.",
)
SHARE = Resource(
    "Share",
    TripShare,
    column("id", example="0917ae0a-8888-4a53-9c39-0f5a1f0d2a11"),
    column("trip_id", source="trip", example=_TRIP_ID),
    column("label", "for yourself", example="Grandparents"),
    column("show_costs", example=False),
    column("show_times", example=True),
    column("show_notes", example=False),
    column("show_people", example=False),
    column("expires_at", "null: until it is revoked", example=None),
    column("revoked_at", "since when it opens nothing", example=None),
    column("created_at", example="2026-03-01T09:30:00.123456+00:00"),
    description="A link to a trip, without its address.",
)


# -- companions ----------------------------------------------------------------------------------------------------


class MembersView(OfTrip):
    steady = True
    resource = MEMBER
    tag = "Members"

    def rows(self) -> QuerySet[Any]:
        return TripMember.objects.for_user(self.request.user).filter(trip_id=self.kwargs["trip"])


class MemberList(MembersView, ListsOfTrip):
    """A trip's companions. One becomes a companion by accepting an invitation."""

    orders: ClassVar[dict[str, Keyset]] = {"created_at": Keyset("created_at", "id")}
    summaries: ClassVar[dict[str, str]] = {"get": "List companions"}


class MemberWriter(Strict):
    role = serializers.ChoiceField(choices=MemberRole.choices)

    example: ClassVar[dict[str, Any]] = {"role": "viewer"}


class MemberDetail(MembersView, Changes, Removes):
    """One companion. The owner changes what they may do or removes them; they themselves may leave."""

    writers: ClassVar[dict[str, Any]] = {"patch": MemberWriter}
    summaries: ClassVar[dict[str, str]] = {
        "get": "Read a companion",
        "patch": "Change a companion's role",
        "delete": "Remove a companion, or leave",
    }
    reasons: ClassVar[dict[str, Any]] = {
        "patch": _("Changed what a companion may do"),
        "delete": _("Removed a companion"),
    }

    def editable(self) -> QuerySet[Any]:
        rows = TripMember.objects.editable_by(self.request.user).filter(trip_id=self.kwargs["trip"])
        me: Any = self.request.user.pk
        return rows.filter(owner_id=me) if self.request.method == "PATCH" else rows

    def locked(self) -> Any:
        mine = self.rows().filter(pk=self.key(), user_id=self.request.user.pk).first()
        if self.request.method == "DELETE" and mine is not None:
            return mine  # who leaves may not lock the row: that takes the right to change it
        return super().locked()

    def change(self, row: Any, content: dict[str, Any]) -> None:
        with told():
            sharing.set_role(row.trip, row, content["role"])

    def remove(self, row: Any) -> None:
        with told():
            if row.user_id == self.request.user.pk:
                sharing.leave(self.request.user, row.trip)
            else:
                sharing.remove(row.trip, row)


# -- invitations ---------------------------------------------------------------------------------------------------


class InvitationsView(OfTrip):
    steady = True
    resource = INVITATION
    tag = "Members"

    def rows(self) -> QuerySet[Any]:
        return Invitation.objects.for_user(self.request.user).filter(trip_id=self.kwargs["trip"])


class InvitationWriter(Strict):
    email = serializers.EmailField(max_length=254)
    role = serializers.ChoiceField(choices=MemberRole.choices)
    mail = serializers.BooleanField(
        required=False, help_text="Mail it. Otherwise nothing is sent, and you hand the address over."
    )

    example: ClassVar[dict[str, Any]] = {"email": "bob@example.org", "role": "editor", "mail": False}


class InvitationList(InvitationsView, TellsAddress, ListsOfTrip):
    """Invitations to a trip, for its owner; a new one, in place of an open one to the same address."""

    page = "trips:invitation"
    owner_only = True
    orders: ClassVar[dict[str, Keyset]] = {"-created_at": Keyset("-created_at", "id")}
    writers: ClassVar[dict[str, Any]] = {"post": InvitationWriter}
    answers: ClassVar[dict[str, Answer]] = {
        "post": told_once(INVITATION, "https://trips.example.org/invitations/kV2m…/", "The invitation and its address.")
    }
    summaries: ClassVar[dict[str, str]] = {"get": "List invitations", "post": "Invite somebody"}
    reasons: ClassVar[dict[str, Any]] = {"post": _("Invited a companion")}

    def make(self, content: dict[str, Any], seed: str | None) -> tuple[Any, str]:
        trip = self.access(own=True, lock=True).trip
        with told():
            made = sharing.invite(
                self.request.user,
                trip,
                content["email"],
                content["role"],
                address_of=self.address_of,
                mail=bool(content.get("mail")),
                seed=seed,
            )
        return made.invitation.pk, made.url


class InvitationDetail(InvitationsView, Removes):
    """One invitation. Deleting takes it back; it stays in the list."""

    summaries: ClassVar[dict[str, str]] = {"get": "Read an invitation", "delete": "Take an invitation back"}
    reasons: ClassVar[dict[str, Any]] = {"delete": _("Took an invitation back")}

    def editable(self) -> QuerySet[Any]:
        return Invitation.objects.editable_by(self.request.user).filter(trip_id=self.kwargs["trip"])

    def remove(self, row: Any) -> None:
        if row.revoked_at is None:
            with told():
                sharing.revoke(row.trip, row)


# -- links ---------------------------------------------------------------------------------------------------------


class SharesView(OfTrip):
    steady = True
    resource = SHARE
    tag = "Shares"

    def rows(self) -> QuerySet[Any]:
        return TripShare.objects.for_user(self.request.user).filter(trip_id=self.kwargs["trip"])


class ShareWriter(Strict):
    label = serializers.CharField(  # type: ignore[assignment]
        max_length=100, required=False, allow_blank=True, help_text="For yourself."
    )
    expires_at = serializers.DateTimeField(required=False, allow_null=True, help_text="Null: until it is revoked.")
    show_costs = serializers.BooleanField(required=False)
    show_times = serializers.BooleanField(required=False)
    show_notes = serializers.BooleanField(required=False)
    show_people = serializers.BooleanField(required=False)

    example: ClassVar[dict[str, Any]] = {"label": "Grandparents", "show_costs": False}


class ShareList(SharesView, TellsAddress, ListsOfTrip):
    """Links that open a trip to whoever has them, for its owner, also those that were revoked; a new one."""

    page = "trips:shared_trip"
    owner_only = True
    orders: ClassVar[dict[str, Keyset]] = {"-created_at": Keyset("-created_at", "id")}
    writers: ClassVar[dict[str, Any]] = {"post": ShareWriter}
    answers: ClassVar[dict[str, Answer]] = {"post": told_once(SHARE, "https://trips.example.org/s/kV2m…/", "The link.")}
    summaries: ClassVar[dict[str, str]] = {"get": "List links", "post": "Make a link"}
    reasons: ClassVar[dict[str, Any]] = {"post": _("Made a link to the trip")}

    def make(self, content: dict[str, Any], seed: str | None) -> tuple[Any, str]:
        trip = self.access(own=True, lock=True).trip
        with told():
            share, token = sharing.make_link(self.request.user, trip, sharing.LinkChoice(**content), seed=seed)
        return share.pk, self.address_of(token)


class ShareDetail(SharesView, Removes):
    """One link. Deleting revokes it at once; it stays in the list."""

    summaries: ClassVar[dict[str, str]] = {"get": "Read a link", "delete": "Revoke a link"}
    reasons: ClassVar[dict[str, Any]] = {"delete": _("Revoked a link")}

    def editable(self) -> QuerySet[Any]:
        return TripShare.objects.editable_by(self.request.user).filter(trip_id=self.kwargs["trip"])

    def remove(self, row: Any) -> None:
        if row.revoked_at is None:
            with told():
                sharing.revoke_link(row.trip, row)
