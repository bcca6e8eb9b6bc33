"""Tools about events of the catalogue: what is on, and fitting one into the trip at its own time."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from ai.draft import TurnDeps
from ai.facts import cost_words
from ai.tools.base import (
    MOST,
    NAME_CHARACTERS,
    Answer,
    Ctx,
    Refused,
    answered,
    catalogue_city,
    editor_at_hand,
    foreign,
    present_plan,
    refusal,
    short,
    shown_name,
)
from ai.tools.keeping import kept
from places.models import Location
from trips import events, planner
from trips.planning.estimates import cost_of
from trips.planning.itinerary import Plan
from trips.planning.money import Cost
from trips.planning.request import Party
from trips.planning.said import Day
from trips.planning.timed_edits import TimedEditor
from trips.sentences import saying

# How far ahead is looked where no trip and no date say it.
AHEAD = timedelta(days=14)
MOST_EVENTS = 10


def _cost(event: Location, party: Party, currency: str) -> Cost:
    return cost_of(planner.place_of(event), party, planner.estimates([currency]), currency)


def event_facts(deps: TurnDeps, event: Location, plan: Plan | None) -> dict[str, Any]:
    """What is known of an event; its description is somebody else's words."""
    times = events.times_of(event)
    party = plan.request.party if plan else Party()
    cost = _cost(event, party, plan.currency if plan else deps.currency)
    details = event.details if isinstance(event.details, dict) else {}
    facts: dict[str, Any] = {
        "id": str(event.pk),
        "name": shown_name(event.name, details.get("name_en")),
        "kind": short((event.event_type or event.subcategory or "event").replace("_", " "), NAME_CHARACTERS),
        "where": short(event.address, NAME_CHARACTERS) if event.address else None,
        "price": cost_words(cost),
        "price_for": party.size,
        "price_in_full": cost_words(cost, in_full=True),
        "tickets_online": (event.ticket_url or "").startswith("https://"),
        "description": foreign(deps, event.description),
    }
    if times is not None:
        start, end = times
        facts |= {
            "date": start.date().isoformat(),
            "weekday": f"{start:%A}",
            "start": f"{start:%H:%M}",
            "end": f"{end:%H:%M}",
            "end_date": end.date().isoformat(),
            "end_known": event.event_end_time is not None,
        }
    if plan is not None:
        facts["in_the_trip"] = plan.stop(str(event.pk)) is not None
        facts["day_number"] = next(
            (day.number for day in plan.days if times is not None and day.date == times[0].date()), None
        )
    return facts


def _range(deps: TurnDeps, plan: Plan | None, on: date | None, until: date | None) -> tuple[date, date]:
    if on is not None:
        return on, max(on, until or on)
    if plan is not None and plan.days:
        return plan.days[0].date, until or plan.days[-1].date
    return deps.today, until or deps.today + AHEAD


async def find_events(
    ctx: Ctx,
    on: date | None = None,
    until: date | None = None,
    words: str | None = None,
    free: bool = False,
    skip: int = 0,
) -> Answer:
    """Events in the trip's city, the first to start first: all of the trip's days, or those from a date to another.

    Args:
        on: the date, or the first of several.
        until: the last date, counted.
        words: what it is about, such as "jazz" or "market".
        free: only those that are known to cost nothing.
        skip: how many of the first to leave out, to see further ones.
    """

    def work() -> Answer:
        deps = ctx.deps
        city = catalogue_city_of_events(deps)
        plan = present_plan(deps)
        first, last = _range(deps, plan, on, until)
        if (last - first).days > 366:
            return refusal("too_long", saying("Ask for at most a year at once."))
        zone = plan.timezone if plan else str(deps.now.tzinfo or "UTC")
        found = events.events_between(city, _zone(zone), first, last, (words or "")[:200])
        # One that began earlier today may be over.
        rows = [event for event in found[: 5 * MOST_EVENTS] if not _is_over(event, deps)]
        if free and rows:
            rows = [event for event in rows if _is_free(event, deps)]
            if not rows:
                return refusal("nothing_free", saying("Nothing that is on then is known to be free."))
        if not rows:
            return refusal("nothing_found", _none_of(city, first, last, words))
        if not rows[max(skip, 0) :]:
            return refusal(
                "no_more",
                saying("That was all: {rows} in all, and you have seen them.", rows=len(rows)),
                how_many=len(rows),
            )
        return {
            "ok": True,
            "city": city,
            "from": first.isoformat(),
            "until": last.isoformat(),
            "events": [event_facts(deps, event, plan) for event in rows[max(skip, 0) :][:MOST_EVENTS]],
            "how_many": len(rows),
        }

    return await answered(work)


