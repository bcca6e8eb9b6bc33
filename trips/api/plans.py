"""Planning without prose: a structured request in, a plan with its reasons out; and trips made of plans."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError

from places.gazetteer import city_among
from places.models import Location
from tripos.api.answers import Answer, Refer
from tripos.api.problems import FieldError, Problem
from tripos.api.resources import Schema
from tripos.api.views import ApiView
from tripos.api.writing import Strict
from trips import planner
from trips.api.resources import TRIP
from trips.api.shapes import shape_of
from trips.planning.explain import SENTENCES, explain, explain_unmet
from trips.planning.itinerary import Plan, PlannedStop, Reason, Unmet
from trips.planning.jsonable import to_json
from trips.planning.plan import plan_trip
from trips.planning.request import MAX_DAYS, MEAL_NAMES, PlanRequest, RequestError
from trips.planning.travel_time import MODES

EXPLAINED = "explained"
"""The key of sentences in a plan's JSON; they are left out when a plan is read."""
MOST_STOPS = 500
_SENTENCE: Schema = {"type": "string", "description": "The same in English."}
_SENTENCES: Schema = {"type": "array", "items": {"type": "string"}, "description": "Its reasons in English."}
PLAN_SHAPE = shape_of(
    Plan, {Reason: {EXPLAINED: _SENTENCE}, Unmet: {EXPLAINED: _SENTENCE}, PlannedStop: {EXPLAINED: _SENTENCES}}
)


def plan_json(plan: Plan) -> dict[str, Any]:
    """A plan as JSON values, each reason with its sentence."""
    found: dict[str, Any] = _explained(plan, to_json(plan))
    return found


def _explained(value: Any, written: Any) -> Any:
    """Add sentences to what ``to_json`` wrote of a value."""
    if isinstance(value, tuple | list):
        return [_explained(one, each) for one, each in zip(value, written, strict=True)]
    if not hasattr(value, "__dataclass_fields__"):
        return written
    found = {name: _explained(getattr(value, name), each) for name, each in written.items()}
    if isinstance(value, Reason):
        found[EXPLAINED] = explain(value) if value.code in SENTENCES else value.code
    elif isinstance(value, Unmet):
        found[EXPLAINED] = explain_unmet(value)
    elif isinstance(value, PlannedStop):
        found[EXPLAINED] = [explain(reason) for reason in value.reasons if reason.code in SENTENCES]
    return found


def _plain(value: Any) -> Any:
    """A plan's JSON without the sentences."""
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items() if name != EXPLAINED}
    return [_plain(each) for each in value] if isinstance(value, list) else value


def read_plan(data: Any) -> Plan:
    """A plan from what ``plan_json`` wrote, or from what a client made of that.

    Raises:
        ValueError: it is no plan, or names what cannot be.
    """
    try:
        plan = Plan.from_json(_plain(data))
        plan.request.check()
        ZoneInfo(plan.timezone)
        for stop in plan.stops:
            if stop.place_id is not None:
                uuid.UUID(stop.place_id)
            if any(at.utcoffset() is None for at in (stop.arrive, stop.start, stop.leave)):
                raise ValueError("times need an offset")
    except (KeyError, OverflowError, OSError, TypeError, AttributeError) as error:
        raise ValueError(str(error)) from error
    if sum(len(day.stops) for day in plan.days) > MOST_STOPS:
        raise ValueError(f"at most {MOST_STOPS} stops")
    if any(len(stop.name) > 200 for stop in plan.stops) or len(plan.city) > 200:
        raise ValueError("a name has at most 200 characters")
    return plan


@extend_schema_field({"type": "object", "additionalProperties": True})
class PlanField(serializers.Field):  # type: ignore[type-arg]
    """A plan as ``POST trips/plans/`` answers it."""

    def to_internal_value(self, data: Any) -> Plan:
        try:
            return read_plan(data)
        except ValueError as error:
            raise ValidationError([ErrorDetail(str(error)[:300], "plan")]) from error


def check_places(user: Any, plan: Plan) -> None:
    """Every place of a plan must be one of the catalogue.

    Raises:
        Problem: one is not (422).
    """
    wanted = {uuid.UUID(stop.place_id) for stop in plan.stops if stop.place_id is not None}
    known = Location.objects.known_to(user).filter(pk__in=wanted, deleted_at__isnull=True)
    if wanted - set(known.values_list("pk", flat=True)):
        raise Problem("invalid", errors=[FieldError("plan/days", _("There is no such place."), "does_not_exist")])


def _words(**more: Any) -> serializers.ListField:
    return serializers.ListField(child=serializers.CharField(max_length=200), max_length=50, required=False, **more)


class PartyWriter(Strict):
    adults = serializers.IntegerField(min_value=0, max_value=100, required=False)
    children = serializers.ListField(
        child=serializers.IntegerField(min_value=0, max_value=17), max_length=50, required=False, help_text="Ages."
    )


class MoneyWriter(Strict):
    amount = serializers.DecimalField(max_digits=12, decimal_places=2, min_value=0)
    currency = serializers.RegexField("^[A-Z]{3}$", help_text="ISO 4217.")


class MealWishWriter(Strict):
    name = serializers.ChoiceField(choices=[(name, name) for name in MEAL_NAMES])
    diets = _words(help_text="Met by the place's own tags.")
    cuisines = _words(help_text="Preferred.")


