"""A better order, or plans for empty days: shown beside what there is, then made as shown."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tripos.db.context import set_reason
from tripos.web.templatetags.money import format_money
from tripos.web.templatetags.times import clock, day_short, distance, duration
from trips import actions, improving
from trips.access import Access, trip_for
from trips.improving import Figures, Improvement
from trips.models import Trip
from trips.order_score import percent_of, words_of
from trips.planning.edits import StopChange


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def trip_improvement(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Try a better order of the trip (``?day=``: of one day), or with ``?fill=1`` plans for its empty days; POST
    makes it, if the trip is still as it was shown. A whole trip's page also tries what ``drop=1`` makes: an order
    without the stops that do not fit."""
    writes = request.method == "POST"
    access = trip_for(request.user, pk, edit=True, lock=writes)
    given = request.POST if writes else request.GET
    day, fills = _day(access.trip, given.get("day", "")), given.get("fill") == "1"
    drops = writes and given.get("drop") == "1"
    found, why_not = None, ""
    try:
        found = improving.leaner_order(access.trip) if drops else _tried(access, request.user, day, fills=fills)
        if writes:
            set_reason(_("Put the trip in an order that fits") if drops else _reason(day, fills=fills))
            version = given.get("version", "")
            improving.apply(access.trip, found, int(version) if version.isdecimal() and len(version) < 18 else -1)
            messages.success(request, _("Done. Undo brings the plan back as it was."))
            return redirect("trips:trip_detail", pk=pk)
    except actions.NotPossible as refused:
        why_not = str(refused)
    if drops:  # refused: both choices are shown as they are now
        found = _tried(access, request.user, None, fills=False)
    leaner = improving.leaner_order(access.trip) if found and day is None and not fills else None
    if leaner is not None and not leaner.is_better:
        leaner = None
    context = {
        "access": access,
        "trip": access.trip,
        "day": day,
        "day_date": access.trip.date_of(day) if day else None,
        "fills": fills,
        "found": found,
        "why_not": why_not,
        "leaner": leaner,
        "rows": _rows(found, leaner, judged=not fills) if found else [],
        "lines": _lines(found, access.trip),
        "leaner_lines": _lines(leaner, access.trip),
    }
    return render(request, "trips/trip_improvement.html", context, status=409 if writes else 200)


def _day(trip: Trip, asked: str) -> int | None:
    if not asked:
        return None
    if not asked.isdecimal() or len(asked) > 4 or not 1 <= int(asked) <= trip.length:
        raise Http404
    return int(asked)


def _tried(access: Access, user: Any, day: int | None, *, fills: bool) -> Improvement:
    if fills:
        return improving.filled_days(access.trip, user.profile, day)
    return improving.better_order(access.trip, day)


def _reason(day: int | None, *, fills: bool) -> str:
    if fills:
        return _("Planned day %(day)d") % {"day": day} if day else _("Planned the empty days")
    return _("Put day %(day)d in a better order") % {"day": day} if day else _("Put the trip in a better order")


def _rows(found: Improvement, leaner: Improvement | None, *, judged: bool) -> list[dict[str, Any]]:
    """Each figure before and after, in one way or two, and between orders of the same stops (``judged``) whether it
    got better."""
    ways = [one for one in (found if found.is_better else None, leaner) if one is not None]

    def row(label: str, name: str, said: Any, *, less_is_better: bool | None = None) -> dict[str, Any]:
        before = getattr(found.before, name)
        cells = [
            {
                "words": said(after),
                "verdict": _verdict(before, after, less_is_better) if judged else "",
            }
            for after in (getattr(way.after, name) for way in ways)
        ]
        return {"label": label, "before": said(before), "ways": cells}

    cost = {
        "label": _("Cost"),
        "before": _cost(found.before),
        "ways": [{"words": _cost(way.after), "verdict": ""} for way in ways],
    }
    return [
        row(_("On foot"), "walk_minutes", duration, less_is_better=True),
        row(_("Distance on foot"), "walk_metres", distance, less_is_better=True),
        row(_("On the way in all"), "travel_minutes", duration, less_is_better=True),
        row(_("Waiting and free time"), "waiting_minutes", duration),
        row(_("Order"), "score", _score, less_is_better=False),
        row(_("Stops"), "stops", str),
        cost,
    ]


def _verdict(before: Any, after: Any, less_is_better: bool | None) -> str:
    if less_is_better is None or before is None or after is None or before == after:
        return ""
    return "better" if (after < before) == less_is_better else "worse"


def _lines(found: Improvement | None, trip: Trip) -> list[dict[str, str]]:
    return [_line(change, trip) for change in found.changes] if found else []


def _score(score: float | None) -> str:
    if score is None:
        return _("nothing to order")
    percent = percent_of(score)
    return _("%(n)d%%, %(words)s") % {"n": percent, "words": words_of(percent)}


def _cost(figures: Figures) -> str:
    return format_money(figures.cost.amount, figures.cost.currency)


def _line(change: StopChange, trip: Trip) -> dict[str, str]:
    """A change of a stop in words."""
    was, now = change.from_start, change.to_start
    icons = {"added": "plus", "removed": "minus", "moved": "calendar", "retimed": "clock"}
    if change.kind == "moved":
        text = _("%(was)s → %(now)s") % {"was": _when(was, trip), "now": _when(now, trip)}
    elif change.kind == "retimed":
        day = day_short(now.date()) if now else ""
        text = _("%(day)s: %(was)s → %(now)s") % {"day": day, "was": _clock(was, trip), "now": _clock(now, trip)}
    else:
        text = _when(now or was, trip)
    return {"kind": change.kind, "icon": icons[change.kind], "name": change.name, "text": text}


def _when(moment: datetime | None, trip: Trip) -> str:
    return f"{day_short(moment.date())}, {_clock(moment, trip)}" if moment else ""


def _clock(moment: datetime | None, trip: Trip) -> str:
    return str(clock(moment, str(moment.tzinfo) if moment.tzinfo else trip.timezone)) if moment else ""
