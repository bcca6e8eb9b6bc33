"""When one is at a stop, and how far one goes on a day: told from the plan."""

from __future__ import annotations

from ai.embedded import wording, wording_talk
from ai.embedded.steps import Call, Facts, Step
from ai.embedded.types import Context, Offer, Understanding


def when(reading: Understanding, context: Context) -> Step | None:
    """The one stop that is meant, with its day and times; None where no place was named."""
    slots, trip = reading.slots, context.trip
    key, name = slots.get("stop_id"), str(slots.get("place") or "")
    stop = next((one for one in trip.stops if one.id == key), None) if trip is not None else None
    if stop is None and slots.get("location_id") and any(slots["location_id"] == one.id for one in context.offered):
        return Step(reading, Call("place_details", {"place": str(slots["location_id"])}))
    if stop is None:
        return Step(reading, words=wording_talk.not_in_plan(name)) if slots.get("location_id") else None

    def then(facts: Facts) -> Step | None:
        for day in facts.get("days") or ():
            for row in day["stops"]:
                if row["key"] == stop.id:
                    about = Offer(stop.id, str(row["name"]), "stop")
                    return Step(reading, words=wording.stop_told(row, day), about=about)
        return None

    return Step(reading, Call("show_day", {"day_number": stop.day_number}), then=then, quiet=True)


def ways(reading: Understanding, day: int | None) -> Step:
    """How long one is under way, and how far on foot: on one day, or on each."""

    def then(facts: Facts) -> Step | None:
        told = wording_talk.ways_of(facts.get("days") or ())
        return Step(reading, words=told) if told else None

    return Step(reading, Call("show_day", {} if day is None else {"day_number": day}), then=then, quiet=True)
