"""Sentences about the plan: days, changes, conflicts, reasons."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ai.embedded.wording import DRAFT, asides, day_words, listed, sentence, unframed

Facts = Mapping[str, Any]
MODES = {"walk": "on foot", "bicycle": "by bicycle", "transit": "by public transport", "car": "by car"}


def stop_line(stop: Facts) -> str:
    """A stop with its times, way, hours and cost."""
    parts = [f"{stop['start']}–{stop['leave']} **{stop['name']}**"]
    if stop["kind"] in ("breakfast", "lunch", "dinner", "coffee"):
        parts[0] += f" ({stop['kind']})"
    travel = stop.get("travel")
    if travel:
        parts.append(f"{travel['minutes']} min {MODES.get(travel['mode'], travel['mode'])} (estimated)")
    if stop["hours_known"]:
        parts.append(f"open {stop['hours']}" + (f", as of {stop['hours_as_of']}" if stop["hours_as_of"] else ""))
    else:
        parts.append("opening hours unknown")
    parts.append(stop["cost"])
    return "- " + " · ".join(parts)


def day_block(day: Facts) -> str:
    """A day with its stops."""
    holiday = f" ({day['holiday']})" if day.get("holiday") else ""
    lines = [f"**Day {day['number']}, {day_words(day['date'])}**{holiday}"]
    lines += [stop_line(stop) for stop in day["stops"]] or ["- nothing planned"]
    return "\n".join(lines)


def money_line(money: Facts) -> str:
    """The sums of a plan."""
    sums = f"{money['known']} known + {money['estimated']} estimated + {money['unknown']} unknown"
    if money["not_converted"]:
        sums += f" + {listed(money['not_converted'])} not converted"
    if money["budget"] is None:
        return f"Costs: {sums}. No limit was set."
    left = f"{money['left']} left" if not money["over"] else f"over by {str(money['left']).lstrip('-')}"
    return f"Budget {money['budget']}: {sums}; {left}."


def plan(facts: Facts) -> str:
    """A new plan."""
    days = facts["days"]
    first, last = days[0], days[-1]
    when = day_words(first["date"]) if len(days) == 1 else f"{day_words(first['date'])} to {day_words(last['date'])}"
    parts = [f"Here is a plan for **{facts['city']}**, {when}."]
    parts += [day_block(day) for day in days]
    parts.append(money_line(facts["money"]))
    parts += asides("What I could not do", facts["unmet"])
    parts += asides("Good to know", facts["notes"])
    parts.append(DRAFT)
    return "\n\n".join(parts)


def edit(facts: Facts) -> str:
    """What an edit changes, and the days it touches."""
    parts = []
    if facts.get("changes"):
        parts.append("What changes:\n" + "\n".join(f"- {change}" for change in facts["changes"]))
        parts += asides("It was checked with", [_evidence(row) for row in (facts.get("evidence") or ())[:3]])
    else:
        best = facts.get("already_best")
        parts.append("That is the best order already: nothing changes." if best else "Nothing had to change.")
    travel = facts.get("travel")
    if travel and facts.get("changes"):
        parts.append(
            f"Under way: {travel['minutes_before']} min before, {travel['minutes_after']} min after (estimated)."
        )
    parts += asides("What did not work", facts.get("failures") or ())
    parts += [day_block(day) for day in (facts.get("days") or ())[:3]]
    if facts.get("money"):
        parts.append(money_line(facts["money"]))
    return "\n\n".join(parts)


def _evidence(row: Facts) -> str:
    # "hours unknown" and "cost unknown" say themselves what they are about.
    known = [
        str(row[key]) if "unknown" in str(row[key]) else f"{key} {row[key]}"
        for key in ("hours", "way", "price")
        if row.get(key)
    ]
    return f"{row['name']}: {'; '.join(known)}"


def removal(facts: Facts) -> str:
    """A stop that the traveller is asked for."""
    return f"Remove **{facts['stop']}**?"


def lock(facts: Facts) -> str:
    """A stop fixed or let go."""
    state = "fixed: nothing moves it" if facts["locked"] else "free to move again"
    return f"**{facts['stop']}** {'is now' if facts.get('changed', True) else 'was already'} {state}."


def days(facts: Facts) -> str:
    """The plan as it is."""
    parts = [day_block(day) for day in facts["days"]] or ["Nothing is planned yet."]
    if facts.get("without_a_time"):
        parts += asides("Without a time", [row["name"] for row in facts["without_a_time"]])
    if facts.get("ideas"):
        parts += asides("Ideas", [row["name"] for row in facts["ideas"]])
    if len(facts["days"]) != 1:
        parts.append(money_line(facts["money"]))
    return "\n\n".join(parts)


def reasons(facts: Facts) -> str:
    """Why a stop is where it is, what that rests on, and who changed it."""
    stop, evidence = facts["stop"], facts.get("evidence") or {}
    when = f", day {stop['day_number']}, {stop['start']}–{stop['leave']}" if stop.get("day_number") else ""
    told = [sentence(str(one)) for one in facts.get("reasons") or ()] or ["No reason was kept for it."]
    if stop.get("fixed"):
        told.append(f"It is {stop['fixed']}.")
    rests = [f"{key} {value}" for key, value in evidence.items() if value and key != "name"]
    if rests:
        told.append(f"It rests on: {'; '.join(rests)}.")
    if facts.get("suggested_by"):
        told.append(f"It was put there by {str(facts['suggested_by']).replace('_', ' ')}.")
    told += [f"{row['on']}, {row['by']}: {sentence(unframed(row['what']))}" for row in facts.get("history") or ()]
    return f"**{stop['name']}**{when}:\n" + "\n".join(f"- {line}" for line in told)


def conflicts(facts: Facts) -> str:
    """What does not fit, numbered, with the ways out."""
    if not facts["conflicts"]:
        return "Nothing clashes: the plan has no open conflict."
    lines = []
    for row in facts["conflicts"]:
        lines.append(f"{row['number']}. **{row['title']}**: {sentence(row['text'])}")
        lines += [f"   - way out {way['option']}: {sentence(way['text'])}" for way in row["options"]]
    return "What does not fit:\n" + "\n".join(lines)


def settled(facts: Facts) -> str:
    """A way out that was taken, or is asked for."""
    if facts.get("waits_for_approval"):
        return f"**{facts['conflict']}**: {facts['way'].rstrip('.')}?"
    return f"**{facts['conflict']}** is settled: {sentence(facts['way'])}"


def undone(facts: Facts) -> str:
    """What goes back."""
    return f"Undone: {sentence(facts['undoes'])}"


def accepted(facts: Facts) -> str:
    """A draft that is a trip now."""
    return f"**{facts['title']}** is yours now. “Undo that” makes it a draft again."


EDITS = (
    "make_longer",
    "make_shorter",
    "swap_days",
    "start_later",
    "add_stop",
    "add_event",
    "move_stop",
    "replace_stop",
    "swap_stops",
    "change_length",
    "optimise_day",
    "optimise_trip",
)


def invitation(facts: Facts) -> str:
    """Somebody to invite."""
    return f"Invite **{facts['email']}** ({str(facts['may']).lower()})? The mail goes out when you say yes below."


TELL: dict[str, Callable[[Facts], str]] = {
    "plan_trip": plan,
    **dict.fromkeys(EDITS, edit),
    "remove_stop": removal,
    "lock_stop": lock,
    "show_day": days,
    "explain_stop": reasons,
    "list_conflicts": conflicts,
    "resolve_conflict": settled,
    "propose_invitation": invitation,
    "undo_last": undone,
    "accept_trip": accepted,
}
