"""A trip's page: what it says, who may read and change it, what it costs the database."""

from __future__ import annotations

import re
import uuid
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from tripos.audit.models import ChangeSet
from tripos.db.context import acting_as
from tripos.testing.cast import Cast, make_trip
from tripos.testing.pages import at_most_queries, signed_in, words
from trips.models import ItineraryItem, Trip
from trips.tests.page_makers import make_full_trip, make_place, make_stop, reload_stop, reload_trip
from trips.views import trips as trips_views

MOST_QUERIES_OF_A_TRIP = 8
MOST_QUERIES_OF_A_LIST = 5


def page_of(cast: Cast, person: Any) -> Any:
    return signed_in(person).get(reverse("trips:trip_detail", args=[cast.trip.pk]))


def test_trip_page_says_times_ways_hours_costs_and_whom_the_places_are_owed_to(cast: Cast) -> None:
    first, second = make_place(0), make_place(1)
    make_stop(
        cast.trip,
        "Ateneum",
        at=10,
        location=first,
        latitude=first.latitude,
        longitude=first.longitude,
        cost=Decimal(40),
        cost_is_estimate=True,
    )
    make_stop(cast.trip, "Lunch", at=12, location=second, latitude=second.latitude, longitude=second.longitude)
    make_stop(cast.trip, "Sauna", day=None, at=None, cost=Decimal(12))
    said = words(page_of(cast, cast.alice))
    for expected in (
        "Thursday 14 May",
        "10:00 to 11:00",
        "Open 10:00–18:00",
        "estimated",
        "price unknown",
        "on foot",
        "€0 known + €40 estimated + 1 unknown",
        "Ideas",
        "Sauna",
        "OpenStreetMap contributors",
        "all times in Helsinki",
    ):
        assert expected in said


@pytest.mark.parametrize(
    ("limit", "sentence"), [(None, "€40 so far, no limit"), (100, "€60 left of €100"), (30, "€10 over the €30")]
)
def test_budget_is_told_at_a_glance(cast: Cast, limit: int | None, sentence: str) -> None:
    make_stop(cast.trip, "Ateneum", cost=Decimal(40))
    with acting_as(cast.alice):
        Trip.objects.filter(pk=cast.trip.pk).update(budget_total=limit)
    assert sentence in words(page_of(cast, cast.alice))


def test_stop_while_its_place_is_closed_says_so(cast: Cast) -> None:
    museum = make_place(0)
    make_stop(cast.trip, "Ateneum", at=19, location=museum, latitude=museum.latitude, longitude=museum.longitude)
    said = words(page_of(cast, cast.alice))
    assert "closed then" in said
    assert "Closed for some or all of this visit: that day it is 10:00–18:00." in said


def test_reasons_of_the_planner_are_said_as_sentences(cast: Cast) -> None:
    reasons = [{"code": "interest", "values": {"interest": "art"}}, {"code": "no longer known", "values": {}}]
    with acting_as(cast.alice, role="agent"):
        ItineraryItem.objects.create(
            trip=cast.trip, title="Ateneum", type="activity", day_number=1, start_time=time(10), reasons=reasons
        )
    assert "Why here : Ateneum Matches your interest in art" in words(page_of(cast, cast.alice))


def test_way_that_takes_longer_than_there_is_time_says_so(cast: Cast) -> None:
    make_stop(cast.trip, "North", at=10, latitude=60.25, longitude=24.94)
    make_stop(cast.trip, "South", at=11, latitude=60.15, longitude=24.94)
    assert re.search(
        r"The way here takes about [^.]+ min, and there are only 0 min\.", words(page_of(cast, cast.alice))
    )


def test_overlapping_stops_say_so(cast: Cast) -> None:
    make_stop(cast.trip, "First", at=10, hours=2)
    make_stop(cast.trip, "Second", at=11)
    assert "Starts 1 h before “First” ends." in words(page_of(cast, cast.alice))


