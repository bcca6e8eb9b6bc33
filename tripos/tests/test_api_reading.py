"""What the API reads: as the schema says, with few queries however many rows, as few fields as asked for."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import jsonschema
import pytest
from django.utils import timezone

from ai.models import AIRun, Approval
from conversations.models import Conversation, Message
from places.models import Collection, CollectionShare, Location, SavedPlace
from tripos.api.description import make_schema
from tripos.db.context import acting_as, change_set
from tripos.testing.api_client import ApiClient, api_of, make_api_token
from tripos.testing.cast import Cast, make_trip
from tripos.testing.pages import at_most_queries
from tripos.tests.api_matrix import cells
from tripos.tests.api_rows import QUERIES, body_of, make_rows
from trips.models import ConflictResolution, Invitation, ItineraryItem, ProactiveSuggestion, Trip, TripShare

pytestmark = pytest.mark.django_db
MOST_QUERIES = 4
FEW = ("tokens/", "locations/search/", "trips/{trip}/members/", "trips/{trip}/invitations/",
       "collections/{collection}/shares/")  # fmt: skip
"""Lists that a limit of the product keeps short."""
READS = sorted({cell.path for cell in cells() if cell.method == "GET" and cell.path != "schema/"})
WRITES = sorted({(c.method, c.path) for c in cells() if c.actor == "owner" and c.status in (200, 201, 202)
                 and c.method != "GET"})  # fmt: skip
SCHEMA: dict[str, Any] = {}


def schema() -> dict[str, Any]:
    if not SCHEMA:
        SCHEMA.update(make_schema())
    return SCHEMA


def operation(method: str, path: str) -> dict[str, Any]:
    """The description's part about a method of an address; ids have one name there or another."""
    wanted = ["{}" if part.startswith("{") else part for part in f"/api/v1/{path}".split("/")]
    for address, methods in schema()["paths"].items():
        if ["{}" if part.startswith("{") else part for part in address.split("/")] == wanted:
            found: dict[str, Any] = methods[method.lower()]
            return found
    raise AssertionError(f"{path} is not described")


def check(response: Any, method: str, path: str) -> None:
    """Hold an answer against what the description says of its status."""
    told = operation(method, path)["responses"][str(response.status_code)]
    if method == "GET" and response["Content-Type"] == "text/event-stream":
        assert b"event: " in b"".join(response.streaming_content)
        return
    media = told["content"][response["Content-Type"]]
    jsonschema.Draft202012Validator(
        {**media["schema"], "components": schema()["components"]},
        format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER,
    ).validate(response.json())


@pytest.fixture
def rows(cast: Cast) -> dict[str, uuid.UUID]:
    return make_rows(cast)


@pytest.mark.parametrize("path", READS)
def test_reads_are_as_described(cast: Cast, rows: dict[str, uuid.UUID], path: str) -> None:
    address = path.format(**rows) + QUERIES.get(path, "")
    response = api_of(cast.alice).get(address)
    assert response.status_code == 200, response.content
    check(response, "GET", path)
    check(ApiClient().get(address), "GET", path)


@pytest.mark.parametrize(("method", "path"), WRITES)
def test_writes_are_as_described(cast: Cast, rows: dict[str, uuid.UUID], method: str, path: str) -> None:
    api = api_of(cast.alice)
    response = api.send(method, path.format(**rows), body_of(method, path, rows))
    check(response, method, path)
    refused = api.send(method, path.format(**rows), {"no such field": 1})
    assert refused.status_code == 422
    check(refused, method, path)


def test_every_field_is_there_and_no_other(cast: Cast, rows: dict[str, uuid.UUID]) -> None:
    api = api_of(cast.alice)
    components = schema()["components"]["schemas"]
    for path, name in (
        ("trips/{trip}/", "Trip"),
        ("locations/{location}/", "Location"),
        ("collections/{collection}/", "Collection"),
        ("tokens/{token}/", "Token"),
        ("profile/", "Profile"),
        ("trips/{trip}/itinerary-items/{item}/", "ItineraryItem"),
        ("trips/{trip}/budget/", "Budget"),
        ("trips/{trip}/members/{member}/", "Member"),
        ("trips/{trip}/invitations/{invitation}/", "Invitation"),
        ("trips/{trip}/shares/{share}/", "Share"),
        ("conflicts/{conflict}/", "Conflict"),
        ("suggestions/{suggestion}/", "Suggestion"),
        ("conversations/{conversation}/", "Conversation"),
        ("ai-runs/{run}/", "AIRun"),
        ("approvals/{approval}/", "Approval"),
    ):
        expands = [p["schema"]["items"]["enum"] for p in operation("GET", path)["parameters"] if p["name"] == "expand"]
        query = f"?expand={','.join(expands[0])}" if expands else ""
        assert list(api.get(path.format(**rows) + query).json()) == list(components[name]["properties"])
    expanded = api.get(f"saved-places/{rows['saved_place']}/?expand=location,collection").json()
    assert list(expanded) == list(components["SavedPlace"]["properties"])
    assert expanded["location"] == api.get(f"locations/{rows['location']}/").json()
    assert expanded["collection"] == api.get(f"collections/{rows['collection']}/").json()


