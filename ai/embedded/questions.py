"""The one question of a reading."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from ai.embedded.grammar import Env
from ai.embedded.language import Intent
from ai.embedded.options import stop_options
from ai.embedded.slots import Reading
from ai.embedded.types import Option, Question

MOST_OPTIONS = 4
# Of more cities than this, the first ones are no guess.
MOST_CITIES = 50
FRIDAY, SATURDAY = 4, 5
# Anything that pins down a slot beside the slot itself.
STANDS_FOR = {
    "place": ("place", "stop_id", "location_id", "stop_position", "category"),
    "start_date": ("start_date",),
    "category": ("category",),
    "other_place": (
        "other_place",
        "other_stop_id",
        "other_location_id",
        "other_stop_position",
        "other_category",
    ),
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
            cities = reading.env.context.cities if len(reading.env.context.cities) <= MOST_CITIES else ()
            options = tuple(Option(city.name, {"destination": city.name}) for city in cities[:8])
        elif slot in ("place", "other_place") and trip is not None and intent.needs and intent.name != "add_stop":
            options = stop_options(reading.env, trip.stops_on(reading.slots.get("day_number")))
            if slot == "other_place":
                options = tuple(Option(o.label, {f"other_{k}": v for k, v in o.slots.items()}) for o in options)
        elif slot == "start_date":
            options = _date_options(reading)
        elif slot.endswith("day_number"):
            options = reading.day_options(slot.removesuffix("day_number"))
        reading.ask(f"ask_{slot}", slot, options)


def _date_options(reading: Reading) -> tuple[Option, ...]:
    """The next dates that fit what is known: within the month or part of it that was said, of the length
    that was said.
    """
    slots, today = reading.slots, reading.env.context.today
    low, high = today + timedelta(days=1), today + timedelta(days=400)
    if "month" in slots:
        low = max(low, date.fromisoformat(slots["month"] + "-01"))
        high = (low.replace(day=1) + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    elif "window_start" in slots:
        low, high = (date.fromisoformat(slots[key]) for key in ("window_start", "window_end"))
    days = slots["days"] if isinstance(slots.get("days"), int) and 1 <= slots["days"] <= 60 else 2
    weekday = SATURDAY if days <= 2 or days > 4 else FRIDAY
    start = low + timedelta(days=(weekday - low.weekday()) % 7)
    options: list[Option] = []
    while start <= high and len(options) < MOST_OPTIONS:
        end = start + timedelta(days=days - 1)
        label = reading.show(start) if days == 1 else f"{reading.show(start)} – {reading.show(end)}"
        dates = {"start_date": start.isoformat(), "end_date": end.isoformat(), "days": days}
        options.append(Option(label, dates))
        start += timedelta(days=7)
    return tuple(options)


def ask_which_intent(env: Env, guesses: Iterable[tuple[str, dict[str, Any]]]) -> Question:
    """Offer the best guesses, each with what was read for it, filled up with what the agent is for."""
    phrases = env.language.phrases
    asked = dict(guesses)
    for name in env.language.settings["offers"].get(env.context.agent, []):
        asked.setdefault(name, {})
    names = [name for name in asked if f"offer_{name}" in phrases][:MOST_OPTIONS]
    options = tuple(Option(_offer(env, name, asked[name]), asked[name], name) for name in names)
    return Question(env.language.say("ask_unknown" if options else "ask_unknown_bare"), "intent", options)


def _offer(env: Env, intent: str, slots: dict[str, Any]) -> str:
    offer = env.language.phrases[f"offer_{intent}"]
    needs = next((known.needs for known in env.language.intents if known.name == intent), ())
    if not slots.get("place") or not any(need.startswith("place") for need in needs):
        return offer
    return env.language.say("offer_about", offer=offer, name=slots["place"])
