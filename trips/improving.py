"""Better orders and filled days of a stored trip: tried first and shown beside what there is, then applied as shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tripos.accounts.preferences import hours_of
from trips import left_out, patches, planner
from trips.actions import NotPossible
from trips.changes import changed
from trips.fitting import day_stops, own_times
from trips.models import ItineraryItem, Trip
from trips.planning.anchoring import anchored
from trips.planning.arrange import optimization_score
from trips.planning.catalogue import Place
from trips.planning.drafting import UnknownDestinationError
from trips.planning.edits import Edit, Editor, StopChange
from trips.planning.filling import FillingEditor
from trips.planning.itinerary import Plan
from trips.planning.money import Money, Rates
from trips.planning.request import PlanRequest
from trips.planning.trimming import TrimmingEditor
from trips.sentences import explained_unmet
from trips.starting import PACES, by_a_person

WORTH_SAYING = 5
"""Minutes by which a stop's time changes without being worth a line of its own."""

MOST_LEFT_OUT = 8
"""Places that a comparison names as not taken."""


@dataclass(frozen=True)
class Figures:
    """What a plan asks of its travellers.

    Attributes:
        walk_minutes, walk_metres, travel_minutes: estimated, on foot and in all.
        waiting_minutes: before stops that are not the first of their day.
        score: ``optimization_score``, 0 to 1; None for a plan without stops.
        cost: known and estimated.
        stops: how many.
    """

    walk_minutes: int
    walk_metres: int
    travel_minutes: int
    waiting_minutes: int
    score: float | None
    cost: Money
    stops: int


@dataclass(frozen=True)
class Improvement:
    """A change of a trip that was tried and not yet made.

    Attributes:
        is_better: it changes something; otherwise ``said`` tells why there is nothing to do.
        before, after: figures of the plan as it is and as it would be.
        changes: stop by stop; small shifts of a time are counted in ``shifted`` instead.
        said: what could not be met, as sentences.
        left_out: the best places that were considered and not taken, or the stops that go: name, and why as a sentence.
        version: the trip's ``content_version`` that it was tried on.
    """

    is_better: bool
    before: Figures
    after: Figures
    changes: Sequence[StopChange]
    shifted: int
    version: int
    said: Sequence[str] = field(default_factory=tuple)
    left_out: Sequence[tuple[str, str]] = field(default_factory=tuple)
    patch: dict[str, Any] = field(default_factory=dict)


def _own_places(items: Sequence[ItineraryItem]) -> dict[str, Place]:
    return {
        str(item.location_id): planner.place_of(item.location)
        for item in items
        if item.location is not None and item.location.latitude is not None
    }


def _movable(trip: Trip) -> tuple[list[ItineraryItem], list[ItineraryItem]]:
    """All live stops, and those that days are made of."""
    items = list(ItineraryItem.objects.of_trip(trip).select_related("location"))
    return items, day_stops(items)


def better_order(trip: Trip, day: int | None = None) -> Improvement:
    """The stops of one day in the order with the least travel, or those of all days on better days too.

    Nothing is added or dropped; what is fixed, booked, or at its own time stays.

    Raises:
        NotPossible: the trip has no such day.
    """
    if day is not None and not 1 <= day <= trip.length:
        raise NotPossible(_("The trip has no day %(day)d.") % {"day": day})
    items, movable = _movable(trip)
    estimates = planner.estimates([trip.currency])
    plan = planner.plan_of(trip, items, estimates, with_stays=False)
    places = _own_places(movable)
    editor = Editor(
        replace(anchored(plan, own_times(movable)), city=""), list(places.values()), estimates, timezone.localdate()
    )
    edit = editor.tidy_trip() if day is None else editor.reorder_day(trip.date_of(day))
    return _improvement(trip, movable, plan, edit, places, estimates.rates)


def leaner_order(trip: Trip) -> Improvement:
    """The stops of all days in a better order, without those that do not fit the pace, the hours or the budget.

    What is booked, fixed, a meal or the traveller's own address stays. What goes becomes an idea: nothing is lost.
    ``left_out`` names it and says why; ``is_better`` is false where nothing has to go.
    """
    items, movable = _movable(trip)
    estimates = planner.estimates([trip.currency])
    plan = planner.plan_of(trip, items, estimates, with_stays=False)
    places = _own_places(movable)
    editor = TrimmingEditor(
        replace(anchored(plan, own_times(movable)), city=""), list(places.values()), estimates, timezone.localdate()
    )
    edit = editor.trim_trip()
    found = _improvement(trip, movable, plan, edit, places, estimates.rates)
    removed = [change for change in edit.changes if change.kind == "removed"]
    why = {left.place_id: left_out.why(left) for left in edit.left_out}
    place_of = {stop.key: stop.place_id for stop in plan.stops}
    return replace(
        found,
        is_better=found.is_better and bool(removed),
        changes=[change for change in found.changes if change.kind != "removed"],
        left_out=[(one.name, why.get(place_of.get(one.key) or "") or _("It did not fit.")) for one in removed],
        patch=_as_ideas(found.patch),
    )


