"""Ways to spend less where the budget is tight: something free instead, or the least wanted stop left out."""

from __future__ import annotations

from decimal import Decimal

from trips.planning.catalogue import Place
from trips.planning.conflicts import LoadedItem
from trips.planning.conflicts.ways_out import same_people
from trips.planning.estimates import cost_of
from trips.planning.interests import matches
from trips.planning.kinds import kind_of
from trips.planning.money import Money, add_up
from trips.planning.said import say
from trips.planning.scoring import Scored, Taste
from trips.planning.suggestions.add_activity import cost_columns
from trips.planning.suggestions.data import CostSavings
from trips.planning.suggestions.free_time import AHEAD, way
from trips.planning.suggestions.model import Scene, Step, Suggestion, key_of, times_were, touching
from trips.planning.travel_time import distance_metres

NEAR_METRES = 1500
AS_GOOD = 0.5  # of the points of what it stands in for
_NAMED = frozenset({"must_see", "asked_for"})


def find_savings(scene: Scene) -> list[Suggestion]:
    """What would save money, the most first, where costs reach the share of the budget from which a warning is due.

    For a sight with a price: one that is known to be free, of the same kind or interest, within 1.5 km, known to be
    open at the same time and reached. Where the budget is exceeded also: leaving out the sight that is least wanted
    for its price. What is paid, booked, locked or was asked for by name is never touched, and a price that nobody knows
    saves nothing.
    """
    trip = scene.trip
    if trip.budget is None or not trip.budget.amount:
        return []
    counted = add_up((item.cost for item in trip.items), trip.budget.currency, scene.estimates.rates).counted
    if counted.amount < trip.alert_threshold * trip.budget.amount:
        return []
    taste = Taste.of(scene.request)
    priced = [
        (item, money.amount)
        for item in trip.stops
        if _may_go(scene, item)
        if (money := _price(scene, item)) is not None and money.amount > 0
    ]
    found = [
        suggestion
        for item, saving in priced
        if (suggestion := _free_instead(scene, taste, item, saving, counted)) is not None
    ]
    if counted.amount > trip.budget.amount and priced:
        taken = {key for suggestion in found for key in suggestion.touches}
        left = [(item, saving) for item, saving in priced if item.id not in taken]
        if left:
            item, saving = min(left, key=lambda row: (_points(taste, row[0]) / float(row[1]), row[0].id))
            found.append(_leave_out(scene, item, saving, counted))
    return sorted(found, key=lambda suggestion: (-suggestion.facts.saving, suggestion.key))


def _may_go(scene: Scene, item: LoadedItem) -> bool:
    if item.is_fixed or item.id in scene.paid or item.type != "activity" or item.place is None or item.meal:
        return False
    if item.booking_status in ("requested", "waitlisted") or kind_of(item.place).role != "sight":
        return False
    stop = scene.plan.stop(item.id)
    named = stop is not None and any(reason.code in _NAMED for reason in stop.reasons)
    return item.starts is not None and item.starts > scene.now + AHEAD and not named


def _price(scene: Scene, item: LoadedItem) -> Money | None:
    assert scene.trip.budget is not None
    return scene.estimates.rates.convert(item.cost.money, scene.trip.budget.currency) if item.cost.money else None


def _points(taste: Taste, item: LoadedItem) -> float:
    assert item.place is not None
    return taste.score_sight(item.place).points


def _free_instead(scene: Scene, taste: Taste, item: LoadedItem, saving: Decimal, counted: Money) -> Suggestion | None:
    assert item.place is not None
    wanted = AS_GOOD * _points(taste, item)
    best: Scored | None = None
    for place in scene.places:
        if place.id in scene.visited or not _alike(taste, item.place, place) or taste.rules_out(place):
            continue
        if distance_metres(place.point, item.place.point) > NEAR_METRES or not _is_free(scene, place):
            continue
        scored = taste.score_sight(place)
        better = best is None or (scored.points, place.id) > (best.points, best.place.id)
        if scored.points >= wanted and better and _works(scene, item, place):
            best = scored
    if best is None:
        return None
    return _replaced(scene, item, best.place, saving, counted)


def _alike(taste: Taste, place: Place, other: Place) -> bool:
    if kind_of(other).role != "sight":
        return False
    return kind_of(place).group == kind_of(other).group or any(
        matches(place, interest) and matches(other, interest) for interest in taste.interests
    )


def _is_free(scene: Scene, place: Place) -> bool:
    cost = cost_of(place, scene.trip.party, scene.estimates, scene.trip.currency)
    return cost.status == "known" and cost.money is not None and cost.money.amount == 0


