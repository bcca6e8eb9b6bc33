"""Keeping a place: a traveller's own list. Callers are bound to the traveller."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now

from places.models import SavedPlace
from tripos.db.context import user_key, writable

MOST_NOTE = 1000


@transaction.atomic
def save_place(user: Any, location_id: uuid.UUID | str, note: str = "") -> SavedPlace:
    """Keep a place for a traveller, with a note of theirs; saved again it keeps its row, and a new note replaces the
    old one."""
    saved, made = SavedPlace.objects.get_or_create(
        user_id=user_key(user), location_id=location_id, defaults={"notes": note.strip()[:MOST_NOTE] or None}
    )
    if not made and note.strip():
        SavedPlace.objects.filter(pk=saved.pk).update(notes=note.strip()[:MOST_NOTE])
    return saved


def count_view(saved: SavedPlace) -> None:
    """Count one look at the page of a place that its traveller keeps. Call it outside of a reading transaction."""
    with writable(), transaction.atomic():
        SavedPlace.objects.filter(pk=saved.pk).update(view_count=F("view_count") + 1, last_viewed_at=Now())
