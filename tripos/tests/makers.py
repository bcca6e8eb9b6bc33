"""Rows for the database's tests, made as their owner through the application's role."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from ai.models import AIRun
from conversations.models import Conversation, Message
from places.models import Collection, CollectionShare, Location, SavedPlace
from tripos.accounts.models import Profile
from tripos.db.context import acting_as
from tripos.testing.owner import as_owner
from trips.models import BudgetTracking, ItineraryItem, ProactiveSuggestion, Trip, TripShare

TOKEN = "f" * 64


def make_item(trip: Trip, by: Any = None, role: str = "app", **fields: Any) -> ItineraryItem:
    values: dict[str, Any] = {"title": "Walk", "type": "activity", "day_number": 1, "currency": trip.currency, **fields}
    with acting_as(by or trip.user_id, role=role):
        return ItineraryItem.objects.create(trip=trip, **values)


def make_place(by: Profile, **fields: Any) -> Location:
    values: dict[str, Any] = {"name": "Pier", "category": "other", "source": "user_created", **fields}
    with acting_as(by):
        return Location.objects.create(created_by=by, **values)


def catalogue_place(**fields: Any) -> Location:
    """A place from a source, as the importer writes it."""
    values: dict[str, Any] = {"name": "Museum", "category": "attraction", "source": "osm", **fields}
    with acting_as(None, role="worker"):
        return Location.objects.create(**values)


def make_collection(owner: Profile, name: str = "Piers", **fields: Any) -> Collection:
    with acting_as(owner):
        return Collection.objects.create(user=owner, name=name, **fields)


def save_place(owner: Profile, place: Location, collection: Collection | None = None) -> SavedPlace:
    with acting_as(owner):
        return SavedPlace.objects.create(user=owner, location=place, collection=collection)


def make_conversation(owner: Profile, **fields: Any) -> Conversation:
    with acting_as(owner):
        return Conversation.objects.create(user=owner, **{"title": "Plans", "agent_type": "local_scout", **fields})


def say(conversation: Conversation, content: str = "Where to?", role: str = "user", **fields: Any) -> Message:
    with acting_as(conversation.user_id, role="app" if role == "user" else "agent"):
        return Message.objects.create(conversation=conversation, role=role, content=content, **fields)


def make_run(owner: Profile, **fields: Any) -> AIRun:
    with acting_as(owner, role="agent"):
        return AIRun.objects.create(
            user=owner, agent_name="scout", agent_type="local_scout", input_data={"text": "Where to?"}, **fields
        )


def suggest(person: Profile, trip: Trip | None, **fields: Any) -> ProactiveSuggestion:
    with acting_as(person, role="agent"):
        return ProactiveSuggestion.objects.create(
            **{
                "user": person, "trip": trip, "type": "cost_savings", "title": "Save", "description": "Walk",
                "agent_name": "guardian", "confidence_score": "0.5", "suggestion_data": {}, "stable_key": "one", **fields,
            }
        )  # fmt: skip


def share_trip(trip: Trip, token: str = TOKEN, **fields: Any) -> TripShare:
    with acting_as(trip.user_id):
        return TripShare.objects.create(trip=trip, token_sha256=token, **fields)


def share_collection(collection: Collection, token: str = TOKEN, **fields: Any) -> CollectionShare:
    with acting_as(collection.user_id):
        return CollectionShare.objects.create(collection=collection, token_sha256=token, **fields)


def budget_of(trip: Trip) -> BudgetTracking:
    with acting_as(trip.user_id):
        return BudgetTracking.objects.get(trip=trip)


def rate(currency: str, per_euro: str, days_ago: int = 1) -> None:
    day = timezone.localdate() - timedelta(days=days_ago)
    as_owner("insert into exchange_rates (currency, rate_date, rate) values (%s, %s, %s)", [currency, day, per_euro])


def fetch(statement: str, *params: Any) -> list[Any]:
    """Rows of a statement as whoever is bound."""
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return cursor.fetchall()


def run(statement: str, *params: Any) -> int:
    """The number of rows that a statement touched, as whoever is bound."""
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return cursor.rowcount


def now_checked() -> None:
    """Check what PostgreSQL would check at commit."""
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
