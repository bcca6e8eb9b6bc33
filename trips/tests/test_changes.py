"""Every verb that changes a trip hands over the search for its conflicts, once, in its own transaction."""

from __future__ import annotations

import ast
import json
from collections.abc import Callable
from datetime import time, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.urls import reverse

from tripos.db.context import acting_as, change_set
from tripos.testing.cast import Cast
from tripos.testing.owner import as_owner
from tripos.testing.pages import signed_in
from trips import actions, arrangement, changes, patches, placing, planner, resolutions, tasks
from trips.models import ConflictResolution, ItineraryItem, Trip
from trips.tests.page_makers import make_place, make_stop

TRIPS = Path(settings.BASE_DIR) / "trips"
WRITES = ("create", "bulk_create", "update", "bulk_update", "delete", "_raw_delete")
# Functions that write a trip or its stops and leave it to the caller, or change nothing that conflicts are made of.
EXEMPT = {
    "actions.discard_trip": "a trip in the trash has no conflicts",
    "actions.follow_dates": "the calendar's work, without a user",
    "arrangement._put_on_days": "change_dates says it",
    "arrangement._set_times": "shift_stop says it",
    "pictures._added": "pictures cause no conflicts",
    "pictures._covered": "pictures cause no conflicts",
    "pictures._removed": "pictures cause no conflicts",
    "placing._copy": "duplicate_stop and duplicate_day say it",
    "placing._put_loose": "place_stop says it",
    "placing._put_timed": "place_stop says it",
    "patches._write_stops": "apply_plan and apply_patch say it",
    "patches.write": "apply_plan and apply_patch say it",
    "resolutions.apply_change": "resolve_conflict and accept_suggestion say it",
    "suggestion_answers._mark_booking": "accept_suggestion says it",
    "suggestion_answers._set_budget": "accept_suggestion says it",
    "suggestion_answers.mark_shown": "a suggestion that was seen is no change of the trip",
    "sharing.set_public": "who may read a trip is no cause of conflicts",
    "starting._empty": "a trip without stops has no conflicts",
    "tasks.expire_suggestions": "a suggestion whose time is over is no change of the trip",
    "tasks.empty_trash": "a trip in the trash has no conflicts",
}


def waiting(trip: Trip) -> int:
    key = f"conflicts:{trip.pk}"
    rows = as_owner("select count(*) from procrastinate_jobs where queueing_lock = %s and status = 'todo'", [key])
    return int(rows[0][0])


def job(trip: Trip) -> dict[str, Any]:
    (row,) = as_owner(
        "select task_name, args from procrastinate_jobs where queueing_lock = %s", [f"conflicts:{trip.pk}"]
    )
    assert row[0] == changes.DETECT
    found: dict[str, Any] = json.loads(row[1])
    return found


def plan_of(cast: Cast) -> Any:
    items = list(ItineraryItem.objects.of_trip(cast.trip).select_related("location"))
    return planner.plan_of(Trip.objects.get(pk=cast.trip.pk), items)


def patch_of(cast: Cast) -> patches.Patch:
    trip = Trip.objects.get(pk=cast.trip.pk)
    return patches.patch_of(trip, ItineraryItem.objects.of_trip(trip), plan_of(cast))


def resolve(cast: Cast, stops: list[ItineraryItem]) -> None:
    tasks.detect_conflicts(user_id=str(cast.alice.pk), trip_id=str(cast.trip.pk))
    row = ConflictResolution.objects.of_trip(cast.trip).get()
    resolutions.resolve_conflict(cast.trip, row, row.resolution_options[0]["key"])


VERBS: dict[str, Callable[[Cast, list[ItineraryItem]], Any]] = {
    "apply_plan": lambda cast, stops: actions.apply_plan(cast.trip, plan_of(cast)),
    "apply_patch": lambda cast, stops: actions.apply_patch(cast.alice, patch_of(cast)),
    "accept_trip": lambda cast, stops: actions.accept_trip(cast.trip),
    "restore_trip": lambda cast, stops: actions.restore_trip(cast.trip),
    "remove_stops": lambda cast, stops: actions.remove_stops(stops[:1]),
    "set_lock": lambda cast, stops: actions.set_lock(stops[0], locked=True),
    "shift_stop": lambda cast, stops: arrangement.shift_stop(cast.trip, stops[0], 1),
    "move_to_day": lambda cast, stops: arrangement.move_to_day(cast.trip, stops[0], 2),
    "move_to_ideas": lambda cast, stops: arrangement.move_to_day(cast.trip, stops[0], None),
    "change_dates": lambda cast, stops: arrangement.change_dates(
        cast.trip, cast.trip.start_date, cast.trip.end_date + timedelta(days=1)
    ),
    "place_stop": lambda cast, stops: placing.place_stop(cast.trip, stops[1], 1, stops[0].pk),
    "place_idea": lambda cast, stops: placing.place_stop(cast.trip, stops[1], None),
    "duplicate_stop": lambda cast, stops: placing.duplicate_stop(cast.trip, stops[0]),
    "duplicate_day": lambda cast, stops: placing.duplicate_day(cast.trip, 1, 2),
    "move_day": lambda cast, stops: placing.move_day(cast.trip, 1, 2),
    "restore_stop": lambda cast, stops: placing.restore_stop(cast.trip, stops[0]),
    "resolve_conflict": resolve,
}


