"""From an understood request to the tools that serve it."""

from ai.embedded.serving import anew, bookings, comparing, looking, memory, money, planning, stops
from ai.embedded.steps import Serve

INTENTS: dict[str, Serve] = {
    **planning.INTENTS,
    **stops.INTENTS,
    **looking.INTENTS,
    **money.INTENTS,
    **bookings.INTENTS,
    **memory.INTENTS,
    **comparing.INTENTS,
    **anew.INTENTS,
}
