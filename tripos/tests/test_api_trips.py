"""What programs do with a trip: plan and make it, change many stops at once, take changes back, share it once."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from tripos.testing.api_client import api_of
from tripos.testing.cast import Cast
from tripos.tests.api_rows import body_of, make_rows, town_name

pytestmark = pytest.mark.django_db


@pytest.fixture
def rows(cast: Cast) -> dict[str, uuid.UUID]:
    return make_rows(cast)


def test_a_plan_becomes_a_trip_with_its_stops(cast: Cast, rows: dict[str, uuid.UUID]) -> None:
    api = api_of(cast.alice)
    plan = api.post("trips/plans/", body_of("POST", "trips/plans/", rows)).json()
    stops = [stop for day in plan["plan"]["days"] for stop in day["stops"]]
    assert stops and all(stop["explained"] for stop in stops if stop["place_id"])
    made = api.post("trips/", {**plan, "title": "Planned"})
    assert made.status_code == 201 and made.json()["destination"] == town_name(rows["town"])
    items = api.get(f"trips/{made.json()['id']}/itinerary-items/").json()["results"]
    assert [item["title"] for item in items] == [stop["name"] for stop in stops]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("timezone",), "Nowhere/At all"),
        (("days", 0, "stops", 0, "place_id"), "no id"),
        (("days", 0, "stops", 0, "place_id"), str(uuid.UUID(int=1))),
        (("days", 0, "stops", 0, "start"), "2026-06-01T10:00:00"),
        (("days", 0, "number"), 40),
        (("request", "end_date"), "2020-01-01"),
        (("days",), "none"),
    ],
)
def test_a_plan_that_cannot_be_is_refused(
    cast: Cast, rows: dict[str, uuid.UUID], path: tuple[Any, ...], value: Any
) -> None:
    api = api_of(cast.alice)
    body = api.post("trips/plans/", body_of("POST", "trips/plans/", rows)).json()
    *way, last = path
    part = body["plan"]
    for step in way:
        part = part[step]
    part[last] = value
    assert api.post("trips/", body).status_code == 422


def test_a_batch_is_done_whole_or_not_at_all(cast: Cast, rows: dict[str, uuid.UUID]) -> None:
    api, item = api_of(cast.alice), str(rows["item"])
    path = f"trips/{cast.trip.pk}/itinerary-items/"
    before = api.get(path).content
    bad = {"create": [{"title": "Market"}], "update": [{"id": item, "title": "Long"}, {"id": item, "day_number": 9}]}
    assert api.post(f"{path}batch/", bad).status_code == 422
    assert api.get(path).content == before
    made = api.post(f"{path}batch/", {"create": [{"title": "A", "day_number": 2}, {"title": "B", "day_number": 2}]})
    one, two = (each["id"] for each in made.json()["created"])
    turned = api.post(f"{path}batch/", {"remove": [item], "order": [{"day_number": 2, "items": [two, one]}]}).json()
    assert [each["title"] for each in turned["changed"]] == ["B", "A"] and turned["removed"] == [item]
    shown = api.get(f"{path}?day_number=2&fields=title").json()["results"]
    assert [each["title"] for each in shown] == ["B", "A"]


def test_a_change_is_taken_back_by_its_reversal(cast: Cast, rows: dict[str, uuid.UUID]) -> None:
    api = api_of(cast.bob)
    path = f"trips/{cast.trip.pk}/itinerary-items/{rows['item']}/"
    api.patch(path, {"title": "Run"})
    last = api.get(f"trips/{cast.trip.pk}/history/?limit=1").json()["results"][0]
    assert last["actor_name"] == "Bob"
    assert api.post(f"change-sets/{last['id']}/reversal/").json()["undone"] >= 1
    assert api.get(path).json()["title"] == "Walk"


def test_a_link_is_told_again_to_the_same_key_only(cast: Cast, rows: dict[str, uuid.UUID]) -> None:
    api, path = api_of(cast.alice), f"trips/{cast.trip.pk}/shares/"
    first = api.post(path, {"label": "One"}, Idempotency_Key="k1")
    again = api.post(path, {"label": "One"}, Idempotency_Key="k1")
    assert first.json() == again.json() and again["Idempotent-Replayed"] == "true"
    assert api.client.get(first.json()["url"]).status_code == 200
    assert api.post(path, {"label": "One"}).json()["url"] != first.json()["url"]


def test_events_go_on_after_the_last_one_seen(cast: Cast, rows: dict[str, uuid.UUID]) -> None:
    api = api_of(cast.alice)
    path = f"ai-runs/{rows['run']}/events/"
    assert api.get(path, Last_Event_ID="1", Accept="text/event-stream").status_code == 204
    assert api.get(path, Accept="text/event-stream")["Content-Type"] == "text/event-stream"
