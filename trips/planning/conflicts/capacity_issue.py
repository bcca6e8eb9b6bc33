"""Parties larger than the place, table, room or vehicle takes."""

from __future__ import annotations

from trips.planning.conflicts.model import Conflict, LoadedTrip, between, stable_key
from trips.planning.conflicts.ways_out import leave_out, ranked
from trips.planning.said import say


def find_too_small(trip: LoadedTrip) -> list[Conflict]:
    """Items whose own capacity, else their place's, is below the number of people who come."""
    found = []
    for item in trip.items:
        capacity = item.capacity
        if capacity is None and item.place is not None:
            capacity = item.place.capacity
        people = item.people or len(item.participants) or trip.party.size
        if capacity is None or people <= capacity:
            continue
        missing = people - capacity
        found.append(
            Conflict(
                "capacity_issue",
                "too_small",
                between(6, 6 + missing, 9),
                say("{stop} takes {capacity}, you are {people}", stop=item.title, capacity=capacity, people=people),
                say("{missing} too many for {stop}.", missing=missing, stop=item.title),
                (item.id,),
                {"capacity": capacity, "people": people},
                stable_key("capacity_issue", "too_small", (item.id,), capacity, people),
                ranked([leave_out(trip, item)]),
            )
        )
    return found
