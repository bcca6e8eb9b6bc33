"""The rows, bodies and queries with which the API's matrix is played."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.utils import timezone

from ai.models import AIRun, AIRunEvent, Approval
from places.models import Collection, Location
from tripos.accounts.models import ApiToken
from tripos.db.context import acting_as, acting_for_sign_in, change_set
from tripos.testing.api_client import make_api_token
from tripos.testing.cast import Cast, make_trip
from tripos.tests.makers import (
    catalogue_place,
    make_collection,
    make_conversation,
    make_item,
    make_place,
    save_place,
    say,
    share_collection,
    share_trip,
    suggest,
)
from trips.models import ConflictResolution, Invitation, Trip, TripMember

ADVICE = {
    "facts": {
        "scope": "total", "threshold": "0.8", "percent": 90, "limit": "900", "counted": "810", "estimated": "0",
        "unknown": 0, "over": "0", "currency": "EUR",
    },
    "steps": [],
    "accept": "Fine",
    "asks": False,
}  # fmt: skip


def make_rows(cast: Cast) -> dict[str, uuid.UUID]:
    """Alice's rows, by the name that addresses call them."""
    location = make_place(cast.alice)
    collection = make_collection(cast.alice)
    saved = save_place(cast.alice, location, collection)
    make_api_token(cast.alice, ["trips:read"])
    with acting_as(cast.alice):
        token = ApiToken.objects.owned_by(cast.alice).get()
    other: Location = catalogue_place(
        name="Ateneum", city="Helsinki", latitude=60.17, longitude=24.94, external_id="way/1"
    )
    found = {
        "trip": cast.trip.pk,
        "location": location.pk,
        "collection": collection.pk,
        "saved_place": saved.pk,
        "token": token.pk,
        "other_location": other.pk,
        "town": make_town(),
    }
    return found | _of_the_trip(cast) | _of_the_agents(cast) | _of_the_trash(cast) | _of_others(cast, collection)


def make_town() -> uuid.UUID:
    """Twenty-five places of a town of its own, ``town_name`` of the id: enough to plan a trip in."""
    key = uuid.uuid4()
    kinds = [("attraction", "museum", []), ("restaurant", "restaurant", ["vegetarian"]), ("restaurant", "cafe", [])]
    rows = []
    for n in range(25):
        category, subcategory, diets = kinds[n % len(kinds)]
        rows.append(
            Location(
                name=f"Place {n}", category=category, subcategory=subcategory, dietary_options=diets, source="osm",
                city=town_name(key), country="FI", timezone="Europe/Helsinki", latitude=62.6 + n / 1000,
                longitude=29.7 + n / 1000, opening_hours="Mo-Su 09:00-22:00", external_id=f"{key}/{n}",
            )
        )  # fmt: skip
    with acting_as(None, role="worker"):
        Location.objects.bulk_create(rows)
    return key


def town_name(key: uuid.UUID) -> str:
    return f"Town-{key}"


def _of_the_trip(cast: Cast) -> dict[str, uuid.UUID]:
    with acting_as(cast.alice), change_set("Named it") as change:
        Trip.objects.filter(pk=cast.trip.pk).update(description="Spring")
    item = make_item(cast.trip, title="Walk")
    with acting_as(cast.alice):
        invitation = Invitation.objects.create(
            trip=cast.trip,
            email="new@example.org",
            role="viewer",
            token_sha256="a" * 64,
            expires_at=timezone.now() + timedelta(days=1),
        )
        member = TripMember.objects.get(trip=cast.trip, user=cast.bob)
    with acting_as(cast.alice, role="agent"):
        conflict = ConflictResolution.objects.create(
            trip=cast.trip,
            user=cast.alice,
            type="time_overlap",
            severity=5,
            title="Two at once",
            description="Two stops at the same time.",
            stable_key="one",
            resolution_options=[{"key": "leave", "description": "Leave it", "changes": [], "removes": False}],
        )
    return {
        "item": item.pk,
        "member": member.pk,
        "invitation": invitation.pk,
        "share": share_trip(cast.trip).pk,
        "conflict": conflict.pk,
        "suggestion": suggest(cast.alice, cast.trip, type="budget_alert", suggestion_data=ADVICE).pk,
        "change_set": change.id,
    }


def _of_the_trash(cast: Cast) -> dict[str, uuid.UUID]:
    trip, item = make_trip(cast.alice, title="Gone"), make_item(cast.trip, title="Removed")
    collection, talk = make_collection(cast.alice, "Gone"), make_conversation(cast.alice)
    with acting_as(cast.alice), change_set("Discarded"):
        for row in (trip, item, collection, talk):
            type(row)._default_manager.filter(pk=row.pk).update(deleted_at=timezone.now())
    return {"discarded_trip": trip.pk, "removed_item": item.pk, "discarded_collection": collection.pk,
            "discarded_conversation": talk.pk}  # fmt: skip


