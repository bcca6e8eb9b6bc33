"""What comes first, next, last on a day: one stop, not the whole day."""

from __future__ import annotations

from ai.embedded import wording
from ai.embedded.listed import MEASURES, most_of_stops
from ai.embedded.steps import Call, Facts, Step
from ai.embedded.types import Context, Offer, Stop, Understanding


def what_next(reading: Understanding, context: Context) -> Step:
    """The stop that is meant by its place in the day, as the plan tells it."""
    order, by = str(reading.slots.get("order") or "next"), str(reading.slots.get("by") or "")
    stop, was_last = _most(reading, context, by) if by else _meant(reading, context, order)
    if stop is None and by:
        return Step(reading, words=wording.NOT_KNOWN_OF_STOPS)
    if stop is None:
        words = wording.NOTHING_AFTER if was_last else wording.WHICH_DAY_SHOW
        return Step(reading, words=words)
    key = stop.id

    def then(facts: Facts) -> Step | None:
        for day in facts.get("days") or ():
            for row in day["stops"]:
                if row["key"] == key:
                    return Step(reading, words=wording.stop_told(row, day), about=Offer(key, str(row["name"]), "stop"))
        return None

    return Step(reading, Call("show_day", {"day_number": stop.day_number}), then=then, quiet=True)


def _most(reading: Understanding, context: Context, by: str) -> tuple[Stop | None, bool]:
    """The dearest or longest stop of the day that is meant, else of the trip."""
    trip = context.trip
    day = reading.slots.get("day_number") or context.day
    stops = trip.stops_on(int(day) if day else None) if trip is not None else ()
    return (most_of_stops(stops, by) if by in MEASURES else None), False


def _meant(reading: Understanding, context: Context, order: str) -> tuple[Stop | None, bool]:
    """The stop, or none; and whether the one spoken of was the day's last."""
    trip, slots = context.trip, reading.slots
    if trip is None:
        return None, False
    day = slots.get("day_number") or context.day or trip.day_of(context.today)
    focus = _focus(reading, context)
    if order in ("next", "before") and focus is not None and not slots.get("day_number"):
        stops = _of_day(trip.stops_on(focus.day_number))
        at = next((index for index, stop in enumerate(stops) if stop.id == focus.id), None)
        if at is None:
            return None, False
        wanted = at + 1 if order == "next" else at - 1
        return (stops[wanted], False) if 0 <= wanted < len(stops) else (None, True)
    stops = _of_day(trip.stops_on(int(day))) if day else []
    if order == "next" and context.now is not None and day == trip.day_of(context.today):
        stops = [stop for stop in stops if stop.start is not None and stop.start > context.now.time()]
    if not stops:
        return None, False
    return stops[-1 if order in ("last", "before") else 0], False


def _focus(reading: Understanding, context: Context) -> Stop | None:
    trip = context.trip
    named = reading.slots.get("after_stop_id")
    names = {named} if named else {key for one in context.last_places[:1] for key in (one.id, one.name)}
    stops = trip.stops if trip is not None else ()
    return next((stop for stop in stops if stop.keys & names), None)


def _of_day(stops: tuple[Stop, ...]) -> list[Stop]:
    return [stop for stop in stops if stop.start is not None]


def to_the_next(reading: Understanding, context: Context) -> Step:
    """From a stop, or the one that was spoken of, to the one after it on its day."""
    trip, slots = context.trip, reading.slots
    spoken = {key for one in context.last_places[:1] for key in (one.id, one.name)}
    named = {str(slots[key]) for key in ("stop_id", "place") if slots.get(key)} or spoken
    stop = next((one for one in trip.stops if one.keys & named), None) if trip is not None else None
    if trip is None or stop is None:
        return Step(reading, words=wording.NO_ROUTE)
    day = trip.stops_on(stop.day_number)
    at = day.index(stop) + 1
    if at >= len(day):
        return Step(reading, Call("show_day", {"day_number": stop.day_number}))
    way = {"origin": stop.id, "destination": day[at].id}
    return Step(reading, Call("way_between", way), about=Offer(day[at].id, day[at].name, "stop"))
