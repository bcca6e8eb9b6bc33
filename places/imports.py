"""Bringing a source's places into the catalogue: added, changed, kept or skipped, and never a staff edit undone."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.db import DEFAULT_DB_ALIAS, DataError, IntegrityError, connections, transaction

from places.models import Location
from places.providers.records import PlaceRecord
from tripos.audit.models import ChangeKind
from tripos.db.context import change_set, current_actor

BATCH = 500

FIELDS = (
    "name",
    "description",
    "category",
    "subcategory",
    "tags",
    "address",
    "city",
    "region",
    "country",
    "postal_code",
    "latitude",
    "longitude",
    "timezone",
    "details",
    "cuisine_types",
    "dietary_options",
    "vehicle_type",
    "opening_hours",
    "phone",
    "email",
    "website",
    "capacity",
    "external_url",
    "as_of",
)
"""The columns that an import writes; all others are staff's and travellers'."""

# What kept a row as it was.
UNCHANGED = "nothing new"
STAFF_EDITED = "differs only where staff edited it"
STAFF_REMOVED = "removed by staff"
NEWER_THERE = "newer data is there already"
SAME_ID = "the same id twice in the file"


@dataclass(frozen=True, slots=True)
class RowOutcome:
    """What the import did, or in a dry run would do, with one place.

    `action` is added, changed, kept, skipped, missing or deactivated; `fields` are the columns that change (a key of
    `details` as "details.wikidata"), `protected` those that differ but that staff edited. `before` and `after` hold the
    values of `fields`.
    """

    external_id: str
    name: str
    action: str
    reason: str = ""
    fields: tuple[str, ...] = ()
    protected: tuple[str, ...] = ()
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class ImportReport:
    """Counts of one import. `missing` counts places of the file's area that the file no longer has."""

    source: str
    dry_run: bool = False
    added: int = 0
    changed: int = 0
    missing: int = 0
    deactivated: int = 0
    reactivated: int = 0
    kept: Counter[str] = field(default_factory=Counter)
    skipped: Counter[str] = field(default_factory=Counter)
    changed_fields: Counter[str] = field(default_factory=Counter)
    protected_fields: Counter[str] = field(default_factory=Counter)
    change_set_id: uuid.UUID | None = None

    @property
    def seen(self) -> int:
        """Records of the source that are in the catalogue now."""
        return self.added + self.changed + self.kept.total()

    def as_dict(self) -> dict[str, Any]:
        """The report as plain data for JSON."""
        return {
            "source": self.source,
            "dry_run": self.dry_run,
            "added": self.added,
            "changed": self.changed,
            "kept": dict(self.kept),
            "skipped": dict(self.skipped),
            "missing": self.missing,
            "deactivated": self.deactivated,
            "reactivated": self.reactivated,
            "changed_fields": dict(self.changed_fields),
            "protected_fields": dict(self.protected_fields),
            "change_set": str(self.change_set_id) if self.change_set_id else None,
        }


def import_places(
    records: Iterable[PlaceRecord],
    source: str,
    *,
    reason: str = "",
    dry_run: bool = False,
    deactivate_missing: bool = False,
    count_missing: bool = True,
    using: str = DEFAULT_DB_ALIAS,
    on_row: Callable[[RowOutcome], None] | None = None,
    change_set_id: uuid.UUID | None = None,
) -> ImportReport:
    """Add and update the places of one source, by their external id, in one transaction and one change set.

    A second import of the same records changes nothing. A column named in a place's `staff_edited_fields` is left as
    staff wrote it; so are places that staff removed, and those that a newer file has told about (`as_of`). Places
    within the box around the records that the source no longer has are counted; they are hidden only on request, and
    shown again when they return.

    Args:
        records: the source's places, each with `source` as given here; an id that comes twice counts once.
        source: what `locations.source` says of them.
        reason: for the history; "Import <source>" without one.
        dry_run: do everything, then roll it back.
        deactivate_missing: hide the places that are gone.
        count_missing: look for places that are gone; some of a source's places say nothing about the others.
        using: the database alias; the owner's for commands, the default one for a bound staff member.
        on_row: told about each place, for a preview.
        change_set_id: the change set that is continued, where one import takes several transactions.

    Raises:
        ValueError: a record of another source.
        DatabaseError: the bound role may not write the catalogue.
    """
    report = ImportReport(source, dry_run)
    tell = on_row or (lambda outcome: None)
    with (
        transaction.atomic(using=using),
        _recorded(using, reason or f"Import {source}", change_set_id) as report.change_set_id,
    ):
        # Two imports of one source at once would both add the same places.
        with connections[using].cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"import {source}"])
        run = _Run(source, using, report, tell)
        stream = iter(records)
        while batch := list(islice(stream, BATCH)):
            run.take(batch)
        if count_missing or deactivate_missing:
            run.finish(deactivate_missing)
        if dry_run:
            transaction.set_rollback(True, using=using)
    return report


