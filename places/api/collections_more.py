"""Collections in the trash, and links to collections."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import serializers

from places import collecting, sharing
from places.api.saved import CollectionsView, SavedView
from places.models import Collection, CollectionShare
from tripos.api.addresses import TellsAddress, told_once
from tripos.api.answers import Answer
from tripos.api.problems import Problem
from tripos.api.query import Selection
from tripos.api.resources import Resource, column
from tripos.api.restoring import DISCARDED_AT, Restores, Trash, kept_until
from tripos.api.views import Lists, Removes
from tripos.api.writing import Strict
from tripos.db.paging import Keyset

_COLLECTION_ID = "77f0a9f0-64a4-4d11-8f57-0a4f3c0d2b01"
DISCARDED_COLLECTION = Resource(
    "DiscardedCollection",
    Collection,
    column("id", example=_COLLECTION_ID),
    column("name", example="Rainy days"),
    column("deleted_at", "when it was discarded", example=DISCARDED_AT),
    kept_until(),
    description="A collection in your trash.",
)
COLLECTION_SHARE = Resource(
    "CollectionShare",
    CollectionShare,
    column("id", example="1a28bf1b-9999-4a53-9c39-0f5a1f0d2a11"),
    column("collection_id", source="collection", example=_COLLECTION_ID),
    column("label", "for yourself", example="Grandparents"),
    column("expires_at", "null: until it is revoked", example=None),
    column("revoked_at", "since when it opens nothing", example=None),
    column("created_at", example="2026-03-01T09:30:00.123456+00:00"),
    description="A link to a collection, without its address.",
)


# -- trash ---------------------------------------------------------------------------------------------------------


class CollectionTrash(CollectionsView, Trash):
    """Your collections that were discarded."""

    resource = DISCARDED_COLLECTION
    orders: ClassVar[dict[str, Keyset]] = Trash.orders
    summaries: ClassVar[dict[str, str]] = {"get": "List discarded collections"}

    def rows(self) -> QuerySet[Any]:
        return Collection.objects.trash(self.request.user)


class CollectionRestoration(CollectionsView, Restores):
    """Take a collection out of the trash, with the places that were in it."""

    summaries: ClassVar[dict[str, str]] = {"post": "Take a collection out of the trash"}
    reasons: ClassVar[dict[str, Any]] = {"post": gettext_lazy("Brought a collection back")}

    def discarded(self) -> QuerySet[Any]:
        return Collection.objects.trash(self.request.user)

    def restore(self, row: Collection) -> None:
        collecting.restore(self.request.user, row.pk)


# -- links ---------------------------------------------------------------------------------------------------------


class CollectionSharesView(SavedView):
    resource = COLLECTION_SHARE
    tag = "Collections"

    def rows(self) -> QuerySet[Any]:
        return CollectionShare.objects.owned_by(self.request.user).filter(
            collection_id=self.kwargs["collection"], collection__deleted_at__isnull=True
        )

    def collection(self) -> Collection:
        """The collection of the address, locked where it is written to.

        Raises:
            Problem: it is none of theirs (404).
        """
        rows = Collection.objects.editable_by(self.request.user).filter(pk=self.kwargs["collection"])
        if self.request.method == "POST":
            rows = rows.select_for_update(of=("self",))
        found: Collection | None = rows.first()
        if found is None:
            raise Problem("not-found")
        return found


class CollectionShareWriter(Strict):
    label = serializers.CharField(  # type: ignore[assignment]
        max_length=100, required=False, allow_blank=True, help_text="For yourself."
    )
    expires_at = serializers.DateTimeField(required=False, allow_null=True, help_text="Null: until it is revoked.")

    example: ClassVar[dict[str, Any]] = {"label": "Grandparents"}


class CollectionShareList(CollectionSharesView, TellsAddress, Lists):
    """Links that open a collection to whoever has them, also those that were revoked; a new one."""

    page = "places:shared_collection"
    orders: ClassVar[dict[str, Keyset]] = {"-created_at": Keyset("-created_at", "id")}
    writers: ClassVar[dict[str, Any]] = {"post": CollectionShareWriter}
    answers: ClassVar[dict[str, Answer]] = {
        "post": told_once(COLLECTION_SHARE, "https://trips.example.org/s/c/kV2m…/", "The link.")
    }
    summaries: ClassVar[dict[str, str]] = {"get": "List links to a collection", "post": "Make a link to a collection"}
    reasons: ClassVar[dict[str, Any]] = {"post": gettext_lazy("Made a link to the collection")}

    def _page(
        self, rows: QuerySet[Any] | None, order: Keyset, cursor: str | None, size: int, chosen: Selection
    ) -> tuple[list[str], str | None]:
        found = super()._page(rows, order, cursor, size, chosen)
        if not found[0]:
            self.collection()
        return found

    def make(self, content: dict[str, Any], seed: str | None) -> tuple[Any, str]:
        try:
            share, token = sharing.make_link(self.request.user, self.collection(), seed=seed, **content)
        except sharing.TooManyLinks as many:
            raise Problem("conflict", _("Revoke a link first: a collection has at most 50.")) from many
        return share.pk, self.address_of(token)


class CollectionShareDetail(CollectionSharesView, Removes):
    """One link to a collection. Deleting revokes it at once; it stays in the list."""

    summaries: ClassVar[dict[str, str]] = {
        "get": "Read a link to a collection",
        "delete": "Revoke a link to a collection",
    }
    reasons: ClassVar[dict[str, Any]] = {"delete": gettext_lazy("Revoked a link to a collection")}

    def editable(self) -> QuerySet[Any]:
        return self.rows()

    def remove(self, row: CollectionShare) -> None:
        sharing.revoke_link(row.collection, row.pk)
