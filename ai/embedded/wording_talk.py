"""Sentences about the talk itself: what was understood, what comes next, what may be planned anew."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

WHY_LISTED = "My lists begin with what is open then and fits your wishes, the nearest first. Of this one is known:"
NOT_STORED = "What is stored says nothing of that; I can put the question into a booking request."
NOTHING_LISTED = "I have listed nothing yet: say what you are looking for."
NOTHING_AFTER = "That is the last of that day."
WHICH_DAY_SHOW = "Of which day? Say “day 2” or a weekday."
NOT_KNOWN_OF_STOPS = "That is not known of these stops, or two are alike."
NOT_KNOWN_OF_THESE = "I do not know that of these. Which one do you mean?"
PLAN_ANEW = "Plan it anew"
SET_IT = "Set it"
SHALL_I_SET = "Shall I set it?"
LEAVE_IT = "Leave it as it is"
NOTHING_UNDERSTOOD = "Nothing of a trip yet: say where you would like to go, when, and what you like."


def understood_so_far(known: Mapping[str, Any]) -> str:
    """What is known of a trip, as a list."""
    lines = [f"- {line}" for line in _lines(known)]
    return "So far I have understood:\n" + "\n".join(lines)


def noted(known: Mapping[str, Any]) -> str:
    """What is known of a trip that cannot be planned yet."""
    return f"Noted. {understood_so_far(known)}"


def plan_anew(known: Mapping[str, Any], otherwise: str) -> str:
    """Whether a trip that stands is to be planned anew."""
    lines = "\n".join(f"- {line}" for line in _lines(known))
    return f"{otherwise} Or shall I plan it anew, as a draft beside your present plan?\n{lines}"


def _lines(known: Mapping[str, Any]) -> list[str]:
    from ai.embedded.wording import day_words, listed

    lines = []
    if known.get("destination"):
        lines.append(f"Where: {known['destination']}")
    if known.get("start_date"):
        end = known.get("end_date")
        first = day_words(str(known["start_date"]))
        lines.append(f"When: {first}" + (f" to {day_words(str(end))}" if end and end != known["start_date"] else ""))
    elif known.get("month"):
        lines.append(f"When: in {known['month']}, which days is open")
    if known.get("party_size"):
        children = len(known.get("children") or ())
        lines.append(f"Who: {known['party_size']} in all" + (f", {children} of them children" if children else ""))
    if known.get("budget_amount"):
        kind = {"per_day": " a day", "per_person": " each", "per_person_per_day": " each a day"}
        unit = known.get("budget_currency") or ""
        lines.append(f"Budget: {known['budget_amount']} {unit}{kind.get(str(known.get('budget_kind')), '')}".rstrip())
    for key, title in (
        ("interests", "You like"),
        ("cuisines", "Cuisines"),
        ("diets", "Diets"),
        ("accessibility", "Needs"),
        ("avoid", "Not wanted"),
    ):
        if known.get(key):
            lines.append(f"{title}: {listed([str(one).replace('_', ' ') for one in known[key]])}")
    if known.get("pace"):
        lines.append(f"Pace: {known['pace']}")
    return lines


def left_open(text: str) -> str:
    """What else was said beside a yes, where it is no clear request."""
    return f"“{text[:120]}” I leave open."


def still_there(name: str) -> str:
    """A stop that is to come back, and never went."""
    return f"**{name}** is in the plan: there is nothing to put back."


def dearest_day(is_most: bool, number: int, when: str, total: str) -> str:
    """Which day costs most, or least."""
    return f"The {'dearest' if is_most else 'cheapest'} day is **day {number}, {when}**: {total} planned and paid."


def stop_told(row: Mapping[str, Any], day: Mapping[str, Any]) -> str:
    """One stop of a day."""
    from ai.embedded.wording import day_words
    from ai.embedded.wording_trip import stop_line

    return f"On {day_words(day['date'])}: {stop_line(row).removeprefix('- ')}"
