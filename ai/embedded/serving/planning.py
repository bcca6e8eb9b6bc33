"""Requests about the whole trip: plan it, make it longer, order its days, look at it, settle conflicts."""

from __future__ import annotations

from dataclasses import replace
from datetime import time
from decimal import Decimal
from typing import Any

from ai.embedded import wording, wording_talk
from ai.embedded.listed import PLACES
from ai.embedded.serving import looking, timing
from ai.embedded.serving.ordering import to_the_next, what_next
from ai.embedded.serving.stops import stop_of
from ai.embedded.steps import Call, Facts, Serve, Step, asking, simply, slots_as
from ai.embedded.types import Assumption, Context, Offer, Option, Question, TripSnapshot, Understanding
from trips.sentences import saying

BUDGET_KINDS = ("total", "per_person", "per_day", "per_person_per_day")


def plan(reading: Understanding, context: Context) -> Step:
    """A new trip."""
    slots = reading.slots
    children = [age for age in slots.get("children") or [] if isinstance(age, int)]
    if len(children) < len(slots.get("children") or []):
        words = saying("A child whose age is not told is planned and counted as an adult: say how old they are.")
        reading = replace(reading, assumed=(*reading.assumed, Assumption("children", "adult", words)))
    arguments = slots_as(
        reading,
        start_date="start_date",
        end_date="end_date",
        budget_amount="budget_amount",
        budget_currency="budget_currency",
        interests="interests",
        diets="diets",
        meal_diets="meal_diets",
        cuisines="cuisines",
        accessibility="accessibility",
        avoid="avoid",
        must_sees="must_sees",
    )
    if "start_date" in arguments:
        arguments.setdefault("end_date", arguments["start_date"])
    if slots.get("pace"):
        arguments["pace"] = {"moderate": "normal"}.get(slots["pace"], slots["pace"])
    arguments["destination"] = slots.get("destination") or (context.cities[0].name if len(context.cities) == 1 else "")
    arguments["adults"] = max(1, int(slots.get("party_size") or 1) - len(children))
    if children:
        arguments["children_ages"] = children
    if "budget_amount" in arguments:
        kind = slots.get("budget_kind")
        if kind == "per_couple":
            arguments["budget_amount"], kind = str(Decimal(arguments["budget_amount"]) / 2), "per_person"
        arguments["budget_kind"] = kind if kind in BUDGET_KINDS else "total"
    area = [slots[name] for name in ("lodging", "lodging_area") if isinstance(slots.get(name), str)]
    if area:
        arguments["lodging_area"] = " ".join(area)
    if reading.not_understood:
        arguments["other_wishes"] = list(reading.not_understood)
    return Step(reading, Call("plan_trip", arguments))


def longer(reading: Understanding, context: Context) -> Step:
    """More days: so many in all, or so many more."""
    now = context.trip.days if context.trip else 0
    days = int(reading.slots.get("days") or 0)
    if 0 < days < now and reading.slots.get("change") != "add":
        return shorter(reading, context)
    wanted = now + (days or 1) if reading.slots.get("change") == "add" or not days else days
    return Step(reading, Call("make_longer", {"days": wanted}))


def shorter(reading: Understanding, context: Context) -> Step:
    """Fewer days: so many in all, or so many less."""
    now = context.trip.days if context.trip else 0
    days = int(reading.slots.get("days") or 0)
    wanted = now - (days or 1) if reading.slots.get("change") == "remove" or not days else days
    return Step(reading, Call("make_shorter", {"days": wanted}))


def later(reading: Understanding, context: Context) -> Step:
    """A later (or, with a time, an earlier) start."""
    arguments = slots_as(reading, time="at", duration_minutes="minutes", day_number="day_number")
    begins = timing.begins(context, reading.slots.get("day_number"))
    if reading.slots.get("arrival") and begins and str(arguments.get("at")) <= begins:
        return Step(reading, words=wording_talk.begins_after(int(arguments["day_number"]), begins))
    if reading.intent == "start_earlier":
        minutes = arguments.pop("minutes", None)
        if "at" not in arguments and isinstance(minutes, int):
            return Step(reading, Call("start_later", {**arguments, "minutes": -minutes}))
        if "at" not in arguments:
            options = tuple(Option(at, {"time": at}) for at in ("08:00", "08:30", "09:00"))
            return asking(reading, Question(wording.START_WHEN, "time", options))
    return Step(reading, Call("start_later", arguments))


