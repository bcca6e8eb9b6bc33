"""Suggestions on the trip's page: shown with their evidence, answered by plain forms and by htmx."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.urls import reverse

from tripos.accounts.models import Profile
from tripos.db.context import acting_as
from tripos.testing.cast import Cast, add_member
from tripos.testing.owner import as_owner
from tripos.testing.pages import at_most_queries, signed_in, words
from trips.models import ConflictResolution, ItineraryItem, ProactiveSuggestion, Trip
from trips.tests.page_makers import make_stop
from trips.tests.suggestion_makers import coming_trip, concert, produce, sight, stored, visit
from trips.tests.test_suggestions_types import jazz, overspent, table, zigzag
from trips.views.conflicts import not_suggested

pytestmark = pytest.mark.django_db

MOST_QUERIES_OF_A_TRIP = 8


@pytest.fixture
def trip(cast: Cast) -> Trip:
    made = coming_trip(cast.alice)
    add_member(made, cast.bob, "editor")
    add_member(made, cast.vera, "viewer")
    return made


def page_of(trip: Trip, person: Profile) -> Any:
    return signed_in(person).get(reverse("trips:trip_detail", args=[trip.pk]))


def address(row: ProactiveSuggestion, name: str) -> str:
    return reverse(f"trips:suggestion_{name}", args=[row.trip_id, row.pk])


def made(trip: Trip, kind: str) -> ProactiveSuggestion:
    produce(trip)
    return stored(trip)[kind]


def test_suggestion_is_shown_with_its_evidence_and_ways_to_answer(cast: Cast, trip: Trip) -> None:
    table(trip)
    row = made(trip, "book_restaurant")
    page = page_of(trip, cast.alice)
    said = words(page)
    assert "Book a table at Savoy" in said and "The map says that tables are reserved here." in said
    assert "Sure of it" in said and "until" in said and "Not for us" in said and "Later" in said
    html = page.content.decode()
    assert f'id="suggestion-{row.pk}"' in html
    assert f'<form method="post" action="{address(row, "acceptance")}">' in html


def test_when_it_was_shown_is_stored_once_after_the_page(
    cast: Cast, trip: Trip, django_capture_on_commit_callbacks: Any
) -> None:
    table(trip)
    made(trip, "book_restaurant")
    with django_capture_on_commit_callbacks(execute=True):
        page_of(trip, cast.alice)
    first = stored(trip)["book_restaurant"]
    assert first.status == "shown" and first.shown_at is not None
    with django_capture_on_commit_callbacks(execute=True) as later:
        page_of(trip, cast.alice)
    assert later == []
    assert produce(trip) is not None
    assert stored(trip)["book_restaurant"].shown_at == first.shown_at


def test_accepting_by_the_button_changes_the_trip_and_undo_takes_it_back(cast: Cast, trip: Trip) -> None:
    zigzag(trip)
    row = made(trip, "optimize_route")
    client = signed_in(cast.alice)
    before = [stop.start_time for stop in _stops(trip)]
    done = client.post(address(row, "acceptance"), follow=True)
    assert "You can undo it." in words(done) and str(row.title) in words(done)
    assert [stop.start_time for stop in _stops(trip)] != before
    last = page_of(trip, cast.alice).context["last_change"]
    assert last.pk == stored(trip)["optimize_route"].change_set_id and row.title in last.reason
    undone = client.post(reverse("trips:change_set_reversal", args=[last.pk]), follow=True)
    assert [stop.start_time for stop in _stops(trip)] == before
    assert "could not be put back" not in words(undone)


def _stops(trip: Trip) -> list[ItineraryItem]:
    with acting_as(trip.user_id):
        return list(ItineraryItem.objects.of_trip(trip).order_by("title"))


def test_what_costs_or_removes_asks_first(cast: Cast, trip: Trip) -> None:
    jazz(trip)
    row = made(trip, "local_event")
    client = signed_in(cast.alice)
    assert (
        f'<a class="button button--soft" href="{address(row, "acceptance")}">'
        in page_of(trip, cast.alice).content.decode()
    )
    asked = words(client.get(address(row, "acceptance")))
    assert "€50 are added to what is planned. Nothing is booked or paid." in asked
    assert stored(trip)["local_event"].status == "pending"
    client.post(address(row, "acceptance"))
    with acting_as(cast.alice):
        stop = ItineraryItem.objects.of_trip(trip).get(type="event")
    assert (stop.booking_status, stop.booking_url) == ("needed", "https://tickets.example.org/jazz")


def test_trip_that_changed_says_so_and_stays(cast: Cast, trip: Trip) -> None:
    jazz(trip)
    row = made(trip, "local_event")
    make_stop(trip, "Theatre", 2, 19, 3)
    said = words(signed_in(cast.alice).post(address(row, "acceptance"), follow=True))
    assert "“Theatre” is planned for that time now." in said
    assert stored(trip)["local_event"].status == "pending"


def test_not_for_us_with_a_reason_without_a_script(cast: Cast, trip: Trip) -> None:
    jazz(trip)
    row = made(trip, "local_event")
    said = words(signed_in(cast.alice).post(address(row, "rejection"), {"reason": "No jazz\x00"}, follow=True))
    assert "not suggested again" in said and row.title not in said
    assert stored(trip)["local_event"].response_reason == "No jazz"


@pytest.mark.parametrize("name", ["rejection", "postponement"])
def test_htmx_gets_the_list_without_what_was_answered(cast: Cast, trip: Trip, name: str) -> None:
    jazz(trip)
    table(trip)
    row = made(trip, "local_event")
    answer = signed_in(cast.alice).post(address(row, name), HTTP_HX_REQUEST="true")
    assert answer.status_code == 200 and answer.content.startswith(b'<section class="stack" id="suggestions"')
    assert row.title not in words(answer) and "Savoy" in words(answer)
    assert json.loads(answer["HX-Trigger"])["toast"]["kind"] == "good"


def test_suggestions_are_the_owners_alone(cast: Cast, trip: Trip) -> None:
    jazz(trip)
    row = made(trip, "local_event")
    for person in (cast.bob, cast.vera):
        assert row.title not in words(page_of(trip, person))
    for person, status in ((cast.bob, 404), (cast.vera, 404), (cast.charlie, 404)):
        client = signed_in(person)
        for name in ("rejection", "postponement"):
            assert client.post(address(row, name)).status_code == status
    assert signed_in(cast.bob).post(address(row, "acceptance")).status_code == 404
    assert signed_in(cast.vera).post(address(row, "acceptance")).status_code == 403
    assert signed_in(cast.charlie).post(address(row, "acceptance")).status_code == 404


@pytest.mark.parametrize("switch", ["proactive_suggestions_enabled", "ai_enabled"])
def test_switched_off_the_page_shows_none(cast: Cast, trip: Trip, switch: str) -> None:
    jazz(trip)
    row = made(trip, "local_event")
    with acting_as(cast.alice):
        Profile.objects.filter(pk=cast.alice.pk).update(**{switch: False})
    assert row.title not in words(page_of(trip, cast.alice))


def test_words_of_the_catalogue_are_no_markup(cast: Cast, trip: Trip) -> None:
    event = concert(trip, name="<b>Jazz</b><img src=//evil.example>")
    visit(trip, sight("Ateneum"), day=1)
    row = made(trip, "local_event")
    html = page_of(trip, cast.alice).content.decode()
    assert "&lt;b&gt;Jazz" in html and "<b>Jazz" not in html and "<img src=//evil" not in html
    assert "<b>Jazz" not in signed_in(cast.alice).get(address(row, "acceptance")).content.decode()
    assert event.pk


def test_page_takes_no_more_queries_with_suggestions(cast: Cast, trip: Trip) -> None:
    overspent(trip)
    table(trip)
    concert(trip, day=3, details={})
    produce(trip)
    client = signed_in(cast.alice)
    client.get(reverse("trips:trip_detail", args=[trip.pk]))
    with at_most_queries(MOST_QUERIES_OF_A_TRIP):
        page = client.get(reverse("trips:trip_detail", args=[trip.pk]))
    assert page.content.decode().count('id="suggestion-') == 3


def test_time_that_is_over_is_not_shown_before_the_job_has_run(cast: Cast, trip: Trip) -> None:
    jazz(trip)
    row = made(trip, "local_event")
    as_owner("update proactive_suggestions set created_at = now() - interval '2 days', "
             "expires_at = now() - interval '1 hour' where id = %s", [row.pk])  # fmt: skip
    assert row.title not in words(page_of(trip, cast.alice))
    said = words(signed_in(cast.alice).post(address(row, "acceptance"), follow=True))
    assert "too late" in said


def test_budget_warning_stands_once_where_a_suggestion_tells_it() -> None:
    total = ConflictResolution(type="budget_exceeded", metadata={"evidence": {}})
    food = ConflictResolution(type="budget_exceeded", metadata={"evidence": {"scope": "food"}})
    overlap = ConflictResolution(type="time_overlap", metadata={"evidence": {}})
    assert not_suggested([total, food, overlap], [{"scope": "total"}, {"scope": ""}]) == [food, overlap]
    assert not_suggested([total, food], []) == [total, food]
