"""Between the database and ``trips.planning``: rows in, plans out, and back. Every number stays the planner's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.core.cache import cache
from django.db.models import Count, Max
from django.utils import timezone

from places.models import Location, LocationCategory
from trips.enums import ItemType, Meal
from trips.models import CostEstimate, ExchangeRate, ItineraryItem, Trip
from trips.planning import restore
from trips.planning.catalogue import Admission, Place, fee_of
from trips.planning.estimates import CostEstimate as EstimateRow
from trips.planning.estimates import Estimates
from trips.planning.itinerary import Plan, PlannedDay, PlannedStop, Reason, Stay
from trips.planning.jsonable import to_json
from trips.planning.money import UNKNOWN_COST, Cost, Money, Rate, Rates
from trips.planning.request import LodgingWish, Party, PlanRequest
from trips.planning.travel_time import MODES, Mode

AGENT = "itinerary_optimizer"
TRAVEL_MODE = "travel_mode"
"""The key of a stop's metadata under which the way there is chosen."""
EVENT = LocationCategory.EVENT.value
# Rows change with an import; a process looks at most this often whether they did.
LOOK_AGAIN_SECONDS = 5
_catalogues: dict[tuple[str, Any], tuple[Place, ...]] = {}


def place_of(row: Location) -> Place:
    """A catalogue row as the planner sees it. The row needs a point."""
    details = row.details or {}
    admission = details.get("admission")
    fee = details.get("fee")
    return Place(
        id=str(row.pk),
        name=row.name,
        category=row.category,
        # An event happens at its own time: whatever its source calls it, it is no sight for the solver to place.
        subcategory=EVENT if row.category == EVENT else row.subcategory or "",
        latitude=row.latitude or 0.0,
        longitude=row.longitude or 0.0,
        timezone=row.timezone or "UTC",
        country=row.country,
        city=row.city,
        name_en=details.get("name_en"),
        tags=tuple(row.tags),
        opening_hours=row.opening_hours,
        hours_of_operation=row.hours_of_operation,
        cuisine=tuple(row.cuisine_types or ()),
        diets=tuple(row.dietary_options or ()),
        wheelchair=details.get("wheelchair"),
        fee=fee_of(fee),
        admission=_admission(admission),
        price_level=row.price_level,
        rating=float(row.rating) if row.rating is not None else None,
        wikidata=details.get("wikidata"),
        as_of=f"{row.as_of:%Y-%m}" if row.as_of else None,
        highlight=bool(details.get("highlight")),
        capacity=row.capacity,
        address=row.address,
        website=row.website,
        source=row.source,
    )


def _admission(row: Any) -> Admission | None:
    """The price that somebody wrote down; None where it cannot be read (staff write it by hand)."""
    if not isinstance(row, Mapping):
        return None
    as_of = str(row.get("as_of") or "")
    try:
        amount = Decimal(str(row["amount"]))
        on = date.fromisoformat(as_of if len(as_of) > 7 else f"{as_of}-01") if as_of else None
    except (ArithmeticError, KeyError, ValueError):
        return None
    currency, free_under = row.get("currency"), row.get("free_under")
    if not amount.is_finite() or amount < 0 or not isinstance(currency, str) or len(currency) != 3:
        return None
    return Admission(amount, currency.upper(), on, free_under if isinstance(free_under, int) else None)


def cities() -> list[str]:
    """Cities of the catalogue that a trip can be planned in, the largest first."""
    rows = (
        Location.objects.active()
        .filter(city__isnull=False, latitude__isnull=False)
        .values("city")
        .annotate(places=Count("id"))
        .filter(places__gte=20)
        .order_by("-places", "city")
    )
    return [str(row["city"]) for row in rows]


def catalogue(city: str) -> tuple[Place, ...]:
    """The places of a city that have a point, kept in memory until a row changes."""
    rows = Location.objects.active().filter(city=city, latitude__isnull=False)
    stamp = cache.get_or_set(
        f"catalogue:{city}",
        lambda: tuple(rows.aggregate(n=Count("id"), at=Max("updated_at")).values()),
        LOOK_AGAIN_SECONDS,
    )
    known = (city, stamp)
    if known not in _catalogues:
        found = tuple(place_of(row) for row in rows.order_by("id"))
        for old in [key for key in _catalogues if key[0] == city]:
            del _catalogues[old]
        _catalogues[known] = found
    return _catalogues[known]


