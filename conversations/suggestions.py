"""What one might say next: sentences that the concierge certainly serves."""

from __future__ import annotations

import uuid

FIRST = (
    "Plan two days in Helsinki for two from 14 to 15 May, museums and good coffee, vegan lunch, under 300 euros",
    "A relaxed weekend in Helsinki with architecture and views",
    "What can you do?",
)
ABOUT_A_TRIP = (
    "Start later, we are slow in the morning",
    "Add a museum on day 2",
    "Where can we eat vegan on day 1?",
    "How much is left of the budget?",
    "Undo that",
)


def suggestions(trip_id: uuid.UUID | None) -> tuple[str, ...]:
    """Sentences for a conversation about a trip, or about none yet."""
    return ABOUT_A_TRIP if trip_id else FIRST