def _works(scene: Scene, item: LoadedItem, place: Place) -> bool:
    """Whether the place is known to be open for the whole visit, and reached from and left for the stops around."""
    assert item.starts is not None and item.ends is not None
    pieces = place.hours.intervals(item.starts.date()) if place.hours.is_known else None
    if not any(piece.start <= item.starts and item.ends <= piece.end for piece in pieces or ()):
        return False
    for other in scene.trip.stops:
        if other.id == item.id or not same_people(scene.trip, item, other):
            continue
        there = onward = 0
        if other.to_utc <= item.from_utc and other.leaves_from is not None:
            there = way(scene.trip, other.leaves_from, place.point).seconds
        elif other.from_utc >= item.to_utc and other.point is not None:
            onward = way(scene.trip, place.point, other.point).seconds
        if (there and item.from_utc - other.to_utc < there) or (onward and other.from_utc - item.to_utc < onward):
            return False
    return True


def _replaced(scene: Scene, item: LoadedItem, place: Place, saving: Decimal, counted: Money) -> Suggestion:
    assert item.place is not None and item.starts is not None and item.ends is not None
    metres = round(distance_metres(place.point, item.place.point))
    hours = place.hours.describe(item.starts.date())
    facts = _facts(scene, "free_instead", item, saving, counted, place, metres, hours)
    values = {
        "title": place.name,
        "type": "activity",
        "place_id": place.id,
        "starts": item.starts.isoformat(),
        "ends": item.ends.isoformat(),
        **cost_columns(cost_of(place, scene.trip.party, scene.estimates, scene.trip.currency), scene.trip.currency),
        "reasons": [],
    }
    text = say(
        "{place} costs nothing, is {metres} metres from {stop} and is open then ({hours}).",
        place=place.name,
        metres=metres,
        stop=item.title,
        hours=hours,
    )
    return _suggestion(
        scene,
        facts,
        title=say(
            "{place} instead of {stop} saves {amount}",
            place=place.name,
            stop=item.title,
            amount=Money(saving, facts.currency),
        ),
        description=text,
        accept=say("Swap them"),
        steps=(Step("remove", item.id, {}, times_were(item)), Step("add", None, values)),
        confidence=0.75 if facts.estimated else 0.85,
    )


def _leave_out(scene: Scene, item: LoadedItem, saving: Decimal, counted: Money) -> Suggestion:
    facts = _facts(scene, "leave_out", item, saving, counted)
    return _suggestion(
        scene,
        facts,
        title=say("Without {stop} the trip costs {amount} less", stop=item.title, amount=Money(saving, facts.currency)),
        description=say("Of the sights with a price it is the one that counts least for what you are interested in."),
        accept=say("Leave {stop} out", stop=item.title),
        steps=(Step("remove", item.id, {}, times_were(item)),),
        confidence=0.6 if facts.estimated else 0.7,
    )


def _facts(
    scene: Scene,
    rule: str,
    item: LoadedItem,
    saving: Decimal,
    counted: Money,
    place: Place | None = None,
    metres: int | None = None,
    hours: str | None = None,
) -> CostSavings:
    assert scene.trip.budget is not None
    return CostSavings(
        rule=rule,
        item_id=item.id,
        stop=item.title,
        saving=saving,
        currency=counted.currency,
        estimated=item.cost.status == "estimated",
        budget=scene.trip.budget.amount,
        counted=counted.amount,
        instead_id=place.id if place else None,
        instead=place.name if place else None,
        metres=metres,
        hours=hours,
    )


def _suggestion(
    scene: Scene,
    facts: CostSavings,
    *,
    title: str,
    description: str,
    accept: str,
    steps: tuple[Step, ...],
    confidence: float,
) -> Suggestion:
    item = scene.by_id[facts.item_id]
    assert item.starts is not None
    over = facts.counted > facts.budget
    words = {
        "counted": Money(facts.counted, facts.currency),
        "budget": Money(facts.budget, facts.currency),
        "amount": Money(facts.saving, facts.currency),
        "stop": facts.stop,
    }
    reasoning = say(
        "{counted} of {budget} are spent or planned; {amount} is the known price of {stop} for your party.", **words
    )
    if facts.estimated:
        reasoning = say(
            "{counted} of {budget} are spent or planned; {amount} is the estimated price of {stop} for your party.",
            **words,
        )
    return Suggestion(
        type="cost_savings",
        key=key_of("cost_savings", facts.rule, facts.item_id, facts.instead_id or ""),
        title=title,
        description=description,
        reasoning=reasoning,
        confidence=confidence,
        priority=7 if over else 5,
        expires=item.starts,
        facts=facts,
        accept=accept,
        steps=steps,
        asks=True,
        touches=touching(item.starts.date(), items=[facts.item_id]),
    )
