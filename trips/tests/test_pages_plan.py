"""Changing a plan from its page: stops and days put elsewhere, doubled, restored; orders compared; dates; the history."""

from __future__ import annotations

import re
import uuid
from datetime import date, time
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from tripos.db.context import acting_as
from tripos.testing.cast import Cast
from tripos.testing.owner import as_owner
from tripos.testing.pages import at_most_queries, signed_in, words
from trips.access import changes_of
from trips.models import ItineraryItem, Trip
from trips.tests.page_makers import make_full_trip, make_place, make_stop, reload_stop, reload_trip

HTMX = {"HX-Request": "true", "HX-Target": "plan"}


def address(name: str, trip: Trip, *more: Any) -> str:
    return reverse(f"trips:{name}", args=[trip.pk, *more])


def move(cast: Cast, person: Any, stop: ItineraryItem, day: str, before: str = "") -> Any:
    client = signed_in(person)
    return client.post(address("stop_position", cast.trip, stop.pk), {"day": day, "before": before}, follow=True)


def plan(cast: Cast, day: int | None = 1) -> list[tuple[str, str]]:
    """Titles and starts of a day, as the page orders them."""
    with acting_as(cast.alice):
        rows = ItineraryItem.objects.of_trip(cast.trip).filter(day_number=day).order_by("start_time", "sort_order")
        return [(item.title, f"{item.start_time:%H:%M}" if item.start_time else "") for item in rows]


# -- stops -----------------------------------------------------------------------------------------------------------


def test_stop_is_put_before_another_and_the_rest_waits(cast: Cast) -> None:
    first, second = make_stop(cast.trip, "First", at=10), make_stop(cast.trip, "Second", at=11)
    response = move(cast, cast.bob, second, "1", str(first.pk))
    assert "“Second” is on day 1 now." in words(response)
    assert plan(cast) == [("Second", "09:30"), ("First", "10:30")]


def test_stop_goes_to_another_day_among_the_ideas_and_back_into_a_gap(cast: Cast) -> None:
    first, second = make_stop(cast.trip, "First", at=10), make_stop(cast.trip, "Second", day=2, at=14)
    move(cast, cast.alice, first, "2", "")
    assert plan(cast, 2) == [("Second", "14:00"), ("First", "15:00")]
    move(cast, cast.alice, reload_stop(first, cast.alice), "", "")
    assert plan(cast, None) == [("First", "")]
    move(cast, cast.alice, reload_stop(first, cast.alice), "2", str(second.pk))
    assert plan(cast, 2) == [("First", "13:00"), ("Second", "14:00")]


def test_stops_without_a_time_are_put_in_order_among_themselves(cast: Cast) -> None:
    one, two, three = (make_stop(cast.trip, name, at=None, sort_order=n) for n, name in enumerate("abc"))
    move(cast, cast.alice, three, "1", str(one.pk))
    assert plan(cast) == [("c", ""), ("a", ""), ("b", "")]
    assert two.start_time is None


@pytest.mark.parametrize("held", [{"is_locked": True}, {"booking_status": "confirmed"}])
def test_fixed_or_booked_stop_stays(cast: Cast, held: dict[str, Any]) -> None:
    stop = make_stop(cast.trip, "Concert", at=20, **held)
    assert "“Concert” is fixed or booked: let go of it first." in words(move(cast, cast.alice, stop, "2"))
    assert plan(cast) == [("Concert", "20:00")]


def test_order_that_opening_hours_forbid_is_refused_with_the_reason(cast: Cast) -> None:
    museum = make_place(0)  # closed on Mondays, and from 18:00 on
    late = make_stop(cast.trip, "Walk", at=17, hours=2)
    visit = make_stop(cast.trip, "Ateneum", at=10, hours=3, location=museum)
    assert "Ateneum is not open for that time" in words(move(cast, cast.alice, visit, "1", ""))
    assert plan(cast) == [("Ateneum", "10:00"), ("Walk", "17:00")]
    assert late.start_time == time(17)