def finish(reading: Understanding, context: Context) -> Step | list[Step]:
    """An earlier or later end of the days is a habit that plans keep to; of one day it is what has to go."""
    if reading.intent == "finish_earlier" and isinstance(reading.slots.get("day_number"), int):
        steps = timing.done_by(reading, context)
        if steps:
            return steps
    if "time" not in reading.slots:
        options = tuple(Option(at, {"time": at}) for at in ("18:00", "20:00", "22:00"))
        return asking(reading, Question(wording.FINISH_WHEN, "time", options))
    day = reading.slots.get("day_number")
    if reading.intent == "finish_earlier" and isinstance(day, int) and context.trip is not None:
        return _what_is_after(reading, context.trip, day)
    arguments = {"kind": "day_end", "value": reading.slots["time"]}
    return Step(reading, Call("remember_preference", arguments))


def _what_is_after(reading: Understanding, trip: TripSnapshot, day: int) -> Step:
    """ "On Friday we have to be done by five": what of that day ends later, and may go or be moved."""
    at = str(reading.slots["time"])
    late = [stop for stop in trip.stops_on(day) if stop.end is not None and f"{stop.end:%H:%M}" > at]
    if not late:
        return Step(reading, words=saying("Nothing of day {number} ends after {time}.", number=day, time=at))
    options = tuple(
        Option(stop.name, {"place": stop.name, "stop_id": stop.id, "day_number": day, "time": None}, "remove_stop")
        for stop in late[:MOST_TO_GO]
    )
    words = saying("On day {number} these end after {time}. Which may go?", number=day, time=at)
    return asking(reading, Question(words, "place", options))


def optimise(reading: Understanding, context: Context) -> Step:
    """The best order of a day; without a day, of the trip."""
    day = day_meant(reading, context)
    if reading.slots.get("asks"):
        return timing.whether_better(reading, day)
    if day is not None:
        return Step(reading, Call("optimise_day", {"day_number": day}))
    return Step(reading, Call("optimise_trip"))


def show(reading: Understanding, context: Context) -> Step:
    """What is planned, with times; of "what comes first?" one stop."""
    if reading.slots.get("order") or reading.slots.get("by"):
        return what_next(reading, context)
    day = day_meant(reading, context)
    if reading.slots.get("tells") == "saved":
        return timing.saved(reading, context, day)
    if reading.slots.get("tells") == "load":
        return timing.load(reading)
    if reading.slots.get("tells") == "ways":
        return timing.ways(reading, day)
    told = timing.rest(reading, context) if reading.slots.get("tells") == "rest" else None
    if told is not None:
        return told
    if reading.slots.get("tells") == "leg":
        return timing.longest_way(reading, day)
    told = timing.when(reading, context) if reading.slots.get("tells") == "when" else None
    if told is not None:
        return told
    return Step(reading, Call("show_day", {} if day is None else {"day_number": day}))


def day_meant(reading: Understanding, context: Context) -> int | None:
    """The day of the trip that is named; for "the day" the one last spoken of."""
    day = reading.slots.get("day_number")
    if day is not None or not reading.slots.get("that_day"):
        return None if day is None else int(day)
    trip, last = context.trip, context.last
    if last is not None and isinstance(last.slots.get("day_number"), int):
        return int(last.slots["day_number"])
    if trip is None:
        return None
    if context.last_date is not None and trip.day_of(context.last_date) is not None:
        return trip.day_of(context.last_date)
    if context.day is not None:
        return context.day
    names = {place.id for place in context.last_places} | {place.name for place in context.last_places}
    return next((stop.day_number for stop in trip.stops if stop.id in names or stop.name in names), None)


def why(reading: Understanding, context: Context) -> Step | list[Step]:
    """Reasons of a stop; those of a day's stops where none is named."""
    stop = stop_of(reading)
    if stop:
        return Step(reading, Call("explain_stop", {"stop": stop}))
    listed = [offer for offer in context.offered if offer.kind in PLACES]
    if listed and not reading.slots.get("day_number"):
        # "Why that one?" of a search: what it was sorted by, and what is known of the first.
        key = str(reading.slots.get("location_id") or listed[0].id)
        told = replace(reading, intent="place_details", question=None)
        return [Step(reading, words=wording.WHY_LISTED), Step(told, Call("place_details", {"place": key}))]
    trip, day = context.trip, reading.slots.get("day_number")
    stops = trip.stops_on(day) if trip is not None else ()
    if not stops:
        return show(reading, context)
    options = tuple(Option(one.name, {"stop_id": one.id, "place": one.name}) for one in stops[:6])
    return asking(reading, Question(wording.WHY_WHAT, "place", options))


