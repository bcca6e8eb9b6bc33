"""Every list, detail and search of the product, as its pages and tools ask the database for it.

A new list goes in here; `test_hot_queries.py` then shows that it stays on indexes when the tables have grown.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.db.models import F, QuerySet

from ai.models import AIRun, AIRunEvent, Approval
from conversations.models import AIContext, Conversation, ConversationQuerySet, Message, MessageQuerySet
from places.models import Collection, Location, SavedPlace, SavedPlaceQuerySet
from places.search import Point, nearby_places
from tripos.audit.models import AuditLog, AuditLogQuerySet, ChangeSet
from trips.access import changes_of, with_access
from trips.models import (
    BudgetTracking,
    ConflictResolution,
    Invitation,
    ItineraryItem,
    ProactiveSuggestion,
    Trip,
    TripMember,
    TripShare,
)
from trips.querysets import TripQuerySet

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
HERE = Point(60.1, 24.2)


@dataclass(frozen=True)
class Scene:
    """Who asks, and what they look at: objects of the volume, or any with the right keys."""

    user: Any
    own_trip: Trip
    shared_trip: Trip
    conversation: Conversation
    run: AIRun
    place: Location


@dataclass(frozen=True)
class Statement:
    """A call of a search function, where there is no queryset."""

    sql: str
    params: tuple[Any, ...]


Asked = QuerySet[Any] | Statement


def _search(words: str, **options: Any) -> Callable[[Scene], Asked]:
    named = "".join(f", {name} => %s" for name in options)
    statement = Statement(f"select * from app.search_locations(%s{named})", (words, *options.values()))
    return lambda scene: statement


def _after_first(keyset: Any, rows: QuerySet[Any], row: Any) -> QuerySet[Any]:
    page: QuerySet[Any] = keyset.after(rows, keyset.cursor(row))[:51]
    return page


def _trips(scene: Scene) -> TripQuerySet:
    return Trip.objects.for_user(scene.user)


HOT: dict[str, Callable[[Scene], Asked]] = {
    # trips
    "trips on the front page": lambda s: with_access(_trips(s), s.user).order_by("-start_date", "id")[:60],
    "trips, next page": lambda s: _after_first(TripQuerySet.paging, _trips(s), s.own_trip),
    "trips upcoming": lambda s: _trips(s).upcoming(date(2026, 6, 1)).order_by("start_date", "id"),
    "trips shared with me": lambda s: Trip.objects.shared_with(s.user).order_by("-start_date", "id"),
    "trips overlapping": lambda s: _trips(s).overlapping(date(2026, 6, 1), date(2026, 6, 8)),
    "trips in the trash": lambda s: Trip.objects.trash(s.user),
    "trips searched": lambda s: _trips(s).matching("helsinki summer"),
    "trips searched, best first": lambda s: _trips(s).best_matching("helsinki"),
    "trip": lambda s: with_access(_trips(s), s.user).filter(pk=s.own_trip.pk),
    "trip of another": lambda s: with_access(_trips(s), s.user).filter(pk=s.shared_trip.pk),
    "trip to edit": lambda s: Trip.objects.editable_by(s.user).filter(pk=s.shared_trip.pk),
    "stops with places": lambda s: ItineraryItem.objects.of_trip(s.own_trip).select_related("location"),
    "stops of a shared trip": lambda s: ItineraryItem.objects.of_trip(s.shared_trip).select_related("location"),
    "stops of many trips": lambda s: (
        ItineraryItem.objects.for_user(s.user)
        .filter(trip_id__in=[s.own_trip.pk, s.shared_trip.pk], day_number__isnull=False)
        .order_by("trip_id", "day_number", "sort_order", "start_time", "id")
    ),
    "stop to edit": lambda s: ItineraryItem.objects.editable_by(s.user).filter(trip_id=s.own_trip.pk, day_number=1),
    "stops in the trash": lambda s: ItineraryItem.objects.trash(s.user),
    "budget": lambda s: BudgetTracking.objects.for_user(s.user).filter(trip=s.own_trip),
    "budget of a shared trip": lambda s: BudgetTracking.objects.for_user(s.user).filter(trip=s.shared_trip),
    "conflicts open": lambda s: ConflictResolution.objects.of_trip(s.own_trip).open(),
    "conflicts of all trips": lambda s: ConflictResolution.objects.for_user(s.user).open(),
    "suggestions live": lambda s: ProactiveSuggestion.objects.for_user(s.user).live(NOW)[:20],
    "suggestions of a trip": lambda s: ProactiveSuggestion.objects.for_user(s.user).filter(trip=s.own_trip).live(NOW),
    "members": lambda s: TripMember.objects.of_trip(s.own_trip).order_by("id"),
    "invitations": lambda s: Invitation.objects.for_user(s.user).filter(trip=s.own_trip),
    "share links": lambda s: TripShare.objects.for_user(s.user).filter(trip=s.own_trip),
    # history
    "history of a trip": lambda s: changes_of(s.own_trip.pk)[:51],
    "history of a shared trip": lambda s: changes_of(s.shared_trip.pk)[:51],
    "history of mine": lambda s: ChangeSet.objects.for_user(s.user).order_by("-created_at", "-id")[:51],
    "history page": lambda s: AuditLogQuerySet.paging.order(AuditLog.objects.for_user(s.user))[:51],
    "history, next page": lambda s: AuditLogQuerySet.paging.after(
        AuditLog.objects.for_user(s.user), AuditLogQuerySet.paging.cursor(AuditLog(sequence=1_000_000_000))
    )[:51],
    "history of a row": lambda s: (
        AuditLog.objects.for_user(s.user).filter(table_name="trips", row_id=s.own_trip.pk).order_by("-sequence")
    ),
    # conversations
    "conversations": lambda s: Conversation.objects.for_user(s.user).select_related("trip").recent_first()[:50],
    "conversations, next page": lambda s: _after_first(
        ConversationQuerySet.paging, Conversation.objects.for_user(s.user), s.conversation
    ),
    "conversations of a trip": lambda s: Conversation.objects.for_user(s.user).filter(trip=s.own_trip).recent_first(),
    "messages": lambda s: Message.objects.of_conversation(s.conversation)[:51],
    "messages, next page": lambda s: _after_first(
        MessageQuerySet.paging, Message.objects.of_conversation(s.conversation), Message(position=10)
    ),
    "memory of a conversation": lambda s: AIContext.objects.for_user(s.user).filter(conversation=s.conversation),
    "runs": lambda s: AIRun.objects.for_user(s.user).order_by("-created_at", "id")[:51],
    "runs, next page": lambda s: _after_first(AIRun.objects.none().paging, AIRun.objects.for_user(s.user), s.run),
    "runs of a conversation": lambda s: (
        AIRun.objects.for_user(s.user).filter(conversation_id=s.conversation.pk).order_by("-created_at")[:1]
    ),
    "runs unfinished": lambda s: AIRun.objects.for_user(s.user).unfinished(),
    "steps of a run": lambda s: (
        AIRunEvent.objects.for_user(s.user).filter(run_id=s.run.pk, sequence__gt=0).order_by("sequence")
    ),
    "approvals waiting": lambda s: Approval.objects.for_user(s.user).filter(status="pending").order_by("-created_at"),
    "approvals of a conversation": lambda s: Approval.objects.for_user(s.user).filter(
        conversation_id=s.conversation.pk, status="pending"
    ),
    # places
    "saved places": lambda s: SavedPlace.objects.for_user(s.user).select_related("location").in_order()[:51],
    "saved places, next page": lambda s: _after_first(
        SavedPlaceQuerySet.paging,
        SavedPlace.objects.for_user(s.user),
        SavedPlace(is_favorite=False, priority=1, saved_at=NOW),
    ),
    "saved places with a tag": lambda s: SavedPlace.objects.for_user(s.user).filter(tags__contains=["one"]).in_order(),
    "is this place saved": lambda s: SavedPlace.objects.for_user(s.user).filter(location=s.place),
    "collections": lambda s: Collection.objects.for_user(s.user).order_by("name", "id"),
    "places of a collection": lambda s: (
        SavedPlace.objects.for_user(s.user).filter(collection__in=Collection.objects.for_user(s.user)).in_order()
    ),
    "collections in the trash": lambda s: Collection.objects.trash(s.user),
    "place": lambda s: Location.objects.known_to(s.user).filter(pk=s.place.pk),
    "places best known": lambda s: Location.objects.for_user(s.user).best_known_first()[:24],
    "places best known of a category": lambda s: (
        Location.objects.for_user(s.user).filter(category="restaurant").best_known_first()[:24]
    ),
    "places of a city": lambda s: Location.objects.active().filter(city="City 7").order_by("id"),
    "places best rated of a city": lambda s: (
        Location.objects.for_user(s.user).filter(city="City 7").order_by(F("rating").desc(nulls_last=True), "id")[:24]
    ),
    "places nearby": lambda s: nearby_places(HERE)[:20],
    "places nearby of a category": lambda s: nearby_places(HERE, category="restaurant")[:20],
    "places nearby by the function": lambda s: Statement(
        "select * from search_nearby_locations(%s, %s, 5, 'attraction', 100)", (HERE.latitude, HERE.longitude)
    ),
    "places nearby by the function, all": lambda s: Statement(
        "select * from search_nearby_locations(%s, %s)", (HERE.latitude, HERE.longitude)
    ),
    "places searched by name": _search("Golden Anchor 1234"),
    "places searched as typed": _search("gol anc", p_limit=10),
    "places searched by one letter": _search("g", p_limit=10),
    "places searched by a common word": _search("kind 7"),
    "places searched misspelt": _search("Goldne Achor"),
    "places searched in a city": _search("anchor", p_city="city 7", p_category="restaurant"),
    "places searched near": _search("anchor", p_latitude=HERE.latitude, p_longitude=HERE.longitude, p_language="en"),
    "places searched, none": _search("zzyzx qqqq"),
}
