"""Stops whose place is closed then, whose event is over, or whose place is gone."""

from __future__ import annotations

from datetime import date

from trips.planning.catalogue import Place
from trips.planning.conflicts.model import Conflict, LoadedItem, LoadedTrip, between, stable_key
from trips.planning.conflicts.ways_out import leave_out, open_spans, other_times, ranked, shorten
from trips.planning.said import Clock, Day, Said, Weekday, joined, noted, say

# Rule of an event's own times: title and description.
_EVENT = {
    "event_over": (
        noted("{stop} is over {weekday}, {time}"),
        noted("Planned for {day}, {start} to {end}; the event itself is over at {time} on {edge}."),
    ),
    "event_not_begun": (
        noted("{stop} begins only {weekday}, {time}"),
        noted("Planned for {day}, {start} to {end}; the event itself begins only at {time} on {edge}."),
    ),
    "event_ends": (
        noted("{stop} ends {weekday}, {time}"),
        noted("Planned for {day}, {start} to {end}; the event itself ends at {time} on {edge}."),
    ),
}


def find_unavailable(trip: LoadedTrip) -> list[Conflict]:
    """Stops that cannot take place where and when they are planned.

    Unknown hours claim nothing. A confirmed booking is a better witness than the hours on a map, so it is not
    doubted; a place that is gone or an event that is over is, even when booked.
    """
    found = []
    for item in trip.items:
        if item.place_gone:
            found.append(_gone(trip, item))
            continue
        if item.event_starts is not None or item.event_ends is not None:
            conflict = _event(trip, item)
            if conflict is not None:
                found.append(conflict)
                continue
        if item.place is not None and item.type not in ("accommodation", "transport") and not item.is_booked:
            conflict = _closed(trip, item, item.place)
            if conflict is not None:
                found.append(conflict)
    return found


def _gone(trip: LoadedTrip, item: LoadedItem) -> Conflict:
    return Conflict(
        "booking_unavailable",
        "place_gone",
        9 if item.is_booked else 8,
        say("{stop} is gone", stop=item.title),
        say("{stop} is no longer in the catalogue: it may have closed for good.", stop=item.title),
        (item.id,),
        {"place_id": item.place.id if item.place else None},
        stable_key("booking_unavailable", "place_gone", (item.id,), item.place.id if item.place else ""),
        ranked([leave_out(trip, item)]),
    )


def _event(trip: LoadedTrip, item: LoadedItem) -> Conflict | None:
    if not item.is_timed:
        return None
    assert item.starts is not None and item.ends is not None
    late = item.event_ends is not None and item.to_utc > item.event_ends.timestamp()
    early = item.event_starts is not None and item.ends <= item.event_starts
    over = item.event_ends is not None and item.starts >= item.event_ends
    if not (late or early):
        return None
    rule = "event_over" if over else "event_not_begun" if early else "event_ends"
    edge = item.event_starts if early else item.event_ends
    assert edge is not None
    title, text = _EVENT[rule]
    words = {"stop": item.title, "weekday": Weekday(edge.date()), "time": Clock.of(edge)}
    ways = [leave_out(trip, item)]
    if rule == "event_ends" and item.event_ends is not None:
        ways.append(shorten(trip, item, item.to_utc - item.event_ends.timestamp()))
    return Conflict(
        "booking_unavailable",
        rule,
        between(5, 6 if rule == "event_ends" else 9, 9),
        say(title, **words),
        say(
            text,
            day=Day(item.starts.date()),
            start=Clock.of(item.starts),
            end=Clock.of(item.ends),
            edge=Day(edge.date()),
            time=Clock.of(edge),
        ),
        (item.id,),
        {"planned": item.starts.isoformat(), "edge": edge.isoformat()},
        stable_key("booking_unavailable", rule, (item.id,), item.starts.isoformat(), edge.isoformat()),
        ranked(ways),
    )


def _closed(trip: LoadedTrip, item: LoadedItem, place: Place) -> Conflict | None:
    if not place.hours.is_known:
        return None
    day = item.starts.date() if item.starts is not None else item.day
    if day is None:
        return None
    spans = _joined(open_spans(item, day) or [])
    hours = place.hours.describe(day)
    if not spans or hours == "closed":
        after_midnight = item.is_timed and any(first <= item.from_utc and item.to_utc <= last for first, last in spans)
        return None if after_midnight else _closed_day(trip, item, place, day)
    if not item.is_timed or any(first <= item.from_utc and item.to_utc <= last for first, last in spans):
        return None
    assert item.starts is not None and item.ends is not None
    inside = max((min(last, item.to_utc) - max(first, item.from_utc) for first, last in spans), default=0.0)
    outside = round((item.to_utc - item.from_utc - max(0.0, inside)) / 60)
    share = outside / max(1, round(item.length.total_seconds() / 60))
    past_closing = next((item.to_utc - last for first, last in spans if first <= item.from_utc < last), None)
    return Conflict(
        "booking_unavailable",
        "closed_hour",
        between(5, 5 + 4 * share, 9),
        say("{stop} is closed for a part of the visit", stop=item.title)
        if share < 1
        else say("{stop} is closed then", stop=item.title),
        _dated(
            place,
            say(
                "Planned for {start} to {end} on {weekday}, open {hours}",
                start=Clock.of(item.starts),
                end=Clock.of(item.ends),
                weekday=Weekday(day),
                hours=hours,
            ),
        ),
        (item.id,),
        {
            "planned": item.starts.isoformat(),
            "minutes_outside": outside,
            "hours": hours,
            "hours_as_of": place.as_of,
        },
        stable_key(
            "booking_unavailable",
            "closed_hour",
            (item.id,),
            item.starts.isoformat(),
            item.ends.isoformat(),
            hours,
        ),
        ranked(
            [
                shorten(trip, item, past_closing) if past_closing is not None and past_closing > 0 else None,
                *other_times(trip, item),
                leave_out(trip, item),
            ]
        ),
    )


def _dated(place: Place, clause: Said) -> Said:
    """A clause as a sentence that says of when the hours are."""
    if place.as_of:
        return say("{clause} (data of {date}).", clause=clause, date=place.as_of)
    return joined([clause], ends=".")


def _joined(spans: list[tuple[float, float]]) -> list[tuple[float, float]]:
    joined: list[tuple[float, float]] = []
    for first, last in spans:
        if joined and joined[-1][1] >= first:
            joined[-1] = joined[-1][0], max(last, joined[-1][1])
        else:
            joined.append((first, last))
    return joined


def _closed_day(trip: LoadedTrip, item: LoadedItem, place: Place, day: date) -> Conflict:
    open_days = [other for other in trip.dates if (place.hours.describe(other)) != "closed"]
    return Conflict(
        "booking_unavailable",
        "closed_day",
        8 if open_days else 9,
        say("{stop} is closed on {weekday}", stop=item.title, weekday=Weekday(day)),
        _dated(place, say("{stop} is closed on {day}", stop=item.title, day=Day(day))),
        (item.id,),
        {
            "day": day.isoformat(),
            "open_days": [other.isoformat() for other in open_days],
            "hours_as_of": place.as_of,
        },
        stable_key("booking_unavailable", "closed_day", (item.id,), day.isoformat(), place.id),
        ranked([*other_times(trip, item), leave_out(trip, item)]),
    )
