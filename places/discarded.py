"""Collections in a traveller's trash (``tripos.web.trash``)."""

from __future__ import annotations

from typing import Any

from django.db.models import F, QuerySet
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from places.models import Collection
from tripos.web.trash import Source


def collections_discarded(user: Any) -> QuerySet[Any]:
    """The user's discarded collections."""
    rows: QuerySet[Any] = Collection.objects.trash(user).annotate(
        binned=JSONObject(id=F("id"), title=F("name"), at=F("deleted_at"))
    )
    return rows


COLLECTIONS = Source(
    _("Collections"),
    "bookmark",
    collections_discarded,
    lambda row: reverse("places:collection_restoration", args=[row["id"]]),
    30,
)
