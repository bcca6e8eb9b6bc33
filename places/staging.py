"""Files of places that staff bring in the browser: read and compared first, applied by a job once somebody said yes."""

from __future__ import annotations

import dataclasses
import datetime as dt
import tempfile
import uuid
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from places.imports import ImportReport, RowOutcome, import_places
from places.models import ImportRow, ImportStatus, PlaceImport, RowAction
from places.providers import osm, plain
from places.providers.records import PlaceFileError, PlaceRecord
from tripos.accounts.models import User
from tripos.db.context import acting_as
from tripos.jobs.app import enqueue

MOST_BYTES = 20 * 1024 * 1024
MOST_ROWS = 20_000
CHUNK = 500
APPLY = "places.apply_import"
FORMATS = {".pbf": "osm", ".csv": "csv", ".tsv": "csv", ".geojson": "geojson", ".json": "geojson", ".ndjson": "ndjson"}
_DATES = ("as_of",)
_LISTS = ("tags", "cuisine_types", "dietary_options")
_ACTIONS = {"added": RowAction.ADD, "changed": RowAction.CHANGE, "kept": RowAction.KEEP, "skipped": RowAction.REFUSE}


def format_of(file_name: str, data: bytes) -> str:
    """The format of a file by its name, held against what is in it.

    Raises:
        PlaceFileError: the name says none that we read, or the content is something else.
    """
    found = FORMATS.get(Path(file_name).suffix.casefold())
    if found is None:
        raise PlaceFileError(f"A file ends in one of {', '.join(FORMATS)}.")
    is_pbf = b"OSMHeader" in data[:64]  # the first blob of every .osm.pbf is of this type
    if found == "osm" and not is_pbf:
        raise PlaceFileError("The file is named .pbf and holds no OpenStreetMap data.")
    if found != "osm" and (is_pbf or b"\x00" in data[:4096]):
        raise PlaceFileError(f"The file is named as {found} and is no text.")
    return found


def stage(file_name: str, data: bytes, source: str, user: Any) -> PlaceImport:
    """Read a file and write down, row by row, what importing it would do. Nothing of the catalogue changes.

    Args:
        file_name: as the person's machine calls it; its end says the format.
        data: the file.
        source: whose places these are; OpenStreetMap's files say so themselves.
        user: the staff member who asks, and who is bound.

    Raises:
        PlaceFileError: the file is too large, of no known format, empty, or not what its name says.
    """
    if len(data) > MOST_BYTES:
        raise PlaceFileError(f"The file is larger than {MOST_BYTES // 1024**2} MB: use the command import_places.")
    format = format_of(file_name, data)
    source = osm.SOURCE if format == "osm" else source
    refused: list[ImportRow] = []
    records: list[tuple[int, PlaceRecord]] = []
    for number, row in enumerate(_rows(data, format, source, file_name), 1):
        if number > MOST_ROWS:
            raise PlaceFileError(f"The file has more than {MOST_ROWS:,} rows: use the command import_places.")
        if row.record is None:
            refused.append(
                ImportRow(number=row.number, external_id=row.external_id, name=row.name, action=RowAction.REFUSE,
                          reason=row.problem)
            )  # fmt: skip
        else:
            records.append((row.number, row.record))
    if not records and not refused:
        raise PlaceFileError("The file has no places in it.")
    outcomes: list[RowOutcome] = []
    with transaction.atomic():
        import_places(
            [record for _, record in records],
            source,
            dry_run=True,
            count_missing=False,
            using="default",
            on_row=outcomes.append,
        )
    rows = refused + _matched(records, outcomes)
    planned = Counter(str(row.action) for row in rows)
    with transaction.atomic():
        made = PlaceImport.objects.create(
            file_name=Path(file_name).name[:200],
            format=format,
            source=source,
            size=len(data),
            planned=dict(planned),
            total=planned[RowAction.ADD] + planned[RowAction.CHANGE],
            created_by_id=user.pk,
        )
        for made_row in rows:
            made_row.place_import = made
        ImportRow.objects.bulk_create(rows, batch_size=1000)
    return made


def _rows(data: bytes, format: str, source: str, name: str) -> Iterator[plain.PlainRow]:
    if format != "osm":
        yield from plain.read_rows(data, format, source)
        return
    skipped: Counter[str] = Counter()
    number = 0
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "places.osm.pbf"
        path.write_bytes(data)
        for number, record in enumerate(osm.read_places(path, None, skipped), 1):
            yield plain.PlainRow(number, record)
    # A map file's objects have no rows; those of a known kind that are no places are told by reason.
    for reason, count in sorted(skipped.items()):
        if count:
            number += 1
            yield plain.PlainRow(number, None, f"{count:,} × {reason}", name=name)


def _matched(records: list[tuple[int, PlaceRecord]], outcomes: list[RowOutcome]) -> list[ImportRow]:
    """The rows with their outcomes: the import tells them batch by batch, refusals of the same id last."""
    waiting: dict[str, list[RowOutcome]] = {}
    for outcome in outcomes:
        waiting.setdefault(outcome.external_id, []).append(outcome)
    for found in waiting.values():
        found.sort(key=lambda outcome: outcome.action == "skipped")
    rows = []
    for number, record in records:
        outcome = waiting[record.external_id].pop(0)
        rows.append(
            ImportRow(
                number=number,
                external_id=record.external_id,
                name=record.name,
                action=_ACTIONS[outcome.action],
                reason=outcome.reason,
                changes={
                    name: [_plain(outcome.before.get(name)), _plain(outcome.after.get(name))] for name in outcome.fields
                },
                protected=list(outcome.protected),
                record=as_json(record) if outcome.action in ("added", "changed") else None,
            )
        )
    return rows


