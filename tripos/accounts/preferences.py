"""Typed JSON columns of a profile: which keys there are, and what they default to."""

from __future__ import annotations

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