def estimates(currencies: Iterable[str] = ()) -> Estimates:
    """Staff's table of estimates, and the latest rates between its currencies and ``currencies``."""
    rows = tuple(
        EstimateRow(row.kind, row.amount, row.currency, row.city, row.country, row.as_of)
        for row in CostEstimate.objects.order_by("kind", "city", "country")
    )
    wanted = {row.currency for row in rows} | set(currencies)
    return Estimates(rows, rates(wanted)) if len(wanted) > 1 else Estimates(rows)


def rates(currencies: Iterable[str]) -> Rates:
    """The latest reference rates between every two of ``currencies``; what is not quoted is left out."""
    latest: dict[str, tuple[Decimal, date]] = {"EUR": (Decimal(1), timezone.localdate())}
    wanted = sorted(set(currencies) - {"EUR"})
    for row in ExchangeRate.objects.filter(currency__in=wanted).order_by("currency", "-rate_date").distinct("currency"):
        latest[row.currency] = (row.rate, row.rate_date)
    table = {}
    for source, (source_rate, source_day) in latest.items():
        for target, (target_rate, target_day) in latest.items():
            if source != target:
                table[source, target] = Rate(target_rate / source_rate, min(source_day, target_day))
    return Rates(table)


# -- a stored trip as a plan -----------------------------------------------------------------------------------------


def request_of(trip: Trip) -> PlanRequest:
    """What the trip was asked with, brought up to its present dates, party and budget."""
    stored = dict(trip.plan_request or {})
    budget = Money(trip.budget_total, trip.currency) if trip.budget_total is not None else None
    now = PlanRequest(
        start_date=trip.start_date,
        end_date=trip.end_date,
        destination=trip.destination,
        party=Party(adults=trip.adults, children=tuple(trip.children_ages)),
        budget=budget,
        currency=trip.currency,
    )
    if not stored:
        return now
    stored.update({key: value for key, value in to_json_dict(now).items() if key in STORED_AFRESH})
    return PlanRequest.from_json(stored)


STORED_AFRESH = ("start_date", "end_date", "destination", "party", "budget", "currency")


def to_json_dict(request: PlanRequest) -> dict[str, Any]:
    value = to_json(request)
    assert isinstance(value, dict)
    return value


def cost_of_item(item: ItineraryItem) -> Cost:
    if item.cost is None:
        return UNKNOWN_COST
    return Cost(
        "estimated" if item.cost_is_estimate else "known",
        Money(item.cost, item.currency),
        item.cost_as_of,
        item.cost_basis,
    )


def kind_of_item(item: ItineraryItem) -> Any:
    if item.meal:
        return "coffee" if item.meal == Meal.COFFEE else "meal"
    subcategory = item.location.subcategory if item.location else ""
    if item.type == ItemType.RESTAURANT:
        return "evening" if subcategory in ("bar", "pub") else "coffee"
    return "sight"


def plan_item(trip: Trip, item: ItineraryItem) -> restore.Item:
    """A placed and timed stop as the planner's item."""
    assert item.day_number is not None and item.start_time is not None
    return restore.Item(
        key=str(item.pk),
        name=item.title,
        date=trip.date_of(item.day_number),
        start=item.start_time,
        minutes=item.duration_minutes or 60,
        kind=kind_of_item(item),
        place_id=str(item.location_id) if item.location_id else None,
        meal=item.meal,
        latitude=item.latitude,
        longitude=item.longitude,
        timezone=item.timezone,
        subcategory=(item.location.subcategory or "") if item.location else "",
        cost=cost_of_item(item),
        reasons=tuple(Reason(row["code"], row.get("values", {})) for row in item.reasons),
        booked=item.is_booked or has_own_time(item),
        locked=item.is_locked,
        mode=chosen_mode(item),
    )


def chosen_mode(item: ItineraryItem) -> Mode | None:
    """How the traveller chose to come to a stop; None leaves it to the estimate."""
    wanted = item.metadata.get(TRAVEL_MODE)
    return next((mode for mode in MODES if mode == wanted), None)


def has_own_time(item: ItineraryItem) -> bool:
    """Whether a stop is an event of the catalogue, which happens when it happens."""
    place = item.location
    return place is not None and place.category == EVENT and place.event_start_time is not None


