"""The embedded model's sentences, in English. Each repeats what a tool answered; none adds a figure of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from ai.embedded.types import Context, Understanding

Facts = Mapping[str, Any]

WHICH_DAY = "Which day should it move to? Say “day 2” or a weekday."
WHAT_TO_ADD = "What should I add? Name a place, or a kind such as “a museum” or “coffee”."
NEAR_WHAT = "Near which place?"
WHICH_PLACE = "Which place do you mean? Its name, or a kind such as “gallery”, is enough."
NO_RESULT = "That did not come through; please say it again."
NOT_MY_JOB = "That is not something I do here: ask the concierge."
DRAFT = "It is a draft until you accept it: nothing else changes before."

SMALL_TALK = {
    "greeting": "Hello! Tell me where to, when and what you like, and I plan it over real places.",
    "thanks": "You are welcome.",
    "help": (
        "I plan trips and change them. For example:\n"
        "- “Plan two days in Helsinki for two from 14 to 15 May, museums and good coffee”\n"
        "- “Make it three days”, “Add a museum on day 2”, “Start later”\n"
        "- “What's near the Ateneum?”, “Is Kiasma open on Monday?”, “How much is left of the budget?”\n"
        "- “Undo that”"
    ),
    "confirm": "Good.",
    "deny": "Fine, I leave everything as it is.",
    "decline": "Fine. “No, thanks” on its card puts the draft in your trash.",
    "shorten_trip": (
        "Shortening a trip can strand stops: change its dates on the trip's page, which asks what becomes of them."
    ),
}


def cannot(reading: Understanding, context: Context) -> str:
    """What to say to a request that was understood but not served here, or not understood at all."""
    if reading.intent in ("unknown", ""):
        return "I did not understand that. " + SMALL_TALK["help"]
    return (
        f"I understood this as “{reading.intent.replace('_', ' ')}”, which I cannot do in the chat yet; "
        "the trip's page can do most changes by hand."
    )


def day_words(iso: str) -> str:
    """A date as people say it."""
    day = date.fromisoformat(iso)
    return f"{day:%A} {day.day} {day:%B %Y}"


def tell(tool: str, facts: Facts, reading: Understanding) -> str:
    """The answer for one tool's result."""
    said = [assumption.text for assumption in reading.assumed]
    if not facts.get("ok", True):
        return " ".join([*said, _refused(facts)])
    words = TELL[tool](facts)
    return "\n\n".join([" ".join(said), words]) if said else words


def _refused(facts: Facts) -> str:
    words = str(facts.get("message") or NO_RESULT)
    if facts.get("failures"):
        words = " ".join(_sentence(failure) for failure in facts["failures"])
    if facts.get("cities"):
        words += f" I can plan in {_listed(facts['cities'])}."
    if facts.get("how"):
        words += f" {facts['how']}"
    return words


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _sentence(text: str) -> str:
    text = text.strip()
    return f"{text[:1].upper()}{text[1:]}" + ("" if text.endswith((".", "!", "?")) else ".")


MODES = {"walk": "on foot", "bicycle": "by bicycle", "transit": "by public transport", "car": "by car"}


def _stop_line(stop: Facts) -> str:
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


def _day(day: Facts) -> str:
    holiday = f" ({day['holiday']})" if day.get("holiday") else ""
    lines = [f"**Day {day['number']}, {day_words(day['date'])}**{holiday}"]
    lines += [_stop_line(stop) for stop in day["stops"]] or ["- nothing planned"]
    return "\n".join(lines)


def _money(money: Facts) -> str:
    sums = f"{money['known']} known + {money['estimated']} estimated + {money['unknown']} unknown"
    if money["not_converted"]:
        sums += f" + {_listed(money['not_converted'])} not converted"
    if money["budget"] is None:
        return f"Costs: {sums}. No limit was set."
    left = f"{money['left']} left" if not money["over"] else f"over by {str(money['left']).lstrip('-')}"
    return f"Budget {money['budget']}: {sums}; {left}."


def _plan(facts: Facts) -> str:
    days = facts["days"]
    first, last = days[0], days[-1]
    when = day_words(first["date"]) if len(days) == 1 else f"{day_words(first['date'])} to {day_words(last['date'])}"
    parts = [f"Here is a plan for **{facts['city']}**, {when}."]
    parts += [_day(day) for day in days]
    parts.append(_money(facts["money"]))
    parts += _asides("What I could not do", facts["unmet"])
    parts += _asides("Good to know", facts["notes"])
    parts.append(DRAFT)
    return "\n\n".join(parts)