@pytest.mark.parametrize(
    ("day", "before"),
    [("9", ""), ("1", "00000000-0000-4000-8000-000000000000"), ("1", "nonsense"), ("-1", ""), ("x" * 50, "")],
)
def test_nonsense_moves_nothing_to_a_day_that_is_not_there(cast: Cast, day: str, before: str) -> None:
    make_stop(cast.trip, "First", at=10)
    stop = make_stop(cast.trip, "Second", at=12)
    assert move(cast, cast.alice, stop, day, before).status_code == 200
    assert reload_stop(stop, cast.alice).day_number in (1, None)


def test_stay_is_not_in_the_way_of_an_order(cast: Cast) -> None:
    make_stop(cast.trip, "Hotel", at=15, hours=-4, type="accommodation", ends_next_day=True)
    first = make_stop(cast.trip, "First", at=16)
    second = make_stop(cast.trip, "Second", at=18)
    move(cast, cast.alice, first, "1", "")
    assert plan(cast) == [("Hotel", "15:00"), ("Second", "18:00"), ("First", "19:00")]
    assert second.start_time == time(18)


def test_copy_is_an_idea_and_neither_booked_nor_paid(cast: Cast) -> None:
    stop = make_stop(
        cast.trip, "Concert", at=20, cost=Decimal(30), is_paid=True, booking_status="confirmed", booking_reference="X1"
    )
    signed_in(cast.bob).post(address("stop_copy", cast.trip, stop.pk))
    with acting_as(cast.alice):
        made = ItineraryItem.objects.of_trip(cast.trip).get(day_number=None)
    assert (made.title, made.cost, made.is_paid, made.booking_status, made.booking_reference, made.start_time) == (
        "Concert",
        Decimal(30),
        False,
        None,
        None,
        None,
    )


def test_new_stop_is_inserted_before_another(cast: Cast) -> None:
    first = make_stop(cast.trip, "First", at=10)
    last = make_stop(cast.trip, "Last", at=14)
    client = signed_in(cast.alice)
    page = client.get(address("stop_new", cast.trip), {"day": "1", "before": str(last.pk)})
    assert "before “Last”" in words(page)
    sent = {"title": "Coffee", "type": "activity", "currency": "EUR", "day_number": "1", "before": str(last.pk)}
    client.post(address("stop_new", cast.trip), sent)
    assert plan(cast) == [("First", "10:00"), ("Coffee", "11:00"), ("Last", "14:00")]
    assert first.start_time == time(10)


def test_tags_are_a_line_of_words(cast: Cast) -> None:
    stop = make_stop(cast.trip, "Sauna", tags=["evening"])
    client, where = signed_in(cast.alice), address("stop_edit", cast.trip, stop.pk)
    form = client.get(where).context["form"]
    values = {name: form[name].value() for name in form.fields}
    values = {name: "" if value is None else value for name, value in values.items()}
    assert values["tags"] == "evening"
    sent = values | {"tags": " rainy  days, evening,, evening "}
    sent = {name: value for name, value in sent.items() if value is not False}
    assert client.post(where, sent).status_code == 302
    assert reload_stop(stop, cast.alice).tags == ["rainy days", "evening"]
    refused = client.post(where, sent | {"tags": ",".join(f"t{n}" for n in range(13))})
    assert refused.context["form"].errors["tags"] == ["At most 12 tags."]


def test_way_to_a_stop_is_changed_to_another_mode(cast: Cast) -> None:
    make_stop(cast.trip, "North", at=10, latitude=60.175, longitude=24.94)
    stop = make_stop(cast.trip, "South", at=14, latitude=60.165, longitude=24.94)
    client, where = signed_in(cast.alice), address("trip_detail", cast.trip)
    assert re.search(r"about \d+ min on foot", words(client.get(where)))
    sent = {"title": "South", "type": "activity", "currency": "EUR", "day_number": "1", "start_time": "14:00"}
    edit = address("stop_edit", cast.trip, stop.pk)
    client.post(edit, {**sent, "end_time": "15:00", "travel_mode": "bicycle"})
    assert re.search(r"about \d+ min by bicycle", words(client.get(where)))
    client.post(edit, {**sent, "end_time": "15:00"})  # a form that does not know the field
    assert reload_stop(stop, cast.alice).metadata == {"travel_mode": "bicycle"}
    client.post(edit, {**sent, "end_time": "15:00", "travel_mode": ""})
    assert reload_stop(stop, cast.alice).metadata == {}
    assert client.post(edit, {**sent, "travel_mode": "rocket"}).status_code == 422


