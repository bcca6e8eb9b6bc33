"""What tools share: reaching the trip, finding the stop that is meant, refusals, other people's words.

Who acts comes from the turn (``ctx.deps``) alone. A trip that is unknown and one that is not the traveller's are
answered alike.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, ParamSpec, TypeVar

from asgiref.sync import sync_to_async
from pydantic_ai import RunContext

from ai.draft import Denied, Draft, TurnDeps
from places.gazetteer import city_among
from trips import planner
from trips.fitting import own_times
from trips.models import ItineraryItem, Trip
from trips.planning.anchoring import anchored
from trips.planning.catalogue import Place, folded
from trips.planning.itinerary import Plan, PlannedStop
from trips.planning.prepare import find_place
from trips.planning.request import RequestError
from trips.planning.travel_time import distance_metres
from trips.planning.whole_days import WholeDayEditor
from trips.sentences import saying, saying_many

P = ParamSpec("P")
R = TypeVar("R")
Ctx = RunContext[TurnDeps]
Answer = dict[str, Any]

# How much of a name, and how many of anything, an answer holds at most.
NAME_CHARACTERS = 120
MOST = 6


class Refused(Exception):
    """A tool cannot do what was asked; carries the answer that says so."""

    def __init__(self, code: str, message: str, **more: Any) -> None:
        super().__init__(message)
        self.answer = refusal(code, message, **more)


async def in_database(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Run synchronous code on the turn's own thread, where its database connection and actor are."""
    return await sync_to_async(function, thread_sensitive=True)(*args, **kwargs)


async def answered(work: Callable[[], Answer]) -> Answer:
    """Run a tool's work in the database's thread; what it refuses is its answer."""
    try:
        return await in_database(work)
    except Refused as refused:
        return refused.answer
    except Denied as denied:
        return refusal("denied", str(denied))
    except RequestError as error:
        return refusal("not_plannable", sentence(str(error)))


def refusal(code: str, message: str, **more: Any) -> Answer:
    """An answer that says what could not be done, and why."""
    return {"ok": False, "problem": code, "message": message, **more}


def sentence(text: str) -> str:
    """Words as a sentence: a capital first, a full stop last."""
    text = text.strip()
    return f"{text[:1].upper()}{text[1:]}" + ("" if text.endswith((".", "!", "?", "”")) else ".")


def no_trip() -> Answer:
    """The answer of a tool that needs a trip where there is none."""
    return refusal("no_trip", saying("There is no trip in this conversation yet."))


def short(text: str, most: int = 80) -> str:
    """An argument as it may be repeated in an answer."""
    text = " ".join(text.replace("\x00", " ").split())
    return text if len(text) <= most else f"{text[: most - 1]}…"


def foreign(deps: TurnDeps, text: str | None) -> str | None:
    """Somebody else's words (a description, a note) as data: on one line, cut, framed, and remembered as read."""
    return deps.draft.third_party(" ".join(text.replace("\x00", " ").split())) if text and text.strip() else None


# -- the trip -------------------------------------------------------------------------------------------------------


def load_trip(draft: Draft, trip: Trip) -> None:
    """Put a trip into the draft: its rows, and the plan that they make.

    A stop that is nowhere in particular, and a train, keep their times: the planner works around them.
    """
    items = list(ItineraryItem.objects.of_trip(trip).select_related("location"))
    draft.trip, draft.items = trip, items
    draft.before = anchored(planner.plan_of(trip, items, planner.estimates([trip.currency])), own_times(items))


def trip_at_hand(deps: TurnDeps, *, edit: bool = False) -> Trip:
    """The conversation's trip, through the traveller.

    Args:
        deps: of the turn.
        edit: they want to change it.

    Raises:
        Refused: there is none, it is none of theirs (which looks the same), or they may only look at it.
    """
    trip = deps.draft.trip
    if trip is None or not Trip.objects.for_user(deps.user_id).filter(pk=trip.pk).exists():
        raise Refused("no_trip", saying("There is no trip in this conversation yet."))
    if edit and not Trip.objects.editable_by(deps.user_id).filter(pk=trip.pk).exists():
        raise Refused("read_only", saying("You may look at this trip, but not change it: ask its owner."))
    return trip


def present_plan(deps: TurnDeps) -> Plan | None:
    """The plan as this turn has left it so far."""
    return deps.draft.plan or deps.draft.before


def plan_at_hand(deps: TurnDeps, *, edit: bool = False) -> Plan:
    """The plan as this turn has left it, of a trip that the traveller may see (and change).

    A trip planned in this very turn is nobody's yet and may be changed further.

    Raises:
        Refused: there is no such trip.
    """
    if not deps.draft.is_new:
        trip_at_hand(deps, edit=edit)
    plan = present_plan(deps)
    if plan is None:
        raise Refused("no_trip", saying("There is no trip in this conversation yet."))
    return plan


def editor_at_hand(deps: TurnDeps) -> WholeDayEditor:
    """An editor over the present plan.

    Raises:
        Refused: there is no trip that the traveller may change.
    """
    plan = plan_at_hand(deps, edit=True)
    return WholeDayEditor(plan, planner.catalogue(plan.city), planner.estimates([plan.currency]), deps.today)


def day_at_hand(plan: Plan, day_number: int | None) -> date | None:
    """The date of a day of the plan; None where no day was named.

    Raises:
        Refused: the trip has no such day.
    """
    if day_number is None:
        return None
    for day in plan.days:
        if day.number == day_number:
            return day.date
    count = len(plan.days)
    raise Refused(
        "no_such_day",
        saying_many(
            "The trip has {count} day; there is no day {number}.",
            "The trip has {count} days; there is no day {number}.",
            count,
            number=day_number,
        ),
        days=count,
    )