def stay_of(request: PlanRequest, items: Sequence[ItineraryItem] = ()) -> Stay | None:
    """Where the trip's days start and end: its one stay among the stops, else as its plan chose.

    A trip with several stays has none that holds for every day.
    """
    stays: dict[tuple[float, float], str] = {}
    for item in items:
        if item.type == ItemType.ACCOMMODATION and item.day_number is not None:
            where = item if item.latitude is not None else item.location
            if where is not None and where.latitude is not None and where.longitude is not None:
                stays[where.latitude, where.longitude] = item.title
    if len(stays) > 1:
        return None
    for (latitude, longitude), name in stays.items():
        return Stay(latitude, longitude, name, suggested=False)
    lodging = request.lodging
    if lodging.latitude is None or lodging.longitude is None:
        return None
    return Stay(lodging.latitude, lodging.longitude, lodging.area or "where you stay")


def plan_of(
    trip: Trip, items: Sequence[ItineraryItem], table: Estimates | None = None, *, with_stays: bool = True
) -> Plan:
    """The trip's placed and timed stops as a plan: ways, hours and totals computed afresh.

    ``items`` come with their ``location`` selected. Without stays (check-in to check-out is one stop of many hours) the
    plan holds what one does in a day, and still begins and ends where one sleeps.
    """
    request = request_of(trip)
    timed = [item for item in items if item.day_number is not None and item.start_time is not None]
    if not with_stays:
        timed = [item for item in timed if item.type != ItemType.ACCOMMODATION]
    known = {
        str(item.location_id): place_of(item.location)
        for item in timed
        if item.location is not None and item.location.latitude is not None and item.location.longitude is not None
    }
    return restore.plan_of_items(
        request,
        trip.destination,
        [plan_item(trip, item) for item in timed],
        known,
        table or Estimates(),
        stay=stay_of(request, items),
        timezone=trip.timezone,
    )


# -- a plan as rows --------------------------------------------------------------------------------------------------


def item_values(stop: PlannedStop, day: PlannedDay, order: int, currency: str) -> dict[str, Any]:
    """The columns of a planned stop that the planner decides, without who wrote them."""
    start = stop.start.astimezone(ZoneInfo(stop.timezone))
    leave = stop.leave.astimezone(ZoneInfo(stop.timezone))
    known = stop.cost.money
    return {
        "title": stop.name,
        "type": _type_of(stop),
        "location_id": stop.place_id,
        "latitude": stop.latitude,
        "longitude": stop.longitude,
        "day_number": day.number,
        "sort_order": order,
        "start_time": _wall(start),
        "end_time": _wall(leave),
        "ends_next_day": leave.date() > start.date(),
        "duration_minutes": max(1, round((_naive(leave) - _naive(start)).total_seconds() / 60)),
        "meal": stop.meal,
        "cost": known.amount if known else None,
        "currency": known.currency if known else currency,
        "cost_is_estimate": stop.cost.status == "estimated",
        "cost_as_of": stop.cost.as_of,
        "cost_basis": stop.cost.basis,
        "is_locked": stop.locked,
        "reasons": [{"code": reason.code, "values": dict(reason.values)} for reason in stop.reasons],
    }


def _type_of(stop: PlannedStop) -> ItemType:
    if stop.subcategory == EVENT:
        return ItemType.EVENT
    return ItemType.RESTAURANT if stop.kind != "sight" else ItemType.ACTIVITY


def _wall(at: datetime) -> time:
    return at.time().replace(second=0, microsecond=0)


def _naive(at: datetime) -> datetime:
    return at.replace(tzinfo=None, second=0, microsecond=0)


def stored_request(plan: Plan) -> dict[str, Any]:
    """The request as a trip keeps it: with the point that the plan's days start from."""
    stored = plan.request.to_json()
    if plan.stay is not None:
        stored["lodging"] = to_json(
            LodgingWish(latitude=plan.stay.latitude, longitude=plan.stay.longitude, area=plan.stay.name)
        )
    return stored


def title_of(plan: Plan) -> str:
    days = len(plan.days)
    length = {1: "One day", 2: "Two days", 3: "Three days", 4: "Four days", 5: "Five days", 6: "Six days", 7: "A week"}
    return f"{length.get(days, f'{days} days')} in {plan.city}"