@contextmanager
def _recorded(using: str, reason: str, id: uuid.UUID | None) -> Iterator[uuid.UUID]:
    """Make the block one change set, on a bound connection or on the owner's, which knows no actor."""
    if using == DEFAULT_DB_ALIAS and current_actor() is not None:
        with change_set(reason, kind=ChangeKind.IMPORT, id=id) as change:
            yield change.id
        return
    number = id or uuid.uuid4()
    with connections[using].cursor() as cursor:
        # The triggers' format: id|kind|run|undone change set|reason.
        cursor.execute(
            "select set_config('app.change_set', %s, true)",
            [f"{number}|{ChangeKind.IMPORT.value}|||{reason}"],
        )
    yield number


class _Run:
    """One import under way."""

    def __init__(self, source: str, using: str, report: ImportReport, tell: Callable[[RowOutcome], None]) -> None:
        self.source, self.using, self.report, self.tell = source, using, report, tell
        self.ids: set[str] = set()
        self.box: tuple[float, float, float, float] | None = None  # south, west, north, east
        self.as_of: Any = None

    @property
    def rows(self) -> Any:
        return Location.objects.using(self.using).filter(source=self.source)

    def take(self, batch: list[PlaceRecord]) -> None:
        """Bring one batch in."""
        fresh: dict[str, PlaceRecord] = {}
        for record in batch:
            if record.source != self.source:
                raise ValueError(f"{record.external_id} comes from {record.source}, not from {self.source}")
            if record.external_id in self.ids:
                self.skip(record, SAME_ID)
                continue
            self.ids.add(record.external_id)
            self._widen(record)
            fresh[record.external_id] = record
        known = {row.external_id: row for row in self.rows.filter(external_id__in=list(fresh)).select_for_update()}
        new = [record for external_id, record in fresh.items() if external_id not in known]
        changed = [
            pair
            for record in fresh.values()
            if (row := known.get(record.external_id))
            if (pair := self._compare(row, record))
        ]
        self._add(new)
        self._change(changed)

    def finish(self, deactivate: bool) -> None:
        """Count, and on request hide, what the source no longer has."""
        if self.box is None:
            return
        south, west, north, east = self.box
        there = self.rows.filter(
            is_active=True,
            deleted_at__isnull=True,
            latitude__range=(south, north),
            longitude__range=(west, east),
        )
        if self.as_of is not None:
            there = there.exclude(as_of__gt=self.as_of)
        gone = [
            row
            for row in there.only("id", "external_id", "name", "metadata", "staff_edited_fields")
            if row.external_id not in self.ids
        ]
        self.report.missing = len(gone)
        for row in gone:
            hide = deactivate and "is_active" not in row.staff_edited_fields
            if hide:
                row.is_active = False
                row.metadata = {**row.metadata, "hidden_by_import": True}
                row.save(using=self.using, update_fields=["is_active", "metadata"])
                self.report.deactivated += 1
            self.tell(RowOutcome(row.external_id, row.name, "deactivated" if hide else "missing"))

    def keep(self, row: Location, reason: str, protected: tuple[str, ...] = ()) -> None:
        self.report.kept[reason] += 1
        self.tell(RowOutcome(row.external_id or "", row.name, "kept", reason, protected=protected))

    def skip(self, record: PlaceRecord, reason: str) -> None:
        self.report.skipped[reason] += 1
        self.tell(RowOutcome(record.external_id, record.name, "skipped", reason))

    def _widen(self, record: PlaceRecord) -> None:
        lat, lon = record.latitude, record.longitude
        south, west, north, east = self.box or (lat, lon, lat, lon)
        self.box = min(south, lat), min(west, lon), max(north, lat), max(east, lon)
        if record.as_of and (self.as_of is None or record.as_of > self.as_of):
            self.as_of = record.as_of

    def _compare(self, row: Location, record: PlaceRecord) -> tuple[Location, RowOutcome] | None:
        """The row with its new values and what they are; None if it stays as it was (and is counted)."""
        if row.deleted_at is not None or ("is_active" in row.staff_edited_fields and not row.is_active):
            self.keep(row, STAFF_REMOVED)
            return None
        if row.as_of and record.as_of and row.as_of > record.as_of:
            self.keep(row, NEWER_THERE)
            return None
        staff = set(row.staff_edited_fields)
        changed: list[str] = []
        protected: list[str] = []
        before = {name: getattr(row, name) for name in FIELDS}
        for name, value in values_of(record).items():
            if name == "details" and name not in staff:
                value = _merged(row.details, value, staff, changed, protected)
                row.details = value
            elif before[name] != value:
                (protected if name in staff else changed).append(name)
                if name not in staff:
                    setattr(row, name, value)
        if not row.is_active and row.metadata.get("hidden_by_import"):
            row.is_active = True
            row.metadata = {key: item for key, item in row.metadata.items() if key != "hidden_by_import"}
            changed.append("is_active")
        self.report.protected_fields.update(protected)
        if not changed:
            self.keep(row, STAFF_EDITED if protected else UNCHANGED, tuple(protected))
            return None
        return row, RowOutcome(
            record.external_id,
            record.name,
            "changed",
            "",
            tuple(changed),
            tuple(protected),
            {name: _value(before, name) for name in changed},
            {name: _value(vars(row), name) for name in changed},
        )

    def _add(self, records: list[PlaceRecord]) -> None:
        rows = [Location(source=self.source, external_id=r.external_id, **values_of(r)) for r in records]
        refused = self._each(rows, lambda some: Location.objects.using(self.using).bulk_create(some))
        for row, record in zip(rows, records, strict=True):
            if row.pk in refused:
                self.skip(record, refused[row.pk])
            else:
                self.report.added += 1
                self.tell(RowOutcome(record.external_id, record.name, "added"))

    def _change(self, pairs: list[tuple[Location, RowOutcome]]) -> None:
        columns = {column.partition(".")[0] for _, outcome in pairs for column in outcome.fields}
        if "is_active" in columns:
            columns.add("metadata")
        refused = self._each(
            [row for row, _ in pairs],
            lambda some: Location.objects.using(self.using).bulk_update(some, sorted(columns), batch_size=100),
        )
        for row, outcome in pairs:
            if row.pk in refused:
                self.report.skipped[refused[row.pk]] += 1
                self.tell(RowOutcome(outcome.external_id, outcome.name, "skipped", refused[row.pk]))
            else:
                self.report.changed += 1
                self.report.changed_fields.update(outcome.fields)
                self.report.reactivated += "is_active" in outcome.fields
                self.tell(outcome)

    def _each(self, rows: list[Location], write: Callable[[list[Location]], object]) -> dict[Any, str]:
        """Write the rows together; if the database refuses, one by one. Returns why, by key, for those refused."""
        refused: dict[Any, str] = {}
        if not rows:
            return refused
        try:
            with transaction.atomic(using=self.using):
                write(rows)
        except (IntegrityError, DataError):
            for row in rows:
                try:
                    with transaction.atomic(using=self.using):
                        write([row])
                except (IntegrityError, DataError) as problem:
                    refused[row.pk] = _why(problem)
        return refused


