"""Typed JSON columns of a profile: which keys there are, and what they default to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time
from typing import Any

NOTIFICATION_KEYS = ("email", "push", "sms", "ai_suggestions", "trip_updates")


def default_notifications() -> dict[str, bool]:
    """The specification's defaults: everything but text messages."""
    return {key: key != "sms" for key in NOTIFICATION_KEYS}


def default_travel_preferences() -> dict[str, Any]:
    """Nothing said yet. Keys that may be set: see ``TRAVEL_PREFERENCE_KEYS``."""
    return {}


# key -> JSON type that the database checks (accounts/sql/0008_walking_day.sql) and the form offers
TRAVEL_PREFERENCE_KEYS = {
    "pace": "string",
    "interests": "array",
    "diets": "array",
    "cuisines": "array",
    "accessibility": "array",
    "dislikes": "array",
    "walking_limit_minutes": "number",
    "walking_day_km": "number",
    "day_start": "string",
    "day_end": "string",
}


def hours_of(likes: Mapping[str, Any]) -> tuple[time | None, time | None]:
    """When the days of a traveller begin and end, from ``travel_preferences``; an end before the beginning is none."""
    start, end = _hour(likes.get("day_start")), _hour(likes.get("day_end"))
    return start, end if start is None or end is None or end > start else None


def _hour(text: Any) -> time | None:
    """A stored hour ("09:30"); what is no hour is none."""
    try:
        return time.fromisoformat(str(text)) if text else None
    except ValueError:
        return None
