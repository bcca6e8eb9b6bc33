"""The same traveller in two places at once, more plans at once than people, and two trips at once."""

from __future__ import annotations

from collections import defaultdict

from trips.planning.conflicts.model import Conflict, LoadedItem, LoadedTrip, between, stable_key
from trips.planning.conflicts.stays import find_stays
from trips.planning.conflicts.ways_out import leave_out, needed_seconds, other_times, ranked, same_people, shorten
from trips.planning.said import Clock, Day, names_of, say, say_many


def find_overlaps(trip: LoadedTrip) -> list[Conflict]:
    """Every pair of items that somebody would have to be at together, for longer than nothing.

    Stays lie behind the days: they only overlap each other, by more than the two hours of changing houses.
    """
    found = []
    stops = trip.stops
    for index, first in enumerate(stops):
        ends = first.to_utc
        for second in stops[index + 1 :]:
            if second.from_utc >= ends:
                break
            if same_people(trip, first, second) and second.to_utc > first.from_utc:
                shared = min(ends, second.to_utc) - second.from_utc
                if shared > 0:
                    found.append(_overlap(trip, first, second, shared))
    return [*found, *_too_few(trip), *find_stays(trip), *_two_trips(trip)]


def _two_trips(trip: LoadedTrip) -> list[Conflict]:
    """Other trips that the traveller is on at the same time: one conflict each, whose key holds no times, so that
    it stays ignored while the trips overlap.

    It does not say which trip: companions read it too, and need not know of the owner's others.
    """
    clashes: dict[str, dict[str, LoadedItem]] = defaultdict(dict)
    certain: set[str] = set()
    for other in trip.elsewhere:
        begins, ends = other.starts.timestamp(), other.ends.timestamp()
        for item in trip.stops:
            if item.from_utc < ends and item.to_utc > begins:
                clashes[other.trip_id].setdefault(item.id, item)
                if other.certain:
                    certain.add(other.trip_id)
    found = []
    for trip_id, items in sorted(clashes.items()):
        ordered = sorted(items.values(), key=lambda item: (item.from_utc, item.id))
        first, count = ordered[0], len(ordered)
        assert first.starts is not None
        found.append(
            Conflict(
                "time_overlap",
                "two_trips",
                8 if trip_id in certain else 4,
                say("On two trips at once"),
                say_many(
                    "{count} stop here and another trip of its owner are at the same time, first {stop} on {day}, "
                    "{time}.",
                    "{count} stops here and another trip of its owner are at the same time, first {stop} on {day}, "
                    "{time}.",
                    count,
                    stop=first.title,
                    day=Day(first.starts.date()),
                    time=Clock.of(first.starts),
                ),
                tuple(item.id for item in ordered),
                {"other_trip": trip_id, "stops": count, "first": first.starts.isoformat()},
                stable_key("time_overlap", "two_trips", (), trip_id),
                ranked([leave_out(trip, first)] if count == 1 else []),
            )
        )
    return found


def _overlap(trip: LoadedTrip, first: LoadedItem, second: LoadedItem, shared: float) -> Conflict:
    minutes = round(shared / 60)
    both_fixed = first.is_fixed and second.is_fixed
    # Half an hour is a squeeze, two hours lose a visit; two bookings at once lose money.
    severity = between(6, 6 + minutes / 45 + (2 if both_fixed else 0), 10)
    people = sorted(first.participants & second.participants) if first.participants and second.participants else []
    assert first.starts and first.ends and second.starts and second.ends
    return Conflict(
        "time_overlap",
        "overlap",
        severity,
        say("{first} and {second} overlap", first=first.title, second=second.title),
        say_many(
            "{first} lasts until {end}, {second} starts at {start}: {count} minute at both.",
            "{first} lasts until {end}, {second} starts at {start}: {count} minutes at both.",
            minutes,
            first=first.title,
            end=Clock.of(first.ends),
            second=second.title,
            start=Clock.of(second.starts),
        ),
        (first.id, second.id),
        {
            "minutes": minutes,
            "first_ends": first.ends.isoformat(),
            "second_starts": second.starts.isoformat(),
            "travellers": people,
        },
        stable_key("time_overlap", "overlap", (first.id, second.id), *_times(first), *_times(second)),
        ranked(
            [
                shorten(trip, first, shared + needed_seconds(trip, first, second))
                if second.to_utc > first.to_utc
                else None,
                *other_times(trip, second),
                *other_times(trip, first),
                leave_out(trip, second),
                leave_out(trip, first, 13),
            ]
        ),
    )


def _times(item: LoadedItem) -> tuple[str, str]:
    assert item.starts is not None and item.ends is not None
    return item.starts.isoformat(), item.ends.isoformat()


def _too_few(trip: LoadedTrip) -> list[Conflict]:
    """Stops that any two of could be at once, because the party parts, but that are too many together."""
    if not any(item.people for item in trip.stops):
        return []
    found = []
    for index, item in enumerate(trip.stops):
        at_once = [other for other in trip.stops[:index] if other.to_utc > item.from_utc]
        together = [*at_once, item]
        needed = sum(trip.people_at(one) for one in together)
        pairs = [(one, other) for place, one in enumerate(together) for other in together[place + 1 :]]
        if needed <= trip.party.size or any(same_people(trip, one, other) for one, other in pairs):
            continue
        ids = tuple(one.id for one in together)
        found.append(
            Conflict(
                "time_overlap",
                "too_few",
                6,
                say("{people} people are needed at once", people=needed),
                say(
                    "{names} are at the same time and take {needed} people; you are {people}.",
                    names=names_of([one.title for one in together]),
                    needed=needed,
                    people=trip.party.size,
                ),
                ids,
                {"needed": needed, "people": trip.party.size},
                stable_key("time_overlap", "too_few", ids, *(time for one in together for time in _times(one))),
                ranked([leave_out(trip, item), *(leave_out(trip, other, 13) for other in at_once)]),
            )
        )
    return found