def test_removed_stop_comes_back_from_the_trash_of_its_owner(cast: Cast) -> None:
    stop = make_stop(cast.trip, "Sauna", day=3)
    signed_in(cast.bob).post(address("stop_removal", cast.trip, stop.pk))
    client = signed_in(cast.alice)
    assert "Sauna" in words(client.get(address("stop_trash", cast.trip)))
    assert signed_in(cast.bob).get(address("stop_trash", cast.trip)).status_code == 403
    back = address("stop_restoration", cast.trip, stop.pk)
    assert signed_in(cast.bob).post(back).status_code == 403
    assert client.post(back).status_code == 302
    assert client.post(back).status_code == 404
    assert plan(cast, 3) == [("Sauna", "10:00")]


# -- days ------------------------------------------------------------------------------------------------------------


def test_day_takes_another_place_and_what_is_booked_keeps_its_date(cast: Cast) -> None:
    make_stop(cast.trip, "Monday", day=1, at=10)
    make_stop(cast.trip, "Concert", day=1, at=20, booking_status="confirmed")
    make_stop(cast.trip, "Tuesday", day=2, at=11)
    response = signed_in(cast.bob).post(address("day_position", cast.trip, 1), {"to": "3"}, follow=True)
    assert "Day 1 is day 3 now." in words(response)
    assert "Fixed or booked, so still on its date: Concert." in words(response)
    assert [plan(cast, day) for day in (1, 2, 3)] == [
        [("Tuesday", "11:00"), ("Concert", "20:00")],
        [],
        [("Monday", "10:00")],
    ]


def test_day_is_doubled_without_its_stay(cast: Cast) -> None:
    make_stop(cast.trip, "Hotel", at=15, hours=-4, type="accommodation", ends_next_day=True)
    make_stop(cast.trip, "Run", at=7)
    make_stop(cast.trip, "Swim", at=8)
    client = signed_in(cast.alice)
    assert "Copy here" in words(client.get(address("day_position", cast.trip, 1)))
    response = client.post(address("day_copy", cast.trip, 1), {"to": "2"}, follow=True)
    assert "2 stops are on day 2 as well." in words(response)
    assert plan(cast, 2) == [("Run", "07:00"), ("Swim", "08:00")]


@pytest.mark.parametrize("name", ["day_position", "day_copy"])
@pytest.mark.parametrize("to", ["", "0", "9", "1", "x", "99999999999"])
def test_day_goes_nowhere_that_is_not_there(cast: Cast, name: str, to: str) -> None:
    make_stop(cast.trip, "Run", at=7)
    assert signed_in(cast.alice).post(address(name, cast.trip, 1), {"to": to}).status_code == 302
    assert [plan(cast, day) for day in (1, 2, 3)] == [[("Run", "07:00")], [], []]


@pytest.mark.parametrize(("person", "status"), [("vera", 403), ("charlie", 404)])
def test_plan_is_changed_by_editors_only(cast: Cast, person: str, status: int) -> None:
    stop = make_stop(cast.trip, "Run", at=7)
    client = signed_in(getattr(cast, person))
    posts = [
        (address("stop_position", cast.trip, stop.pk), {"day": "2", "before": ""}),
        (address("stop_copy", cast.trip, stop.pk), {}),
        (address("day_position", cast.trip, 1), {"to": "2"}),
        (address("day_copy", cast.trip, 1), {"to": "2"}),
        (address("trip_improvement", cast.trip), {"version": "1"}),
        (address("stop_restoration", cast.trip, stop.pk), {}),
    ]
    assert [client.post(where, sent).status_code for where, sent in posts] == [status] * len(posts)
    assert client.get(address("trip_improvement", cast.trip)).status_code == status
    assert client.get(address("stop_trash", cast.trip)).status_code == status
    assert plan(cast) == [("Run", "07:00")]


# -- orders ----------------------------------------------------------------------------------------------------------


def zigzag(cast: Cast) -> list[ItineraryItem]:
    """Four stops from north to south and back: more way than need be."""
    made = []
    for n, latitude in enumerate((60.160, 60.186, 60.164, 60.190)):
        made.append(make_stop(cast.trip, f"Stop {n}", at=10 + 2 * n, latitude=latitude, longitude=24.94))
    return made


