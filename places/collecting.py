"""Collections: a traveller's named lists of saved places, with a trash. Callers are bound to the traveller."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import F, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from places.models import Collection, SavedPlace, SavedPlaceQuerySet
from tripos.web.map_base import MapPoint

ON_A_COVER = 12
"""Places drawn on a collection's card."""


def collections_of(user: Any) -> list[Collection]:
    """A traveller's collections by name."""
    return list(Collection.objects.for_user(user).order_by("name", "id"))


def places_in(user: Any, collection: Collection) -> SavedPlaceQuerySet:
    """What is kept in a collection, with its places."""
    rows: SavedPlaceQuerySet = SavedPlace.objects.for_user(user).filter(collection_id=collection.pk)
    return rows.select_related("location")


def covers(user: Any, collections: Iterable[Collection]) -> dict[uuid.UUID, list[MapPoint]]:
    """The first places of each collection as points, by its id: its card's picture. One query for all."""
    rows = (
        SavedPlace.objects.for_user(user)
        .filter(collection_id__in=[one.pk for one in collections], location__latitude__isnull=False)
        .annotate(place=Window(RowNumber(), partition_by=[F("collection_id")], order_by=["-is_favorite", "-saved_at"]))
        .filter(place__lte=ON_A_COVER)
        .values_list("collection_id", "location__latitude", "location__longitude", "location__name")
    )
    found: dict[uuid.UUID, list[MapPoint]] = {}
    for key, latitude, longitude, name in rows:
        if latitude is None or longitude is None:
            continue
        found.setdefault(key, []).append(MapPoint(latitude, longitude, name))
    return found


def discard(collection: Collection) -> None:
    """Put a collection into the trash: its places stay saved, its links open nothing meanwhile. Twice is as once."""
    if collection.deleted_at is None:
        collection.deleted_at = timezone.now()
        collection.save(update_fields=["deleted_at"])


@transaction.atomic
def restore(user: Any, collection_id: uuid.UUID) -> Collection | None:
    """Bring a collection back with the places that were in it; None where they have no such one. Twice is as once."""
    collection: Collection | None = Collection.objects.with_deleted(user).filter(pk=collection_id).first()
    if collection is not None and collection.deleted_at is not None:
        collection.deleted_at = None
        collection.save(update_fields=["deleted_at"])
    return collection


def put_into(user: Any, saved_ids: Iterable[uuid.UUID], collection: Collection | None) -> int:
    """Move saved places into a collection, or out of any; return how many were moved."""
    rows = SavedPlace.objects.editable_by(user).filter(pk__in=list(saved_ids))
    return int(rows.update(collection_id=collection.pk if collection else None))
