"""What a traveller keeps: saved places and collections of them."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import serializers

import places.constraints  # noqa: F401  (registers the sentences)
from places.api.filters import CollectionFilters, SavedPlaceFilters
from places.api.resources import COLLECTION, SAVED_PLACE
from places.emoji import is_emoji
from places.models import Collection, Location, SavedPlace, SavedPlaceQuerySet
from tripos.api.problems import FieldError, Problem
from tripos.api.views import ApiView, Changes, Creates, Lists, Removes
from tripos.api.writing import Writer
from tripos.db.paging import Keyset


class SavedPlaceWriter(Writer):
    location_id = serializers.UUIDField()
    collection_id = serializers.UUIDField(required=False, allow_null=True)
    tags = serializers.ListField(child=serializers.CharField(max_length=100), max_length=50, required=False)
    priority = serializers.IntegerField(min_value=-1000, max_value=1000, required=False)

    example: ClassVar[dict[str, Any]] = {"location_id": "1d3f7a52-0c1b-4f0e-9a55-66b1e0a1c001", "is_favorite": True}

    class Meta:
        model = SavedPlace
        fields: ClassVar[list[str]] = ["location_id", "collection_id", "tags", "notes", "is_favorite", "priority"]


class SavedPlaceEditor(SavedPlaceWriter):
    location_id = None  # type: ignore[assignment]  # a saved place stays what it is of

    example: ClassVar[dict[str, Any]] = {"notes": "Closed on Mondays", "is_favorite": True}

    class Meta(SavedPlaceWriter.Meta):
        fields: ClassVar[list[str]] = ["collection_id", "tags", "notes", "is_favorite", "priority"]


class SavedView(ApiView):
    steady = True
    read_scope = "places:read"
    write_scope = "places:write"

    def check_collection(self, content: dict[str, Any]) -> None:
        """Refuse a collection that is not the traveller's own, or is in the trash.

        Raises:
            Problem: there is no such collection of theirs (422).
        """
        pk = content.get("collection_id")
        if pk is not None and not Collection.objects.editable_by(self.request.user).filter(pk=pk).exists():
            raise Problem(
                "invalid", errors=[FieldError("collection_id", _("You have no such collection."), "does_not_exist")]
            )


class SavedPlacesView(SavedView):
    resource = SAVED_PLACE
    tag = "Saved places"

    def rows(self) -> QuerySet[Any]:
        return SavedPlace.objects.for_user(self.request.user)


class SavedPlaceList(SavedPlacesView, Lists, Creates):
    """The places that you keep."""

    orders: ClassVar[dict[str, Keyset]] = {
        "-priority": SavedPlaceQuerySet.paging,
        "-saved_at": Keyset("-saved_at", "id"),
        "saved_at": Keyset("saved_at", "id"),
    }
    filters = SavedPlaceFilters
    writers: ClassVar[dict[str, Any]] = {"post": SavedPlaceWriter}
    summaries: ClassVar[dict[str, str]] = {"get": "List saved places", "post": "Save a place"}
    reasons: ClassVar[dict[str, Any]] = {"post": gettext_lazy("Saved a place")}

    def create(self, content: dict[str, Any]) -> Any:
        user = self.request.user
        if not Location.objects.known_to(user).filter(pk=content["location_id"], deleted_at__isnull=True).exists():
            raise Problem("invalid", errors=[FieldError("location_id", _("There is no such place."), "does_not_exist")])
        self.check_collection(content)
        saved = SavedPlace(user_id=user.pk, **content)
        saved.save(force_insert=True)
        return saved.pk


class SavedPlaceDetail(SavedPlacesView, Changes, Removes):
    """One place that you keep."""

    writers: ClassVar[dict[str, Any]] = {"patch": SavedPlaceEditor}
    summaries: ClassVar[dict[str, str]] = {
        "get": "Read a saved place",
        "patch": "Change a saved place",
        "delete": "Let go of a saved place",
    }
    reasons: ClassVar[dict[str, Any]] = {
        "patch": gettext_lazy("Changed a saved place"),
        "delete": gettext_lazy("Let go of a saved place"),
    }

    def editable(self) -> QuerySet[Any]:
        return SavedPlace.objects.editable_by(self.request.user)

    def change(self, row: Any, content: dict[str, Any]) -> None:
        self.check_collection(content)
        for name, value in content.items():
            setattr(row, name, value)
        row.save(update_fields=list(content))

    def remove(self, row: Any) -> None:
        row.delete()


class CollectionWriter(Writer):
    name = serializers.CharField(max_length=200)
    emoji = serializers.CharField(max_length=16, required=False, allow_null=True)

    example: ClassVar[dict[str, Any]] = {"name": "Rainy days", "color": "blue"}

    def validate_emoji(self, text: str | None) -> str | None:
        if text is not None and not is_emoji(text):
            raise serializers.ValidationError(_("Choose one emoji and nothing else."), "emoji")
        return text

    class Meta:
        model = Collection
        fields: ClassVar[list[str]] = ["name", "description", "emoji", "color", "is_public", "cover_image_url"]


class CollectionsView(SavedView):
    resource = COLLECTION
    tag = "Collections"

    def rows(self) -> QuerySet[Any]:
        return Collection.objects.for_user(self.request.user)


class CollectionList(CollectionsView, Lists, Creates):
    """Your collections; their places are `saved-places/?collection_id=`."""

    orders: ClassVar[dict[str, Keyset]] = {
        "name": Keyset("name", "id"),
        "-updated_at": Keyset("-updated_at", "id"),
        "-created_at": Keyset("-created_at", "id"),
    }
    filters = CollectionFilters
    writers: ClassVar[dict[str, Any]] = {"post": CollectionWriter}
    summaries: ClassVar[dict[str, str]] = {"get": "List collections", "post": "Make a collection"}
    reasons: ClassVar[dict[str, Any]] = {"post": gettext_lazy("Made a collection")}

    def create(self, content: dict[str, Any]) -> Any:
        collection = Collection(user_id=self.request.user.pk, **content)
        collection.save(force_insert=True)
        return collection.pk


class CollectionDetail(CollectionsView, Changes, Removes):
    """One collection. Deleting puts it in the trash for thirty days; its places stay saved."""

    writers: ClassVar[dict[str, Any]] = {"patch": CollectionWriter}
    summaries: ClassVar[dict[str, str]] = {
        "get": "Read a collection",
        "patch": "Change a collection",
        "delete": "Put a collection in the trash",
    }
    reasons: ClassVar[dict[str, Any]] = {
        "patch": gettext_lazy("Changed a collection"),
        "delete": gettext_lazy("Moved a collection to the trash"),
    }

    def editable(self) -> QuerySet[Any]:
        return Collection.objects.editable_by(self.request.user)

    def change(self, row: Any, content: dict[str, Any]) -> None:
        for name, value in content.items():
            setattr(row, name, value)
        row.save(update_fields=list(content))

    def remove(self, row: Any) -> None:
        row.deleted_at = timezone.now()
        row.save(update_fields=["deleted_at"])
