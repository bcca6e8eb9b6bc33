"""How the API behaves whatever is asked: problems, parameters, conditions, keys, limits."""

from __future__ import annotations

import gzip
import json
import uuid
from typing import Any

import pytest
from django.test import Client

from tripos.db.context import acting_as
from tripos.testing.api_client import ApiClient, api_of
from tripos.testing.cast import Cast, make_trip
from tripos.testing.pages import signed_in
from trips.models import Trip

pytestmark = pytest.mark.django_db
NEW_TRIP = {"destination": "Turku", "start_date": "2026-06-01", "end_date": "2026-06-03"}


def kind(response: Any) -> tuple[int, str]:
    assert response["Content-Type"] == "application/problem+json"
    body = response.json()
    assert body["status"] == response.status_code
    return response.status_code, body["type"].removeprefix("urn:tripos:problem:")


def test_a_trip_is_made_read_changed_and_thrown_away(cast: Cast) -> None:
    api = api_of(cast.alice)
    made = api.post("trips/", {**NEW_TRIP, "budget_total": "900"})
    assert made.status_code == 201, made.content
    trip = made.json()
    assert trip["title"] == "Turku" and trip["budget_total"] == "900.00" and trip["role"] == "owner"
    assert made["Location"].endswith(f"/api/v1/trips/{trip['id']}/")
    read = api.get(made["Location"].removeprefix("http://testserver"))
    assert read.json() == trip and read["ETag"] == made["ETag"]
    changed = api.patch(f"trips/{trip['id']}/", {"adults": 3, "end_date": "2026-06-04"})
    assert (changed.json()["adults"], changed.json()["end_date"]) == (3, "2026-06-04")
    assert changed["ETag"] != made["ETag"]
    assert api.delete(f"trips/{trip['id']}/").status_code == 204
    assert kind(api.get(f"trips/{trip['id']}/")) == (404, "not-found")
    with acting_as(cast.alice):
        assert Trip.objects.trash(cast.alice).filter(pk=trip["id"]).exists()


def test_lists_go_on_from_page_to_page(cast: Cast) -> None:
    for number in range(4):
        make_trip(cast.alice, title=f"Trip {number}")
    api = api_of(cast.alice)
    path, seen = "trips/?ordering=title&limit=2&fields=title", []
    while path:
        page = api.get(path).json()
        seen += [row["title"] for row in page["results"]]
        path = (page["next"] or "").removeprefix("http://testserver")
    assert seen == ["Helsinki in May", "Trip 0", "Trip 1", "Trip 2", "Trip 3"]


@pytest.mark.parametrize(
    ("path", "expected", "parameter"),
    [
        ("trips/?stauts=draft", "unknown-parameter", "stauts"),
        ("trips/?status=lost", "invalid-parameter", "status"),
        ("trips/?starts_from=soon", "invalid-parameter", "starts_from"),
        ("trips/?limit=0", "invalid-parameter", "limit"),
        ("trips/?limit=201", "invalid-parameter", "limit"),
        ("trips/?ordering=rand", "invalid-parameter", "ordering"),
        ("trips/?fields=id,secret", "invalid-parameter", "fields"),
        ("trips/?cursor=zzz", "invalid-parameter", "cursor"),
        ("trips/?limit=1&limit=2", "invalid-parameter", "limit"),
        ("saved-places/?expand=trip", "invalid-parameter", "expand"),
        ("locations/nearby/?latitude=60", "invalid-parameter", "longitude"),
        ("locations/nearby/?latitude=nan&longitude=24", "invalid-parameter", "latitude"),
        ("locations/search/", "invalid-parameter", "q"),
    ],
)
def test_parameters_that_mean_nothing_are_refused(cast: Cast, path: str, expected: str, parameter: str) -> None:
    response = api_of(cast.alice).get(path)
    assert kind(response) == (400, expected)
    assert [error["parameter"] for error in response.json()["errors"]] == [parameter]


