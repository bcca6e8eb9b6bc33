"""Kinds of action on a whole trip: a conflict's way out, a set of savings, other dates, another party."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ai.approvals import ActionKind, Arguments, Row, register, row, stop_line, stops_of
from ai.kinds.money import trip_of
from places.models import Location
from tripos.web.templatetags.money import format_money
from tripos.web.templatetags.times import date_span
from trips import actions, arrangement, bookings, changes, resolutions, savings
from trips.models import ConflictResolution, Trip
from trips.sentences import title_of, way_of

RESOLVE_CONFLICT, MAKE_CHEAPER = "resolve_conflict", "make_cheaper"
SET_PARTY, CHANGE_DATES = "set_party", "change_dates"
# Lines of a card about stops that lose their day; more are counted.
MOST_NAMED = 8
# What the database takes.
MOST_ADULTS, MOST_CHILDREN, OF_AGE, MOST_DAYS = 100, 50, 18, 366


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


def checked_party(adults: int, children: Sequence[int]) -> None:
    """Refuse a party that no trip can have.

    Args:
        adults: grown-ups.
        children: ages in years.

    Raises:
        actions.NotPossible: too few, too many, or no child's age.
    """
    if not (
        1 <= adults <= MOST_ADULTS and len(children) <= MOST_CHILDREN and all(0 <= age < OF_AGE for age in children)
    ):
        raise actions.NotPossible(
            _("A party has 1 to %(adults)d adults and at most %(children)d children, up to %(age)d years old.")
            % {"adults": MOST_ADULTS, "children": MOST_CHILDREN, "age": OF_AGE - 1}
        )


def _party_rows(user_id: uuid.UUID, arguments: Arguments) -> list[Row]:
    trip = trip_of(user_id, arguments)
    wanted = bookings.party_of(arguments["adults"], arguments["children"])
    what = _("Who travels on %(title)s: %(party)s") % {"title": trip.title, "party": wanted}
    return [row(what, was=bookings.party_of(trip.adults, trip.children_ages))]


def _set_party(user_id: uuid.UUID, arguments: Arguments) -> str:
    trip, adults, children = trip_of(user_id, arguments), arguments["adults"], arguments["children"]
    checked_party(adults, children)
    Trip.objects.editable_by(user_id).filter(pk=trip.pk).update(adults=adults, children_ages=children)
    changes.changed(trip.pk)
    return _("Set who travels: %(party)s") % {"party": bookings.party_of(adults, children)}


def checked_dates(start: date, end: date, today: date) -> None:
    """Refuse dates that no trip can have.

    Args:
        start, end: the first and the last day.
        today: where the traveller is.

    Raises:
        actions.NotPossible: the last day comes before the first, the trip would last too long, or it would be past.
    """
    if end < start:
        raise actions.NotPossible(_("The last day is before the first: choose a later one."))
    if (end - start).days >= MOST_DAYS:
        raise actions.NotPossible(_("A trip has at most %(count)d days.") % {"count": MOST_DAYS})
    if end < today:
        raise actions.NotPossible(_("Those days are past: name days to come."))


def _dates(arguments: Arguments) -> tuple[date, date]:
    return date.fromisoformat(arguments["start"]), date.fromisoformat(arguments["end"])


def _dates_rows(user_id: uuid.UUID, arguments: Arguments) -> list[Row]:
    trip, (start, end) = trip_of(user_id, arguments), _dates(arguments)
    what = _("Dates of %(title)s: %(dates)s") % {"title": trip.title, "dates": date_span(start, end)}
    rows = [row(what, was=date_span(trip.start_date, trip.end_date))]
    stranded = arrangement.stranded_by(trip, start, end)
    for item in stranded[:MOST_NAMED]:
        rows.append(row(_("Becomes an idea, without a day: %(stop)s") % {"stop": stop_line(item)}, "remove"))
    if len(stranded) > MOST_NAMED:
        more = len(stranded) - MOST_NAMED
        words = ngettext("%(count)d more stop becomes an idea", "%(count)d more stops become ideas", more)
        rows.append(row(words % {"count": more}, "remove"))
    return rows


def _change_dates(user_id: uuid.UUID, arguments: Arguments) -> str:
    start, end = _dates(arguments)
    checked_dates(start, end, timezone.localdate())
    arrangement.change_dates(trip_of(user_id, arguments), start, end)
    return _("Moved the trip to %(dates)s") % {"dates": date_span(start, end)}


register(ActionKind(SET_PARTY, gettext_lazy("Change who travels?"), gettext_lazy("Change it"), _party_rows, _set_party))
register(
    ActionKind(
        CHANGE_DATES,
        gettext_lazy("Change the trip's dates?"),
        gettext_lazy("Change them"),
        _dates_rows,
        _change_dates,
        always_waits=True,
    )
)
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
