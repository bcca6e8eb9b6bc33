"""A plan as a loaded trip, so that a plan can be checked for conflicts before it is stored."""

from __future__ import annotations

from collections.abc import Mapping

from trips.planning.catalogue import Place
from trips.planning.conflicts.model import ItemType, LoadedItem, LoadedTrip, Preferences
from trips.planning.itinerary import Plan, PlannedStop

_CATEGORIES = {"meal": "food", "coffee": "food", "sight": "activities", "evening": "activities"}


def trip_of_plan(plan: Plan, places: Mapping[str, Place]) -> LoadedTrip:
    """The plan's stops as items; time kept free for a meal is not one (nobody has to be anywhere)."""
    request = plan.request
    items = tuple(_item(stop, places) for stop in plan.stops if stop.place_id is not None)
    return LoadedTrip(
        id="plan",
        dates=request.dates,
        timezone=plan.timezone,
        items=items,
        country=next((place.country for place in places.values() if place.country), None),
        party=request.party,
        modes=request.modes,
        currency=plan.currency,
        budget=request.budget,
        preferences=Preferences(
            diets=request.diets,
            meal_diets={wish.name: wish.diets for wish in request.meals if wish.diets},
            wheelchair=request.needs_wheelchair,
            pace=request.pace,
            dislikes=request.avoid,
        ),
        comfortable_walk_minutes=request.walk_limit_minutes or 25,
    )


def _item(stop: PlannedStop, places: Mapping[str, Place]) -> LoadedItem:
    point = None
    if stop.latitude is not None and stop.longitude is not None:
        point = (stop.latitude, stop.longitude)
    kind: ItemType = "restaurant" if stop.kind in ("meal", "coffee") else "activity"
    return LoadedItem(
        id=stop.key,
        title=stop.name,
        type=kind,
        day=stop.start.date(),
        starts=stop.start,
        ends=stop.leave,
        point=point,
        place=places.get(stop.place_id or ""),
        booking_status="confirmed" if stop.booked else None,
        cost=stop.cost,
        budget_category=_CATEGORIES[stop.kind],
        locked=stop.locked,
        meal=stop.meal,
    )