def test_problems_have_their_kind(cast: Cast) -> None:
    api = api_of(cast.alice)
    assert kind(ApiClient().get("trips/")) == (401, "not-authenticated")
    assert kind(ApiClient("tripos_00000000_wrong").get("trips/")) == (401, "invalid-token")
    assert kind(api_of(cast.alice, ["places:read"]).get("trips/")) == (403, "missing-scope")
    assert kind(api_of(cast.alice, ["trips:read"]).post("trips/", NEW_TRIP)) == (403, "missing-scope")
    assert kind(api.get("nothing/")) == (404, "not-found")
    assert kind(api.get("trips/not-a-uuid/")) == (404, "not-found")
    assert kind(api.send("PUT", "trips/", {})) == (405, "method-not-allowed")
    assert kind(api.get("trips/", Accept="text/html")) == (406, "not-acceptable")
    sent: dict[str, Any] = {"headers": api.headers}
    assert kind(api.client.post("/api/v1/trips/", "{", content_type="application/json", **sent)) == (400, "malformed")
    for body in ('{"title": "\\u0000"}', '{"title": "\\ud800"}', '{"adults": NaN}', "[" * 100_000):
        answer = api.client.post("/api/v1/trips/", body, content_type="application/json", **sent)
        assert kind(answer) == (400, "malformed"), body[:20]
    assert kind(api.client.post("/api/v1/trips/", "a=1", content_type="text/plain", **sent)) == (
        415,
        "unsupported-media-type",
    )
    big = json.dumps({"title": "x" * 3_000_000})
    assert kind(api.client.post("/api/v1/trips/", big, content_type="application/json", **sent)) == (413, "too-large")


def test_invalid_content_is_named_field_by_field(cast: Cast) -> None:
    api = api_of(cast.alice)
    answer = api.post("trips/", {"destination": "", "start_date": "soon", "colour": "red"})
    assert kind(answer) == (422, "invalid")
    assert {error["pointer"]: error["code"] for error in answer.json()["errors"]} == {"#/colour": "unknown"}
    answer = api.post("trips/", {"destination": "", "start_date": "soon"})
    assert {error["pointer"]: error["code"] for error in answer.json()["errors"]} == {
        "#/destination": "blank",
        "#/start_date": "invalid",
        "#/end_date": "required",
    }
    answer = api.post("trips/", {**NEW_TRIP, "end_date": "2026-05-01"})
    assert kind(answer) == (422, "invalid")
    assert answer.json()["errors"] == [
        {
            "pointer": "#/end_date",
            "code": "valid_dates",
            "detail": "The last day is before the first: choose a later one.",
        }
    ]
    assert kind(api.post("trips/", [])) == (422, "invalid")


def test_a_foreign_id_answers_exactly_as_an_unknown_one(cast: Cast) -> None:
    api = api_of(cast.charlie)
    for method, body in (("GET", None), ("PATCH", {"title": "Mine"}), ("DELETE", None)):
        foreign = api.send(method, f"trips/{cast.trip.pk}/", body)
        unknown = api.send(method, f"trips/{uuid.uuid4()}/", body)
        assert foreign.content == unknown.content
        assert kind(foreign) == (404, "not-found")
        ignored = {"X-Request-Id", "RateLimit"}
        assert {k: v for k, v in foreign.items() if k not in ignored} == {
            k: v for k, v in unknown.items() if k not in ignored
        }


def test_viewers_may_not_write_and_editors_may_not_throw_away(cast: Cast) -> None:
    path = f"trips/{cast.trip.pk}/"
    assert kind(api_of(cast.vera).patch(path, {"title": "Mine"})) == (403, "not-allowed")
    assert api_of(cast.bob).patch(path, {"title": "Ours"}).json()["role"] == "editor"
    assert kind(api_of(cast.bob).delete(path)) == (403, "not-allowed")
    answer = api_of(cast.bob).patch(path, {"is_public": True})
    assert kind(answer) == (403, "not-allowed")
    assert answer.json()["detail"] == "Only the trip's owner may change this."


def test_conditions_save_traffic_and_lost_updates(cast: Cast) -> None:
    api, path = api_of(cast.alice), f"trips/{cast.trip.pk}/"
    first = api.get(path)
    tag = first["ETag"]
    again = api.get(path, If_None_Match=tag)
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", tag)
    narrow = api.get(path + "?fields=id,title")
    assert narrow["ETag"] != tag
    assert api.patch(path, {"title": "One"}, If_Match=narrow["ETag"]).status_code == 200
    assert kind(api.patch(path, {"title": "Two"}, If_Match=tag)) == (412, "precondition-failed")
    assert kind(api.delete(path, If_Match=tag)) == (412, "precondition-failed")
    assert api.get(path).json()["title"] == "One"
    assert api.patch(path, {"title": "Three"}, If_Match="*").status_code == 200
    assert api.get(path, If_None_Match=tag).status_code == 200
    page = api.get("trips/")
    assert api.get("trips/", If_None_Match=page["ETag"]).status_code == 304


