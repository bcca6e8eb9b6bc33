"""Making the context's snapshots from rows and from JSON (by shape: nothing of Django is imported here)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, time
from decimal import Decimal
from typing import Any

from ai.embedded.types import City, Stop, TripSnapshot


def trip_from_json(data: dict[str, Any]) -> TripSnapshot:
    """Read a trip from JSON: ``id``, ``start_date``, ``end_date`` and, if known, ``destination``,
    ``currency``, ``title``,
    ``stops`` (each ``id``, ``name``, ``day_number``, and perhaps ``position``, ``kind``, ``start``, ``end``,
    ``is_locked``,
    ``aliases``).

    Raises:
        KeyError, ValueError: for a missing or malformed field.
    """
    positions: dict[int, int] = {}
    stops: list[Stop] = []
    for entry in data.get("stops", ()):
        day = int(entry["day_number"])
        positions[day] = int(entry.get("position", positions.get(day, 0) + 1))
        stops.append(
            Stop(
                id=str(entry["id"]),
                name=str(entry["name"]),
                day_number=day,
                position=positions[day],
                kind=str(entry.get("kind", "")),
                start=_time(entry.get("start")),
                end=_time(entry.get("end")),
                is_locked=bool(entry.get("is_locked", False)),
                aliases=tuple(entry.get("aliases", ())),
                cost=_amount(entry.get("cost")),
            )
        )
    return TripSnapshot(
        id=str(data.get("id", "")),
        start_date=date.fromisoformat(data["start_date"]),
        end_date=date.fromisoformat(data["end_date"]),
        destination=str(data.get("destination", "")),
        currency=str(data.get("currency", "")),
        title=str(data.get("title", "")),
        stops=tuple(stops),
        budget=_amount(data.get("budget")),
        is_draft=bool(data.get("is_draft", False)),
    )


def _amount(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def _time(text: str | None) -> time | None:
    return time.fromisoformat(text) if text else None


def trip_from_rows(trip: Any, items: Iterable[Any]) -> TripSnapshot:
    """Read a trip from its row and the rows of its stops (in the order of the plan; ideas without a day are left out).

    A stop's kind is all that is known of it: its meal, the place's subcategory, the place's category, the
    item's type, joined
    by commas.
    """
    positions: dict[int, int] = {}
    stops: list[Stop] = []
    entries: list[tuple[str, str]] = []
    for item in items:
        if item.start_time is None and item.location_id is None and item.cost is not None:
            entries.append((str(item.pk), item.title))
        if item.day_number is None:
            continue
        positions[item.day_number] = positions.get(item.day_number, 0) + 1
        location = item.location
        kinds = [
            item.meal,
            getattr(location, "subcategory", None),
            getattr(location, "event_type", None),
            getattr(location, "category", None),
            item.type,
        ]
        details = getattr(location, "details", None) or {}
        names = {str(name) for name in (getattr(location, "name", None), details.get("name_en")) if name}
        stops.append(
            Stop(
                id=str(item.pk),
                name=item.title,
                day_number=item.day_number,
                position=positions[item.day_number],
                kind=",".join(dict.fromkeys(str(kind) for kind in kinds if kind)),
                start=item.start_time,
                end=item.end_time,
                is_locked=item.is_locked,
                aliases=tuple(sorted(names - {item.title})),
                cost=item.cost,
                place_id=str(getattr(location, "pk", None) or ""),
            )
        )
    return TripSnapshot(
        id=str(trip.pk),
        start_date=trip.start_date,
        end_date=trip.end_date,
        destination=trip.destination,
        currency=trip.currency or "",
        title=trip.title,
        stops=tuple(stops),
        budget=trip.budget_total,
        is_draft=trip.status == "draft",
        adults=trip.adults,
        children=tuple(trip.children_ages),
        entries=tuple(entries),
    )


def cities_from_json(data: Iterable[dict[str, Any]]) -> tuple[City, ...]:
    """Read cities from JSON: each ``name``, perhaps ``aliases`` and ``country``."""
    return tuple(
        City(str(entry["name"]), tuple(entry.get("aliases", ())), str(entry.get("country", ""))) for entry in data
    )