# -- names ----------------------------------------------------------------------------------------------------------


def shown_name(name: str, name_en: str | None) -> str:
    """A name for an English reader, with the one on the sign beside it: "Market Square (Kauppatori)"."""
    name = short(name, NAME_CHARACTERS)
    english = short(name_en or "", NAME_CHARACTERS)
    if not english or folded(english) in folded(name):
        return name
    return english if folded(name) in folded(english) else f"{english} ({name})"


def english_names(plan: Plan) -> Mapping[str, str]:
    """What an English reader calls the plan's stops, by key, where that differs from their names."""
    known = {place.id: place for place in planner.catalogue(plan.city)}
    found = {}
    for stop in plan.stops:
        place = known.get(stop.place_id or "")
        if place is not None and place.name_en:
            found[stop.key] = shown_name(stop.name, place.name_en)
    return found


def stop_at_hand(deps: TurnDeps, named: str) -> PlannedStop:
    """The one stop of the plan that is meant by a key, a place's id or (part of) a name.

    Raises:
        Refused: none, or several, which are then named.
    """
    plan = plan_at_hand(deps)
    english = english_names(plan)
    found = _meant(list(plan.stops), named, english)
    if len(found) == 1:
        return found[0]
    if not found:
        raise Refused("no_such_stop", saying("“{named}” is not in the plan.", named=short(named)))
    options = [
        {
            "key": stop.key,
            "name": english.get(stop.key, stop.name),
            "day_number": day.number,
            "start": f"{stop.start:%H:%M}",
        }
        for day in plan.days
        for stop in day.stops
        if stop in found
    ]
    listed = " or ".join(f"{one['name']} (day {one['day_number']}, {one['start']})" for one in options[:MOST])
    raise Refused(
        "ambiguous",
        saying("“{named}” may be one of several: {listed}. Which one?", named=short(named), listed=listed),
        options=options[:MOST],
    )


def _meant(stops: Sequence[PlannedStop], named: str, english: Mapping[str, str]) -> list[PlannedStop]:
    exact = [stop for stop in stops if named in (stop.key, stop.place_id)]
    if exact:
        return exact[:1]
    wanted = folded(named[: 2 * NAME_CHARACTERS])
    if not wanted:
        return []
    names = {stop.key: {folded(stop.name), folded(english.get(stop.key, stop.name))} for stop in stops}
    whole = [stop for stop in stops if wanted in names[stop.key]]
    part = [stop for stop in stops if any(f" {wanted} " in f" {name} " for name in names[stop.key])]
    loose = [stop for stop in stops if any(wanted in name for name in names[stop.key])]
    kind = [stop for stop in stops if wanted in (folded(stop.subcategory.replace("_", " ")), stop.meal)]
    return whole or part or loose or kind


def item_at_hand(deps: TurnDeps, named: str) -> ItineraryItem:
    """The stored stop that is meant: timed, untimed or an idea.

    Raises:
        Refused: none, or several.
    """
    trip_at_hand(deps)
    by_key = {str(item.pk): item for item in deps.draft.items}
    if named in by_key:
        return by_key[named]
    wanted = folded(named[: 2 * NAME_CHARACTERS])
    untimed = [item for item in deps.draft.items if item.day_number is None or item.start_time is None]
    whole = [item for item in untimed if wanted and folded(item.title) == wanted]
    if len(whole) == 1:
        return whole[0]
    stop = stop_at_hand(deps, named)
    item = by_key.get(stop.key)
    if item is None:
        raise Refused(
            "not_stored", saying("{name} was only just added: say it again once it is in the trip.", name=stop.name)
        )
    return item


def catalogue_city(deps: TurnDeps, asked: str | None = None) -> str:
    """The city whose catalogue is meant: the one asked for, the trip's, else the largest.

    Raises:
        Refused: the catalogue does not have it.
    """
    cities = planner.cities()
    if asked:
        found = city_among(asked, cities)
        if found is None:
            raise Refused(
                "unknown_destination", saying("{asked} is not in the catalogue yet.", asked=short(asked)), cities=cities
            )
        return found
    plan = present_plan(deps)
    if plan is not None and plan.city in cities:
        return plan.city
    if not cities:
        raise Refused("no_catalogue", saying("The catalogue is empty."))
    return cities[0]


def place_at_hand(everything: Sequence[Place], named: str) -> Place:
    """The one place of the catalogue that is meant.

    Raises:
        Refused: there is none, or two of that very name that are not near each other.
    """
    found = find_place(everything, named[: 2 * NAME_CHARACTERS])
    if found is None:
        raise Refused("no_such_place", saying("“{named}” is not in the catalogue.", named=short(named)))
    if found.id == named or found.wikidata or found.highlight:
        return found
    wanted = folded(named)
    same = [
        one
        for one in everything
        if wanted in (folded(one.name), folded(one.name_en or ""))
        and (one.id == found.id or distance_metres(one.point, found.point) > 200)
    ]
    if len(same) < 2:
        return found
    options = [
        {"id": one.id, "name": shown_name(one.name, one.name_en), "address": one.address, "kind": one.subcategory}
        for one in same[:MOST]
    ]
    unknown = saying("address unknown")
    listed = saying(" or ").join(f"{one['name']} ({one['address'] or unknown})" for one in options)
    raise Refused(
        "ambiguous",
        saying("There are {same} places of that name: {listed}. Which one?", same=len(same), listed=listed),
        options=options,
    )