def test_a_key_makes_a_post_happen_once(cast: Cast) -> None:
    api = api_of(cast.alice)
    first = api.post("trips/", NEW_TRIP, Idempotency_Key="a1")
    again = api.post("trips/", NEW_TRIP, Idempotency_Key='"a1"')
    assert first.status_code == again.status_code == 201
    assert (again.content, again["ETag"], again["Location"]) == (first.content, first["ETag"], first["Location"])
    assert again["Idempotent-Replayed"] == "true"
    assert kind(api.post("trips/", {**NEW_TRIP, "adults": 5}, Idempotency_Key="a1")) == (422, "key-reused")
    assert kind(api.post("collections/", {"name": "x"}, Idempotency_Key="a1")) == (422, "key-reused")
    assert kind(api.post("trips/", NEW_TRIP, Idempotency_Key="é")) == (400, "invalid-parameter")
    with acting_as(cast.alice):
        assert Trip.objects.owned_by(cast.alice).filter(destination="Turku").count() == 1
    # Another person's key is another key, and what was refused may be tried again.
    assert api_of(cast.bob).post("trips/", NEW_TRIP, Idempotency_Key="a1").json()["id"] != first.json()["id"]
    assert api.post("trips/", {"destination": "Oslo"}, Idempotency_Key="a2").status_code == 422
    assert api.post("trips/", NEW_TRIP, Idempotency_Key="a2").status_code == 201


def test_long_answers_are_compressed(cast: Cast) -> None:
    for number in range(5):
        make_trip(cast.alice, title=f"Trip {number}")
    api = api_of(cast.alice)
    plain, packed = api.get("trips/"), api.get("trips/", Accept_Encoding="gzip")
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert len(packed.content) < len(plain.content) / 2


def test_limits_are_told_and_held(cast: Cast, settings: Any) -> None:
    settings.API_RATES = {**settings.API_RATES, "default": "2/60"}
    api = api_of(cast.alice)
    first = api.get("trips/")
    assert first["RateLimit-Policy"] == '"default";q=2;w=60'
    assert first["RateLimit"].startswith('"default";r=1;t=')
    assert api.get("trips/").status_code == 200
    late = api.get("trips/")
    assert kind(late) == (429, "too-many-requests")
    assert 1 <= int(late["Retry-After"]) <= 60
    assert api_of(cast.alice).get("trips/").status_code == 200, "another token has its own"


def test_sessions_need_the_csrf_token(cast: Cast) -> None:
    client = signed_in(cast.alice)
    client.handler.enforce_csrf_checks = True
    assert client.get("/api/v1/trips/").status_code == 200
    body = json.dumps(NEW_TRIP)
    assert kind(client.post("/api/v1/trips/", body, content_type="application/json")) == (403, "csrf")
    client.get("/accounts/login/")
    client.get("/trips/")
    token = client.cookies["csrftoken"].value
    made = client.post("/api/v1/trips/", body, content_type="application/json", headers={"X-CSRFToken": token})
    assert made.status_code == 201


def test_a_bad_token_is_not_saved_by_a_session(cast: Cast) -> None:
    client = signed_in(cast.alice)
    assert kind(client.get("/api/v1/trips/", headers={"Authorization": "Bearer nonsense"})) == (401, "invalid-token")


def test_origins_are_let_in_by_setting_only(cast: Cast, settings: Any) -> None:
    api = api_of(cast.alice)
    assert "Access-Control-Allow-Origin" not in api.get("trips/", Origin="https://elsewhere.example")
    settings.API_CORS_ORIGINS = ["https://elsewhere.example"]
    assert api.get("trips/", Origin="https://elsewhere.example")["Access-Control-Allow-Origin"] == (
        "https://elsewhere.example"
    )
    assert "Access-Control-Allow-Origin" not in api.get("trips/", Origin="https://evil.example")
    asked = Client().options(
        "/api/v1/trips/",
        headers={"Origin": "https://elsewhere.example", "Access-Control-Request-Method": "POST"},
    )
    assert asked.status_code == 204 and "Idempotency-Key" in asked["Access-Control-Allow-Headers"]


def test_head_and_options_are_sane(cast: Cast) -> None:
    api = api_of(cast.alice)
    head = api.send("HEAD", "trips/")
    assert (head.status_code, head.content) == (200, b"")
    assert head["ETag"] == api.get("trips/")["ETag"]
    options = api.send("OPTIONS", "trips/")
    assert (options.status_code, options["Allow"]) == (204, "GET, POST, HEAD, OPTIONS")
    assert api.get("trips/")["X-Request-Id"]
