"""The demo in the back office: loaded, marked, taken away, and staff's edits left alone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from places.models import Location
from tripos.db.context import acting_as
from tripos.testing.cast import Cast
from tripos.testing.owner import as_owner
from tripos.testing.pages import signed_in, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(cast: Cast) -> Client:
    as_owner("update users set is_superuser = true where id = %s", [cast.staff.pk])
    return signed_in(cast.staff)


def press(staff: Client, verb: str) -> str:
    return words(staff.post(reverse("demo_data"), {"do": verb}, follow=True))


def test_demo_is_loaded_and_taken_away_by_buttons(cast: Cast, staff: Client) -> None:
    assert "Sample events: 0." in press(staff, "events"), "they need their places"
    assert "Places added or shown again: 644." in press(staff, "places")
    assert "Sample events: 2." in press(staff, "events")
    press(staff, "events")
    now = timezone.now()
    with acting_as(cast.alice):
        events = list(Location.objects.for_user(cast.alice).filter(category="event"))
    assert len(events) == 2
    for event in events:
        assert event.name.startswith("Sample: ")
        assert event.tags == ["sample"]
        assert event.event_start_time is not None
        assert timedelta(days=1) < event.event_start_time - now < timedelta(days=28)

    assert "Sample events removed: 2." in press(staff, "remove")
    with acting_as(cast.staff, role="staff"):
        Location.objects.filter(source="openstreetmap", name="Ateneum").update(
            name="Edited", staff_edited_fields=["name"]
        )
    assert "Places hidden: 643." in press(staff, "hide")
    assert "Places added or shown again: 643." in press(staff, "places")
    with acting_as(cast.alice):
        assert Location.objects.for_user(cast.alice).filter(name="Edited").exists()
        assert not Location.objects.for_user(cast.alice).filter(category="event").exists()


def test_demo_page_is_for_staff(cast: Cast) -> None:
    assert signed_in(cast.alice).get(reverse("demo_data"), follow=True).status_code == 403
