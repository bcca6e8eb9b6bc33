"""The catalogue's pages in the back office: lists that stay cheap, forms by category, exports that come back in."""

from __future__ import annotations

import json

import pytest
from django.test import Client
from django.urls import reverse

from places import staging
from places.duplicates import find_duplicates, keep_apart
from places.models import Location, PlaceImport
from places.tests.admin_pages import form_values
from tripos.db.context import acting_as
from tripos.testing.cast import Cast
from tripos.testing.owner import as_owner
from tripos.testing.pages import at_most_queries, signed_in, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(cast: Cast) -> Client:
    as_owner("update users set is_superuser = true where id = %s", [cast.staff.pk])
    return signed_in(cast.staff)


def place(cast: Cast, number: int = 0, **fields: object) -> Location:
    values = {
        "name": f"Place {number}", "category": "attraction", "source": "city", "external_id": f"x/{number}",
        "latitude": round(60.1 + number / 100, 2), "longitude": 24.9, "city": "Helsinki", "country": "FI",
        "timezone": "Europe/Helsinki", **fields,
    }  # fmt: skip
    with acting_as(cast.staff, role="staff"):
        return Location.objects.create(**values)


def saved(staff: Client, row: Location, **changes: object) -> Location:
    url = reverse("admin:places_location_change", args=[row.pk])
    answer = staff.post(url, form_values(staff.get(url)) | changes)
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    with acting_as(None, role="worker"):
        return Location.objects.get(pk=row.pk)


@pytest.mark.parametrize("count", [1, 50])
def test_lists_take_the_same_queries_for_many_rows(cast: Cast, staff: Client, count: int) -> None:
    for number in range(count):
        place(cast, number)
        place(cast, number + 100, source="user_created", external_id=None, created_by=cast.alice, name=f"New {number}")
        with acting_as(cast.staff, role="staff"):
            PlaceImport.objects.create(file_name="p.csv", format="csv", source="city", size=1, created_by=cast.staff)
    for page, most in (("location_changelist", 20), ("placeimport_changelist", 14), ("location_queue", 9),
                       ("location_duplicates", 9)):  # fmt: skip
        with at_most_queries(most):
            assert staff.get(reverse(f"admin:places_{page}")).status_code == 200


def test_each_category_has_its_own_fields_only(cast: Cast, staff: Client) -> None:
    shown = {}
    for category in ("restaurant", "event", "rental", "attraction"):
        fields = (
            staff.get(reverse("admin:places_location_add"), {"category": category}).context["adminform"].form.fields
        )
        shown[category] = {"cuisine_types", "event_start_time", "daily_rate"} & set(fields)
    assert shown == {
        "restaurant": {"cuisine_types"}, "event": {"event_start_time"}, "rental": {"daily_rate"}, "attraction": set(),
    }  # fmt: skip


def test_no_form_shows_json(cast: Cast, staff: Client) -> None:
    row = place(cast, details={"wheelchair": "yes", "operator": "City", "alt_names": ["A", "B"]})
    page = staff.get(reverse("admin:places_location_change", args=[row.pk])).content.decode()
    assert "{&quot;" not in page and "{&#x27;" not in page
    assert "operator" in page


def test_edit_keeps_unknown_details_and_marks_only_what_changed(cast: Cast, staff: Client) -> None:
    row = place(cast, details={"wheelchair": "no", "operator": "City"})
    after = saved(staff, row, wheelchair="yes", admission_amount="12.5", admission_currency="EUR")
    assert after.details == {
        "wheelchair": "yes", "operator": "City",
        "admission": {"amount": "12.50", "currency": "EUR", "as_of": None},
    }  # fmt: skip
    assert after.staff_edited_fields == ["details.admission", "details.wheelchair"]
    given_back = saved(staff, after, unprotect=["details.wheelchair"])
    assert given_back.staff_edited_fields == ["details.admission"]


def test_unreadable_hours_of_a_source_do_not_stop_another_edit(cast: Cast, staff: Client) -> None:
    row = place(cast, opening_hours="Mo-Fr 10 to 18")
    after = saved(staff, row, phone="+358 9 1234")
    assert (after.opening_hours, after.phone) == ("Mo-Fr 10 to 18", "+358 9 1234")
    url = reverse("admin:places_location_change", args=[row.pk])
    page = staff.get(url)
    assert "travellers see them as unknown" in words(page)
    wrong = staff.post(url, form_values(page) | {"hours_syntax": "Mo-Fr ten"})
    assert "hours_syntax" in wrong.context["adminform"].form.errors


def test_times_of_an_event_are_on_the_clock_of_its_place(cast: Cast, staff: Client) -> None:
    row = place(cast, category="event", timezone="Asia/Tokyo")
    after = saved(
        staff, row, event_start_time_0="2026-05-14", event_start_time_1="19:00:00", event_end_time_0="2026-05-14",
        event_end_time_1="21:00:00",
    )  # fmt: skip
    assert after.event_start_time.isoformat() == "2026-05-14T10:00:00+00:00"
    page = staff.get(reverse("admin:places_location_change", args=[row.pk])).content.decode()
    assert 'value="19:00:00"' in page


@pytest.mark.parametrize(("action", "name"), [("export_csv", "p.csv"), ("export_geojson", "p.geojson")])
def test_export_comes_back_in_unchanged(cast: Cast, staff: Client, action: str, name: str) -> None:
    rows = [place(cast, 1, opening_hours="24/7", tags=["notable"], details={"fee": "no", "stars": 4}), place(cast, 2)]
    keys = [str(row.pk) for row in rows]
    file = staff.post(reverse("admin:places_location_changelist"), {"action": action, "_selected_action": keys})
    if name.endswith("json"):
        assert len(json.loads(file.content)["features"]) == 2
    with acting_as(cast.staff, role="staff"):
        made = staging.stage(name, file.content, "city", cast.staff)
        assert [row.changes for row in made.rows.all()] == [{}, {}]
        assert made.planned == {"kept": 2}


def test_export_defuses_formulas(cast: Cast, staff: Client) -> None:
    row = place(cast, name="=HYPERLINK(1)")
    file = staff.post(
        reverse("admin:places_location_changelist"), {"action": "export_csv", "_selected_action": [str(row.pk)]}
    )
    assert b"'=HYPERLINK" in file.content


def test_pair_that_was_kept_apart_is_not_offered_again(cast: Cast) -> None:
    one = place(cast, 1, name="Old church")
    other = place(cast, 2, name="Old Church", latitude=one.latitude)
    with acting_as(cast.staff, role="staff"):
        assert len(find_duplicates()) == 1
        keep_apart(other.pk, one.pk)
        assert find_duplicates() == []
    with acting_as(cast.staff, role="staff"):
        assert find_duplicates("Espoo") == []


def test_traveller_who_changes_a_rejected_place_asks_again(cast: Cast, staff: Client) -> None:
    with acting_as(cast.alice):
        mine = Location.objects.create(name="Mine", category="other", source="user_created")
    queue = reverse("admin:places_location_queue")
    staff.post(queue, {"answer": "reject", "place": mine.pk, "reason": "Which street?"})
    with acting_as(cast.alice):
        Location.objects.filter(pk=mine.pk).update(address="Quay 1")
        mine.refresh_from_db()
    assert (mine.rejected_at, mine.is_active) == (None, True)
    assert "Mine" in words(staff.get(queue))
