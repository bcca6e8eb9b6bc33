"""Importing into the catalogue: what is added, changed, kept and skipped, and what staff wrote."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections import Counter
from typing import Any

import pytest
from django.db import ProgrammingError

from places import imports
from places.imports import RowOutcome, import_places
from places.models import Location
from places.providers.records import PlaceRecord
from tripos.audit.models import AuditLog, ChangeSet
from tripos.db.context import acting_as, acting_as_worker

pytestmark = pytest.mark.django_db(databases=["default", "owner"])

ATENEUM = PlaceRecord(
    source="openstreetmap",
    external_id="way/1",
    external_url="https://www.openstreetmap.org/way/1",
    name="Ateneum",
    category="attraction",
    subcategory="museum",
    tags=("notable",),
    latitude=60.1701,
    longitude=24.9442,
    city="Helsinki",
    country="FI",
    timezone="Europe/Helsinki",
    details={"name_en": "Ateneum Art Museum", "wikidata": "Q754507"},
    opening_hours="Tu-Su 10:00-18:00",
    as_of=dt.date(2024, 3, 1),
)
CAFE = dataclasses.replace(
    ATENEUM,
    external_id="node/2",
    name="Café",
    category="restaurant",
    subcategory="cafe",
    tags=(),
    details={},
    cuisine_types=("coffee shop",),
    dietary_options=("vegan", "vegetarian"),
    latitude=60.169,
    longitude=24.941,
)


def bring(*records: PlaceRecord, **options: Any) -> imports.ImportReport:
    return import_places(records, "openstreetmap", using="owner", **options)


def stored(external_id: str) -> Location:
    return Location.objects.using("owner").get(external_id=external_id)


def edited(record: PlaceRecord, **values: Any) -> PlaceRecord:
    return dataclasses.replace(record, **values)


def staff_edit(external_id: str, *fields: str, **values: Any) -> None:
    place = stored(external_id)
    for name, value in values.items():
        setattr(place, name, value)
    place.staff_edited_fields = list(fields or values)
    place.save(using="owner")


def test_import_adds_every_column_of_the_record():
    report = bring(ATENEUM, CAFE)

    assert (report.added, report.changed, report.kept, report.skipped) == (2, 0, {}, {})
    place = stored("node/2")
    assert {name: getattr(place, name) for name in imports.FIELDS} == imports.values_of(CAFE)
    assert (place.source, place.is_active, place.is_verified) == ("openstreetmap", True, False)
    assert (place.rating, place.rating_count, place.price_level, place.description) == (
        None,
        None,
        None,
        None,
    )


def test_import_unknown_lists_are_null_not_empty():
    bring(ATENEUM)

    assert (stored("way/1").cuisine_types, stored("way/1").dietary_options) == (None, None)


def test_import_again_changes_nothing():
    bring(ATENEUM, CAFE)
    before = list(Location.objects.using("owner").order_by("pk").values())

    report = bring(ATENEUM, CAFE)

    assert (report.added, report.changed, report.kept) == (0, 0, {imports.UNCHANGED: 2})
    assert list(Location.objects.using("owner").order_by("pk").values()) == before


def test_import_changes_what_the_source_changed_and_nothing_else():
    bring(ATENEUM, CAFE)
    key = stored("way/1").pk

    report = bring(edited(ATENEUM, opening_hours="24/7", details={"wikidata": "Q754507"}), CAFE)

    assert (report.added, report.changed, report.kept) == (0, 1, {imports.UNCHANGED: 1})
    assert report.changed_fields == {"opening_hours": 1, "details.name_en": 1}
    place = stored("way/1")
    assert (place.pk, place.opening_hours, place.details) == (key, "24/7", {"wikidata": "Q754507"})


def test_import_never_overwrites_a_field_that_staff_edited():
    bring(ATENEUM)
    staff_edit("way/1", name="Ateneum, the national gallery", phone="+358 294 500 401")

    report = bring(edited(ATENEUM, name="Ateneum taidemuseo", phone="1", website="https://ateneum.fi"))

    place = stored("way/1")
    assert (place.name, place.phone) == ("Ateneum, the national gallery", "+358 294 500 401")
    assert place.website == "https://ateneum.fi"
    assert report.changed_fields == {"website": 1}
    assert report.protected_fields == {"name": 1, "phone": 1}


def test_import_never_overwrites_a_single_detail_that_staff_edited():
    bring(ATENEUM)
    admission = {"amount": "20.00", "currency": "EUR", "as_of": "2024-06-01"}
    staff_edit(
        "way/1",
        "details.admission",
        "details.name_en",
        details={"wikidata": "Q754507", "admission": admission},
    )

    report = bring(
        edited(ATENEUM, details={"wikidata": "Q1", "name_en": "A", "fee": "no", "admission": {"amount": "0"}})
    )

    assert stored("way/1").details == {"wikidata": "Q1", "fee": "no", "admission": admission}
    assert report.changed_fields == {"details.wikidata": 1, "details.fee": 1}
    assert report.protected_fields == {"details.admission": 1, "details.name_en": 1}


def test_import_keeps_all_details_when_staff_edited_them_as_a_whole():
    bring(ATENEUM)
    staff_edit("way/1", details={"stars": 5})

    report = bring(ATENEUM)

    assert stored("way/1").details == {"stars": 5}
    assert report.kept == {imports.STAFF_EDITED: 1}


def test_import_does_not_bring_back_what_staff_removed():
    bring(ATENEUM, CAFE)
    staff_edit("way/1", "is_active", is_active=False)
    staff_edit("node/2", deleted_at=dt.datetime(2024, 5, 1, tzinfo=dt.UTC))

    report = bring(edited(ATENEUM, name="New"), edited(CAFE, name="New"))

    assert report.kept == {imports.STAFF_REMOVED: 2}
    assert (stored("way/1").name, stored("way/1").is_active) == ("Ateneum", False)
    assert stored("node/2").deleted_at is not None


def test_import_of_an_older_file_leaves_newer_data():
    bring(ATENEUM)

    report = bring(edited(ATENEUM, name="Old name", as_of=dt.date(2019, 4, 1)))

    assert report.kept == {imports.NEWER_THERE: 1}
    assert stored("way/1").name == "Ateneum"


def test_import_counts_an_id_that_comes_twice_once():
    report = bring(ATENEUM, edited(ATENEUM, name="Again"))

    assert (report.added, report.skipped) == (1, {imports.SAME_ID: 1})
    assert stored("way/1").name == "Ateneum"


def test_import_skips_what_the_database_refuses_and_brings_in_the_rest():
    report = bring(ATENEUM, edited(CAFE, country="Finland"), edited(CAFE, external_id="node/3"))

    assert report.added == 2
    assert report.skipped == {"refused by the database: valid_country": 1}

    report = bring(edited(ATENEUM, country="Suomi"), edited(CAFE, external_id="node/3", name="Renamed"))

    assert (report.changed, report.skipped) == (1, {"refused by the database: valid_country": 1})
    assert (stored("way/1").country, stored("node/3").name) == ("FI", "Renamed")


def test_import_of_another_source_is_refused():
    with pytest.raises(ValueError, match="comes from elsewhere, not from openstreetmap"):
        bring(edited(ATENEUM, source="elsewhere"))


def test_import_reports_missing_places_of_the_area_and_hides_them_on_request_only():
    corner = edited(CAFE, external_id="node/9", latitude=60.18, longitude=24.96)
    far = edited(CAFE, external_id="node/8", latitude=41.9, longitude=12.5)
    bring(ATENEUM, CAFE, corner, far)

    report = bring(CAFE, corner)
    assert (report.missing, report.deactivated) == (1, 0)  # the Ateneum; Rome lies outside this file
    assert stored("way/1").is_active

    report = bring(CAFE, corner, deactivate_missing=True)
    assert (report.missing, report.deactivated) == (1, 1)
    assert not stored("way/1").is_active
    assert stored("node/8").is_active

    report = bring(ATENEUM, CAFE, corner)
    assert (report.changed, report.reactivated, report.changed_fields) == (1, 1, {"is_active": 1})
    assert stored("way/1").is_active


def test_import_dry_run_tells_all_and_writes_nothing():
    bring(ATENEUM)
    rows: list[RowOutcome] = []

    report = bring(edited(ATENEUM, name="New"), CAFE, dry_run=True, on_row=rows.append)

    assert (report.added, report.changed, report.dry_run) == (1, 1, True)
    assert rows == [
        RowOutcome("node/2", "Café", "added"),
        RowOutcome("way/1", "New", "changed", "", ("name",), before={"name": "Ateneum"}, after={"name": "New"}),
    ]
    assert stored("way/1").name == "Ateneum"
    assert Location.objects.using("owner").count() == 1


def test_import_is_one_change_set_with_its_reason():
    report = bring(ATENEUM, CAFE, reason="Import Helsinki.osm.pbf")

    change = ChangeSet.objects.using("owner").get(pk=report.change_set_id)
    assert (change.kind, change.reason) == ("import", "Import Helsinki.osm.pbf")
    logged = AuditLog.objects.using("owner").filter(change_set_id=change.pk)
    assert Counter(logged.values_list("table_name", "operation")) == {("locations", "INSERT"): 2}


def test_import_in_batches_gives_the_same_as_in_one(monkeypatch):
    monkeypatch.setattr(imports, "BATCH", 2)
    crowd = [edited(CAFE, external_id=f"node/{n}") for n in range(5)]

    assert bring(*crowd).added == 5
    assert bring(*crowd).kept == {imports.UNCHANGED: 5}
    assert bring(*(edited(place, phone="+358 9 1") for place in crowd)).changed == 5


def test_import_takes_few_queries_however_many_places(django_assert_max_num_queries):
    crowd = [edited(CAFE, external_id=f"node/{n}") for n in range(400)]
    bring(*crowd)

    with django_assert_max_num_queries(12, using="owner"):
        bring(*crowd)


def test_import_on_a_bound_connection_is_the_actors_change_set():
    with acting_as_worker():
        report = import_places([ATENEUM], "openstreetmap", reason="Nightly import")
        change = ChangeSet.objects.get(pk=report.change_set_id)

    assert report.added == 1
    assert (change.kind, change.reason, change.actor_role) == ("import", "Nightly import", "tripos_worker")


def test_import_by_a_traveller_is_refused_by_the_database():
    with acting_as(None), pytest.raises(ProgrammingError):
        import_places([ATENEUM], "openstreetmap")


def test_import_that_breaks_off_leaves_nothing():
    def records():
        yield ATENEUM
        raise RuntimeError("the file ends here")

    with pytest.raises(RuntimeError, match="ends here"):
        import_places(records(), "openstreetmap", using="owner")

    assert not Location.objects.using("owner").exists()
