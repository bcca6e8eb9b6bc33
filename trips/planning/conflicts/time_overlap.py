"""The same traveller in two places at once, two stays in one night, and check-ins that nobody can make."""

from __future__ import annotations

from collections import defaultdict

from trips.planning.conflicts.model import Conflict, LoadedItem, LoadedTrip, between, stable_key
from trips.planning.conflicts.ways_out import leave_out, other_times, ranked, same_people, shorten


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
            if same_people(first, second) and second.to_utc > first.from_utc:
                shared = min(ends, second.to_utc) - second.from_utc
                if shared > 0:
                    found.append(_overlap(trip, first, second, shared))
    return [*found, *_stays(trip), *_check_ins(trip), *_two_trips(trip)]


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
                "On two trips at once",
                f"{count} stop{'s' if count > 1 else ''} here and another trip of its owner are at the same time, "
                f"first {first.title} on {first.starts:%A, %d %B, %H:%M}.",
                tuple(item.id for item in ordered),
                {"other_trip": trip_id, "stops": count, "first": first.starts.isoformat()},
                stable_key("time_overlap", "two_trips", (), trip_id),
                ranked([leave_out(first)] if count == 1 else []),
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
        f"{first.title} and {second.title} overlap",
        f"{first.title} lasts until {first.ends:%H:%M}, {second.title} starts at {second.starts:%H:%M}: "
        f"{minutes} minutes at both.",
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
                shorten(trip, first, shared) if second.to_utc > first.to_utc else None,
                *other_times(trip, second),
                *other_times(trip, first),
                leave_out(second),
                leave_out(first, 13),
            ]
        ),
    )


def _times(item: LoadedItem) -> tuple[str, str]:
    assert item.starts is not None and item.ends is not None
    return item.starts.isoformat(), item.ends.isoformat()


def _stays(trip: LoadedTrip) -> list[Conflict]:
    stays = [item for item in trip.timed if item.type == "accommodation"]
    found = []
    for index, first in enumerate(stays):
        for second in stays[index + 1 :]:
            shared = min(first.to_utc, second.to_utc) - second.from_utc
            if shared <= 7200 or not same_people(first, second):
                continue
            nights = max(1, round(shared / 86_400))
            found.append(
                Conflict(
                    "time_overlap",
                    "two_stays",
                    between(6, 5 + nights, 10),
                    f"Two places to sleep: {first.title} and {second.title}",
                    f"{first.title} and {second.title} are both taken for {nights} of the same "
                    f"night{'s' if nights > 1 else ''}.",
                    (first.id, second.id),
                    {"nights": nights},
                    stable_key("time_overlap", "two_stays", (first.id, second.id), *_times(first), *_times(second)),
                    ranked([leave_out(second), leave_out(first, 13)]),
                )
            )
    return found


def _check_ins(trip: LoadedTrip) -> list[Conflict]:
    """Stays whose last check-in passes while the travellers are still on the way or busy elsewhere."""
    found = []
    for stay in trip.timed:
        if stay.type != "accommodation" or stay.check_in_until is None:
            continue
        latest = stay.check_in_until.timestamp()
        for other in trip.stops:
            if other.from_utc <= stay.from_utc and other.to_utc > latest and same_people(stay, other):
                assert other.ends is not None
                late = round((other.to_utc - latest) / 60)
                found.append(
                    Conflict(
                        "time_overlap",
                        "check_in",
                        between(6, 6 + late / 120, 9),
                        f"Too late to check in at {stay.title}",
                        f"{stay.title} checks in until {stay.check_in_until:%H:%M}, "
                        f"{other.title} lasts until {other.ends:%H:%M}.",
                        (stay.id, other.id),
                        {"minutes_late": late, "check_in_until": stay.check_in_until.isoformat()},
                        stable_key("time_overlap", "check_in", (stay.id, other.id), latest, other.to_utc),
                        ranked(
                            [
                                shorten(trip, other, other.to_utc - latest),
                                *other_times(trip, other),
                                leave_out(other),
                            ]
                        ),
                    )
                )
    return found