def hundred(cast: Cast) -> None:
    """A hundred of everything that is listed."""
    with acting_as(cast.alice):
        Trip.objects.bulk_create(
            Trip(user=cast.alice, title=f"T{n}", destination="D", start_date="2026-05-01", end_date="2026-05-02")
            for n in range(99)
        )
        places = Location.objects.bulk_create(
            Location(name=f"Kiosk {n}", category="other", source="user_created", created_by=cast.alice,
                     latitude=60.17, longitude=24.94)
            for n in range(99)
        )  # fmt: skip
        Collection.objects.bulk_create(Collection(user=cast.alice, name=f"C{n}") for n in range(99))
        SavedPlace.objects.bulk_create(SavedPlace(user=cast.alice, location=place) for place in places)
        CollectionShare.objects.bulk_create(
            CollectionShare(collection=collection, token_sha256=f"{n:x}{collection.pk.hex}".rjust(64, "0"))
            for collection in Collection.objects.for_user(cast.alice)[:3]
            for n in range(16)
        )
        dates = {"start_date": "2026-05-01", "end_date": "2026-05-02"}
        gone = {"user": cast.alice, "deleted_at": timezone.now()}
        Collection.objects.bulk_create(Collection(name="Gone", **gone) for _n in range(99))
        Conversation.objects.bulk_create(
            Conversation(title="Gone", agent_type="local_scout", **gone) for _n in range(99)
        )
        Trip.objects.bulk_create(Trip(title="Gone", destination="D", **dates, **gone) for _n in range(99))
    for _n in range(10):
        make_api_token(cast.alice, ["trips:read"])
    hundred_of_the_trip(cast.trip)
    hundred_of_the_agents(cast)


def hundred_of_the_trip(trip: Trip) -> None:
    with acting_as(trip.user_id):
        ItineraryItem.objects.bulk_create(
            ItineraryItem(trip=trip, title=f"Stop {n}", type="activity", currency="EUR", sort_order=n,
                          day_number=1 if n < 100 else None)
            for n in range(200)
        )  # fmt: skip
        Invitation.objects.bulk_create(
            Invitation(trip=trip, email=f"n{n}@example.org", role="viewer", token_sha256=f"{n:064x}",
                       expires_at=timezone.now() + timedelta(days=1))
            for n in range(30)
        )  # fmt: skip
        ItineraryItem.objects.bulk_create(
            ItineraryItem(trip=trip, title=f"Gone {n}", type="activity", currency="EUR", deleted_at=timezone.now())
            for n in range(99)
        )  # fmt: skip
        TripShare.objects.bulk_create(TripShare(trip=trip, token_sha256=f"{n:064x}") for n in range(99))
    for n in range(99):
        with acting_as(trip.user_id), change_set(f"Change {n}"):
            Trip.objects.filter(pk=trip.pk).update(description=f"Change {n}")
    with acting_as(trip.user_id, role="agent"):
        ConflictResolution.objects.bulk_create(
            ConflictResolution(trip=trip, user_id=trip.user_id, type="time_overlap", severity=5, title="T",
                               description="D", stable_key=f"c{n}")
            for n in range(99)
        )  # fmt: skip
        ProactiveSuggestion.objects.bulk_create(
            ProactiveSuggestion(user_id=trip.user_id, trip=trip, type="cost_savings", title="T", description="D",
                                agent_name="guardian", confidence_score="0.5", suggestion_data={}, stable_key=f"s{n}")
            for n in range(99)
        )  # fmt: skip


def hundred_of_the_agents(cast: Cast) -> None:
    with acting_as(cast.alice):
        conversation = Conversation.objects.filter(deleted_at__isnull=True).get()
        Conversation.objects.bulk_create(
            Conversation(user=cast.alice, title=f"C{n}", agent_type="local_scout") for n in range(99)
        )
        Message.objects.bulk_create(Message(conversation=conversation, role="user", content="Hm") for _n in range(99))
    with acting_as(cast.alice, role="agent"):
        runs = AIRun.objects.bulk_create(
            AIRun(user=cast.alice, agent_name="scout", agent_type="local_scout", input_data={"text": "?"})
            for _n in range(99)
        )
        Approval.objects.bulk_create(
            Approval(user=cast.alice, run=run, tool_call_id="one", tool_name="lock_stop", arguments={},
                     expires_at=timezone.now() + timedelta(hours=1))
            for run in runs
        )  # fmt: skip


