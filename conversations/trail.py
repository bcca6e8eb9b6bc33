"""Tool steps as lines that a traveller can read: what was looked up or changed, and what came of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

Facts = Mapping[str, Any]
# tool -> (icon, what it does, what came of it)
STEPS: dict[str, tuple[str, Callable[[Facts], str], Callable[[Facts], str]]] = {
    "plan_trip": (
        "route",
        lambda a: f"Planning {a.get('destination') or 'the trip'}, {a.get('start_date')} to {a.get('end_date')}",
        lambda r: f"{sum(len(day['stops']) for day in r['days'])} stops, checked",
    ),
    "make_longer": ("calendar", lambda a: f"Planning up to {a.get('days')} days", lambda r: _changes(r)),
    "start_later": ("clock", lambda a: "Starting the days later", lambda r: _changes(r)),
    "add_stop": ("plus", lambda a: f"Looking where “{a.get('wanted')}” fits", lambda r: _changes(r)),
    "move_stop": ("route", lambda a: f"Moving a stop to day {a.get('day_number')}", lambda r: _changes(r)),
    "remove_stop": ("trash", lambda a: "Finding the stop to remove", lambda r: str(r.get("stop", ""))),
    "find_nearby": ("pin", lambda a: "Looking around", lambda r: f"{len(r['places'])} places near {r['around']}"),
    "find_food": (
        "food",
        lambda a: f"Looking for {' and '.join(a.get('diets') or ['food'])}",
        lambda r: f"{r['how_many']} found",
    ),
    "is_open": ("clock", lambda a: "Reading the opening hours", lambda r: f"{r['name']}: {r.get('hours', 'unknown')}"),
    "search_places": ("search", lambda a: f"Searching for “{a.get('words')}”", lambda r: f"{len(r['places'])} shown"),
    "budget_summary": ("wallet", lambda a: "Adding up the budget", lambda r: ""),
    "undo_last": ("undo", lambda a: "Finding the last change", lambda r: str(r.get("undoes", ""))),
    "accept_trip": ("check", lambda a: "Accepting the draft", lambda r: ""),
}


def _changes(result: Facts) -> str:
    number = len(result.get("changes", ()))
    return f"{number} change" + ("" if number == 1 else "s")


def describe(tool: str, arguments: Facts, result: Any = None, call_id: str = "") -> dict[str, Any]:
    """One step for ``components/chat_step.html``; without a result it is still under way."""
    icon, doing, done = STEPS.get(tool, ("check", lambda a: tool.replace("_", " ").capitalize(), lambda r: ""))
    step: dict[str, Any] = {"id": call_id, "icon": icon, "text": doing(arguments), "result": "", "is_failed": False}
    if isinstance(result, Mapping):
        if result.get("ok", True):
            step["result"] = done(result)
        else:
            step["result"] = str(result.get("message") or "; ".join(result.get("failures", ())) or "did not work")
            step["is_failed"] = True
    return step
