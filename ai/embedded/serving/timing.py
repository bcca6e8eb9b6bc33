"""When one is at a stop, how far one goes on a day, when a day begins and what has to go for it to end sooner."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from ai.embedded import wording, wording_talk
from ai.embedded.steps import Call, Facts, Step, asking
from ai.embedded.types import Context, Offer, Option, Question, Understanding
from trips.sentences import saying

MEALS = ("breakfast", "lunch", "dinner")
# Of so many that were spoken of "they" are.
MOST_SPOKEN_OF = 2


def when(reading: Understanding, context: Context) -> Step | None:
    """The one stop that is meant, with its day and times; None where no place was named."""
    slots, trip = reading.slots, context.trip
    if "planned" in slots:
        return _of_kind(reading)
    key, name = slots.get("stop_id"), str(slots.get("place") or "")
    stop = next((one for one in trip.stops if one.id == key), None) if trip is not None else None
    if stop is None and slots.get("location_id") and any(slots["location_id"] == one.id for one in context.offered):
        return Step(reading, Call("place_details", {"place": str(slots["location_id"])}))
    if stop is None and slots.get("category") in (*MEALS, "restaurant") and not slots.get("location_id"):
        return _meals(reading, str(slots["category"]), context)
    if stop is None and slots.get("location_id"):
        return Step(reading, words=wording_talk.not_in_plan(name))
    if stop is None:
        return None if name or slots.get("category") else _of_those(reading, context)

    def then(facts: Facts) -> Step | None:
        for day in facts.get("days") or ():
            for row in day["stops"]:
                if row["key"] == stop.id:
                    about = Offer(stop.id, str(row["name"]), "stop")
                    return Step(reading, words=wording.stop_told(row, day), about=about)
        return None

    return Step(reading, Call("show_day", {"day_number": stop.day_number}), then=then, quiet=True)


def _meals(reading: Understanding, meal: str, context: Context) -> Step:
    """Where the plan has a meal, day by day: "where are we having dinner on each evening?"."""
    if reading.slots.get("that_day") and context.day is not None and "day_number" not in reading.slots:
        reading = replace(reading, slots={**reading.slots, "day_number": context.day})
    wanted = set(MEALS) if meal == "restaurant" else {meal}
    planned = [stop for stop in (context.trip.stops if context.trip else ()) if wanted & set(stop.kind.split(","))]
    return _these(reading, {stop.id for stop in planned})


def _of_kind(reading: Understanding) -> Step:
    """The stops of a kind that the plan has: "isn't there one already?"."""
    keys = {str(key) for key in reading.slots["planned"]}
    return _these(reading, keys) if keys else Step(reading, words=saying("No, the plan has none of that kind then."))


def _these(reading: Understanding, keys: set[str]) -> Step:
    """Some stops of the plan with their days and times, as a list that can be spoken of."""
    day = reading.slots.get("day_number")

    def then(facts: Facts) -> Step | None:
        rows = [(row, one) for one in facts.get("days") or () for row in one["stops"] if row["key"] in keys]
        told = [wording.stop_told(row, one) for row, one in rows]
        found = tuple(Offer(str(row["key"]), str(row["name"]), "stop") for row, _ in rows)
        if not told:
            return None
        lines = [f"{number}. {line}" for number, line in enumerate(told, start=1)]
        return Step(reading, words="\n".join(lines) if len(lines) > 1 else told[0], found=found)

    return Step(reading, Call("show_day", {} if day is None else {"day_number": day}), then=then, quiet=True)


def _of_those(reading: Understanding, context: Context) -> Step | None:
    """ "On which day are they?": of the stops that were spoken of last."""
    spoken = [{place.id, place.name} for place in context.last_places[:MOST_SPOKEN_OF]]
    stops = context.trip.stops if context.trip is not None else ()
    keys = [stop.id for names in spoken for stop in stops if {stop.id, stop.name} & names]
    if not keys:
        return None

    def then(facts: Facts) -> Step | None:
        rows = [(row, day) for day in facts.get("days") or () for row in day["stops"] if row["key"] in keys]
        return Step(reading, words="\n\n".join(wording.stop_told(row, day) for row, day in rows)) if rows else None

    return Step(reading, Call("show_day"), then=then, quiet=True)


def ways(reading: Understanding, day: int | None) -> Step:
    """How long one is under way, and how far on foot: on one day, or on each."""

    def then(facts: Facts) -> Step | None:
        days = facts.get("days") or ()
        told, by = wording_talk.ways_of(days), reading.slots.get("day_by")
        if not told or not by:
            return Step(reading, words=told) if told else None
        most = (max if by == "max" else min)(days, key=wording_talk.minutes_walked)
        # That day is the one spoken of then.
        about = replace(reading, slots={**reading.slots, "day_number": most["number"]})
        return Step(about, words=f"{wording_talk.most_walked(most, is_most=by == 'max')} {told}")

    return Step(reading, Call("show_day", {} if day is None else {"day_number": day}), then=then, quiet=True)


def load(reading: Understanding) -> Step:
    """ "Which day is the fullest?": how long one is at stops and under way on each day, that one first."""

    def then(facts: Facts) -> Step | None:
        days = [day for day in facts.get("days") or () if day["stops"]]
        if not days:
            return None
        is_most = reading.slots.get("day_by") == "max"
        found = (max if is_most else min)(days, key=wording_talk.minutes_filled)
        about = replace(reading, slots={**reading.slots, "day_number": found["number"]})
        return Step(about, words=wording_talk.filled(days, found, is_most=is_most))

    return Step(reading, Call("show_day"), then=then, quiet=True)


def saved(reading: Understanding, context: Context, day: int | None) -> Step:
    """What the last change of the order saved; else the ways as they are."""
    if context.travel is None:
        return ways(reading, day)
    return Step(reading, words=wording_talk.under_way(*context.travel))


def whether_better(reading: Understanding, day: int | None) -> Step:
    """ "Does our route make sense?": the ways as they are, and whether a better order shall be looked for."""

    def then(facts: Facts) -> Step | None:
        told = wording_talk.ways_of(facts.get("days") or ())
        options = (
            Option(saying(wording_talk.BETTER_ORDER), {"asks": None}, reading.intent),
            Option(saying(wording_talk.LEAVE_IT), {}, "deny"),
        )
        return asking(reading, Question(f"{told}\n\n{saying(wording_talk.SHALL_I_ORDER)}".strip(), "yes", options))

    return Step(reading, Call("show_day", {} if day is None else {"day_number": day}), then=then, quiet=True)


def begins(context: Context, day: object) -> str:
    """When a day's first stop begins; nothing for no day."""
    stops = context.trip.stops_on(day) if context.trip is not None and isinstance(day, int) else ()
    return min((f"{stop.start:%H:%M}" for stop in stops if stop.start is not None), default="")