def _asides(title: str, sentences: Iterable[str]) -> list[str]:
    lines = [f"- {_sentence(sentence)}" for sentence in sentences]
    return [f"{title}:\n" + "\n".join(lines)] if lines else []


def _edit(facts: Facts) -> str:
    parts = []
    if facts["changes"]:
        parts.append("Done:\n" + "\n".join(f"- {change}" for change in facts["changes"]))
    else:
        parts.append("Nothing had to change.")
    parts += _asides("What did not work", facts["failures"])
    parts += [_day(day) for day in facts["days"][:3]]
    parts.append(_money(facts["money"]))
    return "\n\n".join(parts)


def _removal(facts: Facts) -> str:
    return f"Remove **{facts['stop']}**? It stays until you say yes below."


def _place_line(place: Facts) -> str:
    parts = [f"**{place['name']}**, {place['kind']}"]
    if "walk_minutes" in place:
        parts.append(f"{place['walk_minutes']} min on foot (estimated)")
    if place.get("diets"):
        parts.append(f"tags say {', '.join(place['diets'])}".replace("_", "-"))
    if "hours" in place:
        parts.append(
            f"open {place['hours']}" + (f", as of {place['hours_as_of']}" if place["hours_as_of"] else "")
            if place["hours_known"] and place["hours"] != "closed"
            else ("closed that day" if place["hours_known"] else "opening hours unknown")
        )
    return "- " + " · ".join(parts)


def _nearby(facts: Facts) -> str:
    if not facts["places"]:
        return f"The catalogue has nothing within a kilometre of {facts['around']}."
    lines = "\n".join(_place_line(place) for place in facts["places"])
    return f"Near **{facts['around']}**, the nearest first:\n{lines}"


def _food(facts: Facts) -> str:
    what = " and ".join(facts["diets"]) or "food"
    lines = "\n".join(_place_line(place) for place in facts["places"])
    return (
        f"For {what} {facts['meal']} on {day_words(facts['date'])} at {facts['at']}, close to {facts['near']} "
        f"({facts['how_many']} found, hours of that day):\n{lines}"
    )


def _open(facts: Facts) -> str:
    name, day = facts["name"], day_words(facts["date"])
    age = f" The hours are as of {facts['hours_as_of']}: check before you go." if facts["hours_as_of"] else ""
    if facts["open_that_day"] is None:
        return f"The opening hours of **{name}** are not known."
    if not facts["open_that_day"]:
        return f"No: **{name}** is closed on {day}.{age}"
    if facts["open_at"] is False:
        return f"Not at {facts['at']}: **{name}** is open {facts['hours']} on {day}.{age}"
    return f"Yes: **{name}** is open {facts['hours']} on {day}.{age}"


def _search(facts: Facts) -> str:
    return f"In {facts['city']}:\n" + "\n".join(_place_line(place) for place in facts["places"])


def _budget(facts: Facts) -> str:
    unit = facts["currency"]
    planned = f"{facts['planned_known']} known + {facts['planned_estimated']} estimated + {facts['unknown']} unknown"
    other = "".join(f" + {amount} {code} not converted" for code, amount in facts["not_converted"].items())
    start = f"Paid {facts['paid']} {unit}; planned {planned} {unit}{other}."
    if facts["limit"] is None:
        return f"This trip has no budget limit. {start}"
    more = " What is unknown comes on top." if facts["partial"] else ""
    over = str(facts["left"]).startswith("-")
    left = f"over by **{str(facts['left']).lstrip('-')} {unit}**" if over else f"**{facts['left']} {unit}** are left"
    return f"Of {facts['limit']} {unit}, {left}. {start}{more}"


def _undo(facts: Facts) -> str:
    return f"Undone: {_sentence(facts['undoes'])}"


def _accepted(facts: Facts) -> str:
    return f"**{facts['title']}** is yours now. “Undo that” makes it a draft again."


TELL: dict[str, Callable[[Facts], str]] = {
    "plan_trip": _plan,
    "make_longer": _edit,
    "start_later": _edit,
    "add_stop": _edit,
    "move_stop": _edit,
    "remove_stop": _removal,
    "find_nearby": _nearby,
    "find_food": _food,
    "is_open": _open,
    "search_places": _search,
    "budget_summary": _budget,
    "undo_last": _undo,
    "accept_trip": _accepted,
}
