"""Tool steps as lines that a traveller can read: what was looked up or changed, and what came of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

Facts = Mapping[str, Any]


def _many(number: Any, noun: str) -> str:
    return f"{number} {noun}" + ("" if number == 1 else "s")


def _stop_name(result: Facts) -> str:
    return str(result.get("stop", ""))


def _saved_minutes(result: Facts) -> str:
    return f"{result['travel']['saved']} minutes on the way saved (estimated)"


# tool -> (icon, what it does, what came of it)
STEPS: dict[str, tuple[str, Callable[[Facts], str], Callable[[Facts], str]]] = {
    "plan_trip": (
        "route",
        lambda a: f"Planning {a.get('destination') or 'the trip'}, {a.get('start_date')} to {a.get('end_date')}",
        lambda r: f"{sum(len(day['stops']) for day in r['days'])} stops, checked",
    ),
    "make_longer": ("calendar", lambda a: f"Planning up to {a.get('days')} days", lambda r: _changes(r)),
    "make_shorter": ("calendar", lambda a: f"Shortening the trip to {a.get('days')} days", lambda r: _changes(r)),
    "swap_days": ("calendar", lambda a: f"Swapping days {a.get('first')} and {a.get('second')}", lambda r: _changes(r)),
    "list_saved": ("pin", lambda a: "Reading your saved places", lambda r: _many(r["how_many"], "place")),
    "forget_preference": ("check", lambda a: "Forgetting what you like", lambda r: f"{r['kind']}: {r['value']}"),
    "start_later": ("clock", lambda a: "Starting the days later", lambda r: _changes(r)),
    "add_stop": ("plus", lambda a: f"Looking where “{a.get('wanted')}” fits", lambda r: _changes(r)),
    "move_stop": ("route", lambda a: f"Moving a stop to day {a.get('day_number')}", lambda r: _changes(r)),
    "remove_stop": ("trash", lambda a: "Finding the stop to remove", lambda r: str(r.get("stop", ""))),
    "find_nearby": ("pin", lambda a: "Looking around", lambda r: f"{len(r['places'])} places near {r['around']}"),
    "way_between": ("route", lambda a: "Measuring the way", lambda r: f"{r['origin']} to {r['destination']}"),
    "find_food": (
        "food",
        lambda a: f"Looking for {' and '.join(a.get('diets') or ['food'])}",
        lambda r: f"{r['how_many']} found",
    ),
    "is_open": ("clock", lambda a: "Reading the opening hours", lambda r: f"{r['name']}: {r.get('hours', 'unknown')}"),
    "search_places": ("search", lambda a: f"Searching for “{a.get('words')}”", lambda r: f"{len(r['places'])} shown"),
    "budget_summary": ("wallet", lambda a: "Adding up the budget", lambda r: ""),
    "replace_stop": ("route", lambda a: f"Looking for another place than “{a.get('stop')}”", lambda r: _changes(r)),
    "swap_stops": ("route", lambda a: f"Swapping “{a.get('first')}” and “{a.get('second')}”", lambda r: _changes(r)),
    "change_length": ("clock", lambda a: f"Giving a stop {a.get('minutes')} minutes", lambda r: _changes(r)),
    "lock_stop": ("lock", lambda a: "Fixing a stop" if a.get("locked", True) else "Releasing a stop", _stop_name),
    "optimise_day": ("route", lambda a: f"Looking for a better order of day {a.get('day_number')}", _saved_minutes),
    "optimise_trip": ("route", lambda a: "Looking for a better order of the trip", _saved_minutes),
    "explain_stop": ("search", lambda a: "Reading why a stop is in the plan", lambda r: str(r["stop"]["name"])),
    "show_day": ("calendar", lambda a: "Reading the plan", lambda r: _many(len(r["days"]), "day")),
    "place_details": ("search", lambda a: "Reading what is known of a place", lambda r: str(r.get("name", ""))),
    "find_events": ("calendar", lambda a: "Looking what is on", lambda r: _many(r["how_many"], "event")),
    "add_event": ("plus", lambda a: "Fitting an event in at its own time", lambda r: _changes(r)),
    "what_if": ("wallet", lambda a: "Adding up without some stops", lambda r: f"{r['saved']} {r['currency']} less"),
    "make_cheaper": ("wallet", lambda a: "Looking for ways to spend less", lambda r: _many(len(r["steps"]), "way")),
    "set_budget": ("wallet", lambda a: "Setting the budget", lambda r: f"{r['limit']} {r['currency']}"),
    "list_bookings": ("ticket", lambda a: "Reading the bookings", lambda r: _many(r["how_many"], "booking")),
    "draft_booking": ("ticket", lambda a: "Writing a booking request", lambda r: "nothing was sent"),
    "request_booking": ("ticket", lambda a: "Preparing to note a request", lambda r: "waits for your yes"),
    "set_booking": ("ticket", lambda a: "Noting a booking", lambda r: str(r.get("state", ""))),
    "list_conflicts": ("warning", lambda a: "Looking at what clashes", lambda r: _many(r["how_many"], "conflict")),
    "resolve_conflict": ("check", lambda a: "Settling a conflict", lambda r: str(r.get("way", ""))),
    "save_place": ("heart", lambda a: "Saving a place", lambda r: str(r["place"]["name"])),
    "remember_preference": ("check", lambda a: "Remembering what you like", lambda r: f"{r['kind']}: {r['value']}"),
    "propose_invitation": ("user", lambda a: "Preparing an invitation", lambda r: "waits for your yes"),
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