@pytest.mark.parametrize("role", ["app", "agent"])
@pytest.mark.parametrize("verb", VERBS)
def test_verb_hands_over_the_search_for_conflicts(cast: Cast, verb: str, role: str) -> None:
    stops = [make_stop(cast.trip, "First", at=10, hours=2), make_stop(cast.trip, "Second", at=11, hours=2)]
    with acting_as(cast.alice, role=role), change_set("Tried"):
        VERBS[verb](cast, stops)
    assert waiting(cast.trip) == 1
    assert job(cast.trip) == {"user_id": str(cast.alice.pk), "trip_id": str(cast.trip.pk)}


def test_undo_hands_it_over_for_every_trip_it_touched(cast: Cast) -> None:
    stop = make_stop(cast.trip, "First")
    with acting_as(cast.bob), change_set("Locked") as locked:
        ItineraryItem.objects.filter(pk=stop.pk).update(is_locked=True)
    assert waiting(cast.trip) == 0
    with acting_as(cast.bob), change_set("Undo", kind="undo", undoes_id=locked.id):
        actions.undo(locked.id)
    assert waiting(cast.trip) == 1


def test_plan_that_becomes_a_trip_is_looked_at(cast: Cast) -> None:
    make_stop(cast.trip, "First")
    with acting_as(cast.alice, role="agent"), change_set("Planned"):
        trip = actions.create_trip_from_plan(cast.alice, plan_of(cast))
    assert waiting(trip) == 1


def test_forms_of_stops_and_trips_hand_it_over(cast: Cast) -> None:
    client = signed_in(cast.bob)
    stop = {"title": "By hand", "type": "activity", "currency": "EUR", "day_number": "1", "start_time": "10:00"}
    client.post(reverse("trips:stop_new", args=[cast.trip.pk]), stop)
    assert waiting(cast.trip) == 1
    as_owner("update procrastinate_jobs set status = 'succeeded', queueing_lock = null")
    with acting_as(cast.alice):
        made = ItineraryItem.objects.of_trip(cast.trip).get()
    client.post(reverse("trips:stop_edit", args=[cast.trip.pk, made.pk]), {**stop, "start_time": "11:00"})
    assert waiting(cast.trip) == 1
    as_owner("update procrastinate_jobs set status = 'succeeded', queueing_lock = null")
    page = client.get(reverse("trips:trip_edit", args=[cast.trip.pk]))
    values = {name: page.context["form"][name].value() for name in page.context["form"].fields}
    values = {name: "" if value is None else value for name, value in values.items()}
    client.post(reverse("trips:trip_edit", args=[cast.trip.pk]), {**values, "adults": "4"})
    with acting_as(cast.alice):
        assert Trip.objects.get(pk=cast.trip.pk).adults == 4
    assert waiting(cast.trip) == 1


def test_job_finds_what_the_change_caused(cast: Cast) -> None:
    museum = make_place(0)
    stop = make_stop(cast.trip, "Ateneum", at=11, location=museum)
    with acting_as(cast.bob), change_set("Later"):
        ItineraryItem.objects.filter(pk=stop.pk).update(start_time=time(20), end_time=time(21))
        changes.changed(cast.trip.pk)
    tasks.detect_conflicts(**job(cast.trip))
    with acting_as(cast.bob):
        assert ConflictResolution.objects.of_trip(cast.trip).get().type == "booking_unavailable"


def test_work_without_a_user_hands_nothing_over(cast: Cast) -> None:
    with acting_as(None, role="worker"):
        changes.changed(cast.trip.pk)
    assert waiting(cast.trip) == 0


def writers() -> set[str]:
    """Functions of the trips' room that write trips or stops, and do not say so by ``changed()``."""
    silent = set()
    for path in [*TRIPS.glob("*.py"), *(TRIPS / "views").glob("*.py")]:
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(function, ast.FunctionDef):
                continue
            source = ast.unparse(function)
            models = any(f"{name}.objects" in source for name in ("ItineraryItem", "Trip"))
            called = [node.func for node in ast.walk(function) if isinstance(node, ast.Call)]
            calls = {name.attr for name in called if isinstance(name, ast.Attribute)}
            if models and calls & set(WRITES) and "changed(" not in source:
                silent.add(f"{path.stem}.{function.name}")
    return silent


def test_no_other_function_writes_trips_without_saying_so() -> None:
    assert writers() == set(EXEMPT)
