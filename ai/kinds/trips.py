"""Kinds of action on a whole trip: a conflict's way out, a set of savings."""

from __future__ import annotations

import uuid

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ai.approvals import ActionKind, Arguments, Row, register, row, stop_line, stops_of
from ai.kinds.money import trip_of
from places.models import Location
from tripos.web.templatetags.money import format_money
from trips import actions, resolutions, savings
from trips.models import ConflictResolution
from trips.sentences import title_of, way_of

RESOLVE_CONFLICT, MAKE_CHEAPER = "resolve_conflict", "make_cheaper"


def _conflict(user_id: uuid.UUID, arguments: Arguments) -> ConflictResolution:
    rows = ConflictResolution.objects.editable_by(user_id).open()
    found: ConflictResolution | None = rows.filter(pk=arguments["conflict_id"], trip_id=arguments["trip_id"]).first()
    if found is None:
        raise actions.NotPossible(_("This was settled meanwhile."))
    return found


def _conflict_rows(user_id: uuid.UUID, arguments: Arguments) -> list[Row]:
    conflict = _conflict(user_id, arguments)
    option = resolutions.option_of(conflict, arguments["option"])
    return [row(f"{title_of(conflict)}: {way_of(option)}", "remove" if option["removes"] else "change")]


def _resolve(user_id: uuid.UUID, arguments: Arguments) -> str:
    conflict = _conflict(user_id, arguments)
    option = resolutions.resolve_conflict(trip_of(user_id, arguments), conflict, arguments["option"])
    return _("Settled “%(title)s”: %(way)s") % {"title": title_of(conflict), "way": way_of(option)}


def _saving_rows(user_id: uuid.UUID, arguments: Arguments) -> list[Row]:
    rows: list[Row] = []
    for step in arguments["steps"]:
        (stop,) = stops_of(user_id, {"trip_id": arguments["trip_id"], "item_ids": [step["item_id"]]})
        cost = "" if stop.cost is None else str(format_money(stop.cost, stop.currency))
        rows.append(row(stop_line(stop), "remove", cost=cost))
        if step["place_id"]:
            place = Location.objects.active().filter(pk=step["place_id"]).first()
            if place is None:
                raise actions.NotPossible(_("That place is gone from the catalogue."))
            rows.append(row(place.name, "add"))
    return rows


def _make_cheaper(user_id: uuid.UUID, arguments: Arguments) -> str:
    trip = trip_of(user_id, arguments)
    steps = [(step["item_id"], step["place_id"]) for step in arguments["steps"]]
    by = actions.Provenance("budget_guardian", "0.9")
    savings.take_steps(trip, steps, timezone.localdate(), by=by)
    return _("Made %(title)s cheaper") % {"title": trip.title}


register(
    ActionKind(RESOLVE_CONFLICT, gettext_lazy("Take this way out?"), gettext_lazy("Take it"), _conflict_rows, _resolve)
)
register(
    ActionKind(
        MAKE_CHEAPER,
        gettext_lazy("Make the trip cheaper like this?"),
        gettext_lazy("Change it"),
        _saving_rows,
        _make_cheaper,
        always_waits=True,
    )
)