def done_by(reading: Understanding, context: Context) -> list[Step]:
    """What ends later than a day is to: each of these stops is asked for; none where no hour was told."""
    slots, trip = reading.slots, context.trip
    told, day = str(slots.get("time") or ""), slots.get("day_number")
    stops = trip.stops_on(day) if trip is not None and isinstance(day, int) else ()
    timed = [stop for stop in stops if stop.end is not None]
    if not told or not timed or not isinstance(day, int):
        return []
    late = [stop for stop in timed if f"{stop.end:%H:%M}" > told]
    if not late:
        ends = max(f"{stop.end:%H:%M}" for stop in timed)
        return [Step(reading, words=wording_talk.ends_before(day, ends))]
    quiet = replace(reading, assumed=())
    asked = [Step(quiet, Call("remove_stop", {"stop": stop.id})) for stop in late]
    return [Step(reading, words=wording_talk.ends_later(day, told, len(late))), *asked]


def longest_way(reading: Understanding, day: int | None) -> Step:
    """The longest way from one stop to the next."""

    def then(facts: Facts) -> Step | None:
        legs = [
            (int(row["travel"]["minutes"]), str(before["name"]), row)
            for one in facts.get("days") or ()
            for before, row in pairwise(one["stops"])
            if row.get("travel")
        ]
        if not legs:
            return None
        minutes, start, row = max(legs, key=lambda leg: leg[0])
        return Step(
            reading, words=wording_talk.longest_leg(minutes, str(row["travel"]["mode"]), start, str(row["name"]))
        )

    return Step(reading, Call("show_day", {} if day is None else {"day_number": day}), then=then, quiet=True)


def rest(reading: Understanding, context: Context) -> Step | None:
    """The stops before or after one of them, on its day; None where that one is not known."""
    slots, trip = reading.slots, context.trip
    side = next((one for one in ("after", "before") if slots.get(f"{one}_stop_id")), "")
    stop = next((one for one in trip.stops if one.id == slots.get(f"{side}_stop_id")), None) if trip else None
    if stop is None:
        return None

    def then(facts: Facts) -> Step | None:
        for day in facts.get("days") or ():
            keys = [str(row["key"]) for row in day["stops"]]
            if stop.id not in keys:
                continue
            at = keys.index(stop.id)
            rows = day["stops"][at + 1 :] if side == "after" else day["stops"][:at]
            found = tuple(Offer(str(row["key"]), str(row["name"]), "stop") for row in rows)
            words = wording_talk.stops_listed(rows, day, stop.name, after=side == "after")
            return Step(reading, words=words, found=found)
        return None

    return Step(reading, Call("show_day", {"day_number": stop.day_number}), then=then, quiet=True)


def leave(reading: Understanding, origin: str, destination: str) -> Step:
    """When one has to leave a place to be at another in time: by the shortest way there."""

    def then(facts: Facts) -> Step | None:
        ways = facts.get("ways") or ()
        if not facts.get("ok", True) or not ways:
            return None
        at = datetime.combine(date.min.replace(day=2), time.fromisoformat(str(reading.slots["leave_for"])))
        latest = at - timedelta(minutes=int(ways[0]["minutes"]))
        words = wording_talk.leave_by(facts, f"{at:%H:%M}", f"{latest:%H:%M}")
        return Step(reading, words=words)

    return Step(reading, Call("way_between", {"origin": origin, "destination": destination}), then=then, quiet=True)
