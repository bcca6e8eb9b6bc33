"""From an understood request to the tools that serve it."""

from ai.embedded.serving import (
    anew,
    bookings,
    clashes,
    comparing,
    expenses,
    looking,
    memory,
    money,
    planning,
    stops,
    undoing,
)
from ai.embedded.steps import Serve

INTENTS: dict[str, Serve] = {
    **planning.INTENTS,
    **undoing.INTENTS,
    **clashes.INTENTS,
    **stops.INTENTS,
    **looking.INTENTS,
    **money.INTENTS,
    **expenses.INTENTS,
    **bookings.INTENTS,
    **memory.INTENTS,
    **comparing.INTENTS,
    **anew.INTENTS,
}

# The tool without which an agent cannot do what is asked, for what not every agent may.
SERVED_BY = {
    "plan_trip": "plan_trip",
    "extend_trip": "make_longer",
    "shorten_trip": "make_shorter",
    "optimise_day": "optimise_day",
    "optimise_trip": "optimise_trip",
    "fix_conflicts": "resolve_conflict",
    "cheaper": "make_cheaper",
    "change_budget": "set_budget",
    "limit_category": "limit_category",
    "booking_request": "draft_booking",
    "invite": "propose_invitation",
}
