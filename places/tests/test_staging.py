"""A file chosen in the browser: what its preview says, what applying it does, and what neither ever does."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from places import staging
from places.models import ImportRow, ImportStatus, Location, PlaceImport
from places.providers.records import PlaceFileError
from places.tests.city import HELSINKI
from places.tests.staged import as_csv, as_geojson, as_ndjson, row
from tripos.audit.models import ChangeSet
from tripos.db.context import acting_as
from tripos.testing.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(cast: Cast) -> Iterator[Cast]:
    with acting_as(cast.staff, role="staff"):
        yield cast


def confirmed(data: bytes, name: str, staff: Cast, source: str = "city") -> PlaceImport:
    """Stage, say yes, and let the worker do it."""
    made = staging.stage(name, data, source, staff.staff)
    assert staging.confirm(made, staff.staff)
    staging.apply_import(made.pk, staff.staff.pk)
    made.refresh_from_db()
    return made


def told(made: PlaceImport) -> list[tuple[int, str, str]]:
    return [
        (one.number, one.action, one.reason) for one in ImportRow.objects.filter(place_import=made).order_by("number")
    ]


@pytest.mark.parametrize(
    ("name", "write"),
    [("p.csv", as_csv), ("p.geojson", as_geojson), ("p.ndjson", as_ndjson), ("p.tsv", lambda r: as_csv(r, "\t"))],
)
def test_formats_say_the_same(staff: Cast, name: str, write) -> None:
    made = staging.stage(name, write([row(1), row(2, latitude=95), row(3, name="")]), "city", staff.staff)
    assert told(made) == [
        (1, "added", ""),
        (
            2,
            "refused",
            "latitude: 95 is not between -90 and 90"
            if name != "p.geojson"
            else "latitude: 95.0 is not between -90 and 90",
        ),
        (3, "refused", "no name"),
    ]
    assert not Location.objects.exists(), "a preview writes nothing"


def test_faults_are_told_row_by_row(staff: Cast) -> None:
    rows = [
        row(1, category="castle in the air"),
        row(2, external_id=""),
        row(3, website="not an address"),
        row(4, longitude="east"),
        row(5, as_of="May"),
        row(6),
        row(6, name="The same id"),
    ]
    made = staging.stage("p.csv", as_csv(rows), "city", staff.staff)
    reasons = {number: reason for number, _, reason in told(made)}
    assert reasons[1].startswith("category: “castle in the air” is none of")
    assert reasons[2].startswith("no external_id")
    assert reasons[3] == "website: “not an address” is not a web address"
    assert reasons[4] == "longitude: “east” is not a number of degrees"
    assert reasons[5] == "as_of: “May” is no date such as 2026-05 or 2026-05-14"
    assert reasons[7] == "the same id twice in the file"
    assert made.planned == {"refused": 6, "added": 1}


def test_lines_that_are_no_rows_do_not_stop_good_ones(staff: Cast) -> None:
    made = staging.stage(
        "p.ndjson", as_ndjson([row(1)]) + b"\n[1]\n{broken\n" + as_ndjson([row(2)]), "city", staff.staff
    )
    assert [(number, action) for number, action, _ in told(made)] == [
        (1, "added"), (2, "refused"), (3, "refused"), (4, "added"),
    ]  # fmt: skip


def test_confirmed_import_is_one_change_set_and_a_second_one_changes_nothing(staff: Cast) -> None:
    first = confirmed(as_csv([row(1), row(2)]), "p.csv", staff)
    assert (first.status, first.done, first.outcome["added"]) == (ImportStatus.DONE, 2, 2)
    change = ChangeSet.objects.get(pk=first.change_set_id)
    assert (change.kind, change.reason, change.actor_id) == ("import", "Import p.csv", staff.staff.pk)

    before = list(Location.objects.order_by("pk").values())
    second = staging.stage("p.csv", as_csv([row(1), row(2)]), "city", staff.staff)
    assert second.planned == {"kept": 2}
    staging.confirm(second, staff.staff)
    staging.apply_import(second.pk, staff.staff.pk)
    assert list(Location.objects.order_by("pk").values()) == before


def test_preview_shows_old_and_new_and_what_staff_keep(staff: Cast) -> None:
    confirmed(as_csv([row(1, website="https://old.example")]), "p.csv", staff)
    Location.objects.update(name="Edited", staff_edited_fields=["name"])

    made = staging.stage("p.csv", as_csv([row(1, website="https://new.example")]), "city", staff.staff)

    found = ImportRow.objects.get(place_import=made)
    assert (found.action, found.changes, found.protected) == (
        "changed", {"website": ["https://old.example", "https://new.example"]}, ["name"],
    )  # fmt: skip


def test_edit_between_preview_and_yes_is_protected(staff: Cast) -> None:
    confirmed(as_csv([row(1)]), "p.csv", staff)
    made = staging.stage("p.csv", as_csv([row(1, name="From the file", city="Espoo")]), "city", staff.staff)
    Location.objects.update(name="Edited meanwhile", staff_edited_fields=["name"])
    staging.confirm(made, staff.staff)

    staging.apply_import(made.pk, staff.staff.pk)

    assert Location.objects.values_list("name", "city").get() == ("Edited meanwhile", "Espoo")


def test_chunks_continue_one_change_set(staff: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(staging, "CHUNK", 2)
    made = confirmed(as_csv([row(n) for n in range(5)]), "p.csv", staff)
    assert made.outcome["added"] == 5
    assert ChangeSet.objects.filter(reason="Import p.csv").count() == 1


def test_yes_counts_once_and_not_after_a_no(staff: Cast) -> None:
    made = staging.stage("p.csv", as_csv([row(1)]), "city", staff.staff)
    assert (staging.confirm(made, staff.staff), staging.confirm(made, staff.staff)) == (True, False)
    other = staging.stage("p.csv", as_csv([row(1)]), "city", staff.staff)
    assert staging.discard(other)
    assert not staging.confirm(other, staff.staff)
    assert staging.apply_import(other.pk, staff.staff.pk) == {}
    assert not Location.objects.exists()


def test_job_refuses_who_is_no_staff(staff: Cast) -> None:
    made = staging.stage("p.csv", as_csv([row(1)]), "city", staff.staff)
    staging.confirm(made, staff.staff)
    assert staging.apply_import(made.pk, staff.alice.pk) == {}
    assert not Location.objects.exists()


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("p.xlsx", b"x", "A file ends in one of"),
        ("p.pbf", b"name\n1", "holds no OpenStreetMap data"),
        ("p.csv", b"\x00\x01", "is no text"),
        ("p.csv", "näme".encode("latin-1"), "UTF-8"),
        ("p.csv", b"a,b\n1,2", "The first line names no columns"),
        ("p.geojson", b"{}", "no GeoJSON"),
        ("p.ndjson", b"[]", "Every line is one JSON object"),
        ("p.csv", b"name\n", "no places"),
    ],
)
def test_wrong_file_is_refused_in_words(staff: Cast, name: str, data: bytes, words: str) -> None:
    with pytest.raises(PlaceFileError, match=words):
        staging.stage(name, data, "city", staff.staff)


def test_too_large_a_file_is_refused(staff: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(staging, "MOST_BYTES", 10)
    with pytest.raises(PlaceFileError, match="import_places"):
        staging.stage("p.csv", b"x" * 11, "city", staff.staff)
    monkeypatch.undo()
    monkeypatch.setattr(staging, "MOST_ROWS", 1)
    with pytest.raises(PlaceFileError, match="import_places"):
        staging.stage("p.csv", as_csv([row(1), row(2)]), "city", staff.staff)


def test_map_file_is_staged_with_what_was_left_out(staff: Cast) -> None:
    made = staging.stage("Helsinki.osm.pbf", HELSINKI.read_bytes(), "", staff.staff)
    assert (made.source, made.planned["added"]) == ("openstreetmap", 644)
    assert "29 × no name" in {reason for _, action, reason in told(made) if action == "refused"}