def test_better_order_is_shown_before_it_is_taken(cast: Cast) -> None:
    zigzag(cast)
    before = plan(cast)
    client, where = signed_in(cast.bob), address("trip_improvement", cast.trip)
    page = client.get(where, {"day": "1"})
    found = page.context["found"]
    assert found.is_better
    assert found.after.travel_minutes < found.before.travel_minutes
    assert found.after.score > found.before.score
    assert plan(cast) == before
    sent = {"day": "1", "version": str(found.version)}
    assert "Done. Undo brings the plan back" in words(client.post(where, sent, follow=True))
    after = plan(cast)
    assert after != before and {title for title, _at in after} == {title for title, _at in before}
    with acting_as(cast.alice):
        change = changes_of(cast.trip.pk).first()
    client.post(reverse("trips:change_set_reversal", args=[change.pk]))
    assert plan(cast) == before


def test_order_that_was_shown_for_another_plan_is_not_made(cast: Cast) -> None:
    stops = zigzag(cast)
    client, where = signed_in(cast.alice), address("trip_improvement", cast.trip)
    version = client.get(where).context["found"].version
    signed_in(cast.bob).post(address("stop_lock", cast.trip, stops[3].pk), {"locked": "1"})
    response = client.post(where, {"version": str(version)})
    assert response.status_code == 409
    assert "The trip was changed meanwhile" in words(response)
    assert [title for title, _at in plan(cast)] == [stop.title for stop in stops]


@pytest.mark.parametrize("version", ["", "-1", "x", "9" * 40])
def test_order_needs_the_version_it_was_shown_for(cast: Cast, version: str) -> None:
    zigzag(cast)
    before = plan(cast)
    where = address("trip_improvement", cast.trip)
    assert signed_in(cast.alice).post(where, {"version": version}).status_code == 409
    assert plan(cast) == before


def test_order_keeps_stays_stops_without_a_place_and_fixed_times(cast: Cast) -> None:
    zigzag(cast)
    make_stop(cast.trip, "Hotel", at=22, hours=12, type="accommodation", ends_next_day=True)
    make_stop(cast.trip, "Call home", at=18)
    fixed = make_stop(cast.trip, "Tour", at=20, is_locked=True, latitude=60.17, longitude=24.94)
    client, where = signed_in(cast.alice), address("trip_improvement", cast.trip)
    version = client.get(where).context["found"].version
    client.post(where, {"version": str(version)})
    after = dict(plan(cast))
    assert (after["Hotel"], after["Call home"], after["Tour"]) == ("22:00", "18:00", "20:00")
    assert len(after) == 7
    assert reload_stop(fixed, cast.alice).deleted_at is None


def test_trip_in_order_says_so_and_unknown_day_is_not_found(cast: Cast) -> None:
    make_stop(cast.trip, "Only", at=10, latitude=60.17, longitude=24.94)
    client, where = signed_in(cast.alice), address("trip_improvement", cast.trip)
    assert "No better order is known" in words(client.get(where))
    assert client.get(where, {"day": "9"}).status_code == 404
    assert "The catalogue has no places in Helsinki yet" in words(client.get(where, {"fill": "1", "day": "2"}))
    assert "There is no empty day to plan." in words(client.get(where, {"fill": "1", "day": "1"}))


def test_score_is_told_as_a_number_in_words_and_with_help(cast: Cast) -> None:
    make_stop(cast.trip, "Only", at=10)
    where = address("trip_detail", cast.trip)
    client = signed_in(cast.alice)
    assert "What does" not in words(client.get(where))
    as_owner("update trips set optimization_score = 0.9499 where id = %s", [cast.trip.pk])
    said = words(client.get(where))
    assert "94% well ordered" in said
    assert "What does 94% mean?" in said
    assert "trip_improvement" not in words(signed_in(cast.vera).get(where))
    assert address("trip_improvement", cast.trip) not in signed_in(cast.vera).get(where).content.decode()


# -- the page --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("stops", [1, 14 * 8])
def test_trip_page_of_fourteen_days_asks_at_most_eight_times(cast: Cast, stops: int) -> None:
    with acting_as(cast.alice):
        Trip.objects.filter(pk=cast.trip.pk).update(end_date=date(2026, 5, 27))
    make_full_trip(reload_trip(cast.trip, cast.alice), stops)
    client = signed_in(cast.alice)
    where = address("trip_detail", cast.trip)
    client.get(where)  # the first visit notes the activity
    with at_most_queries(8):
        assert client.get(where).content.count(b'class="stop') >= stops
    with at_most_queries(8):
        assert client.get(where, headers=HTMX)["X-Plan"] == "1"