class LodgingWriter(Strict):
    place_id = serializers.UUIDField(required=False, allow_null=True)
    latitude = serializers.FloatField(min_value=-90, max_value=90, required=False, allow_null=True)
    longitude = serializers.FloatField(min_value=-180, max_value=180, required=False, allow_null=True)
    area = serializers.CharField(max_length=200, required=False, allow_null=True)
    wanted = serializers.BooleanField(required=False, help_text="Suggest a stay and count its price.")


class PlanRequestWriter(Strict):
    destination = serializers.CharField(max_length=200, help_text="A city of the catalogue.")
    start_date = serializers.DateField(help_text="The first day.")
    end_date = serializers.DateField(help_text=f"The last day, counted; at most {MAX_DAYS} days.")
    party = PartyWriter(required=False)
    budget = MoneyWriter(required=False, allow_null=True, help_text="For everybody together.")
    currency = serializers.RegexField(
        "^[A-Z]{3}$", required=False, allow_null=True, help_text="ISO 4217; yours by default."
    )
    interests = _words(help_text="In your own words.")
    diets = _words(help_text="They hold for every meal.")
    cuisines = _words()
    accessibility = _words(help_text="Needs, such as wheelchair.")
    pace = serializers.ChoiceField(choices=[(pace, pace) for pace in ("relaxed", "normal", "packed")], required=False)
    lodging = LodgingWriter(required=False)
    must_sees = _words(help_text="Ids or names of places.")
    avoid = _words()
    modes = serializers.ListField(
        child=serializers.ChoiceField(choices=[(mode, mode) for mode in MODES]),
        allow_empty=False,
        max_length=len(MODES),
        required=False,
    )
    meals = serializers.ListField(child=MealWishWriter(), max_length=len(MEAL_NAMES), required=False)
    day_start = serializers.TimeField(required=False, allow_null=True)
    day_end = serializers.TimeField(required=False, allow_null=True)
    walk_limit_minutes = serializers.IntegerField(min_value=1, max_value=1440, required=False, allow_null=True)
    other_wishes = _words(help_text="What no other field holds; it is named in `unmet`.")
    seed = serializers.IntegerField(
        min_value=0, max_value=2**31 - 1, required=False, help_text="Another number, another plan."
    )

    example: ClassVar[dict[str, Any]] = {
        "destination": "Helsinki",
        "start_date": "2026-05-14",
        "end_date": "2026-05-16",
        "party": {"adults": 2},
        "budget": {"amount": "600.00", "currency": "EUR"},
        "interests": ["architecture"],
        "pace": "relaxed",
    }


def _plan_answer(refer: Refer) -> Schema:
    return {
        "type": "object",
        "additionalProperties": False,
        "required": ["plan"],
        "properties": {"plan": PLAN_SHAPE},
    }


EXAMPLE_PLAN: Mapping[str, Any] = {
    "city": "Helsinki",
    "timezone": "Europe/Helsinki",
    "currency": "EUR",
    "days": [],
    "unmet": [],
    "notes": [{"code": "dates", "values": {"start": "2026-05-14", "end": "2026-05-16", "days": 3}}],
}


class PlanList(ApiView):
    """Plan a trip over the catalogue's real places. Nothing is stored: send the answer to `trips/` to make the trip.

    The plan has days of stops with times, ways, opening hours, costs (known, estimated or unknown) and reasons, what
    could not be met (`unmet`) and what was left out (`dropped`). The same request gives the same plan as long as the
    catalogue is the same.
    """

    resource = TRIP
    tag = "Planning"
    write_scope = "trips:read"
    rate = "planning"
    writers: ClassVar[dict[str, Any]] = {"post": PlanRequestWriter}
    summaries: ClassVar[dict[str, str]] = {"post": "Plan a trip"}
    answers: ClassVar[dict[str, Answer]] = {"post": Answer(200, _plan_answer, "The plan.", {"plan": EXAMPLE_PLAN})}

    def post(self, request: Any, **kwargs: Any) -> HttpResponse:
        wish = self._wish(self.content(request))
        known = planner.cities()
        city = city_among(wish.destination, known)
        if city is None:
            words = _("%(where)s is not in the catalogue yet; there are: %(cities)s.")
            cities = ", ".join(known[:20]) or _("none")
            raise Problem("invalid", errors=[FieldError(
                "destination", words % {"where": wish.destination, "cities": cities}, "unknown_destination"
            )])  # fmt: skip
        money = {wish.budget.currency if wish.budget else None, wish.currency} - {None}
        try:
            plan = plan_trip(wish, planner.catalogue(city), planner.estimates(map(str, money)), timezone.localdate())
        except RequestError as error:
            raise Problem("invalid", errors=[FieldError("", f"{str(error)[:1].upper()}{str(error)[1:]}.")]) from error
        return self.reply_json({"plan": plan_json(plan)})

    def _wish(self, content: dict[str, Any]) -> PlanRequest:
        given = to_json({name: _text(value) for name, value in content.items() if value is not None})
        if "currency" not in given and "budget" not in given:
            user: Any = self.request.user
            given["currency"] = user.profile.currency
        try:
            return PlanRequest.from_json(given)
        except RequestError as error:
            raise Problem("invalid", errors=[FieldError("", f"{str(error)[:1].upper()}{str(error)[1:]}.")]) from error


def _text(value: Any) -> Any:
    """What a serializer read, without its own types."""
    if isinstance(value, Mapping):
        return {name: _text(each) for name, each in value.items() if each is not None}
    if isinstance(value, list):
        return [_text(each) for each in value]
    return str(value) if isinstance(value, uuid.UUID) else value
