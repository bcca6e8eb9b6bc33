"""What waits, what failed and how big things are: the figures of the staff's first page, each part for its group."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.db.models import Count, Min, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ai.enums import ApprovalStatus
from ai.models import AIRun, Approval
from places.admin.queues import waiting
from places.duplicates import find_duplicates
from places.models import ImportStatus, Location, PlaceImport
from places.weekly import explain
from tripos.support import runs
from trips.enums import ResolutionStatus
from trips.models import ConflictResolution

QUALITY_SECONDS = 600
BIGGEST = 10
MOST_CITIES = 20


@dataclass(frozen=True, slots=True)
class Queue:
    """How many things wait, and the page where they are answered; no address where they are only told of."""

    label: str | Promise
    count: int
    url: str


@dataclass(frozen=True, slots=True)
class Job:
    """A job that failed for good."""

    id: int
    task: str
    attempts: int
    failed_at: datetime | None


@dataclass(frozen=True, slots=True)
class City:
    """How good the catalogue is in one city, in percent of its places; the age of its oldest data in days."""

    name: str
    places: int
    hours: int
    points: int
    unread: int
    age: int | None


def queues(areas: frozenset[str]) -> list[Queue]:
    """What waits for somebody of these parts of the back office."""
    found: list[Queue] = []
    if "places" in areas:
        staged = PlaceImport.objects.filter(status=ImportStatus.STAGED).count()
        pairs = cache.get_or_set("staff:duplicates", lambda: len(find_duplicates(None)), QUALITY_SECONDS) or 0
        found += [
            Queue(_("Places to verify"), waiting().count(), reverse("admin:places_location_queue")),
            Queue(_("Possible duplicates"), pairs, reverse("admin:places_location_duplicates")),
            Queue(_("Imports to look through"), staged, reverse("admin:places_placeimport_changelist")),
        ]
    if "trips" in areas:
        open_ones = ConflictResolution.objects.filter(
            status__in=[ResolutionStatus.DETECTED, ResolutionStatus.PENDING_REVIEW]
        )
        found.append(
            Queue(_("Open conflicts"), open_ones.count(), reverse("admin:trips_conflictresolution_changelist"))
        )
    if areas & {"trips", "ai"}:
        asked = Approval.objects.filter(status=ApprovalStatus.PENDING, expires_at__gt=Now())
        found.append(Queue(_("Changes that wait for a traveller's yes"), asked.count(), ""))
    return found


def failed_jobs(most: int = 20) -> list[Job]:
    """Jobs that failed for good, the latest first."""
    with connection.cursor() as cursor:
        cursor.execute("select id, task, attempts, failed_at from app.failed_jobs(%s)", [most])
        return [Job(*row) for row in cursor.fetchall()]


def retry_job(job: int) -> None:
    """Let a failed job run again.

    Raises:
        DatabaseError: there is no such failed job, or it is not this account's matter.
    """
    with connection.cursor() as cursor:
        cursor.execute("select app.retry_failed_job(%s)", [job])


def job_health() -> dict[str, Any]:
    """How long ago a worker was heard, in seconds or None; how many jobs wait; how many failed in 24 hours."""
    with connection.cursor() as cursor:
        cursor.execute("select seconds_since_heartbeat, waiting, failed_today from app.job_health()")
        heard, waits, failed = cursor.fetchone()
    return {"heard": None if heard is None else round(heard), "waiting": waits, "failed": failed}


def errors_of_today() -> list[Any]:
    """What agents failed with in the last 24 hours, in groups."""
    return runs.errors(AIRun.objects.filter(created_at__gt=timezone.now() - timedelta(days=1)))


def sizes() -> dict[str, Any]:
    """Bytes of the disk that holds our files, of the database, and of its biggest tables with their indexes."""
    with connection.cursor() as cursor:
        cursor.execute(
            """select c.relname, pg_total_relation_size(c.oid), pg_stat_get_live_tuples(c.oid)
                 from pg_class c
                where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace
                order by 2 desc, 1 limit %s""",
            [BIGGEST],
        )
        tables = cursor.fetchall()
        # All our relations together: a database's own size is not told to roles that do not log in.
        cursor.execute(
            """select coalesce(sum(pg_total_relation_size(c.oid)), 0)::bigint
                 from pg_class c where c.relkind in ('r', 'm') and c.relnamespace = 'public'::regnamespace"""
        )
        database = cursor.fetchone()[0]
    disk = shutil.disk_usage(settings.TRIPOS_HOME if settings.TRIPOS_HOME.exists() else settings.BASE_DIR)
    return {"tables": tables, "database": database, "free": disk.free, "total": disk.total}


def quality() -> list[City]:
    """The catalogue by city, the biggest first; kept for ten minutes, since every place's hours are parsed."""
    found: list[City] = cache.get_or_set("staff:quality", _quality, QUALITY_SECONDS) or []
    return found


def _quality() -> list[City]:
    live = Location.objects.filter(is_active=True, deleted_at__isnull=True).order_by()
    today = timezone.localdate()
    rows = live.values("city").annotate(
        places=Count("pk"),
        with_hours=Count("pk", filter=Q(opening_hours__gt="")),
        with_point=Count("pk", filter=Q(latitude__isnull=False)),
        oldest=Min("as_of"),
    )
    unread: dict[str | None, int] = {}
    for city, hours in live.filter(opening_hours__gt="").values_list("city", "opening_hours"):
        if explain(hours or ""):
            unread[city] = unread.get(city, 0) + 1
    return [
        City(
            name=row["city"] or "–",
            places=row["places"],
            hours=round(100 * row["with_hours"] / row["places"]),
            points=round(100 * row["with_point"] / row["places"]),
            unread=unread.get(row["city"], 0),
            age=None if row["oldest"] is None else (today - row["oldest"]).days,
        )
        for row in rows.order_by("-places", "city")[:MOST_CITIES]
    ]
