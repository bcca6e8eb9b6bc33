"""Tool steps as lines that a traveller can read: what was looked up or changed, and what came of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

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
        lambda a: (
            _("Planning %(destination)s, %(start_date)s to %(end_date)s")
            % {
                "destination": a.get("destination") or _("the trip"),
                "start_date": a.get("start_date"),
                "end_date": a.get("end_date"),
            }
        ),
        lambda r: f"{sum(len(day['stops']) for day in r['days'])} stops, checked",
    ),
    "make_longer": (
        "calendar",
        lambda a: _("Planning up to %(days)s days") % {"days": a.get("days")},
        lambda r: _changes(r),
    ),
    "make_shorter": (
        "calendar",
        lambda a: _("Shortening the trip to %(days)s days") % {"days": a.get("days")},
        lambda r: _changes(r),
    ),
    "swap_days": (
        "calendar",
        lambda a: _("Swapping days %(first)s and %(second)s") % {"first": a.get("first"), "second": a.get("second")},
        lambda r: _changes(r),
    ),
    "list_saved": ("pin", lambda a: _("Reading your saved places"), lambda r: _many(r["how_many"], "place")),
    "forget_preference": ("check", lambda a: _("Forgetting what you like"), lambda r: f"{r['kind']}: {r['value']}"),
    "start_later": ("clock", lambda a: _("Starting the days later"), lambda r: _changes(r)),
    "add_stop": (
        "plus",
        lambda a: _("Looking where “%(wanted)s” fits") % {"wanted": a.get("wanted")},
        lambda r: _changes(r),
    ),
    "move_stop": (
        "route",
        lambda a: _("Moving a stop to day %(day_number)s") % {"day_number": a.get("day_number")},
        lambda r: _changes(r),
    ),
    "remove_stop": ("trash", lambda a: _("Finding the stop to remove"), lambda r: str(r.get("stop", ""))),
    "find_nearby": ("pin", lambda a: _("Looking around"), lambda r: f"{len(r['places'])} places near {r['around']}"),
    "way_between": ("route", lambda a: _("Measuring the way"), lambda r: f"{r['origin']} to {r['destination']}"),
    "find_food": (
        "food",
        lambda a: _("Looking for %(diets)s") % {"diets": " and ".join(a.get("diets") or ["food"])},
        lambda r: f"{r['how_many']} found",
    ),
    "is_open": (
        "clock",
        lambda a: _("Reading the opening hours"),
        lambda r: f"{r['name']}: {r.get('hours', 'unknown')}",
    ),
    "search_places": (
        "search",
        lambda a: _("Searching for “%(words)s”") % {"words": a.get("words")},
        lambda r: f"{len(r['places'])} shown",
    ),
    "budget_summary": ("wallet", lambda a: _("Adding up the budget"), lambda r: ""),
    "replace_stop": (
        "route",
        lambda a: _("Looking for another place than “%(stop)s”") % {"stop": a.get("stop")},
        lambda r: _changes(r),
    ),
    "swap_stops": (
        "route",
        lambda a: _("Swapping “%(first)s” and “%(second)s”") % {"first": a.get("first"), "second": a.get("second")},
        lambda r: _changes(r),
    ),
    "change_length": (
        "clock",
        lambda a: _("Giving a stop %(minutes)s minutes") % {"minutes": a.get("minutes")},
        lambda r: _changes(r),
    ),
    "lock_stop": ("lock", lambda a: _("Fixing a stop") if a.get("locked", True) else _("Releasing a stop"), _stop_name),
    "optimise_day": (
        "route",
        lambda a: _("Looking for a better order of day %(day_number)s") % {"day_number": a.get("day_number")},
        _saved_minutes,
    ),
    "optimise_trip": ("route", lambda a: _("Looking for a better order of the trip"), _saved_minutes),
    "explain_stop": ("search", lambda a: _("Reading why a stop is in the plan"), lambda r: str(r["stop"]["name"])),
    "show_day": ("calendar", lambda a: _("Reading the plan"), lambda r: _many(len(r["days"]), "day")),
    "place_details": ("search", lambda a: _("Reading what is known of a place"), lambda r: str(r.get("name", ""))),
    "find_events": ("calendar", lambda a: _("Looking what is on"), lambda r: _many(r["how_many"], "event")),
    "add_event": ("plus", lambda a: _("Fitting an event in at its own time"), lambda r: _changes(r)),
    "what_if": ("wallet", lambda a: _("Adding up without some stops"), lambda r: f"{r['saved']} {r['currency']} less"),
    "make_cheaper": ("wallet", lambda a: _("Looking for ways to spend less"), lambda r: _many(len(r["steps"]), "way")),
    "set_budget": ("wallet", lambda a: _("Setting the budget"), lambda r: f"{r['limit']} {r['currency']}"),
    "list_bookings": ("ticket", lambda a: _("Reading the bookings"), lambda r: _many(r["how_many"], "booking")),
    "draft_booking": ("ticket", lambda a: _("Writing a booking request"), lambda r: _("nothing was sent")),
    "request_booking": ("ticket", lambda a: _("Preparing to note a request"), lambda r: _("waits for your yes")),
    "set_booking": ("ticket", lambda a: _("Noting a booking"), lambda r: str(r.get("state", ""))),
    "list_conflicts": ("warning", lambda a: _("Looking at what clashes"), lambda r: _many(r["how_many"], "conflict")),
    "resolve_conflict": ("check", lambda a: _("Settling a conflict"), lambda r: str(r.get("way", ""))),
    "save_place": ("heart", lambda a: _("Saving a place"), lambda r: str(r["place"]["name"])),
    "remember_preference": ("check", lambda a: _("Remembering what you like"), lambda r: f"{r['kind']}: {r['value']}"),
    "propose_invitation": ("user", lambda a: _("Preparing an invitation"), lambda r: _("waits for your yes")),
    "undo_last": ("undo", lambda a: _("Finding the last change"), lambda r: str(r.get("undoes", ""))),
    "accept_trip": ("check", lambda a: _("Accepting the draft"), lambda r: ""),
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
            step["result"] = str(result.get("message") or "; ".join(result.get("failures", ())) or _("did not work"))
            step["is_failed"] = True
    return step
