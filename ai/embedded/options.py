"""Buttons for what an answer listed, and for stops of the trip."""

from __future__ import annotations

from ai.embedded.grammar import Env
from ai.embedded.types import Offer, Option, Stop


def offer_options(offers: tuple[Offer, ...]) -> tuple[Option, ...]:
    """Buttons for what the last answer listed."""
    keys = {"stop": "stop_id", "event": "event_id"}
    return tuple(
        Option(offer.name, {"place": offer.name, keys.get(offer.kind, "location_id"): offer.id}) for offer in offers[:8]
    )


def stop_options(env: Env, stops: list[Stop] | tuple[Stop, ...]) -> tuple[Option, ...]:
    """Buttons for stops of the trip, those of the day that is spoken of first, with the day where names repeat."""
    options = []
    names = [stop.name for stop in stops]
    for stop in sorted(stops, key=lambda one: one.day_number != env.context.day)[:8]:
        label = stop.name if names.count(stop.name) == 1 else f"{stop.name} ({stop.day_number})"
        options.append(Option(label, {"place": stop.name, "stop_id": stop.id}))
    return tuple(options)
