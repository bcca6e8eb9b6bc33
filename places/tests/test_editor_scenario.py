"""A places editor's afternoon in the browser: a file with faults, duplicates, travellers' additions; then the file again."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from places import staging
from places.duplicates import find_duplicates
from places.models import Location, PlaceImport, SavedPlace
from places.tests.admin_pages import form_values
from places.tests.staged import as_ndjson, city_rows
from tripos.audit.models import ChangeSet
from tripos.db.context import acting_as
from tripos.testing.cast import Cast
from tripos.testing.owner import as_owner
from tripos.testing.pages import signed_in, words

pytestmark = pytest.mark.django_db

FAULTS = (
    {"name": ""}, {"latitude": 99}, {"category": "nowhere"}, {"external_id": ""}, {"website": "none"},
)  # fmt: skip


@pytest.fixture
def editor(cast: Cast) -> Client:
    as_owner("update users set is_superuser = true where id = %s", [cast.staff.pk])
    return signed_in(cast.staff)


def the_file() -> bytes:
    """644 rows, 20 of them faulty, and 5 entries twice under another id."""
    rows = [dict(row) for row in city_rows()]
    assert len(rows) == 644
    # Notable places with long names: nothing else near is called alike.
    named = [row for row in rows if len(row["name"]) > 22 and row["category"] == "attraction"][:5]
    copies = [
        {**row, "external_id": f"copy/{n}", "name": f"{row['name']}.", "latitude": row["latitude"] + 0.0002}
        for n, row in enumerate(named)
    ]
    faulty = [row for row in rows if row not in named][:20]
    for number, row in enumerate(faulty):
        row.update(FAULTS[number % len(FAULTS)])
    return as_ndjson([*rows, *copies])


def upload(editor: Client, staff_id: Any, answer: str = "apply") -> tuple[PlaceImport, str]:
    """Choose the file, read the preview, say yes, let the worker do it."""
    file = SimpleUploadedFile("city.ndjson", the_file())
    chosen = editor.post(reverse("admin:places_placeimport_add"), {"file": file, "source": "City"}, follow=True)
    assert chosen.status_code == 200, words(chosen)
    with acting_as(staff_id, role="staff"):
        made = PlaceImport.objects.latest("created_at")
    page = words(editor.get(reverse("admin:places_placeimport_change", args=[made.pk]), {"action": "refused"}))
    editor.post(reverse("admin:places_placeimport_answer", args=[made.pk]), {"answer": answer})
    staging.apply_import(made.pk, staff_id)
    with acting_as(staff_id, role="staff"):
        made.refresh_from_db()
    return made, page


def catalogue(staff_id: Any) -> list[Any]:
    with acting_as(staff_id, role="staff"):
        return list(Location.objects.order_by("pk").values())


def test_editor_brings_the_city_in_order_and_the_next_import_changes_nothing(cast: Cast, editor: Client) -> None:
    staff_id = cast.staff.pk
    with acting_as(cast.alice):
        added = [
            Location.objects.create(
                name=name, category="attraction", subcategory="museum", source="user_created", latitude=60.1,
                longitude=24.9 + n / 100, city="Helsinki", country="FI", timezone="Europe/Helsinki",
            )
            for n, name in enumerate(("Museum of Buttons", "My flat", "To be moved"))
        ]  # fmt: skip
        SavedPlace.objects.create(user=cast.alice, location=added[2], notes="seen it")
        stop = apps.get_model("trips", "ItineraryItem").objects.create(
            trip=cast.trip, title="A look", type="activity", location=added[2], day_number=1
        )

    # the file, faults and all
    first, refused = upload(editor, staff_id)
    assert first.planned == {"added": 629, "refused": 20}
    assert first.outcome["added"] == 629
    assert "latitude: 99 is not between -90 and 90" in refused
    assert "no external_id" in refused

    # the third addition is one of the file's places
    with acting_as(staff_id, role="staff"):
        twin = Location.objects.filter(source="city", name="Ateneum").get()
        Location.objects.filter(pk=added[2].pk).update(
            name=twin.name, latitude=twin.latitude, longitude=twin.longitude, category=twin.category
        )

    # duplicates: five of the file, one of the traveller's
    page = reverse("admin:places_location_duplicates")
    assert "names" in words(editor.get(page))
    with acting_as(staff_id, role="staff"):
        pairs = [
            pair
            for pair in find_duplicates(alike=0.95, limit=200)
            if added[2].pk in (pair.first.pk, pair.second.pk)
            or any((one.external_id or "").startswith("copy/") for one in (pair.first, pair.second))
        ]
    assert len(pairs) == 6
    for pair in pairs:
        kept, gone = sorted((pair.first, pair.second), key=lambda one: "copy/" in (one.external_id or "copy/"))
        editor.post(page, {"answer": "merge", "kept": kept.pk, "other": gone.pk})
    with acting_as(cast.alice):
        assert SavedPlace.objects.values_list("location_id", "notes").get() == (twin.pk, "seen it")
        stop.refresh_from_db()
        assert stop.location_id == twin.pk

    # what travellers added
    queue = reverse("admin:places_location_queue")
    assert "Museum of Buttons" in words(editor.get(queue))
    editor.post(queue, {"answer": "verify", "place": added[0].pk})
    assert "Say why" in words(editor.post(queue, {"answer": "reject", "place": added[1].pk}, follow=True))
    editor.post(queue, {"answer": "reject", "place": added[1].pk, "reason": "A private address"})
    assert "Nothing waits" in words(editor.get(queue))
    with acting_as(cast.alice):
        rows = {row.pk: row for row in Location.objects.filter(pk__in=[one.pk for one in added])}
    assert rows[added[0].pk].is_verified
    assert (rows[added[1].pk].rejection_reason, rows[added[1].pk].is_active) == ("A private address", False)
    assert "A private address" in words(signed_in(cast.alice).get(reverse("places:place_detail", args=[added[1].pk])))

    # an edit by form
    change = reverse("admin:places_location_change", args=[twin.pk])
    values = form_values(editor.get(change)) | {"hours_as": "table", "sunday": "12:00-16:00", "phone": "+358 9 1234"}
    assert editor.post(change, values).status_code == 302

    # the same file again
    before = catalogue(staff_id)
    second, _ = upload(editor, staff_id)
    assert second.planned == {"kept": 629, "refused": 20}
    assert catalogue(staff_id) == before

    # and the way back from a merge, for the traveller too
    with acting_as(staff_id, role="staff"):
        merged = ChangeSet.objects.filter(reason__contains="merged into").order_by("created_at").last()
        of_alice = ChangeSet.objects.filter(user_id=cast.alice.pk, reason__contains="merged into").first()
    assert "Undo" in words(editor.get(page))
    assert of_alice is not None or merged is not None
    told = editor.post(page, {"answer": "undo", "change_set": (of_alice or merged).pk}, follow=True)
    assert "put back" in words(told)


def test_traveller_and_visitor_reach_none_of_it(cast: Cast) -> None:
    pages = ["admin:places_location_queue", "admin:places_location_duplicates", "admin:places_placeimport_add"]
    for page in pages:
        assert signed_in(cast.alice).get(reverse(page), follow=True).status_code == 403
        assert Client().get(reverse(page)).status_code == 302
