"""From a trip and its plan to what the templates show: days, stops, ways, maps, money. No queries here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tripos.web.map_base import MapPoint, MapRoute
from tripos.web.templatetags.times import clock, distance, duration
from trips.budget_card import budget_card
from trips.covers import cover_of
from trips.enums import ItemType
from trips.models import ItineraryItem, Trip
from trips.order_score import order_of
from trips.planner import place_of
from trips.planning.explain import SENTENCES
from trips.planning.itinerary import Plan, PlannedDay, PlannedStop, Reason, Stay
from trips.planning.opening_hours import Hours, UnknownHours
from trips.planning.travel_time import Leg
from trips.sentences import explained
from trips.stop_handles import handles_of

Shown = dict[str, Any]


def mode_words(mode: str) -> str:
    """How one travels: "on foot"."""
    words = {
        "walk": _("on foot"),
        "bicycle": _("by bicycle"),
        "transit": _("by public transport"),
        "car": _("by car"),
    }
    return words.get(mode, mode)


def kind_words(item: ItineraryItem) -> str:
    """What a stop is, in a word or two: "Lunch", "Museum"."""
    if item.meal:
        return str(item.get_meal_display())
    if item.location is not None and item.location.subcategory:
        return str(item.location.subcategory).replace("_", " ").capitalize()
    return str(ItemType(item.type).label)


def icon_of(item: ItineraryItem) -> str:
    """The picture of a stop's kind."""
    if item.location is not None and item.location.subcategory:
        return str(item.location.subcategory)
    return str(item.type)


@dataclass(frozen=True)
class TripPage:
    """A trip as its page shows it.

    Attributes:
        days: for components/day.html.
        ideas: stops without a day, for components/stop.html.
        points, routes: for the map.
        budget: see :func:`trips.budget_card.budget_card`.
        head: for components/trip_head.html.
    """

    head: Shown
    days: Sequence[Shown]
    ideas: Sequence[Shown]
    points: Sequence[MapPoint]
    routes: Sequence[MapRoute]
    budget: Shown
    figures: Sequence[Shown]

    @property
    def has_empty_days(self) -> bool:
        return any(not day["entries"] for day in self.days)


def trip_page(trip: Trip, items: Sequence[ItineraryItem], plan: Plan, now: datetime) -> TripPage:
    """Lay out a trip.

    Args:
        trip: with its ``budget`` selected.
        items: all live stops, in order, with their ``location`` selected.
        plan: ``planner.plan_of(trip, items)``.
        now: an aware moment; marks the stop that is on.
    """
    by_key = {str(item.pk): item for item in items}
    loose: dict[int, list[ItineraryItem]] = defaultdict(list)
    for item in items:
        if item.day_number is not None and item.start_time is None:
            loose[item.day_number].append(item)
    days, points, routes = [], [], []
    for planned in plan.days:
        shown, seen = _day(trip, planned, plan.stay, by_key, loose[planned.number], now)
        days.append(shown)
        points += seen
        routes.append(MapRoute(planned.number, [(p.latitude, p.longitude) for p in seen]))
    _mark_today(days, trip, now)
    ideas = [idea_of(item, trip) for item in items if item.day_number is None]
    return TripPage(trip_head(trip), days, ideas, points, routes, budget_card(trip.budget, items), _figures(plan, trip))


def _mark_today(days: Sequence[Shown], trip: Trip, now: datetime) -> None:
    """Say which day is today where the trip is, and while one travels, which days lie behind."""
    today = now.astimezone(ZoneInfo(trip.timezone)).date()
    if not trip.start_date <= today <= trip.end_date:
        return
    for day in days:
        day["is_today"] = day["date"] == today
        day["is_past"] = day["date"] < today


def trip_head(trip: Trip) -> Shown:
    """For components/trip_head.html."""
    return {
        "pk": trip.pk,
        "title": trip.title,
        "start_date": trip.start_date,
        "end_date": trip.end_date,
        "destination": trip.destination,
        "travellers": trip.party_size,
        "timezone": trip.timezone,
        "cover": cover_of(trip.cover_image_url),
    }


def _figures(plan: Plan, trip: Trip) -> list[Shown]:
    stops = sum(1 for stop in plan.stops if stop.place_id or stop.latitude is not None)
    walked = sum(day.walk_metres for day in plan.days)
    found = [{"value": stops, "label": ngettext("stop", "stops", stops)}]
    if walked:
        found.append({"value": distance(walked), "label": _("on foot, estimated")})
    order = order_of(trip)
    return [*found, order] if order else found