def _of_others(cast: Cast, collection: Collection) -> dict[str, uuid.UUID]:
    """A link to a collection, and an invitation to a person of the staff, whose address is confirmed."""
    address = f"{cast.staff.full_name.lower()}@example.org"
    with acting_for_sign_in():
        EmailAddress.objects.create(user_id=cast.staff.pk, email=address, verified=True, primary=True)
    with acting_as(cast.alice):
        invited = Invitation.objects.create(
            trip=cast.trip,
            email=address,
            role="viewer",
            token_sha256="b" * 64,
            expires_at=timezone.now() + timedelta(days=1),
        )
    return {"collection_share": share_collection(collection).pk, "invited": invited.pk}


def _of_the_agents(cast: Cast) -> dict[str, uuid.UUID]:
    conversation = make_conversation(cast.alice, trip=cast.trip)
    message = say(conversation)
    stop = make_item(cast.trip, title="To be fixed")
    with acting_as(cast.alice, role="agent"):
        run = AIRun.objects.create(
            user=cast.alice,
            conversation_id=conversation.pk,
            agent_name="general_concierge",
            agent_type="general_concierge",
            status="error",
            input_data={"text": "Where to?", "message_id": str(message.pk)},
        )
        AIRunEvent.objects.create(run=run, sequence=1, kind="error", data={"text": "It failed."})
        approval = Approval.objects.create(
            user=cast.alice,
            run=run,
            conversation=conversation,
            trip_id=cast.trip.pk,
            tool_call_id="lock_0",
            tool_name="lock_stop",
            arguments={"trip_id": str(cast.trip.pk), "item_id": str(stop.pk), "locked": True},
            preview={"lines": ["To be fixed"]},
            expires_at=timezone.now() + timedelta(hours=1),
        )
    return {"conversation": conversation.pk, "run": run.pk, "approval": approval.pk}


def body_of(method: str, path: str, rows: dict[str, uuid.UUID]) -> Any:
    """A valid body for a method of an address."""
    item = str(rows["item"])
    bodies: dict[str, Any] = {
        "PATCH profile/": {"full_name": "New"},
        "POST tokens/": {"name": "New", "scopes": ["trips:read"]},
        "POST locations/": {"name": "Kiosk", "category": "other"},
        "PATCH locations/{location}/": {"name": "New"},
        "POST locations/upserts/": {
            "source": "harbour",
            "rows": [{"external_id": "1", "name": "Quay", "category": "other", "latitude": 60.1, "longitude": 24.9}],
        },
        "POST saved-places/": {"location_id": str(rows["other_location"])},
        "PATCH saved-places/{saved_place}/": {"notes": "New"},
        "POST collections/": {"name": "New"},
        "PATCH collections/{collection}/": {"name": "New"},
        "POST collections/{collection}/shares/": {"label": "Grandparents"},
        "POST trips/": {"destination": "Turku", "start_date": "2026-06-01", "end_date": "2026-06-02"},
        "PATCH trips/{trip}/": {"title": "New"},
        "POST trips/plans/": {
            "destination": town_name(rows["town"]),
            "start_date": "2026-06-01",
            "end_date": "2026-06-01",
        },
        "POST trips/{trip}/copy/": {"title": "Again"},
        "POST trips/{trip}/optimisation/": {"apply": True},
        "PATCH trips/{trip}/budget/": {"total_budget": "800.00", "categories": {"food": "200.50"}},
        "POST trips/{trip}/ideas/": {"title": "Sauna"},
        "POST trips/{trip}/itinerary-items/": {"location_id": str(rows["other_location"]), "day_number": 1},
        "POST trips/{trip}/itinerary-items/batch/": {
            "create": [{"title": "Market", "type": "activity", "day_number": 2}],
            "update": [{"id": item, "title": "Long walk"}],
            "order": [{"day_number": 2, "items": [item]}],
        },
        "PATCH trips/{trip}/itinerary-items/{item}/": {"day_number": 2, "people": 1},
        "PATCH trips/{trip}/members/{member}/": {"role": "viewer"},
        "POST trips/{trip}/invitations/": {"email": "eve@example.org", "role": "viewer"},
        "POST trips/{trip}/shares/": {"label": "Grandparents"},
        "POST conflicts/{conflict}/resolution/": {"option": "leave"},
        "POST suggestions/{suggestion}/rejection/": {"reason": "Been there"},
        "POST suggestions/{suggestion}/postponement/": {},
        "POST conversations/": {"text": "Where to?", "trip_id": None},
        "PATCH conversations/{conversation}/": {"title": "New"},
        "POST conversations/{conversation}/messages/": {"text": "And then?"},
    }
    return bodies.get(f"{method} {path}")


QUERIES = {
    "locations/nearby/": "?latitude=60.17&longitude=24.94",
    "locations/search/": "?q=ateneum",
}