def fix(reading: Understanding, context: Context) -> Step:
    """The one conflict there is (or the one that is named) by its first way out; of several, a question."""
    number = _conflict_number(reading, context)
    if number is not None:
        return Step(reading, Call("resolve_conflict", {"number": number}))

    def settle(facts: Facts) -> Step | None:
        found = [row for row in facts.get("conflicts") or () if facts.get("ok", True)]
        if not found:
            return Step(reading, words=wording.tell("list_conflicts", facts, reading))
        if len(found) == 1:
            return Step(reading, Call("resolve_conflict", {"number": int(found[0].get("number", 1))}))
        options = tuple(
            Option(wording.conflict_line(row)[:80], {"conflict_number": int(row.get("number", index))})
            for index, row in enumerate(found[:6], start=1)
        )
        return asking(reading, Question(wording.WHICH_CONFLICT, "conflict_number", options))

    return Step(reading, Call("list_conflicts"), then=settle, quiet=True)


def _conflict_number(reading: Understanding, context: Context) -> int | None:
    number = reading.slots.get("conflict_number")
    if number is not None:
        return int(number)
    listed = [offer for offer in context.offered if offer.kind == "conflict"]
    position = reading.slots.get("stop_position")
    if listed and isinstance(position, int) and 1 <= abs(position) <= len(listed):
        return int(listed[position - 1 if position > 0 else position].id)
    return int(listed[0].id) if len(listed) == 1 else None


def pace(reading: Understanding, context: Context) -> Step:
    """How full days are to be, from now on."""
    wanted = reading.slots.get("pace")
    if not isinstance(wanted, str):
        names = (
            (saying("Calmer days"), "relaxed"),
            (saying("As they are"), "moderate"),
            (saying("Fuller days"), "packed"),
        )
        return asking(reading, Question(wording.WHICH_PACE, "pace", tuple(Option(n, {"pace": v}) for n, v in names)))
    asked = _what_may_go(reading, context) if wanted == "relaxed" else None
    if asked is not None:
        return asking(reading, asked)
    value = {"moderate": "normal"}.get(wanted, wanted)
    return Step(reading, Call("remember_preference", {"kind": "pace", "value": value}))


# Stops that make a day what it is, and how many others are offered.
NOT_TO_GO = frozenset({"lunch", "dinner", "accommodation", "transport"})
MOST_TO_GO = 6


def _what_may_go(reading: Understanding, context: Context) -> Question | None:
    """ "Friday is too full": which of its stops may go."""
    trip, day = context.trip, reading.slots.get("day_number")
    if trip is None or not isinstance(day, int):
        return None
    stops = trip.stops_on(day)
    free = [stop for stop in stops if not stop.is_locked and not NOT_TO_GO & set(stop.kind.split(","))]
    options = tuple(
        Option(stop.name, {"place": stop.name, "stop_id": stop.id, "day_number": day, "pace": None}, "remove_stop")
        for stop in free[:MOST_TO_GO]
    )
    return Question(wording.too_full(day, len(stops)), "place", options) if options else None


def suggest(reading: Understanding, context: Context) -> Step | list[Step]:
    """What could be better: what does not work, first of all; without a trip, what is worth seeing."""
    if context.trip is None:
        return Step(reading, Call("search_places", {"words": "sights"}))
    if reading.slots.get("day_number") and context.agent in OF_A_SUBJECT:
        return OF_A_SUBJECT[context.agent](reading, context)
    if reading.slots.get("to_do"):  # "what could we do on Friday night?"
        if reading.slots.get("time_of_day") in ("evening", "night"):
            return _events(reading, context)
        return looking.places(
            replace(reading, intent="find_places", slots={**reading.slots, "unplanned": True}), context
        )
    return Step(reading, Call("list_conflicts"))


def _events(reading: Understanding, context: Context) -> Step:
    return looking.events(replace(reading, intent="find_events"), context)


def _food(reading: Understanding, context: Context) -> Step:
    last = context.last.slots if context.last is not None and context.last.intent == "find_food" else {}
    return looking.food(replace(reading, intent="find_food", slots={**last, **reading.slots}), context)


# What "what else is there on Friday?" asks of who knows one subject.
OF_A_SUBJECT: dict[str, Serve] = {"event_curator": _events, "dining_orchestrator": _food}


