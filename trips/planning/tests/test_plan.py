"""Plans over small made-up catalogues: wishes that cannot be met, musts, money, people."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from decimal import Decimal
from typing import Any

import pytest

from trips.planning.catalogue import Admission
from trips.planning.estimates import CostEstimate, Estimates
from trips.planning.explain import SENTENCES, explain, explain_unmet
from trips.planning.itinerary import Plan
from trips.planning.money import Money, Rate, Rates
from trips.planning.plan import UnknownDestinationError, plan_trip
from trips.planning.plan_command import plan_from_json, read_estimates
from trips.planning.request import LodgingWish, MealWish, Party, PlanRequest, RequestError

from .makers import FRIDAY, THURSDAY, place, wish
from .town import DAILY, ESTIMATES, TABLES, TODAY, VEGAN, names, planned, town, unmet


def test_vegan_lunch_is_taken_where_the_tags_say_so() -> None:
    plan = planned(town(), wish(meals=VEGAN))
    (lunch,) = [stop for stop in plan.stops if stop.meal == "lunch"]
    assert lunch.name == "Green Table"
    assert "diet" in [reason.code for reason in lunch.reasons]
    assert not plan.unmet


def test_no_vegan_place_open_is_said_with_the_one_open_later() -> None:
    evening = place("Evening Greens", "restaurant", opening_hours="Mo-Su 17:00-22:00", diets=("vegan",))
    plan = planned(town(evening, without=("Green Table",)), wish(meals=VEGAN))
    found = unmet(plan, "vegan lunch")
    assert found.reason.code == "no_table_open" and found.date == THURSDAY
    assert found.alternative is not None and found.alternative.name == "Evening Greens"
    assert found.alternative.differs.values["hours"] == "17:00–22:00"
    lunch = next(stop for stop in plan.stops if stop.meal == "lunch")
    assert lunch.place_id is None and lunch.name == "Time for lunch"


def test_no_vegan_place_at_all_offers_the_milder_diet_and_never_takes_it() -> None:
    veggie = place("Veggie", "restaurant", opening_hours=TABLES, diets=("vegetarian",))
    plan = planned(town(veggie, without=("Green Table",)), wish(meals=VEGAN))
    found = unmet(plan, "vegan lunch")
    assert found.alternative is not None and found.alternative.name == "Veggie"
    assert "vegetarian" in explain_unmet(found)
    assert "Veggie" not in names(plan)


def test_diet_of_every_meal_holds_for_dinner_and_a_place_serves_once() -> None:
    second = place("Second Greens", "restaurant", opening_hours=TABLES, diets=("vegan",))
    plan = planned(town(second), wish(diets=("plant-based",)))
    tables = {stop.meal: stop.name for stop in plan.stops if stop.meal}
    assert set(tables.values()) == {"Green Table", "Second Greens"}


def test_coffee_as_an_interest_is_a_coffee_break() -> None:
    plan = planned(town(), wish(interests=("good coffee",)))
    (coffee,) = [stop for stop in plan.stops if stop.meal == "coffee"]
    assert coffee.name == "Corner Café" and coffee.kind == "coffee"
    assert not plan.unmet


def test_must_see_restaurant_is_the_days_meal() -> None:
    plan = planned(town(), wish(must_sees=("Plain Table",)))
    (stop,) = [stop for stop in plan.stops if stop.name == "Plain Table"]
    assert stop.meal in ("lunch", "dinner") and stop.reasons[0].code == "must_see"
    assert sum(one.meal == stop.meal for one in plan.stops) == 1


def test_unknown_hours_are_used_and_shown_only_where_known_ones_are_few() -> None:
    unknown = place("Secret Museum", wikidata="Q9", as_of="2020-05")
    plan = planned(town(unknown), wish())
    stop = next(stop for stop in plan.stops if stop.name == "Secret Museum")
    assert not stop.hours_known and stop.hours == "hours unknown"
    assert "hours_unknown" in [reason.code for reason in stop.reasons]
    assert stop.start.hour >= 10 and stop.leave.hour <= 17
    note = next(note for note in plan.notes if note.code == "hours_unknown_count")
    assert note.values["count"] == 1


def test_meal_prefers_known_hours_over_better_places_with_unknown() -> None:
    famous = place("Famous", "restaurant", cuisine=("regional",), website="x")
    plan = planned(town(famous), wish())
    assert "Famous" not in names(plan)


def test_budget_limits_known_and_estimated_and_counts_the_unknown() -> None:
    request = wish(party=Party(2), budget=Money(Decimal(60), "EUR"))
    plan = planned(town(), request)
    assert plan.totals.counted.amount <= 60
    assert plan.totals.unknown == sum(stop.cost.status == "unknown" for stop in plan.stops)
    richer = planned(town(), replace(request, budget=Money(Decimal(500), "EUR")))
    assert richer.totals.counted.amount > plan.totals.counted.amount
    assert richer.budget_left == Money(Decimal(500) - richer.totals.counted.amount, "EUR")


def test_budget_of_nothing_leaves_free_sights_and_time_for_meals() -> None:
    plan = planned(town(), wish(budget=Money(Decimal(0), "EUR")))
    assert plan.totals.counted.amount == 0
    assert "Long Park" in names(plan)
    assert {one.reason.code for one in plan.unmet} == {"meal_over_budget"}
    assert "€20.00" in explain_unmet(plan.unmet[0])


def test_tight_budget_takes_the_cheaper_table_for_the_museum_that_was_asked_for() -> None:
    rows = (*ESTIMATES.rows, CostEstimate("fast_food", Decimal(8), "EUR"))
    catalogue = town(place("Quick Counter", "fast_food", opening_hours=TABLES))
    request = wish(interests=("museums",), meals=(MealWish("dinner"),), avoid=("Money Museum",))
    roomy = planned(catalogue, replace(request, budget=Money(Decimal(40), "EUR")), Estimates(rows))
    tight = planned(catalogue, replace(request, budget=Money(Decimal(25), "EUR")), Estimates(rows))
    for plan, table in ((roomy, {"Green Table", "Plain Table", "Other Table"}), (tight, {"Quick Counter"})):
        assert "Art Museum" in names(plan)
        assert {stop.name for stop in plan.stops if stop.meal} <= table
    assert planned(catalogue, request, Estimates(rows)).stop("quick-counter") is None


def test_what_costs_more_than_is_left_is_left_out_for_that() -> None:
    catalogue = town(place("Far Museum", opening_hours=DAILY, wikidata="Q7"))
    plan = planned(catalogue, wish(meals=(), budget=Money(Decimal(20), "EUR"), avoid=("Money Museum",)))
    left = {one.name: one for one in plan.dropped}
    missing = ({"Art Museum", "Far Museum"} - set(names(plan))).pop()
    assert left[missing].rule == "budget" and "costs 15.00 EUR" in left[missing].because


def test_known_admission_and_free_entry_beat_the_table() -> None:
    adult = Admission(Decimal("12.50"), "EUR", date(2026, 2, 1), free_under=7)
    catalogue = town(
        place("Priced", opening_hours=DAILY, wikidata="Q7", admission=adult),
        place("Gratis", "place_of_worship", opening_hours=DAILY, wikidata="Q8", fee=False),
    )
    plan = planned(catalogue, wish(party=Party(2, (5, 9)), pace="packed"))
    costs = {stop.name: stop.cost for stop in plan.stops}
    assert (costs["Priced"].status, costs["Priced"].money) == ("known", Money(Decimal("37.50"), "EUR"))
    assert (costs["Gratis"].status, costs["Gratis"].money) == ("known", Money(Decimal(0), "EUR"))
    assert costs["Art Museum"].status == "estimated" and costs["Art Museum"].as_of == date(2026, 1, 1)


def test_free_entry_stays_in_a_plan_without_money_where_its_kind_has_a_price() -> None:
    rows = (*ESTIMATES.rows, CostEstimate("place_of_worship", Decimal(5), "EUR"))
    catalogue = town(
        place("Free Dom", "place_of_worship", opening_hours=DAILY, wikidata="Q8", fee=False),
        place("Priced Dom", "place_of_worship", opening_hours=DAILY, wikidata="Q9"),
    )
    plan = planned(catalogue, wish(budget=Money(Decimal(0), "EUR"), meals=()), Estimates(rows))
    stop = plan.stop("free-dom")
    assert stop is not None and (stop.cost.status, stop.cost.basis) == ("known", "free entry")
    assert plan.stop("priced-dom") is None and plan.totals.unknown == 0


def test_other_currency_is_unconverted_without_a_rate_and_counted_with_one() -> None:
    swedish = Admission(Decimal(200), "SEK")
    catalogue = town(place("Royal", opening_hours=DAILY, wikidata="Q7", admission=swedish))
    request = wish(must_sees=("Royal",), budget=Money(Decimal(500), "EUR"))
    plan = planned(catalogue, request)
    assert plan.totals.unconverted == (Money(Decimal(200), "SEK"),) and plan.totals.is_partial
    rates = Rates({("EUR", "SEK"): Rate(Decimal(10), date(2026, 3, 1))})
    rated = plan_trip(request, catalogue, replace(ESTIMATES, rates=rates), TODAY)
    assert rated.totals.unconverted == () and rated.totals.known.amount == 20


def test_wheelchair_rules_out_steps_and_says_what_is_unknown() -> None:
    steps = place("Tower", "viewpoint", opening_hours=DAILY, wikidata="Q7", wheelchair="no")
    plan = planned(town(steps), wish(accessibility=("wheelchair", "quiet"), must_sees=("Tower",)))
    assert "Tower" not in names(plan)
    assert unmet(plan, "Tower").reason.code == "no_wheelchair"
    assert unmet(plan, "quiet").reason.code == "accessibility_unknown"
    assert all(
        {"wheelchair_unknown", "wheelchair_yes", "wheelchair_limited"} & {reason.code for reason in stop.reasons}
        for stop in plan.stops
        if stop.place_id
    )


def test_children_bring_the_zoo_an_earlier_dinner_and_no_bars() -> None:
    catalogue = town(
        place("City Zoo", "zoo", opening_hours=DAILY, east=800),
        place("Dark Bar", "bar", opening_hours="Mo-Su 16:00-02:00"),
    )
    family = wish(party=Party(2, (4, 8)), interests=("nightlife",))
    plan = planned(catalogue, family)
    assert "City Zoo" in names(plan) and "Dark Bar" not in names(plan)
    dinner = next(stop for stop in plan.stops if stop.meal == "dinner")
    assert dinner.start.hour < 19 or dinner.start.time() == time(19)


def test_pace_sets_how_much_a_day_holds() -> None:
    many = [place(f"Sight {n}", "landmark", opening_hours=DAILY, wikidata=f"Q{n}", east=60 * n) for n in range(12)]
    counts = [
        sum(stop.kind == "sight" for stop in planned(town(*many), wish(pace=pace)).stops)
        for pace in ("relaxed", "normal", "packed")
    ]
    assert counts[0] < counts[1] <= counts[2]
    assert counts[0] <= 4


def test_day_begins_and_ends_when_asked() -> None:
    plan = planned(town(), wish(day_start=time(12), day_end=time(17)))
    (day,) = plan.days
    assert all(stop.start.time() >= time(12) and stop.leave.time() <= time(17) for stop in day.stops)
    assert unmet(plan, "dinner").reason.code == "meal_did_not_fit"


def test_stay_is_the_travellers_else_a_suggestion_else_none() -> None:
    own = planned(town(), wish(lodging=LodgingWish(place_id="Station Hotel")))
    assert own.stay is not None and own.stay.name == "Station Hotel" and not own.stay.suggested
    assert planned(town(), wish()).stay is None
    suggested = planned(town(), wish(THURSDAY, FRIDAY)).stay
    assert suggested is not None and suggested.suggested and not suggested.counted
    rows = (*ESTIMATES.rows, CostEstimate("hotel", Decimal(110), "EUR"))
    wanted = planned(town(), wish(THURSDAY, FRIDAY, party=Party(3), lodging=LodgingWish(wanted=True)), Estimates(rows))
    assert wanted.stay is not None and wanted.stay.counted
    assert wanted.stay.cost.money == Money(Decimal(220), "EUR")  # one night, two rooms
    assert wanted.totals.estimated.amount >= 220


def test_avoided_things_stay_out() -> None:
    plan = planned(town(), wish(avoid=("churches", "Money Museum")))
    assert not {"Old Church", "Money Museum"} & set(names(plan))


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"end_date": date(2026, 5, 1)}, "ends before it starts"),
        ({"end_date": date(2026, 9, 1)}, "at most 31"),
        ({"party": {"adults": 0}}, "nobody"),
        ({"pace": "furious"}, "pace"),
        ({"modes": []}, "ways to travel"),
        ({"meals": ["elevenses"]}, "unknown meal"),
        ({"budget": {"amount": "-1", "currency": "EUR"}}, "below zero"),
        ({"start_date": "21 May"}, "start_date"),
        ({"colour": "red"}, "unknown colour"),
    ],
)
def test_impossible_requests_are_refused_in_a_sentence(fields: dict[str, Any], message: str) -> None:
    data = {"start_date": "2026-05-21", "end_date": "2026-05-22", "destination": "Helsinki"}
    data.update({key: value.isoformat() if isinstance(value, date) else value for key, value in fields.items()})
    with pytest.raises(RequestError, match=message):
        PlanRequest.from_json(data)


def test_unknown_city_names_those_there_are() -> None:
    with pytest.raises(UnknownDestinationError, match="Helsinki") as caught:
        plan_trip(replace(wish(), destination="Atlantis"), town(), ESTIMATES, TODAY)
    assert caught.value.cities == ("Helsinki",)


def test_request_and_plan_survive_json() -> None:
    import json

    request = wish(
        THURSDAY,
        FRIDAY,
        party=Party(2, (5,)),
        budget=Money(Decimal("199.90"), "EUR"),
        meals=VEGAN,
        day_start=time(9, 45),
        must_sees=("Nowhere",),
    )
    assert PlanRequest.from_json(json.loads(json.dumps(request.to_json()))) == request
    plan = planned(town(), request)
    again = Plan.from_json(json.loads(json.dumps(plan.to_json())))
    assert again == plan
    assert [stop.start.tzname() for stop in again.stops] == [stop.start.tzname() for stop in plan.stops]


def test_plan_from_json_text() -> None:
    estimates = read_estimates([{"kind": "museum", "amount": "15", "currency": "EUR", "as_of": "2026-01-01"}])
    text = """{"start_date": "2026-05-21", "end_date": "2026-05-21",
              "destination": "helsinki", "meals": ["lunch"]}"""
    plan = plan_from_json(text, town(), estimates, TODAY)
    assert plan.city == "Helsinki" and plan.checked
    with pytest.raises(RequestError, match="not JSON"):
        plan_from_json("{", town(), estimates, TODAY)
    with pytest.raises(RequestError, match="cannot be read"):
        read_estimates([{"kind": "museum"}])


def test_every_reason_in_a_plan_has_a_sentence() -> None:
    plan = planned(town(), wish(THURSDAY, FRIDAY, interests=("museums", "coffee")))
    codes = {reason.code for stop in plan.stops for reason in stop.reasons} | {note.code for note in plan.notes}
    assert codes <= set(SENTENCES)
    for stop in plan.stops:
        assert stop.reasons
        assert all(explain(reason) for reason in stop.reasons)


def test_past_dates_are_said() -> None:
    plan = plan_trip(wish(), town(), ESTIMATES, date(2027, 1, 1))
    assert "past" in [note.code for note in plan.notes]


def test_no_two_meals_at_branches_of_one_name() -> None:
    branches = [place("Pupu", "restaurant", id=f"pupu-{n}", opening_hours=TABLES, east=10 * n) for n in range(4)]
    other = place("Green Table", "restaurant", opening_hours=TABLES, north=600)
    catalogue = town(*branches, other, without=("Green Table", "Plain Table", "Other Table"))
    eaten = [stop.name for stop in planned(catalogue, wish()).stops if stop.meal in ("lunch", "dinner")]
    assert eaten.count("Pupu") <= 1