def _day(
    trip: Trip,
    planned: PlannedDay,
    stay: Stay | None,
    by_key: Mapping[str, ItineraryItem],
    loose: Sequence[ItineraryItem],
    now: datetime,
) -> tuple[Shown, list[MapPoint]]:
    entries: list[Shown] = []
    points: list[MapPoint] = []
    before: PlannedStop | None = None
    busy: PlannedStop | None = None
    order = 0
    for stop in planned.stops:
        order += 1
        item = by_key[stop.key]
        if stop.travel is not None and before is not None:
            entries.append({"leg": _leg(stop.travel, before, stop)})
        elif stop.travel is not None and stay is not None and _is_way(stop.travel):
            entries.append({"leg": _way_out(stop.travel, stay, planned)})
        shown = stop_of(item, stop, order, now)
        shown["conflicts"] = _conflicts(busy, stop, item, is_next=busy is before)
        entries.append({"stop": shown})
        if stop.latitude is not None and stop.longitude is not None:
            points.append(_point(item, stop.latitude, stop.longitude, planned.number, order))
        before = stop
        if item.type != ItemType.ACCOMMODATION:  # a stay lies behind the day: one goes out from it
            busy = stop
    if planned.return_travel is not None and stay is not None and _is_way(planned.return_travel):
        entries.append({"leg": _way_back(planned.return_travel, stay, planned)})
    for item in loose:
        order += 1
        entries.append({"stop": idea_of(item, trip, order)})
        place = _where(item)
        if place is not None:
            points.append(_point(item, *place, planned.number, order))
    day = {
        "number": planned.number,
        "date": planned.date,
        "title": planned.holiday or "",
        "summary": _summary(planned, order),
        "entries": entries,
        "can_order": len(planned.stops) > 2,
        "add_url": f"{reverse('trips:stop_new', args=[trip.pk])}?day={planned.number}",
        "fill_url": f"{reverse('trips:trip_improvement', args=[trip.pk])}?fill=1&day={planned.number}",
        "earlier": planned.number - 1,
        "later": planned.number + 1 if planned.number < trip.length else 0,
    }
    return day, points


def _point(item: ItineraryItem, latitude: float, longitude: float, day: int, order: int) -> MapPoint:
    return MapPoint(latitude, longitude, item.title, day, order, f"#stop-{item.pk}")


def _where(item: ItineraryItem) -> tuple[float, float] | None:
    place = item.location
    if place is not None and place.latitude is not None and place.longitude is not None:
        return place.latitude, place.longitude
    if item.latitude is not None and item.longitude is not None:
        return item.latitude, item.longitude
    return None


def _summary(planned: PlannedDay, stops: int) -> str:
    if not stops:
        return ""
    parts = [ngettext("%(n)d stop", "%(n)d stops", stops) % {"n": stops}]
    if planned.travel_minutes:
        parts.append(_("about %(time)s on the way") % {"time": duration(planned.travel_minutes)})
    if planned.walk_metres:
        parts.append(_("%(distance)s on foot") % {"distance": distance(planned.walk_metres)})
    return " · ".join(parts)


def _leg(leg: Leg, before: PlannedStop, stop: PlannedStop) -> Shown:
    spare = _minutes(before.leave, stop.start) - leg.minutes
    # A few minutes are the margin that every way has; more is time of one's own.
    return {**_way(leg), "wait_minutes": spare if spare >= 15 else 0}


def _way(leg: Leg) -> Shown:
    return {
        "mode": leg.mode,
        "mode_label": mode_words(leg.mode),
        "minutes": leg.minutes,
        "metres": leg.metres,
        "is_estimated": leg.estimated,
    }


def _is_way(leg: Leg) -> bool:
    """Whether there is anything to go: the stay itself may be the day's first or last stop."""
    return leg.metres > 0


def _way_out(leg: Leg, stay: Stay, planned: PlannedDay) -> Shown:
    """The way from the stay to the day's first stop, and when to set out."""
    assert planned.departs is not None
    words = _("from %(stay)s: leave at %(time)s") % {
        "stay": stay_words(stay),
        "time": clock(planned.departs, planned.stops[0].timezone),
    }
    return {**_way(leg), "words": words}


def _way_back(leg: Leg, stay: Stay, planned: PlannedDay) -> Shown:
    """The way from the day's last stop back to the stay, and when one is there."""
    assert planned.returns is not None
    words = _("back to %(stay)s, there at %(time)s") % {
        "stay": stay_words(stay),
        "time": clock(planned.returns, planned.stops[-1].timezone),
    }
    return {**_way(leg), "words": words}


def stay_words(stay: Stay) -> str:
    """A stay's name; the planner's words for a mere point in the reader's language."""
    points = {
        "the centre of your sights": _("the centre of your sights"),
        "where you stay": _("where you stay"),
        "your stay": _("your stay"),
    }
    return points.get(stay.name, stay.name)