def as_json(record: PlaceRecord) -> dict[str, Any]:
    """A record as JSON values, without what is unknown."""
    return {name: _plain(value) for name, value in dataclasses.asdict(record).items() if value not in (None, (), {})}


def from_json(values: dict[str, Any]) -> PlaceRecord:
    """A record from what :func:`as_json` made."""
    read: dict[str, Any] = {name: tuple(value) if name in _LISTS else value for name, value in values.items()}
    for name in _DATES:
        if name in read:
            read[name] = dt.date.fromisoformat(read[name])
    return PlaceRecord(**read)


def _plain(value: Any) -> Any:
    if isinstance(value, dt.date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def confirm(place_import: PlaceImport, user: Any) -> bool:
    """Let the worker apply a staged import; False when somebody did already, or threw it away.

    The job belongs to the transaction, so a rolled back yes leaves none behind.
    """
    with transaction.atomic():
        waiting = PlaceImport.objects.filter(pk=place_import.pk, status=ImportStatus.STAGED)
        if not waiting.update(status=ImportStatus.QUEUED):
            return False
        with acting_as(user):  # jobs are handed over as travellers' are: for the person who asks
            enqueue(APPLY, user, import_id=str(place_import.pk), lock="places.import")
    return True


def discard(place_import: PlaceImport) -> bool:
    """Throw a staged import away: its rows go, the fact that it was stays."""
    with transaction.atomic():
        if not PlaceImport.objects.filter(pk=place_import.pk, status=ImportStatus.STAGED).update(
            status=ImportStatus.DISCARDED, finished_at=timezone.now()
        ):
            return False
        ImportRow.objects.filter(place_import=place_import).delete()
    return True


def may_keep_places() -> bool:
    """Whether the bound account works on the catalogue now: the database's answer, as its policies give it."""
    with connection.cursor() as cursor:
        cursor.execute("select app.staff_may('places')")
        return bool(cursor.fetchone()[0])


def apply_import(import_id: uuid.UUID, user_id: uuid.UUID) -> dict[str, Any]:
    """Bring a confirmed import into the catalogue, chunk by chunk, as one change set in the staff member's name.

    What was compared in the preview is compared again: an edit made meanwhile is protected too. Each chunk commits with
    its progress; a job that was killed goes on after its last chunk, because what is there already changes nothing.

    Returns:
        The report's counts.
    """
    with acting_as(user_id, role="worker"):
        with transaction.atomic():
            known = User.objects.filter(pk=user_id, is_staff=True, is_active=True, deleted_at__isnull=True)
            found = PlaceImport.objects.filter(
                pk=import_id, created_by_id__isnull=False, status__in=[ImportStatus.QUEUED, ImportStatus.RUNNING]
            ).first()
            if found is None or not known.values_list("pk", flat=True).exists() or not may_keep_places():
                return {}
            if found.change_set_id is None:
                found.change_set_id = uuid.uuid4()
            PlaceImport.objects.filter(pk=import_id).update(
                status=ImportStatus.RUNNING, change_set_id=found.change_set_id
            )
        total = Counter[str]()
        wanted = ImportRow.objects.filter(
            place_import_id=import_id, action__in=[RowAction.ADD, RowAction.CHANGE]
        ).order_by("number")
        last = -1
        done = 0
        while chunk := list(wanted.filter(number__gt=last)[:CHUNK]):
            last = chunk[-1].number
            done += len(chunk)
            with transaction.atomic():
                total.update(_apply(found, chunk))
                PlaceImport.objects.filter(pk=import_id).update(done=done)
        outcome = {**total, "refused_before": found.planned.get(RowAction.REFUSE, 0)}
        with transaction.atomic():
            PlaceImport.objects.filter(pk=import_id).update(
                status=ImportStatus.DONE, outcome=outcome, finished_at=timezone.now()
            )
    return outcome


def _apply(found: PlaceImport, chunk: list[ImportRow]) -> Counter[str]:
    late: dict[str, RowOutcome] = {}

    def note(outcome: RowOutcome) -> None:
        if outcome.action == "skipped":
            late[outcome.external_id] = outcome

    report: ImportReport = import_places(
        [from_json(row.record) for row in chunk if row.record],
        found.source,
        reason=f"Import {found.file_name}",
        count_missing=False,
        using="default",
        on_row=note,
        change_set_id=found.change_set_id,
    )
    for row in chunk:  # what the database refused only now
        if row.external_id in late:
            ImportRow.objects.filter(pk=row.pk).update(action=RowAction.REFUSE, reason=late[row.external_id].reason)
    return Counter(added=report.added, changed=report.changed, kept=report.kept.total(), refused=report.skipped.total())


def fail(import_id: uuid.UUID, user_id: uuid.UUID, problem: str) -> None:
    """Write down that the job could not finish, for the person who waits."""
    with acting_as(user_id, role="worker"), transaction.atomic():
        PlaceImport.objects.filter(pk=import_id).update(
            status=ImportStatus.FAILED, problem=problem[:500], finished_at=timezone.now()
        )
