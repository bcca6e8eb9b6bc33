"""A town of few places, planned for: what the tests of plans share."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from trips.planning.catalogue import Place
from trips.planning.estimates import CostEstimate, Estimates
from trips.planning.explain import explain_plan, explain_unmet
from trips.planning.itinerary import Plan, Unmet
from trips.planning.plan import plan_trip
from trips.planning.request import MealWish, PlanRequest
from trips.planning.verify import verify

from .makers import place

TODAY = date(2026, 4, 1)
DAILY = "Mo-Su 10:00-18:00"
TABLES = "Mo-Su 11:00-22:00"
ESTIMATES = Estimates(
    (
        CostEstimate("museum", Decimal(15), "EUR", country="FI", as_of=date(2026, 1, 1)),
        CostEstimate("restaurant", Decimal(20), "EUR", country="FI"),
    )
)


def town(*more: Place, without: tuple[str, ...] = ()) -> list[Place]:
    """Two museums, a church, a park, three restaurants (one vegan) and a café, around the middle."""
    places = [
        place("Art Museum", opening_hours=DAILY, wikidata="Q1", east=300),
        place("Money Museum", opening_hours="Tu-Su 11:00-17:00", east=-400),
        place("Old Church", "place_of_worship", opening_hours=DAILY, wikidata="Q2", north=350),
        place("Long Park", "park", opening_hours="24/7", north=-300),
        place("Green Table", "restaurant", opening_hours=TABLES, diets=("vegan", "vegetarian"), east=150),
        place("Plain Table", "restaurant", opening_hours=TABLES, north=100),
        place("Other Table", "restaurant", opening_hours=TABLES, north=-150),
        place("Corner Café", "cafe", opening_hours="Mo-Su 08:00-20:00", east=-150),
        place("Station Hotel", "hotel", north=200),
    ]
    return [one for one in [*places, *more] if one.name not in without]


def planned(catalogue: list[Place], request: PlanRequest, estimates: Estimates = ESTIMATES) -> Plan:
    plan = plan_trip(request, catalogue, estimates, TODAY)
    assert verify(plan, {one.id: one for one in catalogue}) == []
    assert plan.checked
    for unmet in plan.unmet:
        assert explain_unmet(unmet)
    assert explain_plan(plan)
    return plan


def unmet(plan: Plan, wish_words: str) -> Unmet:
    return next(one for one in plan.unmet if one.wish == wish_words)


def names(plan: Plan) -> list[str]:
    return [stop.name for stop in plan.stops]


VEGAN = (MealWish("lunch", ("vegan",)),)
