"""The demo from the back office: its places and prices, and two invented events that are plainly marked as samples."""

from __future__ import annotations

import csv
import datetime as dt
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from places.imports import import_places
from places.models import Location
from places.providers import osm
from tripos.demo import loading

EVENTS = loading.DATA / "sample_events.csv"
SOURCE = "sample"


def load_samples(using: str = "default") -> int:
    """Put the sample events into the coming weeks, each at its place; those that are there move to their new day.

    Returns:
        How many are there now: fewer than the file has where their places are not loaded.
    """
    with EVENTS.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    places = Location.objects.using(using).filter(source=osm.SOURCE, deleted_at__isnull=True)
    hosts = {place.external_id: place for place in places.filter(external_id__in=[r["at_external_id"] for r in rows])}
    loaded = 0
    with transaction.atomic(using=using):
        for row in rows:
            host = hosts.get(row["at_external_id"])
            if host is None:
                continue
            zone = ZoneInfo(host.timezone or "UTC")
            day = timezone.now().astimezone(zone).date() + dt.timedelta(days=int(row["days_from_today"]))
            starts = dt.datetime.combine(day, dt.time.fromisoformat(row["start_time"]), zone)
            Location.objects.using(using).update_or_create(
                source=SOURCE,
                external_id=row["external_id"],
                defaults={
                    "name": row["name"],
                    "description": row["description"],
                    "category": "event",
                    "subcategory": row["event_type"],
                    "event_type": row["event_type"],
                    "tags": [SOURCE],
                    "event_start_time": starts,
                    "event_end_time": starts + dt.timedelta(minutes=int(row["minutes"])),
                    "is_active": True,
                    "deleted_at": None,
                    **{
                        name: getattr(host, name)
                        for name in ("latitude", "longitude", "address", "city", "country", "timezone")
                    },
                },
            )
            loaded += 1
    return loaded


def remove_samples(using: str = "default") -> int:
    """Take the sample events out of the catalogue; trips that have one keep it. Returns how many went."""
    rows = Location.objects.using(using).filter(source=SOURCE, deleted_at__isnull=True)
    return rows.update(deleted_at=timezone.now(), is_active=False)


def load_places(using: str = "default") -> int:
    """Bring the demo's places, admissions and estimates in, as an import that leaves staff's edits alone.

    Returns:
        How many places were added or shown again.
    """
    with transaction.atomic(using=using):
        report = import_places(
            osm.read_places(loading.HELSINKI), osm.SOURCE, reason="Load the demo's places", using=using
        )
        loading.load_admissions(using)
        loading.load_estimates(using)
    return report.added + report.reactivated


def hide_places(using: str = "default") -> int:
    """Hide the demo's places from search, but for those that staff edited or verified; loading shows them again.

    Returns:
        How many were hidden.
    """
    rows = Location.objects.using(using).filter(
        source=osm.SOURCE, city="Helsinki", is_active=True, is_verified=False, deleted_at__isnull=True
    )
    hidden = []
    for place in rows.only("id", "is_active", "metadata", "staff_edited_fields"):
        if set(place.staff_edited_fields) <= set(loading.ADMISSION_FIELDS):
            place.is_active = False
            place.metadata = {**place.metadata, "hidden_by_import": True}
            hidden.append(place)
    Location.objects.using(using).bulk_update(hidden, ["is_active", "metadata"], batch_size=200)
    return len(hidden)