@pytest.mark.parametrize(("person", "status"), [("alice", 200), ("bob", 200), ("vera", 200), ("charlie", 404)])
def test_trip_page_is_for_its_members(cast: Cast, person: str, status: int) -> None:
    assert page_of(cast, getattr(cast, person)).status_code == status


def test_trip_page_without_an_account_asks_to_sign_in(cast: Cast) -> None:
    response = page_of(cast, None)
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("account_login"))


def test_viewer_sees_no_way_to_change(cast: Cast) -> None:
    stop = make_stop(cast.trip, "Ateneum")
    html = page_of(cast, cast.vera).content.decode()
    assert reverse("trips:stop_edit", args=[cast.trip.pk, stop.pk]) not in html
    assert reverse("trips:trip_edit", args=[cast.trip.pk]) not in html
    assert "change-sets/" not in html


def test_companions_are_named_but_not_their_addresses(cast: Cast) -> None:
    said = words(page_of(cast, cast.bob))
    assert "Alice owner" in said
    assert "Bob May edit" in said
    assert "alice@example.org" not in said


@pytest.mark.parametrize("stops", [1, 3, 24])
def test_trip_page_asks_the_database_the_same_for_few_and_many_stops(cast: Cast, stops: int) -> None:
    make_full_trip(cast.trip, stops)
    client = signed_in(cast.alice)
    client.get(reverse("trips:trip_detail", args=[cast.trip.pk]))  # the first visit notes the activity
    with at_most_queries(MOST_QUERIES_OF_A_TRIP):
        assert client.get(reverse("trips:trip_detail", args=[cast.trip.pk])).status_code == 200


@pytest.mark.parametrize("name", ["home", "trips:trip_list"])
@pytest.mark.parametrize("trips", [1, 3])
def test_list_pages_ask_the_database_the_same_for_one_and_three(cast: Cast, name: str, trips: int) -> None:
    for number in range(trips - 1):
        make_full_trip(make_trip(cast.alice, title=f"Trip {number}"), 2)
    client = signed_in(cast.alice)
    client.get(reverse(name))
    with at_most_queries(MOST_QUERIES_OF_A_LIST):
        response = client.get(reverse(name))
    assert response.content.count(b"trip-card__body") == trips


def test_home_sorts_trips_by_where_they_stand(cast: Cast) -> None:
    with acting_as(cast.alice):
        Trip.objects.filter(pk=cast.trip.pk).update(status="planning")
    make_trip(cast.alice, title="Was", status="completed", start_date=date(2020, 1, 1), end_date=date(2020, 1, 2))
    make_trip(cast.alice, title="Idea", start_date=date(2027, 1, 1), end_date=date(2027, 1, 2))
    make_trip(cast.alice, title="Soon", status="confirmed", start_date=date(2099, 1, 1), end_date=date(2099, 1, 2))
    today = timezone.localdate()
    make_trip(cast.alice, title="Now", status="in_progress", start_date=today, end_date=today + timedelta(days=3))
    sections = signed_in(cast.alice).get("/").context["sections"]
    found = {section["key"]: [card["title"] for card in section["cards"]] for section in sections}
    assert found["drafts"] == ["Idea"]
    assert "Was" in found["past"]
    assert "Soon" in found["upcoming"]
    assert found["current"] == ["Now"]
    shared = {s["key"]: [c["title"] for c in s["cards"]] for s in signed_in(cast.bob).get("/").context["sections"]}
    assert shared == {"shared": ["Helsinki in May"]}


@pytest.mark.django_db
def test_home_without_an_account_offers_to_sign_up() -> None:
    html = signed_in(None).get("/").content.decode()
    assert reverse("account_signup") in html
    assert reverse("account_login") in html