def route(reading: Understanding, context: Context) -> Step:
    """The way between two places; "there" is what was spoken of last. With one place, ways stand in the day's plan."""
    slots = reading.slots
    first = slots.get("stop_id") or slots.get("location_id") or slots.get("place")
    second = slots.get("other_stop_id") or slots.get("other_location_id") or slots.get("other_place")
    if slots.get("order") == "next":
        return to_the_next(reading, context)
    if slots.get("leave_for"):
        return timing.leave(reading, str(first), str(second))
    if first and not second and slots.get("to_last") and context.last_places:
        second = context.last_places[0].id
    if slots.get("transport") in ("taxi", "car", "bicycle"):
        words = saying("How long that takes by car, taxi or bicycle is not known here.")
        reading = replace(reading, assumed=(*reading.assumed, Assumption("transport", str(slots["transport"]), words)))
    if first and second and first != second:
        call = Call("way_between", {"origin": str(first), "destination": str(second)})
        between = _between(reading, context)
        if not between:
            found = {offer.id for offer in context.found}
            new = str(first) if str(first) in found and str(second) not in found else str(second)
            return Step(reading, call, about=_goal(reading, new))
        return Step(
            reading,
            call,
            quiet=True,
            then=lambda facts: Step(
                reading,
                words=f"{wording.tell('way_between', facts, reading)} {between}",
                about=_goal(reading, str(second)),  # "from there" is from where one has come to
            ),
        )
    spoken = context.last_places[0] if context.last_places and not (first or second) else None
    ends = (spoken.id, spoken.name) if spoken is not None else (str(second or first or ""),)
    way = _way_of_the_plan(ends, context)
    if way is not None:
        return Step(reading, Call("way_between", way))
    there = str(second or first or "") or (ends[0] if spoken is not None else "")
    start = _start(there, context)
    if start:
        return Step(reading, Call("way_between", {"origin": start, "destination": there}), about=_goal(reading, there))
    trip = context.trip
    keys = [reading.slots.get(name) for name in ("other_stop_id", "stop_id")]
    days = {stop.day_number for stop in trip.stops if stop.id in keys} if trip is not None else set[Any]()
    if len(days) == 1:
        return Step(reading, Call("show_day", {"day_number": days.pop()}))
    return Step(reading, words=wording.NO_ROUTE)


def _start(there: str, context: Context) -> str:
    """From where one goes to a place that is not in the plan: what was spoken of, else what it was searched near to."""
    spoken = [one.id or one.name for one in context.last_places[:1]]
    search = context.search.slots if context.search is not None else {}
    near = [search.get(key) for key in ("near_stop_id", "near_location_id", "near_place")]
    return next((str(one) for one in (*spoken, *near) if there and one and str(one) != there), "")


def _goal(reading: Understanding, there: str) -> Offer | None:
    """The place one goes to: what "it" is next."""
    slots = reading.slots
    keys = ("stop_id", "location_id", "place")
    prefix = next((one for one in ("other_", "") if there in [slots.get(f"{one}{key}") for key in keys]), None)
    name = slots.get(f"{prefix}place") if prefix is not None else None
    return Offer(there, str(name)) if name else None


def _way_of_the_plan(named: tuple[str, ...], context: Context) -> dict[str, str] | None:
    """From which stop the plan goes to another one, told by its key or name: "how do we get there?"."""
    trip = context.trip
    stop = next((one for one in trip.stops if one.id in named or one.name in named), None) if trip else None
    if trip is None or stop is None:
        return None
    day = trip.stops_on(stop.day_number)
    at = day.index(stop)
    return {"origin": day[at - 1].id, "destination": stop.id} if at else None


def _between(reading: Understanding, context: Context) -> str:
    """How long the plan leaves between two stops of a day."""
    keys = [reading.slots.get(name) for name in ("stop_id", "other_stop_id")]
    stops = [one for one in context.trip.stops if one.id in keys] if context.trip is not None else []
    if len(stops) != 2 or stops[0].day_number != stops[1].day_number:
        return ""
    one, other = sorted(stops, key=lambda stop: stop.start or time.max)
    if one.end is None or other.start is None or other.start < one.end:
        return ""
    minutes = (other.start.hour - one.end.hour) * 60 + other.start.minute - one.end.minute
    return saying("Your plan leaves {minutes} min between them.", minutes=minutes)


INTENTS: dict[str, Serve] = {
    "plan_trip": plan,
    "extend_trip": longer,
    "shorten_trip": shorter,
    "start_later": later,
    "start_earlier": later,
    "finish_earlier": finish,
    "finish_later": finish,
    "optimise_day": optimise,
    "optimise_trip": optimise,
    "show_plan": show,
    "why": why,
    "fix_conflicts": fix,
    "set_pace": pace,
    "suggest": suggest,
    "route": route,
    "accept": simply("accept_trip"),
}