def values_of(record: PlaceRecord) -> dict[str, Any]:
    """A record's values by column. An empty list of cuisines or diets is unknown, so null."""
    values = {name: getattr(record, name) for name in FIELDS}
    values["tags"] = list(record.tags)
    values["details"] = dict(record.details)
    values["cuisine_types"] = list(record.cuisine_types) or None
    values["dietary_options"] = list(record.dietary_options) or None
    return values


def _merged(
    before: dict[str, Any], after: dict[str, Any], staff: set[str], changed: list[str], protected: list[str]
) -> dict[str, Any]:
    """The details after an import: the source's, but for the keys that staff edited. Notes what changes."""
    merged = dict(after)
    for key in sorted(before.keys() | after.keys()):
        if before.get(key) == after.get(key):
            continue
        if f"details.{key}" in staff:
            protected.append(f"details.{key}")
            merged.pop(key, None)
            if key in before:
                merged[key] = before[key]
        else:
            changed.append(f"details.{key}")
    return merged


def _value(values: Mapping[str, Any], name: str) -> Any:
    """A column's value, or that of a key of `details`."""
    column, _, key = name.partition(".")
    return values.get(column, {}).get(key) if key else values.get(column)


def _why(problem: Exception) -> str:
    """The database's refusal in one line, by the rule it names."""
    diagnosis = getattr(problem.__cause__, "diag", None)
    rule = getattr(diagnosis, "constraint_name", None)
    return f"refused by the database: {rule or str(problem).splitlines()[0]}"
