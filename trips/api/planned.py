"""What the planner makes of a stored trip: its days with ways and hours, and a better order."""

from __future__ import annotations

import json
from datetime import date
from typing import Any, ClassVar

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import serializers

from tripos.api import conditional
from tripos.api.answers import Answer, Refer, list_of
from tripos.api.problems import FieldError, Problem
from tripos.api.resources import Schema, nullable
from tripos.api.writing import Strict
from trips import fitting, planner
from trips.api.children import OfTrip
from trips.api.resources import TRIP
from trips.api.shapes import shape_of
from trips.models import ItineraryItem, Trip
from trips.planning.edits import Edit
from trips.planning.explain import explain_unmet
from trips.planning.itinerary import PlannedDay, PlannedStop
from trips.planning.jsonable import to_json
from trips.planning.request import RequestError
from trips.planning.travel_time import Leg

_MOMENT: Schema = {"type": "string", "format": "date-time"}
_WAY: Schema = {"oneOf": [shape_of(Leg), {"type": "null"}]}


def _object(properties: dict[str, Schema]) -> Schema:
    return {"type": "object", "additionalProperties": False, "required": list(properties), "properties": properties}


VISIT = _object({
    "item_id": {"type": "string", "format": "uuid"},
    "title": {"type": "string"},
    "arrive": {**_MOMENT, "description": "When one is there, the way counted."},
    "start": _MOMENT,
    "leave": _MOMENT,
    "travel": {**_WAY, "description": "The way to it from the stop before; null for none. Minutes are estimated."},
    "hours": {"type": "string", "description": "Opening hours of that day."},
    "hours_known": {"type": "boolean"},
    "hours_as_of": {"type": ["string", "null"], "description": "The month that the hours are of."},
})  # fmt: skip
DAY = _object({
    "number": {"type": "integer", "minimum": 1},
    "date": {"type": "string", "format": "date"},
    "holiday": {"type": ["string", "null"], "description": "A public holiday's name."},
    "departs": nullable(_MOMENT),
    "returns": nullable(_MOMENT),
    "return_travel": {**_WAY, "description": "The way back to where one stays."},
    "travel_minutes": {"type": "integer", "description": "On the way, estimated."},
    "walk_metres": {"type": "integer", "description": "On foot, estimated."},
    "visits": {"type": "array", "items": VISIT, "description": "Stops with a time, in the order of the day."},
    "untimed": {
        "type": "array",
        "items": {"type": "string", "format": "uuid"},
        "description": "Stops of the day without a time.",
    },
})  # fmt: skip


def _visit(stop: PlannedStop) -> dict[str, Any]:
    return {
        "item_id": stop.key,
        "title": stop.name,
        "arrive": stop.arrive.isoformat(),
        "start": stop.start.isoformat(),
        "leave": stop.leave.isoformat(),
        "travel": to_json(stop.travel),
        "hours": stop.hours,
        "hours_known": stop.hours_known,
        "hours_as_of": stop.hours_as_of,
    }


def _day(day: PlannedDay, untimed: list[str]) -> dict[str, Any]:
    return {
        "number": day.number,
        "date": day.date.isoformat(),
        "holiday": day.holiday,
        "departs": day.departs.isoformat() if day.departs else None,
        "returns": day.returns.isoformat() if day.returns else None,
        "return_travel": to_json(day.return_travel),
        "travel_minutes": day.travel_minutes,
        "walk_metres": day.walk_metres,
        "visits": [_visit(stop) for stop in day.stops],
        "untimed": untimed,
    }


EXAMPLE_DAY = {
    "number": 1,
    "date": "2026-05-14",
    "holiday": "Ascension Day",
    "departs": "2026-05-14T10:20:00+03:00",
    "returns": "2026-05-14T12:10:00+03:00",
    "return_travel": {"mode": "walk", "minutes": 10, "seconds": 900, "metres": 780, "estimated": True},
    "travel_minutes": 20,
    "walk_metres": 1560,
    "visits": [
        {
            "item_id": "7d1b2c3e-1111-4a53-9c39-0f5a1f0d2a11",
            "title": "Ateneum",
            "arrive": "2026-05-14T10:30:00+03:00",
            "start": "2026-05-14T10:30:00+03:00",
            "leave": "2026-05-14T12:00:00+03:00",
            "travel": {"mode": "walk", "minutes": 10, "seconds": 900, "metres": 780, "estimated": True},
            "hours": "10:00-18:00",
            "hours_known": True,
            "hours_as_of": "2026-03",
        }
    ],
    "untimed": [],
}


