"""What a traveller is told of each agent: one sentence, and when to turn to it."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ai.enums import AgentType

ICONS: dict[str, str] = {
    AgentType.GENERAL_CONCIERGE: "chat",
    AgentType.LOCAL_SCOUT: "pin",
    AgentType.DINING_ORCHESTRATOR: "restaurant",
    AgentType.EVENT_CURATOR: "calendar",
    AgentType.ITINERARY_OPTIMIZER: "route",
    AgentType.BUDGET_GUARDIAN: "wallet",
    AgentType.BOOKING_ASSISTANT: "ticket",
}
SENTENCES: dict[str, Promise] = {
    AgentType.GENERAL_CONCIERGE: _("Plans whole trips and can do all that the others do: when in doubt, ask here."),
    AgentType.LOCAL_SCOUT: _("Finds places worth a visit: near a stop, open at a time, of a kind that you like."),
    AgentType.DINING_ORCHESTRATOR: _("Finds places to eat that fit your diets and your way, and puts them in."),
    AgentType.EVENT_CURATOR: _("Knows what is on while you are there, and fits it in at its own time."),
    AgentType.ITINERARY_OPTIMIZER: _("Puts the days in a better order, moves stops and settles what clashes."),
    AgentType.BUDGET_GUARDIAN: _("Adds up what the trip costs, and finds ways to spend less."),
    AgentType.BOOKING_ASSISTANT: _("Keeps track of what has to be booked and writes the requests; you send them."),
}
"""One sentence an agent. What it may do is decided by its tools (``ai.agents``), not here."""
