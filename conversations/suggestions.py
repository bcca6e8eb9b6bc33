"""What one might say next: sentences that the chosen agent certainly serves, for the trip as it stands."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from ai.enums import AgentType
from trips.enums import TripStatus
from trips.models import Trip

MOST = 4
FIRST = (
    "Plan two days in Helsinki for two from 14 to 15 May, museums and good coffee, vegan lunch, under 300 euros",
    "A relaxed weekend in Helsinki with architecture and views",
    "What can you do?",
)
# Without a trip there is nothing to move, add up or book: such an agent looks around, or says what it is for.
WITHOUT_A_TRIP: dict[str, tuple[str, ...]] = {
    AgentType.LOCAL_SCOUT: ("Museums in Helsinki", "Something for a rainy afternoon in Helsinki"),
    AgentType.DINING_ORCHESTRATOR: ("Vegan restaurants in Helsinki", "I'm vegetarian"),
    AgentType.EVENT_CURATOR: ("What is on in Helsinki next weekend?",),
}
HELP = "What can you do?"


def suggestions(agent: str, trip: Trip | None, today: date) -> tuple[str, ...]:
    """Sentences for a conversation with an agent.

    Args:
        agent: one of ``AgentType``.
        trip: what the conversation is about; None while it is about none, or where it is in the trash.
        today: the traveller's date.
    """
    if trip is None or trip.deleted_at is not None:
        return FIRST if agent == AgentType.GENERAL_CONCIERGE else (*WITHOUT_A_TRIP.get(agent, ()), HELP)
    return _ABOUT[AgentType(agent)](trip, today)[:MOST]


def _day(trip: Trip, number: int) -> str:
    """A day's words; a trip of one day has no second."""
    return f"day {min(number, trip.length)}"


def _is_on(trip: Trip, today: date) -> bool:
    return trip.start_date <= today <= trip.end_date


def _money(trip: Trip) -> str:
    return "How much have we spent?" if trip.budget_total is None else "How much is left of the budget?"


def _concierge(trip: Trip, today: date) -> tuple[str, ...]:
    if trip.status == TripStatus.DRAFT:
        first = "Start later, we are slow in the morning"
    else:
        first = "What are we doing today?" if _is_on(trip, today) else f"What are we doing on {_day(trip, 1)}?"
    return (first, f"Add a museum on {_day(trip, 2)}", f"Where shall we have lunch on {_day(trip, 1)}?", _money(trip))


def _scout(trip: Trip, today: date) -> tuple[str, ...]:
    return (
        f"What's near the first stop on {_day(trip, 1)}?",
        "Something for a rainy afternoon",
        f"Add a museum on {_day(trip, 2)}",
        "Any hidden gems?",
    )


def _dining(trip: Trip, today: date) -> tuple[str, ...]:
    return (
        f"Where shall we have lunch on {_day(trip, 1)}?",
        f"Where do we eat on the evening of {_day(trip, 2)}?",
        "Vegan restaurants",
        "I'm vegetarian",
    )


def _events(trip: Trip, today: date) -> tuple[str, ...]:
    return ("What events are there during our trip?", "Any concerts?", f"What are we doing on {_day(trip, 2)}?")


def _route(trip: Trip, today: date) -> tuple[str, ...]:
    return (f"Optimise {_day(trip, 2)}", "Less walking please", "What clashes?", f"Show me {_day(trip, 1)}")


def _budget(trip: Trip, today: date) -> tuple[str, ...]:
    set_it = "Make it cheaper by 20" if trip.budget_total is not None else f"Set the budget to 500 {trip.currency}"
    return (_money(trip), set_it, f"What if we drop the first stop on {_day(trip, 1)}?", "Are we over budget?")


def _bookings(trip: Trip, today: date) -> tuple[str, ...]:
    return (
        "What still needs booking?",
        f"Draft a request for dinner on {_day(trip, 1)}",
        "Show me the bookings",
        f"What are we doing on {_day(trip, 2)}?",
    )


_ABOUT: dict[AgentType, Callable[[Trip, date], tuple[str, ...]]] = {
    AgentType.GENERAL_CONCIERGE: _concierge,
    AgentType.LOCAL_SCOUT: _scout,
    AgentType.DINING_ORCHESTRATOR: _dining,
    AgentType.EVENT_CURATOR: _events,
    AgentType.ITINERARY_OPTIMIZER: _route,
    AgentType.BUDGET_GUARDIAN: _budget,
    AgentType.BOOKING_ASSISTANT: _bookings,
}
