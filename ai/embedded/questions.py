"""The one question of a reading."""

from __future__ import annotations

from ai.embedded.grammar import Env
from ai.embedded.intents import Candidate
from ai.embedded.language import Intent
from ai.embedded.mentions import stop_options
from ai.embedded.slots import Reading
from ai.embedded.types import Option, Question

MOST_OPTIONS = 4
# Anything that pins down a slot beside the slot itself.
STANDS_FOR = {
    "place": ("place", "stop_id", "location_id", "stop_position", "category"),
    "start_date": ("start_date", "month"),
    "category": ("category",),
}


def ask_for_missing(reading: Reading, intent: Intent) -> None:
    """Ask for the first slot that the intent needs and the message lacks."""
    for need in intent.needs:
        names = need.split("|")
        known = {other for name in names for other in STANDS_FOR.get(name, (name,))}
        if known & set(reading.slots) or reading.question is not None:
            continue
        slot = names[0]
        options: tuple[Option, ...] = ()
        trip = reading.env.context.trip
        if slot == "destination":
            cities = reading.env.context.cities
            options = tuple(Option(city.name, {"destination": city.name}) for city in cities[:8])
        elif slot in ("place", "other_place") and trip is not None and intent.needs and intent.name != "add_stop":
            options = stop_options(reading.env, trip.stops_on(reading.slots.get("day_number")))
            if slot == "other_place":
                options = tuple(Option(o.label, {f"other_{k}": v for k, v in o.slots.items()}) for o in options)
        elif slot.endswith("day_number"):
            options = reading.day_options(slot.removesuffix("day_number"))
        reading.ask(f"ask_{slot}", slot, options)


def ask_which_intent(env: Env, ranked: list[Candidate]) -> Question:
    """Offer the best guesses, filled up with what the agent is for."""
    phrases = env.language.phrases
    names = [candidate.intent.name for candidate in ranked if f"offer_{candidate.intent.name}" in phrases]
    names += env.language.settings["offers"].get(env.context.agent, [])
    options = tuple(
        Option(phrases[f"offer_{name}"], {}, name) for name in list(dict.fromkeys(names))[:MOST_OPTIONS]
    )
    return Question(env.language.say("ask_unknown" if options else "ask_unknown_bare"), "intent", options)
