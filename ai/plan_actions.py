"""Kinds of action on a plan: edits of its stops, a new trip, an undo, accepting a draft (see ``ai.approvals``)."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ai.approvals import ActionKind, Arguments, Row, register, row
from ai.draft import Draft
from ai.facts import sum_words
from tripos.audit.models import ChangeSet
from tripos.db.context import change_set
from trips import actions, patches
from trips.models import Trip
from trips.planning.itinerary import Plan, PlannedStop
from trips.planning.money import Money
from trips.sentences import explained, way_of_travel

EDIT_STOPS, CREATE_TRIP, UNDO, ACCEPT_TRIP = "edit_stops", "create_trip", "undo_change", "accept_trip"
# How sure agents are of stops that the planner placed and checked.
CONFIDENCE = "0.9"
MOST_REASONS = 3
# Reasons that the hours and the way say already.
TOLD_BY_FIGURES = frozenset({"near", "open_until", "hours_unknown"})


def edit_arguments(draft: Draft, agent: str) -> dict[str, Any] | None:
    """The draft's edits as exact data, with the evidence for each stop; None where nothing changes."""
    if draft.plan is None or draft.trip is None or draft.is_new:
        return None
    patch = patches.patch_of(draft.trip, draft.items, draft.plan)
    if not patch["stops"] and patch["dates"] == patch["dates_were"]:
        return None
    planned = {stop.key: stop for stop in draft.plan.stops}
    by_place = {stop.place_id: stop for stop in draft.plan.stops if stop.place_id}
    for change in patch["stops"]:
        stop = planned.get(change.get("item_id", "")) or by_place.get(change["values"].get("location_id"))
        if stop is not None and change["action"] != "remove":
            change["evidence"] = evidence(stop, with_reasons=change["action"] == "add")
            change["payers"] = stop.cost.payers
    return {**patch, "agent": agent}


def evidence(stop: PlannedStop, *, with_reasons: bool = True) -> list[str]:
    """What a stop's place in the plan rests on: opening hours, the way there, and why it was chosen."""
    hours = stop.hours + (f" ({_('as of')} {stop.hours_as_of})" if stop.hours_as_of else "")
    found = []
    # What happens at its own time has no doors to be open.
    if stop.place_id and stop.subcategory != "event":
        known = _("Open %(hours)s") % {"hours": hours}
        found.append(known if stop.hours_known else _("Opening hours not known"))
    if stop.travel is not None:
        words = {"minutes": stop.travel.minutes, "how": way_of_travel(stop.travel.mode), "metres": stop.travel.metres}
        found.append(_("%(minutes)s min %(how)s, %(metres)s m (estimated)") % words)
    if with_reasons:
        told = TOLD_BY_FIGURES if stop.travel is not None else TOLD_BY_FIGURES - {"near"}
        why = [reason for reason in stop.reasons if reason.code not in told]
        found += [explained(reason) for reason in why[:MOST_REASONS]]
    return found


def _clock(values: Mapping[str, Any]) -> str:
    return f"{time.fromisoformat(values['start_time']):%H:%M}" if values.get("start_time") else ""


def _day_title(first: date, day_number: int) -> str:
    on = first + timedelta(days=day_number - 1)
    return _("Day %(number)s, %(date)s") % {"number": day_number, "date": date_format(on, "l j F")}


def _cost(values: Mapping[str, Any], payers: int | None) -> str:
    if values.get("cost") is None:
        return _("cost unknown")
    words = sum_words(Money(Decimal(values["cost"]), values["currency"]), payers)
    if Decimal(values["cost"]) == 0:
        words = _("free")
    return f"{words} ({_('estimated')})" if values.get("cost_is_estimate") else words


def _edit_rows(user_id: uuid.UUID, patch: Arguments) -> list[Row]:
    rows = []
    if patch["dates"] != patch["dates_were"]:
        first, last = patch["dates"]
        words = _("The trip: %(first)s – %(last)s") % {"first": first, "last": last}
        rows.append(row(words, was=" – ".join(patch["dates_were"])))
    rows += [_edit_row(stop, patch) for stop in patch["stops"] if _is_shown(stop, patch)]
    return sorted(rows, key=lambda one: (one.pop("at", ""), one["time"]))


def _is_shown(stop: Mapping[str, Any], patch: Arguments) -> bool:
    """A stop that only got another number in its day, or another number because the trip grew, is no news."""
    if stop["action"] != "change":
        return True
    return bool(stop["values"].keys() - {"sort_order", "day_number"}) or _day_now(stop, patch) != _day_was(stop, patch)


def _day_was(stop: Mapping[str, Any], patch: Arguments) -> date:
    return date.fromisoformat(patch["dates_were"][0]) + timedelta(days=stop["was"]["day_number"] - 1)


