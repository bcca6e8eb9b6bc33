"""What the catalogue says about a stay's doors and about how many people fit into a place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from places.models import Location

_CLOCK = re.compile(r"(?<!\d)([01]?\d|2[0-4])[:.]([0-5]\d)(?!\d)")
# What the keys of a place's details count, besides its own capacity: beds take one each.
_BEDS = "beds"


@dataclass(frozen=True, slots=True)
class Doors:
    """When a stay lets in and until when one has to be out, as moments; None for what is not said."""

    check_in_from: datetime | None = None
    check_in_until: datetime | None = None
    check_out_until: datetime | None = None


OPEN = Doors()


def doors_of(details: Mapping[str, Any] | None, starts: datetime | None, ends: datetime | None) -> Doors:
    """The doors of a stay, from OpenStreetMap's ``check_in`` and ``check_out`` ("14:00-22:00", "15:00", "11:00").

    Args:
        details: of the place.
        starts, ends: of the stop, on its own clock. One that lasts for no night is not asked about.

    A check-in that ends after midnight ("15:00-02:00") ends on the next day. What cannot be read says nothing.
    """
    if starts is None or ends is None or starts.date() == ends.date():
        return OPEN
    into, out = _clocks(details, "check_in"), _clocks(details, "check_out")
    first = _on(starts, into[0]) if into else None
    last = _on(starts, into[1]) if len(into) > 1 else None
    if first is not None and last is not None and last <= first:
        last += timedelta(days=1)
    return Doors(first, last, _on(ends, out[-1]) if out else None)


def _clocks(details: Mapping[str, Any] | None, key: str) -> list[time]:
    text = (details or {}).get(key)
    found = _CLOCK.findall(text) if isinstance(text, str) and ";" not in text and "," not in text else []
    return [time(int(hour) % 24, int(minute)) for hour, minute in found[:2]]


def _on(moment: datetime, clock: time) -> datetime:
    return datetime.combine(moment.date(), clock, moment.tzinfo)


def capacity_of(place: Location) -> int | None:
    """How many people a place takes at once: its own capacity, else a stay's beds; None where nobody says."""
    if place.capacity is not None:
        return place.capacity
    beds = str((place.details or {}).get(_BEDS) or "")
    return int(beds) if beds.isdecimal() and 0 < int(beds) < 10_000 else None