def _zone(name: str) -> str:
    try:
        return ZoneInfo(name).key
    except (KeyError, ValueError):
        return "UTC"


def _is_over(event: Location, deps: TurnDeps) -> bool:
    times = events.times_of(event)
    return times is None or times[1] < deps.now


def _is_free(event: Location, deps: TurnDeps) -> bool:
    cost = _cost(event, Party(), deps.currency)
    return cost.money is not None and not cost.money.amount


def catalogue_city_of_events(deps: TurnDeps) -> str:
    """The trip's destination, also where the catalogue has nothing but events of it; else the largest city."""
    plan = present_plan(deps)
    return plan.city if plan is not None and plan.city else catalogue_city(deps)


async def add_event(ctx: Ctx, event: str) -> Answer:
    """Fit an event into the trip at its own time; what stands in the way moves, and nothing else.

    Args:
        event: its id, or its name, as find_events gave it.
    """

    return await answered(lambda: place_event(ctx.deps, editor_at_hand(ctx.deps), event))


def place_event(deps: TurnDeps, editor: TimedEditor, wanted: str) -> Answer:
    """Put an event, by its id or name, into the plan of the draft.

    Raises:
        Refused: none of that name is on during the trip, or several are.
    """
    plan = editor.plan
    found = _meant(plan, wanted, plan.days[0].date, plan.days[-1].date)
    times = events.times_of(found)
    if times is None:
        return refusal("no_time", saying("When {name} starts is not known.", name=found.name))
    if times[0] < deps.now:
        return refusal("over", saying("{name} has begun already, or is over.", name=found.name))
    if found.latitude is None or found.longitude is None:
        return refusal("no_point", saying("Where exactly {name} takes place is not known.", name=found.name))
    cost = _cost(found, plan.request.party, plan.currency)
    edit = editor.add_fixed(planner.place_of(found), *times, cost=cost)
    answer = kept(deps, editor, edit, saying("Added {name}", name=found.name))
    if answer["ok"]:
        answer["event"] = event_facts(deps, found, edit.plan)
    return answer


def _none_of(city: str, first: date, last: date, words: str | None) -> str:
    """That there is no event then."""
    values = {
        "city": city,
        "first": Day(first, weekday=first == last),
        "last": Day(last, weekday=False),
        "words": short(words or ""),
    }
    if first == last:
        if words:
            return saying("The catalogue has no event in {city} on {first} for “{words}”.", **values)
        return saying("The catalogue has no event in {city} on {first}.", **values)
    if words:
        return saying("The catalogue has no event in {city} from {first} to {last} for “{words}”.", **values)
    return saying("The catalogue has no event in {city} from {first} to {last}.", **values)


def _meant(plan: Plan, wanted: str, first: date, last: date) -> Location:
    """The one event that is meant, of those during the trip."""
    found = events.named(events.events_between(plan.city, plan.timezone, first, last)[:500], wanted[:200])
    if not found:
        raise Refused(
            "no_such_event", saying("The catalogue has no event “{wanted}” during the trip.", wanted=short(wanted))
        )
    if len(found) == 1:
        return found[0]
    options = []
    for one in found[:MOST]:
        times = events.times_of(one)
        when = f"{times[0]:%a %d %b, %H:%M}" if times else saying("time unknown")
        options.append({"id": str(one.pk), "name": short(one.name, NAME_CHARACTERS), "when": when})
    listed = " or ".join(f"{one['name']} ({one['when']})" for one in options)
    raise Refused(
        "ambiguous",
        saying("“{wanted}” may be one of several: {listed}. Which one?", wanted=short(wanted), listed=listed),
        options=options,
    )
