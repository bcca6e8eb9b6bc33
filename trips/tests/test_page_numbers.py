"""Every number on a trip's page is the planner's: each is found where its function puts it, and no other is there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, time
from decimal import Decimal
from html import unescape

from django.urls import reverse

from places.tests.city import import_helsinki
from tripos.db.context import acting_as, change_set
from tripos.testing.cast import Cast
from tripos.testing.owner import as_owner
from tripos.testing.pages import signed_in
from tripos.web.templatetags.money import format_money
from tripos.web.templatetags.times import age, clock, day_long, day_short, distance, duration, month_year
from trips import actions, detection, loading, planner
from trips.conflict_cards import MOST_WAYS
from trips.models import BudgetTracking, ItineraryItem, Trip
from trips.order_score import words_of
from trips.planning.arrange import optimization_score
from trips.planning.conflicts import detect
from trips.planning.explain import SENTENCES, explain
from trips.planning.itinerary import Plan, PlannedDay, PlannedStop
from trips.planning.money import Money
from trips.planning.plan import plan_trip
from trips.planning.request import MealWish, Party, PlanRequest
from trips.planning.travel_time import Leg
from trips.tests.page_makers import make_place, make_stop

TODAY = date(2026, 4, 20)


def a_plan(cast: Cast) -> tuple[Plan, Trip]:
    """Two days in Helsinki for three, planned and stored."""
    import_helsinki()
    for kind, amount in (("museum", 14), ("restaurant:dinner", 30), ("restaurant:lunch", 15), ("cafe", 7)):
        as_owner(
            "insert into cost_estimates (id, kind, country, amount, currency, as_of, note) "
            "values (gen_random_uuid(), %s, 'FI', %s, 'EUR', %s, '')",
            [kind, amount, TODAY],
        )
    request = PlanRequest(
        start_date=date(2026, 5, 14),
        end_date=date(2026, 5, 15),
        destination="Helsinki",
        party=Party(adults=2, children=(9,)),
        budget=Money(Decimal(500), "EUR"),
        interests=("museums", "coffee"),
        meals=(MealWish("lunch"), MealWish("dinner")),
        day_start=time(9, 30),
    )
    with acting_as(cast.alice, role="agent"), change_set("Planned", kind="agent"):
        plan = plan_trip(request, planner.catalogue("Helsinki"), planner.estimates(), TODAY)
        return plan, actions.create_trip_from_plan(cast.alice, plan)


def texts_of(html: str) -> dict[str, str]:
    """What the page says, by part: each day, the glance, the budget."""
    parts = {f"day-{number}": f'<section class="day [^"]*" id="day-{number}".*?</section>' for number in (1, 2)}
    parts |= {
        "glance": '<div class="glance">.*?</div>(?:<details.*?</details>)?</div>',
        "budget": '<section [^>]*id="budget".*?</section>',
    }
    found = {}
    for name, pattern in parts.items():
        match = re.search(pattern, html, flags=re.S)
        assert match is not None, name
        bare = re.sub(r"<svg\b.*?</svg>|<form\b.*?</form>|<[^>]+>", " ", match.group(0), flags=re.S)
        found[name] = re.sub(r"\s+", " ", unescape(bare))
    return found


def way(leg: Leg | None) -> list[str]:
    if leg is None or not leg.metres:
        return []
    return [f"about {duration(leg.minutes)}".replace("\xa0", " "), distance(leg.metres).replace("\xa0", " ")]


def numbers_of(stop: PlannedStop) -> Iterator[str]:
    yield clock(stop.start, stop.timezone)
    yield clock(stop.leave, stop.timezone)


def facts_of(stop: PlannedStop) -> Iterator[str]:
    yield stop.name
    if stop.hours_known:
        yield stop.hours
    if stop.hours_as_of:
        yield age(date.fromisoformat(f"{stop.hours_as_of}-01"))
    if stop.cost.money is not None:
        yield format_money(stop.cost.money.amount, stop.cost.money.currency)
    if stop.cost.as_of is not None:
        yield month_year(stop.cost.as_of)
    for reason in stop.reasons:
        if reason.code in SENTENCES:
            said = explain(reason)
            yield said[:1].upper() + said[1:]


def in_order(day: PlannedDay) -> list[str]:
    """The times and ways of a day, in the order in which they are read."""
    found = []
    for index, stop in enumerate(day.stops):
        found += way(stop.travel)
        if index == 0 and stop.travel is not None and stop.travel.metres and day.departs is not None:
            found.append(f"leave at {clock(day.departs, stop.timezone)}")
        found += numbers_of(stop)
    if day.return_travel is not None and day.returns is not None:
        found += [*way(day.return_travel), f"there at {clock(day.returns, day.stops[-1].timezone)}"]
    return found


def assert_said(text: str, wanted: list[str]) -> None:
    at = 0
    for piece in wanted:
        place = text.find(piece, at)
        assert place >= 0, (piece, text[at : at + 200])
        at = place + len(piece)


def without(text: str, known: list[str]) -> str:
    for piece in sorted(set(known), key=len, reverse=True):
        if any(character.isdigit() for character in piece):
            text = re.sub(rf"(?<!\d){re.escape(piece)}(?!\d)", "·", text)
    return text


def scored(trip: Trip) -> float:
    """Let the search for conflicts record the trip's score; return the solver's own."""
    items = list(ItineraryItem.objects.of_trip(trip).select_related("location"))
    detection.rate(Trip.objects.get(pk=trip.pk), items)
    places = {str(item.location_id): planner.place_of(item.location) for item in items if item.location is not None}
    return optimization_score(planner.plan_of(trip, items), places)


def test_every_number_of_a_trips_page_comes_from_the_planner(cast: Cast) -> None:
    plan, trip = a_plan(cast)
    assert plan.checked and plan.stay is not None
    with acting_as(cast.alice, role="agent"):
        score = scored(trip)
    page = signed_in(cast.alice).get(reverse("trips:trip_detail", args=[trip.pk]))
    texts = texts_of(page.content.decode().replace("\xa0", " ").replace("&nbsp;", " "))
    with acting_as(cast.alice):
        items = list(ItineraryItem.objects.of_trip(trip).select_related("location"))
        budget = BudgetTracking.objects.get(trip=trip)
        addresses = [item.location.address or "" for item in items if item.location is not None]
    for day in plan.days:
        text = texts[f"day-{day.number}"]
        summary = [
            f"{len(day.stops)} stops",
            f"about {duration(day.travel_minutes)} on the way",
            f"{distance(day.walk_metres)} on foot",
        ]
        head = [day_long(day.date), *(piece.replace("\xa0", " ") for piece in summary)]
        assert_said(text, [*head, *in_order(day)])
        spare = [
            f"{duration(round((after.start - before.leave).total_seconds() / 60) - after.travel.minutes)} to spare"
            for before, after in zip(day.stops, day.stops[1:], strict=False)
            if after.travel is not None
        ]
        known = [*head, *in_order(day), *(fact for stop in day.stops for fact in facts_of(stop)), *addresses]
        known += [*spare, plan.stay.name, f"Day {day.number},", day_short(day.date), day.holiday or ""]
        left = without(text, [piece.replace("\xa0", " ") for piece in known])
        # The day's own number and those of its stops are counted, not reckoned.
        counted = [str(number) for number in (day.number, *range(1, len(day.stops) + 1))]
        assert set(re.findall(r"\d[\d.,:]*", left)) <= set(counted), left
    assert (budget.total_spent, budget.total_pending, budget.estimated, budget.unknown_count) == (
        Decimal(0),
        plan.totals.counted.amount,
        plan.totals.estimated.amount,
        plan.totals.unknown,
    )
    totals = plan.totals
    money = [totals.known.amount, totals.estimated.amount, totals.counted.amount, Decimal(500) - totals.counted.amount]
    money += [
        Decimal(500),
        Decimal(0),
        *(Decimal(str(v)) for row in budget.categories.values() for v in row.values() if v),
    ]
    sums = [format_money(amount, "EUR") for amount in money] + [f"{totals.unknown} unknown", f"{totals.unknown} ×"]
    walked = distance(sum(day.walk_metres for day in plan.days))
    glance = without(
        texts["glance"], [*sums, walked.replace("\xa0", " "), str(sum(len(day.stops) for day in plan.days))]
    )
    percent = int(Decimal(str(score)) * 100)
    assert f"{percent}% {words_of(percent)}" in texts["glance"]
    # The help says what the best order has, and one that loses a tenth.
    assert set(re.findall(r"\d+", glance)) == {str(percent), "100", "90"}, glance
    left = without(texts["budget"], sums)
    unknown = {str(number) for number in range(totals.unknown + 1)}
    assert set(re.findall(r"\d[\d.,:]*", left)) <= unknown, left


def conflicts_of(html: str) -> list[tuple[bool, str]]:
    """What the page says of each conflict, and whether as a problem."""
    found = []
    for block in re.split(r'<div class="conflict(?= |")', html)[1:]:
        head, _, rest = block.partition("</p>")
        buttons = re.findall(r'class="button button--small[^>]*>([^<]*)<', rest)
        said = unescape(re.sub(r"<svg\b.*?</svg>|<[^>]+>", "", head.partition(">")[2], flags=re.S))
        found.append(("conflict--hard" in head, " | ".join([" ".join(said.split()), *map(unescape, buttons)])))
    return found


def test_every_number_of_a_conflict_comes_from_its_detector(cast: Cast) -> None:
    make_stop(cast.trip, "First", at=10, hours=2)
    make_stop(cast.trip, "Second", at=11, hours=2, location=make_place(1, opening_hours="Mo-Su 12:00-20:00"))
    make_stop(cast.trip, "Boat", at=14, hours=1, location=make_place(2, capacity=1, opening_hours=None))
    with acting_as(cast.alice):
        Trip.objects.filter(pk=cast.trip.pk).update(adults=3)
    detection.detect_conflicts(cast.trip.pk, cast.alice.pk)
    with acting_as(cast.alice, role="agent"):
        trip = Trip.objects.select_related("budget").get(pk=cast.trip.pk)
        found = detect(loading.load_trip(trip, list(ItineraryItem.objects.of_trip(trip).select_related("location"))))
    assert {one.type for one in found} >= {"time_overlap", "booking_unavailable", "capacity_issue"}
    wanted = [
        (one.is_hard, [one.title, one.description, *(way.description for way in one.ways_out[:MOST_WAYS])])
        for one in found
    ]
    page = signed_in(cast.alice).get(reverse("trips:trip_detail", args=[cast.trip.pk]))
    shown = conflicts_of(page.content.decode())
    assert len(shown) == len(found)
    for is_hard, pieces in wanted:
        (block,) = [(hard, text) for hard, text in shown if pieces[1] in text]
        assert block[0] is is_hard
        left = block[1]
        for piece in pieces:
            assert piece in left
            left = left.replace(piece, "", 1)
        assert not re.search(r"\d", left), left
