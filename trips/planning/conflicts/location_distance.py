"""Stops that cannot be reached in the time there is."""

from __future__ import annotations

from math import ceil

from trips.planning.conflicts.model import Conflict, LoadedItem, LoadedTrip, between, stable_key
from trips.planning.conflicts.ways_out import leave_out, other_times, ranked, same_people, shorten
from trips.planning.said import Number, say
from trips.planning.travel_time import leg_between
from trips.planning.words import MODE_WORDS


def consecutive(trip: LoadedTrip) -> list[tuple[LoadedItem, LoadedItem]]:
    """Pairs of stops that one traveller has directly after each other and that do not overlap, each pair
    once.

    A stop without a place on the map is passed over: one may be anywhere meanwhile. Where only some of the party take
    part, the stop before is the last one that somebody must have been at too.
    """
    if any(item.people for item in trip.stops):
        return _parted(trip)
    pairs: dict[tuple[str, str], tuple[LoadedItem, LoadedItem]] = {}
    for traveller in trip.travellers:
        before: LoadedItem | None = None
        for item in trip.stops:
            if item.participants and traveller and traveller not in item.participants:
                continue
            if item.point is None:
                continue
            if before is not None and item.from_utc >= before.to_utc:
                pairs[(before.id, item.id)] = (before, item)
            if before is None or item.to_utc >= before.to_utc:
                before = item
    return list(pairs.values())


def _parted(trip: LoadedTrip) -> list[tuple[LoadedItem, LoadedItem]]:
    pairs = []
    placed: list[LoadedItem] = []
    for item in trip.stops:
        if item.point is None:
            continue
        shared = [other for other in placed if same_people(trip, other, item)]
        if shared:
            before = max(enumerate(shared), key=lambda pair: (pair[1].to_utc, pair[0]))[1]
            if item.from_utc >= before.to_utc:
                pairs.append((before, item))
        placed.append(item)
    return pairs


def find_too_far(trip: LoadedTrip) -> list[Conflict]:
    """Pairs of stops with less time between them than the best allowed mode needs (estimated, without
    buffer).
    """
    found = []
    for before, after in consecutive(trip):
        there_is = after.from_utc - before.to_utc
        origin, destination = before.leaves_from, after.point
        if origin is None or destination is None or there_is > 86_400:
            continue
        leg = leg_between(
            origin,
            destination,
            trip.modes,
            buffer_seconds=0,
            comfortable_walk_minutes=trip.comfortable_walk_minutes,
        )
        if leg.seconds > there_is:
            found.append(_too_far(trip, before, after, there_is, leg.mode, leg.seconds, leg.metres))
    return found


def _too_far(
    trip: LoadedTrip,
    before: LoadedItem,
    after: LoadedItem,
    there_is: float,
    mode: str,
    needed: int,
    metres: int,
) -> Conflict:
    minutes_needed, minutes_there = ceil(needed / 60), int(there_is // 60)
    short = minutes_needed - minutes_there
    # Five minutes late is a nuisance, an hour late loses the stop.
    severity = between(4, 4 + short / 10 + (1 if after.is_fixed else 0), 10)
    assert before.ends is not None and after.starts is not None
    return Conflict(
        "location_distance",
        "too_far",
        severity,
        say("Not enough time from {before} to {after}", before=before.title, after=after.title),
        say(
            "{km} km {how} take about {needed} minutes (estimated), and there are {there}.",
            km=Number(metres / 1000, 1),
            how=MODE_WORDS[mode],
            needed=minutes_needed,
            there=minutes_there,
        ),
        (before.id, after.id),
        {
            "mode": mode,
            "minutes_needed": minutes_needed,
            "minutes_there_are": minutes_there,
            "metres": metres,
            "estimated": True,
        },
        stable_key(
            "location_distance",
            "too_far",
            (before.id, after.id),
            before.ends.isoformat(),
            after.starts.isoformat(),
            before.leaves_from,
            after.point,
        ),
        ranked(
            [
                shorten(trip, before, needed - there_is),
                *other_times(trip, after),
                *other_times(trip, before),
                leave_out(trip, after),
                leave_out(trip, before, 13),
            ]
        ),
    )
