"""Tool steps as lines that a traveller can read: what was looked up or changed, and what came of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tripos.web.templatetags.times import date_span

Facts = Mapping[str, Any]
KEY = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def _stops_checked(count: int) -> str:
    return ngettext("%(count)d stop, checked", "%(count)d stops, checked", count) % {"count": count}


def _places_near(count: int, around: str) -> str:
    words = {"count": count, "place": around}
    return ngettext("%(count)d place near %(place)s", "%(count)d places near %(place)s", count) % words


def _places(count: int) -> str:
    return ngettext("%(count)d place", "%(count)d places", count) % {"count": count}


def _events(count: int) -> str:
    return ngettext("%(count)d event", "%(count)d events", count) % {"count": count}


def _ways(count: int) -> str:
    return ngettext("%(count)d way", "%(count)d ways", count) % {"count": count}


def _bookings(count: int) -> str:
    return ngettext("%(count)d booking", "%(count)d bookings", count) % {"count": count}


def _conflicts(count: int) -> str:
    return ngettext("%(count)d conflict", "%(count)d conflicts", count) % {"count": count}


def _less(result: Facts) -> str:
    return _("%(amount)s less") % {"amount": f"{result['saved']} {result['currency']}"}


def _days(count: int) -> str:
    return ngettext("%(count)d day", "%(count)d days", count) % {"count": count}


def _stop_name(result: Facts) -> str:
    return str(result.get("stop", ""))


def _is_named(arguments: Facts, *names: str) -> bool:
    """Whether these arguments are names that a reader knows, and no keys of rows."""
    return all(arguments.get(name) and not KEY.fullmatch(str(arguments[name])) for name in names)


def _span(first: Any, last: Any) -> str:
    """A stretch of days as the site shows it; what is no date is shown as it is."""
    try:
        return date_span(date.fromisoformat(str(first)), date.fromisoformat(str(last)))
    except ValueError:
        return f"{first} – {last}"


def _saved_minutes(result: Facts) -> str:
    saved = result["travel"]["saved"]
    return ngettext(
        "%(count)d minute on the way saved (estimated)", "%(count)d minutes on the way saved (estimated)", saved
    ) % {"count": saved}


# tool -> (icon, what it does, what came of it)
STEPS: dict[str, tuple[str, Callable[[Facts], str], Callable[[Facts], str]]] = {
    "plan_trip": (
        "route",
        lambda a: (
            _("Planning %(destination)s, %(days)s")
            % {
                "destination": a.get("destination") or _("the trip"),
                "days": _span(a.get("start_date"), a.get("end_date")),
            }
        ),
        lambda r: _stops_checked(sum(len(day["stops"]) for day in r["days"])),
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
    "list_saved": ("pin", lambda a: _("Reading your saved places"), lambda r: _places(r["how_many"])),
    "forget_preference": ("check", lambda a: _("Forgetting what you like"), lambda r: f"{r['kind']}: {r['value']}"),
    "start_later": ("clock", lambda a: _("Starting the days later"), lambda r: _changes(r)),
    "add_stop": (
        "plus",
        lambda a: (
            _("Looking where “%(wanted)s” fits") % {"wanted": a["wanted"]}
            if _is_named(a, "wanted")
            else _("Looking where the place fits")
        ),
        lambda r: _changes(r),
    ),
    "move_stop": (
        "route",
        lambda a: _("Moving a stop to day %(day_number)s") % {"day_number": a.get("day_number")},
        lambda r: _changes(r),
    ),
    "remove_stop": ("trash", lambda a: _("Finding the stop to remove"), lambda r: str(r.get("stop", ""))),
    "find_nearby": ("pin", lambda a: _("Looking around"), lambda r: _places_near(len(r["places"]), r["around"])),
    "way_between": (
        "route",
        lambda a: _("Measuring the way"),
        lambda r: _("%(origin)s to %(destination)s") % {"origin": r["origin"], "destination": r["destination"]},
    ),
    "find_food": (
        "food",
        lambda a: _("Looking for %(diets)s") % {"diets": _(" and ").join(a.get("diets") or [_("food")])},
        lambda r: _("%(count)s found") % {"count": r["how_many"]},
    ),
    "is_open": (
        "clock",
        lambda a: _("Reading the opening hours"),
        lambda r: f"{r['name']}: {r.get('hours', _('unknown'))}",
    ),
    "search_places": (
        "search",
        lambda a: _("Searching for “%(words)s”") % {"words": a.get("words")},
        lambda r: _("%(count)s shown") % {"count": len(r["places"])},
    ),
    "budget_summary": ("wallet", lambda a: _("Adding up the budget"), lambda r: ""),
    "replace_stop": (
        "route",
        lambda a: (
            _("Looking for another place than “%(stop)s”") % {"stop": a["stop"]}
            if _is_named(a, "stop")
            else _("Looking for another place in a stop's place")
        ),
        lambda r: _changes(r),
    ),
    "swap_stops": (
        "route",
        lambda a: (
            _("Swapping “%(first)s” and “%(second)s”") % {"first": a["first"], "second": a["second"]}
            if _is_named(a, "first", "second")
            else _("Swapping two stops")
        ),
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
    "show_day": ("calendar", lambda a: _("Reading the plan"), lambda r: _days(len(r["days"]))),
    "place_details": ("search", lambda a: _("Reading what is known of a place"), lambda r: str(r.get("name", ""))),
    "find_events": ("calendar", lambda a: _("Looking what is on"), lambda r: _events(r["how_many"])),
    "add_event": ("plus", lambda a: _("Fitting an event in at its own time"), lambda r: _changes(r)),
    "what_if": (
        "wallet",
        lambda a: _("Adding up without some stops"),
        _less,
    ),
    "make_cheaper": ("wallet", lambda a: _("Looking for ways to spend less"), lambda r: _ways(len(r["steps"]))),
    "set_budget": ("wallet", lambda a: _("Setting the budget"), lambda r: f"{r['limit']} {r['currency']}"),
    "set_party": (
        "user",
        lambda a: _("Setting who travels"),
        lambda r: _people(r["adults"] + len(r["children"])),
    ),
    "change_dates": ("calendar", lambda a: _("Looking what other dates change"), lambda r: _("waits for your yes")),
    "limit_category": (
        "wallet",
        lambda a: _("Setting the limit of a category"),
        lambda r: f"{r['limit']} {r['currency']}",
    ),
    "record_cost": ("wallet", lambda a: _("Noting a cost"), lambda r: f"{r['amount']} {r['currency']}"),
    "list_bookings": ("ticket", lambda a: _("Reading the bookings"), lambda r: _bookings(r["how_many"])),
    "draft_booking": ("ticket", lambda a: _("Writing a booking request"), lambda r: _("nothing was sent")),
    "request_booking": ("ticket", lambda a: _("Preparing to note a request"), lambda r: _("waits for your yes")),
    "set_booking": ("ticket", lambda a: _("Noting a booking"), lambda r: str(r.get("state", ""))),
    "list_conflicts": ("warning", lambda a: _("Looking at what clashes"), lambda r: _conflicts(r["how_many"])),
    "resolve_conflict": ("check", lambda a: _("Settling a conflict"), lambda r: str(r.get("way", ""))),
    "save_place": ("heart", lambda a: _("Saving a place"), lambda r: str(r["place"]["name"])),
    "remember_preference": ("check", lambda a: _("Remembering what you like"), lambda r: f"{r['kind']}: {r['value']}"),
    "propose_invitation": ("user", lambda a: _("Preparing an invitation"), lambda r: _("waits for your yes")),
    "list_changes": ("undo", lambda a: _("Reading what was changed"), lambda r: _rows(len(r["changes"]))),
    "undo_last": ("undo", lambda a: _("Finding the last change"), lambda r: str(r.get("undoes", ""))),
    "accept_trip": ("check", lambda a: _("Accepting the draft"), lambda r: ""),
}


def _changes(result: Facts) -> str:
    number = len(result.get("changes", ()))
    return ngettext("%(count)d change", "%(count)d changes", number) % {"count": number}


def _people(number: int) -> str:
    return ngettext("%(count)d person", "%(count)d people", number) % {"count": number}


def _rows(number: int) -> str:
    return ngettext("the latest", "the latest %(count)d", number) % {"count": number} if number else ""


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
