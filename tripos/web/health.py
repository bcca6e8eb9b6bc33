"""``/healthz``: the process is up. ``/readyz``: database reachable, migrations applied, a worker seen lately."""

from __future__ import annotations

from typing import Any

from django.db import DatabaseError, connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.http import HttpRequest, JsonResponse

from tripos.db.context import acting_for_sign_in

WORKER_SECONDS = 60
_known: set[tuple[str, str]] = set()


def _migrations_on_disk() -> set[tuple[str, str]]:
    """Every migration that this code brings; read once, the files do not change under a running process."""
    if not _known:
        loader = MigrationLoader(None, ignore_no_migrations=True)
        _known.update(loader.disk_migrations or {})
    return _known


@transaction.non_atomic_requests
def healthz(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"status": "ok"})


@transaction.non_atomic_requests
def readyz(request: HttpRequest) -> JsonResponse:
    found: dict[str, Any] = {"database": False, "migrations": False, "worker": False}
    try:
        with acting_for_sign_in(), connection.cursor() as cursor:
            cursor.execute("select app, name from django_migrations")
            applied = {(row[0], row[1]) for row in cursor.fetchall()}
            cursor.execute("select seconds_since_heartbeat, waiting, failed_today from app.job_health()")
            seconds, waiting, failed = cursor.fetchone()
    except DatabaseError as error:
        found["reason"] = str(error).splitlines()[0]
    else:
        found.update(
            database=True,
            migrations=_migrations_on_disk() <= applied,
            worker=seconds is not None and seconds < WORKER_SECONDS,
            jobs_waiting=waiting,
            jobs_failed_today=failed,
        )
    ready = found["database"] and found["migrations"] and found["worker"]
    return JsonResponse({"status": "ready" if ready else "not ready", **found}, status=200 if ready else 503)
