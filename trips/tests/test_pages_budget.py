"""A trip's budget page: what is paid, planned, estimated and unknown, limits and costs changed in their place."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from tripos.db.context import acting_as
from tripos.testing.cast import Cast
from tripos.testing.owner import as_owner
from tripos.testing.pages import at_most_queries, signed_in, words
from trips.models import ItineraryItem, Trip
from trips.tests.page_makers import make_stop, reload_stop

MOST_QUERIES = 7


def page_of(cast: Cast) -> str:
    return reverse("trips:trip_budget", args=[cast.trip.pk])


def stop_with(cast: Cast, title: str, **values: Any) -> ItineraryItem:
    stop = make_stop(cast.trip, title, day=values.pop("day", 1), at=None)
    with acting_as(cast.alice):
        ItineraryItem.objects.filter(pk=stop.pk).update(**values)
    return stop


def trip_of(cast: Cast) -> Trip:
    with acting_as(cast.alice):
        return Trip.objects.select_related("budget").get(pk=cast.trip.pk)


def test_page_tells_paid_known_estimated_and_unknown_apart(cast: Cast) -> None:
    stop_with(cast, "Sauna", cost=Decimal("30"), is_paid=True)
    stop_with(cast, "Ferry", cost=Decimal("12.50"), type="transport")
    stop_with(cast, "Lunch", cost=Decimal("40"), cost_is_estimate=True, type="restaurant", day=2)
    stop_with(cast, "Gallery", cost=None)
    client = signed_in(cast.alice)
    client.post(
        reverse("trips:budget_limits", args=[cast.trip.pk]),
        {"budget_total": "100", "currency": "EUR", "alert_percent": "80", "limit_food": "30"},
    )
    page = client.get(page_of(cast))
    said = words(page)
    for expected in (
        "€17.50",
        "82 % of the budget is spent or planned",
        "what 1 stop costs is not known",
        "price unknown",
    ):
        assert expected in said, expected
    assert page.context["budget"]["left"] == Decimal("17.50")
    food = next(row for row in page.context["categories"] if row["bar"].icon == "restaurant")
    assert (food["limit"], food["left"], food["is_over"]) == (Decimal(30), Decimal(-10), True)
    assert [(bar.label, bar.total, bar.unknown) for bar in page.context["days"]] == [
        ("Day 1", Decimal("42.50"), 1),
        ("Day 2", Decimal("40.00"), 0),
    ]


def test_cost_is_changed_and_paid_in_its_place_and_taken_back(cast: Cast) -> None:
    stop = stop_with(cast, "Lunch", cost=Decimal("40"), cost_is_estimate=True)
    client, address = signed_in(cast.bob), reverse("trips:stop_cost", args=[cast.trip.pk, stop.pk])
    paid = {"cost": "38.20", "currency": "EUR", "is_paid": "on"}
    assert client.post(address, paid).status_code == 302
    now = reload_stop(stop, cast.alice)
    assert (now.cost, now.is_paid, now.cost_is_estimate) == (Decimal("38.20"), True, False)
    assert trip_of(cast).budget.total_spent == Decimal("38.20")
    history = words(client.get(reverse("trips:trip_history", args=[cast.trip.pk])))
    assert "Said what Lunch costs" in history
    refused = client.post(address, {"cost": "", "currency": "EUR", "is_paid": "on"})
    assert refused.status_code == 422 and "Say what was paid." in words(refused)
    refused = client.post(address, {"cost": "-1", "currency": "EUR"})
    assert refused.status_code == 422
    assert reload_stop(stop, cast.alice).cost == Decimal("38.20")
    client.post(address, {"cost": "", "currency": "EUR"})
    assert reload_stop(stop, cast.alice).cost is None


def test_two_who_change_one_cost_get_a_choice(cast: Cast) -> None:
    stop = stop_with(cast, "Lunch", cost=Decimal("40"))
    client, address = signed_in(cast.alice), reverse("trips:stop_cost", args=[cast.trip.pk, stop.pk])
    seen = json.dumps({"cost": "40", "currency": "EUR", "is_paid": ""})
    with acting_as(cast.bob):
        ItineraryItem.objects.filter(pk=stop.pk).update(cost=Decimal("44"))
    asked = client.post(address, {"cost": "50", "currency": "EUR", "seen": seen})
    assert asked.status_code == 422
    assert "Changed meanwhile to “44.00”" in words(asked)
    assert reload_stop(stop, cast.alice).cost == Decimal("44")


def test_other_currency_shows_its_rate_and_day(cast: Cast) -> None:
    as_owner(
        "insert into exchange_rates (currency, rate_date, rate) values ('SEK', '2026-01-02', 10) on conflict do nothing"
    )
    stop_with(cast, "Fika", cost=Decimal("100"), currency="SEK")
    stop_with(cast, "Pho", cost=Decimal("90000"), currency="VND")
    said = words(signed_in(cast.alice).get(page_of(cast)))
    assert "European Central Bank" in said and "1 SEK =" in said
    assert "No exchange rate for VND: not counted." in said


def test_limits_are_checked_and_refused_beside_their_field(cast: Cast) -> None:
    client, address = signed_in(cast.alice), reverse("trips:budget_limits", args=[cast.trip.pk])
    wrong = {"budget_total": "-5", "currency": "EUR", "alert_percent": "150"}
    refused = client.post(address, wrong)
    assert refused.status_code == 422
    assert set(refused.context["limits"].errors) == {"budget_total", "alert_percent"}
    right = {"budget_total": "250", "currency": "SEK", "alert_percent": "60", "limit_transport": "20.50"}
    assert client.post(address, right).status_code == 302
    trip = trip_of(cast)
    assert (trip.budget_total, trip.currency, trip.budget.alert_threshold) == (Decimal(250), "SEK", Decimal("0.6"))
    assert trip.budget.categories["transport"]["budget"] == 20.5
    client.post(address, {**right, "limit_transport": "", "budget_total": ""})
    trip = trip_of(cast)
    assert trip.budget_total is None and not trip.budget.categories["transport"]["budget"]


def test_viewers_see_and_change_nothing_and_strangers_see_nothing(cast: Cast) -> None:
    stop = stop_with(cast, "Lunch", cost=Decimal("40"))
    viewer = signed_in(cast.vera)
    page = viewer.get(page_of(cast))
    assert "Lunch" in words(page) and b"stop_cost" not in page.content and b'name="cost"' not in page.content
    cost = reverse("trips:stop_cost", args=[cast.trip.pk, stop.pk])
    assert viewer.post(cost, {"cost": "1", "currency": "EUR"}).status_code == 403
    stranger = signed_in(cast.charlie)
    assert stranger.get(page_of(cast)).status_code == 404
    assert stranger.post(cost, {"cost": "1", "currency": "EUR"}).status_code == 404


@pytest.mark.parametrize("stops", [1, 60])
def test_page_asks_the_database_the_same_for_few_and_many_stops(cast: Cast, stops: int) -> None:
    for number in range(stops):
        make_stop(cast.trip, f"Stop {number}", day=1 + number % 3, at=None)
    client = signed_in(cast.alice)
    client.get("/")
    with at_most_queries(MOST_QUERIES):
        assert client.get(page_of(cast)).status_code == 200