def _day_now(stop: Mapping[str, Any], patch: Arguments) -> date:
    if "day_number" in stop["values"]:
        return date.fromisoformat(patch["dates"][0]) + timedelta(days=stop["values"]["day_number"] - 1)
    return _day_was(stop, patch)


def _edit_row(stop: Mapping[str, Any], patch: Arguments) -> Row:
    first = date.fromisoformat(patch["dates"][0])
    on = _day_was(stop, patch) if stop["action"] == "remove" else _day_now(stop, patch)
    group = {"day": _day_title(first, (on - first).days + 1), "at": on.isoformat()}
    if stop["action"] == "add":
        found = row(stop["title"], "add", time=_clock(stop["values"]), cost=_cost(stop["values"], stop.get("payers")))
    elif stop["action"] == "remove":
        found = row(stop["title"], "remove", time=_clock(stop["was"]))
    else:
        was, moved = _clock(stop["was"]), _day_was(stop, patch) != on
        if moved:
            was = f"{date_format(_day_was(stop, patch), 'D')} {was}"
        now = _clock(stop["values"]) or _clock(stop["was"])
        longer = stop["values"].get("duration_minutes")
        title = stop["title"]
        if longer and "start_time" not in stop["values"]:
            was = _("%(minutes)s min") % {"minutes": stop["was"]["duration_minutes"] or "?"}
            title += ": " + _("%(minutes)s min") % {"minutes": longer}
        found = row(title, "move" if moved else "change", time=now, was=was)
    return {**found, **group, "why": stop.get("evidence", [])}


def _edit(user_id: uuid.UUID, patch: Arguments) -> str:
    actions.apply_patch(user_id, patch, by=actions.Provenance(patch["agent"], CONFIDENCE))
    return _("Changed the trip as shown")


def create_arguments(draft: Draft, agent: str) -> dict[str, Any]:
    """A new trip's plan as exact data."""
    assert draft.plan is not None
    return {"plan": draft.plan.to_json(), "agent": agent}


def _create_rows(user_id: uuid.UUID, arguments: Arguments) -> list[Row]:
    plan = Plan.from_json(arguments["plan"])
    first = plan.request.start_date
    return [
        {**row(stop.name, "add", time=f"{stop.start:%H:%M}"), "day": _day_title(first, day.number)}
        for day in plan.days
        for stop in day.stops
    ]


def _create(user_id: uuid.UUID, arguments: Arguments) -> str:
    plan = Plan.from_json(arguments["plan"])
    trip = actions.create_trip_from_plan(user_id, plan, by=actions.Provenance(arguments["agent"], CONFIDENCE))
    return _("Planned %(title)s") % {"title": trip.title}


def _trip(user_id: uuid.UUID, arguments: Arguments) -> Trip:
    trip: Trip | None = Trip.objects.editable_by(user_id).filter(pk=arguments["trip_id"]).first()
    if trip is None:
        raise actions.NotPossible(_("This trip is no longer there, or no longer yours to change."))
    return trip


def _accept_rows(user_id: uuid.UUID, arguments: Arguments) -> list[Row]:
    return [row(_trip(user_id, arguments).title)]


def _accept(user_id: uuid.UUID, arguments: Arguments) -> str:
    trip = _trip(user_id, arguments)
    actions.accept_trip(trip)
    return _("Accepted %(title)s") % {"title": trip.title}


def _last(user_id: uuid.UUID, arguments: Arguments) -> ChangeSet:
    """The change to undo, if it was not undone yet.

    Raises:
        NotPossible: it was, or is not theirs.
    """
    found: ChangeSet | None = (
        ChangeSet.objects.for_user(user_id)
        .filter(pk=arguments["change_set_id"], actor_id=user_id)
        .exclude(undone_by__isnull=False)
        .first()
    )
    if found is None:
        raise actions.NotPossible(_("That was taken back already."))
    return found


def _undo_rows(user_id: uuid.UUID, arguments: Arguments) -> list[Row]:
    return [row(_last(user_id, arguments).reason)]


def _undo(user_id: uuid.UUID, arguments: Arguments) -> str:
    last = _last(user_id, arguments)
    # An undo is a change set of its own, which names the one that it takes back.
    reason = _("Undid: %(what)s") % {"what": last.reason}
    with change_set(reason, kind="undo", run_id=last.run_id, undoes_id=last.pk):
        report = actions.undo(last.pk)
    return "\n".join((reason, *report.left))


register(ActionKind(EDIT_STOPS, gettext_lazy("Change the trip?"), gettext_lazy("Approve"), _edit_rows, _edit))
register(
    ActionKind(CREATE_TRIP, gettext_lazy("Make this a trip?"), gettext_lazy("Make it a trip"), _create_rows, _create)
)
register(ActionKind(ACCEPT_TRIP, gettext_lazy("Accept this draft?"), gettext_lazy("Accept"), _accept_rows, _accept))
register(ActionKind(UNDO, gettext_lazy("Take this back?"), gettext_lazy("Undo it"), _undo_rows, _undo))
