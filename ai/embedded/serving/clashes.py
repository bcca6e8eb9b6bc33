"""Requests about what clashes: the stored conflicts, or something that is not in the plan yet against the plan."""

from __future__ import annotations

from datetime import date, time

from ai.embedded import wording
from ai.embedded.steps import Call, Facts, Serve, Step
from ai.embedded.types import Context, Stop, Understanding
from trips.sentences import saying


def clashes(reading: Understanding, context: Context) -> Step:
    """What clashes in the plan; of an event that is not in it, what stands at its time."""
    slots, trip = reading.slots, context.trip
    key = str(slots.get("event_id") or slots.get("location_id") or "")
    if not key or trip is None or any(stop.id == key for stop in trip.stops):
        return Step(reading, Call("list_conflicts"))

    def then(facts: Facts) -> Step:
        event = facts.get("event") or {}
        if not facts.get("ok", True) or not event.get("start") or facts.get("in_the_trip"):
            return Step(reading, Call("list_conflicts"))
        return Step(reading, words=_told(event, context))

    return Step(reading, Call("place_details", {"place": key}), then=then, quiet=True)


def _told(event: Facts, context: Context) -> str:
    """What of the plan stands at the time of an event."""
    assert context.trip is not None
    on = date.fromisoformat(str(event["date"]))
    number = context.trip.day_of(on)
    words = {
        "event": str(event["name"]),
        "date": wording.day_words(str(event["date"])),
        "start": str(event["start"]),
        "end": str(event["end"]),
    }
    if number is None:
        return saying("**{event}** is on {date}, {start}–{end}: not on a day of your trip.", **words)
    past_midnight = event.get("end_date") not in (None, event["date"])
    ends = time.max if past_midnight else time.fromisoformat(str(event["end"]))
    begins = time.fromisoformat(str(event["start"]))
    there = [stop for stop in context.trip.stops_on(number) if _at_once(stop, begins, ends)]
    said = saying("**{event}** is on {date}, {start}–{end}.", **words)
    if not there:
        return f"{said} {saying('Nothing is planned at that time, so it does not clash.')}"
    lines = wording.listed([f"**{stop.name}** ({stop.start:%H:%M}–{stop.end:%H:%M})" for stop in there])
    return f"{said} {saying('At that time your plan has {stops}: they clash.', stops=lines)}"


def _at_once(stop: Stop, begins: time, ends: time) -> bool:
    return stop.start is not None and stop.end is not None and stop.start < ends and begins < stop.end


INTENTS: dict[str, Serve] = {"find_conflicts": clashes}