def test_acceptance_turns_a_draft_into_a_trip_and_undo_takes_it_back(cast: Cast) -> None:
    client = signed_in(cast.alice)
    assert "This is a draft" in words(page_of(cast, cast.alice))
    client.post(reverse("trips:trip_acceptance", args=[cast.trip.pk]))
    assert reload_trip(cast.trip, cast.alice).status == "planning"
    said = words(page_of(cast, cast.alice))
    assert "This is a draft" not in said
    assert "Accepted the draft · you" in said
    with acting_as(cast.alice):
        change = ChangeSet.objects.of_trip(cast.trip.pk).first()
    assert change is not None
    response = client.post(reverse("trips:change_set_reversal", args=[change.pk]), follow=True)
    assert "Taken back: 1 change." in words(response)
    assert reload_trip(cast.trip, cast.alice).status == "draft"
    assert "Undid: Accepted the draft · you" in words(page_of(cast, cast.alice))


def test_discard_asks_first_and_the_trash_gives_back(cast: Cast) -> None:
    client = signed_in(cast.alice)
    address = reverse("trips:trip_discard", args=[cast.trip.pk])
    assert "Discard “Helsinki in May”?" in words(client.get(address))
    assert page_of(cast, cast.alice).status_code == 200
    assert "is in the trash" in words(client.post(address, follow=True))
    assert page_of(cast, cast.alice).status_code == 404
    assert "Helsinki in May" in words(client.get(reverse("trips:trash")))
    assert "Helsinki in May" not in words(signed_in(cast.bob).get(reverse("trips:trash")))
    restoration = reverse("trips:trip_restoration", args=[cast.trip.pk])
    assert signed_in(cast.bob).post(restoration).status_code == 404
    client.post(restoration)
    assert page_of(cast, cast.alice).status_code == 200


@pytest.mark.parametrize("action", ["trip_acceptance", "trip_discard"])
@pytest.mark.parametrize(("person", "status"), [("bob", 403), ("vera", 403), ("charlie", 404)])
def test_only_the_owner_accepts_and_discards(cast: Cast, action: str, person: str, status: int) -> None:
    client = signed_in(getattr(cast, person))
    assert client.post(reverse(f"trips:{action}", args=[cast.trip.pk])).status_code == status
    found = reload_trip(cast.trip, cast.alice)
    assert (found.status, found.deleted_at) == ("draft", None)


def test_undo_tells_what_was_left_and_why(cast: Cast) -> None:
    stop = make_stop(cast.trip, "Ateneum")
    client = signed_in(cast.alice)
    lock = reverse("trips:stop_lock", args=[cast.trip.pk, stop.pk])
    client.post(lock, {"locked": "1"})
    with acting_as(cast.alice):
        change = ChangeSet.objects.of_trip(cast.trip.pk).filter(reason="Fixed Ateneum").get()
    client.post(lock, {"locked": "0"})
    client.post(lock, {"locked": "1"})
    client.post(reverse("trips:stop_edit", args=[cast.trip.pk, stop.pk]), {})  # refused: it has no name
    client.post(lock, {"locked": "0"})
    said = words(client.post(reverse("trips:change_set_reversal", args=[change.pk]), follow=True))
    assert "“Ateneum” was changed since, so it stays as it is." in said
    assert reload_stop(stop, cast.alice).is_locked is False


@pytest.mark.parametrize(("person", "status"), [("bob", 302), ("vera", 403), ("charlie", 404)])
def test_reversal_is_for_editors(cast: Cast, person: str, status: int) -> None:
    stop = make_stop(cast.trip, "Ateneum")
    with acting_as(cast.alice):
        change = ChangeSet.objects.of_trip(cast.trip.pk).filter(reason="Made for a test").get()
    response = signed_in(getattr(cast, person)).post(reverse("trips:change_set_reversal", args=[change.pk]))
    assert response.status_code == status
    with acting_as(cast.bob if person == "bob" else cast.alice):
        gone = ItineraryItem.objects.get(pk=stop.pk).deleted_at is not None
    assert gone is (person == "bob")


def test_reversal_of_something_unknown_is_not_found(cast: Cast) -> None:
    address = reverse("trips:change_set_reversal", args=[uuid.uuid4()])
    assert signed_in(cast.alice).post(address).status_code == 404