@pytest.mark.parametrize("path", READS)
def test_reads_ask_the_database_four_times_at_most(cast: Cast, rows: dict[str, uuid.UUID], path: str) -> None:
    pages = any(parameter["name"] == "limit" for parameter in operation("GET", path)["parameters"])
    full = "" if not pages else "&limit=100" if path in QUERIES else "?limit=100"
    address = path.format(**rows) + QUERIES.get(path, "") + full
    api = api_of(cast.alice)
    with at_most_queries(MOST_QUERIES):
        assert api.get(address).status_code == 200
    hundred(cast)
    api = api_of(cast.alice)  # a token that was not used yet: that is written too
    with at_most_queries(MOST_QUERIES):
        many = api.get(address)
    assert many.status_code == 200
    if full and path not in FEW:
        assert len(many.json()["results"]) == 100


def test_expansions_cost_no_query(cast: Cast, rows: dict[str, uuid.UUID]) -> None:
    hundred(cast)
    api = api_of(cast.alice)
    with at_most_queries(MOST_QUERIES):
        page = api.get("saved-places/?expand=location,collection&limit=100").json()
    assert len(page["results"]) == 100
    assert {row["location"]["id"] for row in page["results"]} == {row["location_id"] for row in page["results"]}


def test_a_collection_in_the_trash_is_not_shown(cast: Cast, rows: dict[str, uuid.UUID]) -> None:
    api = api_of(cast.alice)
    assert api.delete(f"collections/{rows['collection']}/").status_code == 204
    found = api.get(f"saved-places/{rows['saved_place']}/?expand=collection").json()
    assert found["collection"] is None


def test_filters_find_what_they_name(cast: Cast, rows: dict[str, uuid.UUID]) -> None:
    make_trip(
        cast.bob, title="Oslo in June", destination="Oslo", country="NO", start_date="2026-06-01", end_date="2026-06-02"
    )
    api = api_of(cast.bob)

    def titles(query: str) -> list[str]:
        return [row["title"] for row in api.get(f"trips/?{query}").json()["results"]]

    assert titles("ordering=title") == ["Helsinki in May", "Oslo in June"]
    assert titles("owned=true") == titles("starts_from=2026-06-01") == titles("search=oslo") == ["Oslo in June"]
    assert titles("owned=false") == titles("ends_until=2026-05-31") == titles("country=FI") == ["Helsinki in May"]
    assert titles("status=cancelled") == []
    alice = api_of(cast.alice)
    assert len(alice.get(f"saved-places/?collection_id={rows['collection']}").json()["results"]) == 1
    assert alice.get(f"saved-places/?collection_id={uuid.uuid4()}").json()["results"] == []
    assert len(alice.get("locations/?mine=true").json()["results"]) == 1


def test_nearby_and_search_rank(cast: Cast, rows: dict[str, uuid.UUID]) -> None:
    api = api_of(cast.alice)
    near = api.get("locations/nearby/?latitude=60.17&longitude=24.95&radius_km=2&fields=id,name").json()["results"]
    assert [(row["location"], 0.4 < row["distance_km"] < 0.7) for row in near] == [
        ({"id": str(rows["other_location"]), "name": "Ateneum"}, True)
    ]
    found = api.get("locations/search/?q=atenuem&fields=name").json()["results"]
    assert [(row["location"], row["matched"], row["distance_km"]) for row in found] == [
        ({"name": "Ateneum"}, "similar", None)
    ]


def test_statements_that_are_kept_belong_to_nobody(cast: Cast, rows: dict[str, uuid.UUID]) -> None:
    paths = ["trips/", "saved-places/", "collections/", "profile/", f"trips/{cast.trip.pk}/"]
    alice, charlie = api_of(cast.alice), api_of(cast.charlie)
    before = [alice.get(path).content for path in paths]
    others = [charlie.get(path) for path in paths]
    assert [answer.json()["results"] for answer in others[:3]] == [[], [], []]
    assert others[3].json()["full_name"] == "Charlie"
    assert others[4].status_code == 404
    assert [alice.get(path).content for path in paths] == before
    other = make_trip(cast.alice, title="Another")
    assert alice.get(f"trips/{other.pk}/").json()["title"] == "Another"
    assert [row["title"] for row in alice.get("trips/?limit=1&ordering=title").json()["results"]] == ["Another"]