def _as_ideas(patch: dict[str, Any]) -> dict[str, Any]:
    """The patch with what it removes kept without a day."""
    nowhere = {"day_number": None, "start_time": None, "end_time": None, "ends_next_day": False}
    stops = [
        {**stop, "action": "change", "values": nowhere} if stop["action"] == "remove" else stop
        for stop in patch.get("stops", ())
    ]
    return {**patch, "stops": stops}


def filled_days(trip: Trip, profile: Any, day: int | None = None) -> Improvement:
    """Plans for the empty days of a trip, or for one of them.

    Args:
        trip: theirs.
        profile: of who asks; shapes a trip that was not asked for in words or fields.
        day: its number; None is every empty day.

    Raises:
        NotPossible: there is no such day, it is not empty, or the catalogue does not hold the city.
    """
    items, movable = _movable(trip)
    empty = [n for n in range(1, trip.length + 1) if all(item.day_number != n for item in movable)]
    wanted = empty if day is None else [n for n in empty if n == day]
    if not wanted:
        raise NotPossible(_("There is no empty day to plan."))
    estimates = planner.estimates([trip.currency])
    plan = planner.plan_of(trip, items, estimates, with_stays=False)
    if not trip.plan_request:
        plan = replace(plan, request=_with_likes(plan.request, profile))
    places = planner.catalogue(trip.destination)
    if not places:
        raise NotPossible(
            _("The catalogue has no places in %(where)s yet: add stops by hand.") % {"where": trip.destination}
        )
    known = {place.id: place for place in places} | _own_places(movable)
    try:
        edit = FillingEditor(plan, places, estimates, timezone.localdate()).fill_days([trip.date_of(n) for n in wanted])
    except UnknownDestinationError as unknown:
        raise NotPossible(str(unknown)) from unknown
    return _improvement(trip, movable, plan, edit, known, estimates.rates)


def _with_likes(request: PlanRequest, profile: Any) -> PlanRequest:
    likes = profile.travel_preferences
    pace = likes.get("pace")
    day_start, day_end = (request.day_start, request.day_end)
    if day_start is None and day_end is None:
        day_start, day_end = hours_of(likes)
    return replace(
        request,
        interests=tuple(likes.get("interests", ())),
        diets=tuple(likes.get("diets", ())),
        cuisines=tuple(likes.get("cuisines", ())),
        accessibility=tuple(likes.get("accessibility", ())),
        avoid=tuple(likes.get("dislikes", ())),
        pace=pace if pace in PACES else "normal",
        walk_limit_minutes=likes.get("walking_limit_minutes"),
        day_start=day_start,
        day_end=day_end,
    )


def _improvement(
    trip: Trip, movable: Sequence[ItineraryItem], before: Plan, edit: Edit, places: dict[str, Place], rates: Rates
) -> Improvement:
    patch = patches.patch_of(trip, movable, by_a_person(edit.plan)) if edit.done else {"stops": []}
    told = [change for change in edit.changes if not _is_small(change)]
    return Improvement(
        is_better=bool(patch["stops"]),
        before=figures_of(before, places, rates),
        after=figures_of(edit.plan, places, rates),
        changes=told,
        shifted=len(edit.changes) - len(told),
        version=trip.content_version,
        said=[_sentence(explained_unmet(unmet)) for unmet in edit.failures],
        left_out=left_out.told(edit.left_out, MOST_LEFT_OUT),
        patch=patch,
    )


def _is_small(change: StopChange) -> bool:
    if change.kind != "retimed" or change.from_start is None or change.to_start is None:
        return False
    return abs((change.to_start - change.from_start).total_seconds()) <= 60 * WORTH_SAYING


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}."


def figures_of(plan: Plan, places: dict[str, Place], rates: Rates) -> Figures:
    """Add up a plan."""
    legs = [stop.travel for stop in plan.stops] + [day.return_travel for day in plan.days]
    walked = [leg for leg in legs if leg is not None and leg.mode == "walk"]
    waiting = sum(
        round((stop.start.astimezone(UTC) - stop.arrive.astimezone(UTC)).total_seconds() / 60)
        for day in plan.days
        for stop in day.stops[1:]
    )
    stops = sum(1 for _stop in plan.stops)
    return Figures(
        walk_minutes=sum(leg.minutes for leg in walked),
        walk_metres=sum(leg.metres for leg in walked),
        travel_minutes=sum(leg.minutes for leg in legs if leg is not None),
        waiting_minutes=max(0, waiting),
        score=optimization_score(anchored(plan), places, rates) if stops else None,
        cost=plan.totals.counted,
        stops=stops,
    )


@transaction.atomic
def apply(trip: Trip, improvement: Improvement, version: int) -> None:
    """Make an improvement that was just tried on the locked trip.

    Args:
        trip: locked by the caller.
        improvement: tried on it.
        version: the ``content_version`` of what the traveller was shown.

    Raises:
        NotPossible: the trip was changed since, or there is nothing to do.
    """
    if version != trip.content_version:
        raise NotPossible(_("The trip was changed meanwhile: this is how it would be now."))
    if not improvement.is_better:
        raise NotPossible(_("There is nothing to change."))
    patches.write(trip, improvement.patch, {})
    changed(trip.pk)
