"""Ways to make a trip cheaper: a cheaper table, a sight that costs nothing, or one stop less."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from trips import planner
from trips.actions import BY_HAND, NotPossible, Provenance, apply_plan
from trips.models import ItineraryItem, Trip
from trips.planning.catalogue import Place
from trips.planning.estimates import cost_of
from trips.planning.interests import satisfies_diet
from trips.planning.itinerary import Plan, PlannedStop
from trips.planning.kinds import is_chain, kind_of
from trips.planning.money import Cost, Rates
from trips.planning.timed_edits import TimedEditor
from trips.planning.travel_time import distance_metres

MOST_STEPS = 6
# A cheaper place is looked for this close to the one it replaces, and this many are tried.
METRES, TRIES = 2000, 4
# Less is no saving worth a change.
WORTH = Decimal(1)


@dataclass(frozen=True)
class Step:
    """One saving: a stop that goes, and what comes for it.

    Attributes:
        key: the stop's.
        name: its name.
        on: its day.
        before: what it costs.
        place_id: what comes in its place; None where nothing does.
        place_name: its name.
        after: what that costs.
        saved: in the plan's currency.
        estimated: one of the two prices is an estimate.
    """

    key: str
    name: str
    on: date
    before: Cost
    saved: Decimal
    estimated: bool
    place_id: str | None = None
    place_name: str = ""
    after: Cost | None = None


@dataclass(frozen=True)
class Savings:
    """Steps that save most with least change, and the plan that they lead to."""

    steps: tuple[Step, ...]
    plan: Plan

    @property
    def saved(self) -> Decimal:
        return sum((step.saved for step in self.steps), Decimal(0))


def find_savings(
    editor: TimedEditor, wanted: Decimal | None = None, on: date | None = None, keep: frozenset[str] = frozenset()
) -> Savings:
    """Cheaper places for the dearest stops, then fewer sights, until ``wanted`` is saved.

    Booked and locked stops stay, and so does what the traveller asked for by name; a meal is never dropped.

    Args:
        editor: over the present plan.
        wanted: how much to save, in the plan's currency; None for the three best ways.
        on: only stops of this day.
        keep: keys of stops that stay.
    """
    steps: list[Step] = []
    most = MOST_STEPS if wanted is not None else 3
    for swapping in (True, False):
        for stop in _dearest(editor.plan, editor.estimates.rates):
            if stop.key in keep or (on is not None and stop.start.date() != on):
                continue
            if len(steps) == most or (wanted is not None and sum(one.saved for one in steps) >= wanted):
                break
            if any(step.key == stop.key or step.place_id == stop.place_id for step in steps):
                continue
            found = _swap(editor, stop) if swapping else _drop(editor, stop)
            if found is not None:
                step, plan = found
                steps.append(step)
                editor = TimedEditor(plan, list(editor.by_id.values()), editor.estimates, editor.today)
        if wanted is None and steps:
            break
    return Savings(tuple(steps), editor.plan)


def _dearest(plan: Plan, rates: Rates) -> list[PlannedStop]:
    found = []
    for stop in plan.stops:
        amount = _amount(stop.cost, plan.currency, rates)
        if amount is not None and amount >= WORTH and not stop.booked and not stop.locked and stop.place_id:
            found.append((amount, stop))
    return [stop for _amount_, stop in sorted(found, key=lambda row: (-row[0], row[1].key))]


def _amount(cost: Cost, currency: str, rates: Rates) -> Decimal | None:
    """A cost in a currency; None where it is not known or has no rate."""
    if cost.money is None:
        return None
    if not cost.money.amount:
        return Decimal(0)
    converted = rates.convert(cost.money, currency)
    return converted.amount if converted else None


def _swap(editor: TimedEditor, stop: PlannedStop) -> tuple[Step, Plan] | None:
    """The stop exchanged for the closest cheaper place that fits at its time."""
    before = _amount(stop.cost, editor.plan.currency, editor.estimates.rates)
    assert before is not None
    for place, cost, amount in list(_cheaper(editor, stop, before))[:TRIES]:
        edit = editor.replace_stop(stop.key, place.id)
        if not edit.done or any(change.kind == "removed" and change.key != stop.key for change in edit.changes):
            continue
        estimated = "estimated" in (cost.status, stop.cost.status)
        step = Step(
            stop.key, stop.name, stop.start.date(), stop.cost, before - amount, estimated, place.id, place.name, cost
        )
        return step, edit.plan
    return None


def _cheaper(editor: TimedEditor, stop: PlannedStop, before: Decimal) -> Iterator[tuple[Place, Cost, Decimal]]:
    """Places that may stand in for a stop and cost less: the most is saved first, of the same the nearest."""
    plan = editor.plan
    visited = {one.place_id for one in plan.stops}
    wish = plan.request.meal(stop.meal) if stop.meal else None
    diets = (*plan.request.diets, *(wish.diets if wish else ()))
    roles = ("restaurant", "coffee") if stop.kind in ("meal", "coffee") else ("sight",)
    found = []
    for place in editor.places:
        if place.id in visited or kind_of(place).role not in roles or is_chain(place):
            continue
        if stop.latitude is None or stop.longitude is None:
            continue
        metres = distance_metres((stop.latitude, stop.longitude), place.point)
        if metres > METRES or editor.taste.rules_out(place) or not all(satisfies_diet(place, diet) for diet in diets):
            continue
        if plan.request.needs_wheelchair and place.wheelchair == "no":
            continue
        if stop.kind == "meal" and kind_of(place).role != "restaurant":
            continue
        cost = cost_of(place, plan.request.party, editor.estimates, plan.currency, meal=stop.meal)
        amount = _amount(cost, plan.currency, editor.estimates.rates)
        if amount is None or amount + WORTH > before:
            continue
        points = editor.taste.score_sight(place).points if roles == ("sight",) else 0.0
        found.append(((amount, -round(points, 1), metres, place.id), place, cost, amount))
    for _rank, place, cost, amount in sorted(found, key=lambda row: row[0]):
        yield place, cost, amount


def _drop(editor: TimedEditor, stop: PlannedStop) -> tuple[Step, Plan] | None:
    """The stop left out, where it is a sight that nobody named."""
    named = any(reason.code in ("must_see", "asked_for") for reason in stop.reasons)
    if stop.meal is not None or named:
        return None
    edit = editor.drop_stop(stop.key)
    amount = _amount(stop.cost, editor.plan.currency, editor.estimates.rates)
    if not edit.done or amount is None:
        return None
    estimated = stop.cost.status == "estimated"
    return Step(stop.key, stop.name, stop.start.date(), stop.cost, amount, estimated), edit.plan


@transaction.atomic
def take_steps(trip: Trip, steps: Sequence[tuple[str, str | None]], today: date, *, by: Provenance = BY_HAND) -> None:
    """Exchange or drop stops: exactly these, for exactly these places.

    Args:
        trip: theirs to edit.
        steps: a stop's id each, and the id of the place that comes for it or None.
        today: the traveller's date.
        by: who suggests what comes.

    Raises:
        NotPossible: a stop is gone, booked or fixed by now, or a place no longer fits.
    """
    items = list(ItineraryItem.objects.of_trip(trip).select_related("location"))
    table = planner.estimates([trip.currency])
    plan = planner.plan_of(trip, items, table)
    for key, place_id in steps:
        editor = TimedEditor(plan, planner.catalogue(plan.city), table, today)
        stop = plan.stop(key)
        if stop is None or stop.key != key:
            raise NotPossible(_("One of these stops is gone already."))
        edit = editor.drop_stop(key) if place_id is None else editor.replace_stop(key, place_id)
        if not edit.done or stop.booked:
            raise NotPossible(_("“%(title)s” cannot be changed like this any more.") % {"title": stop.name})
        plan = edit.plan
    apply_plan(trip, plan, by=by)
