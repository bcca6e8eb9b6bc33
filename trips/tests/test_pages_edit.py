"""Editing a trip and its stops by plain forms: errors beside the field, moves, and two people at once."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from tripos.audit.models import ChangeSet
from tripos.db.context import acting_as
from tripos.testing.cast import Cast
from tripos.testing.pages import signed_in, words
from trips.models import ItineraryItem, Trip
from trips.tests.page_makers import make_place, make_stop, reload_stop, reload_trip


def trip_address(name: str, trip: Trip, *more: Any) -> str:
    return reverse(f"trips:{name}", args=[trip.pk, *more])


def fields_of(client: Any, address: str) -> dict[str, Any]:
    """What a browser would send back of an unchanged form."""
    form = client.get(address).context["form"]
    found = {}
    for bound in form:
        value = bound.value()
        if value in (None, False, ""):
            continue
        found[bound.html_name] = bound.field.widget.format_value(value) if hasattr(value, "isoformat") else value
    return {name: "on" if value is True else value for name, value in found.items()}


def stop_form(**more: Any) -> dict[str, Any]:
    return {"title": "Kiasma", "type": "activity", "day_number": "1", "currency": "EUR", **more}


# -- the trip --------------------------------------------------------------------------------------------------------


def test_trip_form_saves_what_was_changed_and_the_history_names_it(cast: Cast) -> None:
    client, address = signed_in(cast.bob), trip_address("trip_edit", cast.trip)
    sent = fields_of(client, address) | {"title": "Helsinki, slowly", "budget_total": "300", "adults": "2"}
    assert client.post(address, sent).status_code == 302
    found = reload_trip(cast.trip, cast.alice)
    assert (found.title, found.budget_total, found.adults) == ("Helsinki, slowly", Decimal(300), 2)
    with acting_as(cast.alice):
        change = ChangeSet.objects.of_trip(cast.trip.pk).first()
    assert change is not None
    assert change.reason == "Changed the trip: name, adults, budget"


@pytest.mark.parametrize(
    ("sent", "field", "sentence"),
    [
        ({"title": ""}, "title", "This field is required."),
        (
            {"end_date": "2026-05-13"},
            "end_date",
            "The last day is before the first: choose a later one.",
        ),
        ({"end_date": "2028-05-13"}, "end_date", "A trip has at most 366 days."),
        ({"budget_total": "-1"}, "budget_total", "A budget is zero or more; leave it empty for no limit."),
        ({"adults": "400"}, "adults", "A party has 1 to 100 adults and at most 50 children, up to 17 years old."),
    ],
)
def test_trip_form_says_beside_the_field_what_is_wrong(
    cast: Cast, sent: dict[str, str], field: str, sentence: str
) -> None:
    client, address = signed_in(cast.alice), trip_address("trip_edit", cast.trip)
    response = client.post(address, fields_of(client, address) | sent)
    assert response.status_code == 422
    assert response.context["form"].errors == {field: [sentence]}
    assert sentence in words(response)
    assert reload_trip(cast.trip, cast.alice).end_date == date(2026, 5, 16)


@pytest.mark.parametrize("name", ["trip_edit", "stop_new"])
@pytest.mark.parametrize(("person", "status"), [("vera", 403), ("charlie", 404)])
def test_forms_are_for_editors(cast: Cast, name: str, person: str, status: int) -> None:
    client = signed_in(getattr(cast, person))
    assert client.get(trip_address(name, cast.trip)).status_code == status
    assert client.post(trip_address(name, cast.trip), stop_form()).status_code == status


def test_shorter_trip_asks_what_happens_to_the_stops_outside(cast: Cast) -> None:
    stop = make_stop(cast.trip, "Sauna", day=3)
    client, address = signed_in(cast.alice), trip_address("trip_edit", cast.trip)
    sent = fields_of(client, address) | {"end_date": "2026-05-15"}
    asked = client.post(address, sent)
    assert asked.status_code == 422
    assert asked.context["form"].errors == {"stranded": ["1 stop lies outside: Sauna."]}
    assert client.post(address, sent | {"stranded": "keep"}).status_code == 302
    assert reload_trip(cast.trip, cast.alice).end_date == date(2026, 5, 16)
    assert client.post(address, sent | {"stranded": "ideas"}).status_code == 302
    assert reload_trip(cast.trip, cast.alice).end_date == date(2026, 5, 15)
    moved = reload_stop(stop, cast.alice)
    assert (moved.day_number, moved.start_time) == (None, None)


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        ("2026-05-12", "2026-05-16", [3, 5]),  # two days more at the start: stops keep their dates
        ("2026-05-14", "2026-05-20", [1, 3]),  # more at the end
        ("2027-05-14", "2027-05-16", [1, 3]),  # the whole trip moves: stops move along
        ("2026-05-13", "2026-05-16", [2, 4]),
    ],
)
def test_other_dates_keep_stops_on_their_dates_or_move_all(cast: Cast, start: str, end: str, days: list[int]) -> None:
    stops = [make_stop(cast.trip, "First", day=1), make_stop(cast.trip, "Last", day=3)]
    client, address = signed_in(cast.alice), trip_address("trip_edit", cast.trip)
    sent = fields_of(client, address) | {"start_date": start, "end_date": end}
    assert client.post(address, sent).status_code == 302
    assert [reload_stop(stop, cast.alice).day_number for stop in stops] == days


def test_first_day_dropped_keeps_the_rest_on_its_dates(cast: Cast) -> None:
    first, last = make_stop(cast.trip, "First", day=1), make_stop(cast.trip, "Last", day=3)
    client, address = signed_in(cast.alice), trip_address("trip_edit", cast.trip)
    sent = fields_of(client, address) | {"start_date": "2026-05-15", "stranded": "ideas"}
    assert client.post(address, sent).status_code == 302
    assert reload_stop(first, cast.alice).day_number is None
    assert reload_stop(last, cast.alice).day_number == 2


# -- stops -----------------------------------------------------------------------------------------------------------


def test_stop_of_ones_own_is_added(cast: Cast) -> None:
    sent = stop_form(title="Löyly", start_time="18:00", end_time="20:00", cost="24.50", notes="Bring a towel")
    response = signed_in(cast.bob).post(trip_address("stop_new", cast.trip), sent)
    with acting_as(cast.alice):
        stop = ItineraryItem.objects.of_trip(cast.trip).get()
    assert response["Location"] == f"{trip_address('trip_detail', cast.trip)}#stop-{stop.pk}"
    assert (stop.title, stop.start_time, stop.duration_minutes, stop.cost, stop.notes) == (
        "Löyly",
        time(18),
        120,
        Decimal("24.50"),
        "Bring a towel",
    )
    assert stop.owner_id == cast.alice.pk


def test_place_of_the_catalogue_is_found_and_added(cast: Cast) -> None:
    place = make_place(2)
    client, address = signed_in(cast.alice), trip_address("stop_new", cast.trip)
    found = client.get(address, {"q": "kias", "day": "2"})
    assert f"?place={place.pk}&amp;day=2" in found.content.decode()
    sent = fields_of(client, f"{address}?place={place.pk}&day=2") | {"place": str(place.pk)}
    assert client.post(address, sent).status_code == 302
    with acting_as(cast.alice):
        stop = ItineraryItem.objects.of_trip(cast.trip).get()
    assert (stop.title, stop.day_number, stop.location_id, stop.latitude) == ("Kiasma", 2, place.pk, place.latitude)


@pytest.mark.parametrize("day", [None, 2])
def test_planner_fits_a_place_in(cast: Cast, day: int | None) -> None:
    place = make_place(0)
    sent = {"place": str(place.pk)} | ({"day": str(day)} if day else {})
    response = signed_in(cast.alice).post(trip_address("stop_fitting", cast.trip), sent)
    assert response.status_code == 302
    with acting_as(cast.alice):
        stop = ItineraryItem.objects.of_trip(cast.trip).get()
    assert stop.start_time is not None and time(10) <= stop.start_time < time(18)
    assert day is None or stop.day_number == day


def test_place_that_is_closed_is_not_fitted_in_and_the_reason_is_said(cast: Cast) -> None:
    place = make_place(0, opening_hours="Mo 10:00-12:00")
    response = signed_in(cast.alice).post(
        trip_address("stop_fitting", cast.trip), {"place": str(place.pk), "day": "1"}, follow=True
    )
    assert "closed" in words(response).lower()
    with acting_as(cast.alice):
        assert not ItineraryItem.objects.of_trip(cast.trip).exists()


@pytest.mark.parametrize(
    ("sent", "field", "sentence"),
    [
        ({"title": " "}, "title", "This field is required."),
        (
            {"start_time": "12:00", "end_time": "11:00"},
            "end_time",
            "The end is not after the start: change a time, or say that it ends after midnight.",
        ),
        ({"end_time": "11:00"}, "start_time", "Say when it starts, or leave both times empty."),
        ({"start_time": "11:00", "day_number": ""}, "day_number", "A stop with a time needs a day."),
        ({"cost": "-3"}, "cost", "A cost is zero or more; leave it empty when you do not know it."),
        ({"booking_url": "ftp://example.org/1"}, "booking_url", "A booking's address starts with https://."),
        (
            {"day_number": "9"},
            "day_number",
            "Select a valid choice. 9 is not one of the available choices.",
        ),
    ],
)
def test_stop_form_says_beside_the_field_what_is_wrong(
    cast: Cast, sent: dict[str, str], field: str, sentence: str
) -> None:
    response = signed_in(cast.alice).post(trip_address("stop_new", cast.trip), stop_form(**sent))
    assert response.status_code == 422
    assert response.context["form"].errors == {field: [sentence]}
    with acting_as(cast.alice):
        assert not ItineraryItem.objects.of_trip(cast.trip).exists()


@pytest.mark.parametrize(
    ("start", "end", "then"),
    [("13:15", "11:00", ("13:15", "14:15")), ("09:30", "11:00", ("09:30", "11:00")), ("13:15", "12:00", None)],
)
def test_end_follows_a_start_that_was_put_past_it(
    cast: Cast, start: str, end: str, then: tuple[str, str] | None
) -> None:
    stop = make_stop(cast.trip, "Pier", at=10)
    address = trip_address("stop_edit", cast.trip, stop.pk)
    client = signed_in(cast.alice)
    sent = fields_of(client, address) | {"start_time": start, "end_time": end}
    assert client.post(address, sent).status_code == (302 if then else 422)
    with acting_as(cast.alice):
        stop.refresh_from_db()
    assert (f"{stop.start_time:%H:%M}", f"{stop.end_time:%H:%M}") == (then or ("10:00", "11:00"))


def test_stop_edited_by_a_person_is_no_estimate_any_more(cast: Cast) -> None:
    stop = make_stop(cast.trip, "Ateneum", cost=Decimal(18), cost_is_estimate=True, cost_basis="museum, FI")
    client, address = signed_in(cast.alice), trip_address("stop_edit", cast.trip, stop.pk)
    assert client.post(address, fields_of(client, address) | {"cost": "20", "end_time": "12:30"}).status_code == 302
    found = reload_stop(stop, cast.alice)
    assert (found.cost, found.cost_is_estimate, found.cost_basis) == (Decimal(20), False, "")
    assert (found.end_time, found.duration_minutes) == (time(12, 30), 150)


def test_step_later_lets_neighbours_change_places(cast: Cast) -> None:
    first = make_stop(cast.trip, "First", at=10)
    second = make_stop(cast.trip, "Second", at=12)
    client = signed_in(cast.bob)
    address = trip_address("stop_position", cast.trip, first.pk)
    said = words(client.post(address, {"step": "later"}, follow=True))
    assert "“First” is now after “Second”." in said
    found = {stop.title: reload_stop(stop, cast.alice) for stop in (first, second)}
    assert (found["Second"].start_time, found["Second"].end_time) == (time(10), time(11))
    assert (found["First"].start_time, found["First"].end_time) == (time(12), time(13))
    said = words(client.post(address, {"step": "later"}, follow=True))
    assert "It is the last of its day already." in said


def test_stops_without_times_change_places_too(cast: Cast) -> None:
    stops = [make_stop(cast.trip, title, at=None) for title in ("One", "Two", "Three")]
    client = signed_in(cast.alice)
    client.post(trip_address("stop_position", cast.trip, stops[2].pk), {"step": "earlier"})
    with acting_as(cast.alice):
        titles = [item.title for item in ItineraryItem.objects.of_trip(cast.trip)]
    assert titles.index("Three") == titles.index("Two") - 1 or titles.index("Three") == titles.index("One") - 1


def test_stop_moves_to_another_day_and_among_the_ideas(cast: Cast) -> None:
    stop = make_stop(cast.trip, "Ateneum")
    client, address = signed_in(cast.alice), trip_address("stop_position", cast.trip, stop.pk)
    assert "Friday 15 May" in words(client.get(address))
    client.post(address, {"day": "2"})
    moved = reload_stop(stop, cast.alice)
    assert (moved.day_number, moved.start_time) == (2, time(10))
    client.post(address, {"day": ""})
    assert reload_stop(stop, cast.alice).day_number is None


def test_place_moved_to_another_day_gets_a_time_that_works(cast: Cast) -> None:
    museum = make_place(0, opening_hours="Th 09:00-12:00; Fr 13:00-18:00")
    where: dict[str, Any] = {"location": museum, "latitude": museum.latitude, "longitude": museum.longitude}
    stop = make_stop(cast.trip, "Ateneum", day=1, at=10, **where)
    client = signed_in(cast.bob)
    client.post(trip_address("stop_position", cast.trip, stop.pk), {"day": "2"})
    moved = reload_stop(stop, cast.alice)
    assert moved.day_number == 2
    assert moved.start_time is not None and moved.start_time >= time(13)


def test_place_moved_to_a_day_when_it_is_closed_keeps_its_time_and_says_so(cast: Cast) -> None:
    museum = make_place(0, opening_hours="Th 09:00-12:00")
    where: dict[str, Any] = {"location": museum, "latitude": museum.latitude, "longitude": museum.longitude}
    stop = make_stop(cast.trip, "Ateneum", day=1, at=10, **where)
    client = signed_in(cast.alice)
    said = words(client.post(trip_address("stop_position", cast.trip, stop.pk), {"day": "2"}, follow=True))
    assert "Ateneum is closed on Friday, 15 May 2026" in said
    assert "It keeps its time of day there: look whether that works." in said
    assert "closed then" in said
    moved = reload_stop(stop, cast.alice)
    assert (moved.day_number, moved.start_time) == (2, time(10))


def test_fixed_stop_does_not_move(cast: Cast) -> None:
    stop = make_stop(cast.trip, "Ateneum")
    client = signed_in(cast.alice)
    client.post(trip_address("stop_lock", cast.trip, stop.pk), {"locked": "1"})
    said = words(client.post(trip_address("stop_position", cast.trip, stop.pk), {"day": "2"}, follow=True))
    assert "“Ateneum” is fixed or booked: its day stays." in said
    assert reload_stop(stop, cast.alice).day_number == 1


def test_removal_asks_first_and_undo_brings_the_stop_back(cast: Cast) -> None:
    stop = make_stop(cast.trip, "Ateneum")
    client, address = signed_in(cast.bob), trip_address("stop_removal", cast.trip, stop.pk)
    assert "Remove “Ateneum”?" in words(client.get(address))
    client.post(address)
    with acting_as(cast.bob):
        assert not ItineraryItem.objects.of_trip(cast.trip).exists()
        change = ChangeSet.objects.of_trip(cast.trip.pk).first()
    assert change is not None and change.reason == "Removed Ateneum"
    client.post(reverse("trips:change_set_reversal", args=[change.pk]))
    with acting_as(cast.bob):
        assert ItineraryItem.objects.of_trip(cast.trip).exists()


@pytest.mark.parametrize("name", ["stop_edit", "stop_position", "stop_lock", "stop_removal"])
@pytest.mark.parametrize(("person", "status"), [("vera", 403), ("charlie", 404)])
def test_stops_are_for_editors(cast: Cast, name: str, person: str, status: int) -> None:
    stop = make_stop(cast.trip, "Ateneum")
    before = stop.updated_at
    client = signed_in(getattr(cast, person))
    assert client.post(trip_address(name, cast.trip, stop.pk), stop_form(day="2")).status_code == status
    assert reload_stop(stop, cast.alice).updated_at == before


def test_stop_of_another_trip_is_not_found(cast: Cast) -> None:
    from tripos.testing.cast import make_trip

    other = make_trip(cast.charlie, title="Elsewhere")
    stop = make_stop(other, "Theirs")
    for name in ("stop_edit", "stop_removal"):
        assert signed_in(cast.alice).post(trip_address(name, cast.trip, stop.pk)).status_code == 404


# -- two at once -----------------------------------------------------------------------------------------------------


def test_edits_of_different_fields_are_both_kept(cast: Cast) -> None:
    stop = make_stop(cast.trip, "Ateneum", notes="Old")
    address = trip_address("stop_edit", cast.trip, stop.pk)
    alice, bob = signed_in(cast.alice), signed_in(cast.bob)
    hers, his = fields_of(alice, address), fields_of(bob, address)
    alice.post(address, hers | {"notes": "Take the audio guide"})
    assert bob.post(address, his | {"title": "Ateneum museum"}).status_code == 302
    found = reload_stop(stop, cast.alice)
    assert (found.title, found.notes) == ("Ateneum museum", "Take the audio guide")


def test_edits_of_the_same_field_end_in_a_choice(cast: Cast) -> None:
    stop = make_stop(cast.trip, "Ateneum")
    address = trip_address("stop_edit", cast.trip, stop.pk)
    alice, bob = signed_in(cast.alice), signed_in(cast.bob)
    hers, his = fields_of(alice, address), fields_of(bob, address)
    alice.post(address, hers | {"title": "Hers", "notes": "Her note"})
    refused = bob.post(address, his | {"title": "His"})
    assert refused.status_code == 422
    assert "Changed meanwhile to “Hers”. Save again to use yours." in words(refused)
    assert reload_stop(stop, cast.alice).title == "Hers"
    again = {bound.html_name: bound.value() for bound in refused.context["form"] if bound.value()}
    assert (again["title"], again["notes"]) == ("His", "Her note")
    assert bob.post(address, again).status_code == 302
    found = reload_stop(stop, cast.alice)
    assert (found.title, found.notes) == ("His", "Her note")


def test_stop_removed_meanwhile_is_not_found(cast: Cast) -> None:
    stop = make_stop(cast.trip, "Ateneum")
    address = trip_address("stop_edit", cast.trip, stop.pk)
    bob = signed_in(cast.bob)
    his = fields_of(bob, address)
    signed_in(cast.alice).post(trip_address("stop_removal", cast.trip, stop.pk))
    assert bob.post(address, his | {"title": "His"}).status_code == 404


# -- starting --------------------------------------------------------------------------------------------------------


def test_three_fields_start_an_empty_trip_where_no_catalogue_is(cast: Cast) -> None:
    sent = {"where": "Atlantis", "start": "2027-05-14", "end": "2027-05-15"}
    said = words(signed_in(cast.charlie).post(reverse("trips:trip_list"), sent, follow=True))
    assert "Atlantis is not in the catalogue of places yet, so the days are empty: add stops by hand." in said
    with acting_as(cast.charlie):
        trip = Trip.objects.for_user(cast.charlie).get()
    assert (trip.destination, trip.length, trip.status) == ("Atlantis", 2, "draft")


def test_start_form_says_beside_the_field_what_is_wrong(cast: Cast) -> None:
    sent = {"where": "", "start": "2027-05-14", "end": "2027-05-13"}
    response = signed_in(cast.charlie).post(reverse("trips:trip_list"), sent)
    assert response.context["start_form"].errors == {
        "where": ["Say where you want to go."],
        "end": ["The last day is before the first: choose a later one."],
    }