def _minutes(start: datetime, end: datetime) -> int:
    return round((end.astimezone(UTC) - start.astimezone(UTC)).total_seconds() / 60)


def _conflicts(
    before: PlannedStop | None, stop: PlannedStop, item: ItineraryItem, *, is_next: bool = True
) -> list[Shown]:
    """What cannot work as the times stand: two stops at once, too little time for the way, doors closed.

    is_next: whether the way to the stop is from ``before``.
    """
    found = []
    if before is not None:
        free = _minutes(before.leave, stop.start)
        if free < 0:
            text = _("Starts %(time)s before “%(other)s” ends.")
            words = {"time": duration(-free), "other": before.name}
            found.append({"type": "time_overlap", "text": text % words, "is_hard": True, "ways": []})
        elif is_next and stop.travel is not None and free < stop.travel.minutes:
            text = _("The way here takes about %(way)s, and there are only %(time)s.")
            words = {"way": duration(stop.travel.minutes), "time": duration(free)}
            found.append({"type": "location_distance", "text": text % words, "is_hard": False, "ways": []})
    if hours_state(item, stop) == "closed":
        text = _("Closed for some or all of this visit: that day it is %(hours)s.")
        hours = stop.hours if stop.hours != "closed" else _("closed all day")
        found.append({"type": "booking_unavailable", "text": text % {"hours": hours}, "is_hard": True, "ways": []})
    return found


def hours_of(place: Any) -> Hours | UnknownHours:
    """A catalogue place's opening hours, read in its own zone."""
    return place_of(place).hours


def hours_state(item: ItineraryItem, stop: PlannedStop) -> str:
    """``open`` when the place is open for the whole visit, ``closed``, ``unknown``; empty where there is no place."""
    if item.location is None or item.type in (ItemType.ACCOMMODATION, ItemType.TRANSPORT):
        return ""
    hours = hours_of(item.location)
    day = stop.start.date()
    pieces = hours.intervals(day)
    if pieces is None:
        return "unknown"
    inside = (piece for piece in pieces if piece.start <= stop.start and stop.leave <= piece.end)
    return "open" if any(inside) else "closed"


def _base(item: ItineraryItem, order: int) -> Shown:
    place = item.location
    return {
        "id": item.pk,
        "order": order,
        "title": item.title,
        "url": reverse("places:place_detail", args=[item.location_id]) if item.location_id else "",
        "nearby_url": f"{reverse('places:place_nearby')}?place={item.location_id}" if item.location_id else "",
        **handles_of(item),
        "kind": kind_words(item),
        "icon": icon_of(item),
        "cost": item.cost,
        "currency": item.currency,
        "cost_state": cost_state(item),
        "cost_as_of": item.cost_as_of if item.cost_is_estimate else None,
        "is_locked": item.is_locked,
        "address": item.address or (place.address if place else "") or "",
        "confirmation": item.booking_reference or "",
        "note": item.notes or "",
        "tags": item.tags,
    }


def stop_of(item: ItineraryItem, stop: PlannedStop, order: int, now: datetime) -> Shown:
    """A placed and timed stop for components/stop.html; ``now`` (aware) marks the one that is on."""
    return {
        **_base(item, order),
        "start": stop.start,
        "end": stop.leave,
        "timezone": stop.timezone,
        "hours": stop.hours if stop.hours_known else "",
        "hours_state": hours_state(item, stop),
        "hours_as_of": item.location.as_of if item.location else None,
        "is_now": stop.start <= now < stop.leave,
        "why": sentences(stop.reasons),
        "can_shift": True,
    }


def idea_of(item: ItineraryItem, trip: Trip, order: int | str = "") -> Shown:
    """A stop without a time: on a day (with its order) or nowhere yet."""
    return {
        **_base(item, 0),
        "order": order or "·",
        "start": None,
        "end": None,
        "timezone": item.timezone or trip.timezone,
        "hours_state": "",
        "why": sentences(Reason(row["code"], row.get("values", {})) for row in item.reasons),
        "can_shift": item.day_number is not None,
    }


def sentences(reasons: Iterable[Reason]) -> list[str]:
    """Reasons in words, each with a capital letter; the planner's code for time kept free speaks for itself."""
    said = [explained(reason) for reason in reasons if reason.code in SENTENCES]
    return [text[:1].upper() + text[1:] for text in said]


def cost_state(item: ItineraryItem) -> str:
    """The state that components/badge_cost.html knows; empty for what is not about money."""
    if item.cost is None:
        return "" if item.type == ItemType.CUSTOM else "unknown"
    if item.is_paid:
        return "paid"
    if item.cost_is_estimate:
        return "estimated"
    if item.cost == 0:
        return "free"
    return "booked" if item.is_booked else "known"
