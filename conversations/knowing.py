"""What every agent is told before a message: the day, the trip's frame, and the layers of the context."""

from __future__ import annotations

import json
from typing import Any

from ai.draft import TurnDeps
from conversations.models import AIContext

MOST_CHARACTERS = 600
MOST_NOTES = 10


def known(deps: TurnDeps, memory: AIContext, settled: str = "") -> str:
    """Lines for a model's instructions.

    Nothing here is in words of others: dates and numbers of the trip, the traveller's own preferences (user layer), and
    what staff say to all conversations (``global_context["notes"]``, a list of sentences). Names of the trip and of
    places reach a model through tools alone. ``settled`` is what became of a yes or no that the message began with.
    """
    lines = [f"It is {deps.now:%A, %Y-%m-%d, %H:%M} ({deps.now.tzname()}) for the traveller; money in {deps.currency}."]
    trip = deps.draft.trip
    if trip is None:
        lines.append("There is no trip yet in this conversation.")
    else:
        lines.append(
            f"The conversation is about one trip: {trip.start_date} to {trip.end_date} ({trip.length} days),"
            f" {trip.party_size} travellers, {len(deps.draft.items)} stops, state {trip.status}."
        )
    if deps.preferences:
        said = json.dumps(deps.preferences, ensure_ascii=False, sort_keys=True)[:MOST_CHARACTERS]
        lines.append(f"What the traveller told us to remember: {said}")
    if settled:
        lines.append(f"The traveller's message answered what waited, and that is done; tell them so: {settled}")
    lines += [f"From those who run Tripos: {note}" for note in notes(memory.global_context)]
    return "\n".join(lines)


def notes(layer: dict[str, Any]) -> list[str]:
    """Sentences of the global layer that staff wrote; anything else in it is left alone."""
    found = layer.get("notes")
    texts = found if isinstance(found, list) else []
    return [" ".join(note.split())[:MOST_CHARACTERS] for note in texts if isinstance(note, str)][:MOST_NOTES]