class DayList(OfTrip):
    """A trip's days with the ways between stops and the opening hours, computed anew from what is stored."""

    resource = TRIP
    tag = "Planning"
    summaries: ClassVar[dict[str, str]] = {"get": "List days"}
    answers: ClassVar[dict[str, Answer]] = {
        "get": list_of(lambda refer: DAY, EXAMPLE_DAY, "Every day, also those without stops.")
    }

    def get(self, request: Any, **kwargs: Any) -> HttpResponse:
        trip = self.access().trip
        items = list(ItineraryItem.objects.of_trip(trip).select_related("location"))
        days = {day.number: day for day in planner.plan_of(trip, items).days}
        found = []
        for number in range(1, trip.length + 1):
            untimed = [str(item.pk) for item in items if item.day_number == number and item.start_time is None]
            found.append(_day(days.get(number) or PlannedDay(trip.date_of(number), number, ()), untimed))
        body = json.dumps({"results": found}, ensure_ascii=False)
        return self.reply(body, tag=conditional.tag_of(body))


class OptimisationWriter(Strict):
    apply = serializers.BooleanField(required=False, help_text="Keep the better order; false only shows it.")
    day_number = serializers.IntegerField(
        min_value=1, max_value=400, required=False, allow_null=True, help_text="Only this day; null for the whole trip."
    )

    example: ClassVar[dict[str, Any]] = {"apply": False, "day_number": 2}


CHANGE = _object({
    "kind": {"type": "string", "enum": ["added", "removed", "moved", "retimed"]},
    "item_id": {"type": "string"},
    "title": {"type": "string"},
    "from_start": nullable(_MOMENT),
    "to_start": nullable(_MOMENT),
})  # fmt: skip
OUTCOME = _object({
    "applied": {"type": "boolean"},
    "travel_minutes_before": {"type": "integer", "description": "Estimated."},
    "travel_minutes_after": {"type": "integer", "description": "Estimated."},
    "changes": {"type": "array", "items": CHANGE, "description": "Empty when the order is the best that was found."},
    "failures": {"type": "array", "items": {"type": "string"}, "description": "Why there is no better order."},
})  # fmt: skip


def _outcome(refer: Refer) -> Schema:
    return OUTCOME


class Optimisation(OfTrip):
    """Put a trip's stops, or one day's, in an order with less travel: nothing is added or dropped, booked and fixed
    stops stay. Without `apply` it is only shown; applied, it is one change that can be undone."""

    resource = TRIP
    tag = "Planning"
    rate = "planning"
    writers: ClassVar[dict[str, Any]] = {"post": OptimisationWriter}
    summaries: ClassVar[dict[str, str]] = {"post": "Optimise the order of stops"}
    reasons: ClassVar[dict[str, Any]] = {"post": gettext_lazy("Put the trip in a better order")}
    answers: ClassVar[dict[str, Answer]] = {
        "post": Answer(
            200,
            _outcome,
            "What changes.",
            {
                "applied": False,
                "travel_minutes_before": 84,
                "travel_minutes_after": 61,
                "changes": [
                    {
                        "kind": "retimed",
                        "item_id": "7d1b2c3e-1111-4a53-9c39-0f5a1f0d2a11",
                        "title": "Ateneum",
                        "from_start": "2026-05-14T10:30:00+03:00",
                        "to_start": "2026-05-14T14:00:00+03:00",
                    }
                ],
                "failures": [],
            },
        )
    }

    def post(self, request: Any, **kwargs: Any) -> HttpResponse:
        trip = self.access(edit=True, lock=True).trip
        content = self.content(request)
        day = _date_of(trip, content.get("day_number"))
        try:
            bench = fitting.bench_for(trip)
        except RequestError as error:
            raise Problem("conflict", f"{str(error)[:1].upper()}{str(error)[1:]}.") from error
        editor = bench.editor
        edit: Edit = editor.tidy_trip() if day is None else editor.reorder_day(day)
        applies = bool(content.get("apply")) and edit.done and bool(edit.changes)
        if applies:
            bench.keep(edit)
        return self.reply_json({
            "applied": applies,
            "travel_minutes_before": sum(each.travel_minutes for each in editor.plan.days),
            "travel_minutes_after": sum(each.travel_minutes for each in edit.plan.days),
            "changes": [
                {
                    "kind": change.kind,
                    "item_id": change.key,
                    "title": change.name,
                    "from_start": change.from_start.isoformat() if change.from_start else None,
                    "to_start": change.to_start.isoformat() if change.to_start else None,
                }
                for change in edit.changes
            ],
            "failures": [explain_unmet(failure) for failure in edit.failures],
        })  # fmt: skip


def _date_of(trip: Trip, number: int | None) -> date | None:
    if number is None:
        return None
    if number > trip.length:
        words = _("The trip has no day %(day)d.") % {"day": number}
        raise Problem("invalid", errors=[FieldError("day_number", words, "valid_day_in_trip")])
    return trip.date_of(number)


__all__ = ["DayList", "Optimisation"]