def test_change_made_on_the_page_is_answered_with_its_plan_and_undo(cast: Cast) -> None:
    stop = make_stop(cast.trip, "Sauna", at=10)
    client = signed_in(cast.alice)
    where = address("stop_position", cast.trip, stop.pk)
    response = client.post(where, {"day": "2", "before": ""}, headers=HTMX, follow=True)
    html = response.content.decode()
    assert html.startswith('<div id="plan"')
    assert "<html" not in html
    toast = html[html.index("hx-swap-oob") :]
    assert "“Sauna” is on day 2 now." in toast
    assert "/reversal/" in toast
    refused = client.post(where, {"day": "9", "before": str(uuid.uuid4())}, headers=HTMX, follow=True)
    assert "X-Plan" in refused


# -- dates and the history -------------------------------------------------------------------------------------------


def edit_dates(cast: Cast, **sent: str) -> Any:
    client, where = signed_in(cast.alice), address("trip_edit", cast.trip)
    form = client.get(where).context["form"]
    values = {name: form[name].value() for name in form.fields}
    values = {name: "" if value is None else value for name, value in values.items()}
    return client.post(where, {**values, **sent})


def test_booked_stop_keeps_its_date_when_the_trip_moves(cast: Cast) -> None:
    free, booked = make_stop(cast.trip, "Walk", day=2), make_stop(cast.trip, "Show", day=2, booking_status="confirmed")
    assert edit_dates(cast, start_date="2026-05-15", end_date="2026-05-17").status_code == 302
    assert reload_stop(free, cast.alice).day_number == 2
    assert reload_stop(booked, cast.alice).day_number == 1


def test_question_names_what_is_booked_and_left_without_a_date(cast: Cast) -> None:
    make_stop(cast.trip, "Show", day=1, booking_status="confirmed")
    asked = edit_dates(cast, start_date="2026-06-14", end_date="2026-06-16")
    assert asked.status_code == 422
    assert "Booked, so bound to its date, which the trip no longer has: Show." in words(asked)
    assert reload_trip(cast.trip, cast.alice).start_date == date(2026, 5, 14)


def test_stranded_stops_move_along_with_the_start_when_asked_to(cast: Cast) -> None:
    first, last = make_stop(cast.trip, "First", day=1), make_stop(cast.trip, "Last", day=3)
    response = edit_dates(cast, start_date="2026-06-01", end_date="2026-06-02", stranded="along")
    assert response.status_code == 302
    assert reload_stop(first, cast.alice).day_number == 1
    assert reload_stop(last, cast.alice).day_number is None  # the trip has no third day any more


def test_destination_and_zone_are_changed_and_a_wrong_zone_is_refused(cast: Cast) -> None:
    assert edit_dates(cast, destination="Tallinn", timezone="Europe/Tallinn").status_code == 302
    trip = reload_trip(cast.trip, cast.alice)
    assert (trip.destination, trip.timezone) == ("Tallinn", "Europe/Tallinn")
    assert "timezone" in edit_dates(cast, timezone="Mars/Olympus").context["form"].errors


def test_history_is_narrowed_by_who_and_what(cast: Cast) -> None:
    stop = make_stop(cast.trip, "Sauna")
    signed_in(cast.bob).post(address("stop_lock", cast.trip, stop.pk), {"locked": "1"})
    client, where = signed_in(cast.alice), address("trip_history", cast.trip)

    def reasons(**query: str) -> list[str]:
        return [change.reason for change in client.get(where, query).context["page"].rows]

    assert [actor["name"] for actor in client.get(where).context["actors"]] == ["you", "Bob"]
    assert reasons(who=str(cast.bob.pk)) == ["Fixed Sauna"]
    assert reasons(q="fixed") == ["Fixed Sauna"]
    assert reasons(who=str(cast.bob.pk), q="made") == []
    assert "Fixed Sauna" not in reasons(who=str(cast.alice.pk))
    assert len(reasons(who="nonsense")) == len(reasons())
