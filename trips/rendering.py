"""Days of a trip as HTML, rendered once per content: after an edit only the day that changed is made anew."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import lru_cache

from django.core.cache import cache
from django.template.loader import get_template, render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from trips.presenters import Shown

TEMPLATE = "trips/_day.html"
# What a day's page is made of; a new release must not find the old one's.
PARTS = (
    TEMPLATE,
    "trips/_day_actions.html",
    "trips/_stop_actions.html",
    "components/day.html",
    "components/stop.html",
    "components/leg.html",
    "components/badge_cost.html",
    "components/badge_hours.html",
    "components/conflict.html",
    "components/empty.html",
)
KEEP_SECONDS = 6 * 60 * 60


@lru_cache(maxsize=1)
def _templates_mark() -> str:
    """A digest of the templates' sources."""
    digest = hashlib.sha256()
    for name in PARTS:
        template: object = get_template(name)
        digest.update(str(getattr(getattr(template, "template", None), "source", name)).encode())
    return digest.hexdigest()


def days_html(days: Sequence[Shown], *, trip_id: object, can_edit: bool) -> list[SafeString]:
    """Each day's HTML, from the cache where nothing in it has changed.

    A day holds nothing of the reader but the language and whether they may edit: its buttons belong to one form that
    the page brings along (``trips/_stop_form.html``), so no token is in it.
    """
    # The age of data is said in words ("8 months ago"), which change with the date.
    shared = (_templates_mark(), get_language(), timezone.localdate().isoformat(), can_edit, trip_id)
    keys = [_key(shared, day) for day in days]
    known = cache.get_many(keys)
    fresh = {
        key: render_to_string(TEMPLATE, {"day": day, "trip_id": trip_id, "actions": can_edit})
        for key, day in zip(keys, days, strict=True)
        if key not in known
    }
    if fresh:
        cache.set_many(fresh, KEEP_SECONDS)
    return [known[key] if key in known else fresh[key] for key in keys]


def _key(shared: tuple[object, ...], day: Shown) -> str:
    return f"trips:day:{hashlib.sha256(repr((shared, day)).encode()).hexdigest()}"