def test_history_lists_who_did_what(cast: Cast) -> None:
    stop = make_stop(cast.trip, "Ateneum")
    signed_in(cast.bob).post(reverse("trips:stop_lock", args=[cast.trip.pk, stop.pk]), {"locked": "1"})
    client = signed_in(cast.alice)
    client.get("/")
    with at_most_queries(MOST_QUERIES_OF_A_LIST):
        response = client.get(reverse("trips:trip_history", args=[cast.trip.pk]))
    said = words(response)
    assert said.index("Fixed Ateneum Bob") < said.index("Made for a test you")


def test_long_list_goes_on_and_back(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trips_views, "TRIPS_A_PAGE", 2)
    for number in range(4):
        make_trip(cast.alice, title=f"Trip {number}", start_date=date(2030, 1, 1 + number), end_date=date(2030, 1, 9))
    client, seen, address = signed_in(cast.alice), [], reverse("trips:trip_list")
    while address:
        response = client.get(address)
        seen += [card["title"] for card in response.context["cards"]]
        following = response.context["page"].next_url
        address = reverse("trips:trip_list") + following if following else ""
    assert seen == ["Trip 3", "Trip 2", "Trip 1", "Trip 0", "Helsinki in May"]
    assert client.get(reverse("trips:trip_list"), {"after": "nonsense"}).status_code == 404


def test_list_finds_trips_by_their_words(cast: Cast) -> None:
    make_trip(cast.alice, title="Winter in Lapland", destination="Rovaniemi")
    client = signed_in(cast.alice)
    assert [c["title"] for c in client.get(reverse("trips:trip_list"), {"q": "lapland"}).context["cards"]] == [
        "Winter in Lapland"
    ]
    assert "Nothing found" in words(client.get(reverse("trips:trip_list"), {"q": "zzz"}))


def test_conversations_about_the_trip_are_the_readers_own(cast: Cast) -> None:
    related: Any = cast.trip
    with acting_as(cast.alice):
        made = related.conversations.create(user=cast.alice, title="Helsinki?", agent_type="general_concierge")
    address = reverse("conversations:conversation_detail", args=[made.pk])
    assert address in page_of(cast, cast.alice).content.decode()
    assert address not in page_of(cast, cast.bob).content.decode()


@pytest.mark.parametrize("name", ["trips:trip_list", "places:place_list"])
def test_search_for_what_no_text_can_hold_finds_nothing(cast: Cast, name: str) -> None:
    response = signed_in(cast.alice).get(reverse(name), {"q": "zz\x00zz"})
    assert "Nothing found" in words(response)


def test_day_begins_and_ends_at_the_trips_one_stay(cast: Cast) -> None:
    make_stop(
        cast.trip, "Hotel", at=15, hours=-4, type="accommodation", ends_next_day=True, latitude=60.17, longitude=24.93
    )
    make_stop(cast.trip, "Dinner", at=19, latitude=60.17, longitude=24.945)
    make_stop(cast.trip, "Museum", day=2, at=10, latitude=60.175, longitude=24.94)
    said = words(page_of(cast, cast.alice))
    assert re.search(r"about \d+ min on foot [\d.]+ k?m back to Hotel, there at 20:1\d", said)
    assert re.search(r"about \d+ min on foot [\d.]+ k?m from Hotel: leave at 09:4\d", said)
    assert "before “Hotel” ends" not in said  # a stay lies behind the day


def test_trip_with_two_stays_claims_no_way_from_either(cast: Cast) -> None:
    for number, longitude in enumerate((24.93, 24.96), start=1):
        make_stop(
            cast.trip,
            f"Hotel {number}",
            day=number,
            at=15,
            hours=-4,
            type="accommodation",
            ends_next_day=True,
            latitude=60.17,
            longitude=longitude,
        )
    make_stop(cast.trip, "Museum", day=3, at=10, latitude=60.175, longitude=24.94)
    assert "leave at" not in words(page_of(cast, cast.alice))
