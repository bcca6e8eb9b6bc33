"""Proactive suggestions of stored trips: produced from evidence, stored once each, few at a time."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from tripos.accounts.models import Profile
from tripos.db.context import Actor, bound
from trips import detection, loading
from trips.enums import SuggestionStatus, TripStatus
from trips.forecasts import Forecasts, forecasts_for
from trips.models import BudgetTracking, ItineraryItem, ProactiveSuggestion, Trip
from trips.planning.jsonable import to_json
from trips.planning.suggestions import (
    Alert,
    Stored,
    Suggestion,
    SuggestionType,
    choose,
    data_of,
    due_alerts,
    entry_of,
    suggest,
)
from trips.sentences import SAID, records
from trips.suggestion_scene import load_scene

WAITING = (SuggestionStatus.PENDING, SuggestionStatus.SHOWN)
OVER = (TripStatus.COMPLETED, TripStatus.CANCELLED)
WEATHER: frozenset[SuggestionType] = frozenset({"weather_alert"})
NONE_KEPT: frozenset[SuggestionType] = frozenset()
MOST_RECOMMENDED = 3
WITHDRAWN = "withdrawn"  # in metadata: why an open suggestion was taken back; it may be made again
GONE, OUTRANKED = "gone", "outranked"
WRITTEN = (
    "title",
    "description",
    "confidence_score",
    "reasoning",
    "suggestion_data",
    "action_url",
    "priority",
    "expires_at",
    "metadata",
)


@dataclass(frozen=True)
class Produced:
    """What a production came to: how many suggestions are open now, and how many rows it wrote."""

    open: int
    written: int


NO_FORECASTS: Forecasts = {}


def produce_with_forecast(trip_id: uuid.UUID, user_id: uuid.UUID) -> Produced | None:
    """:func:`produce_suggestions` with the forecast, which is asked for before the trip is locked."""
    known: Forecasts | None = {}
    if settings.WEATHER:
        owner = detection.owner_for(trip_id, user_id)
        if owner is None:
            return None
        with bound(Actor("agent", owner, read_only=True)):
            known = forecasts_for(Trip.objects.for_user(owner).get(pk=trip_id))
    return produce_suggestions(trip_id, user_id, known)


def produce_suggestions(
    trip_id: uuid.UUID, user_id: uuid.UUID, forecasts: Forecasts | None = NO_FORECASTS
) -> Produced | None:
    """Look for what could be better in a trip and store what changed; running it again changes nothing.

    They are for the trip's owner, whose preferences and switches count, and made as their agent whoever asked. The trip
    stays locked meanwhile, so that two workers make each once. What is made belongs to no change set: advice is no
    change of anybody's to undo.

    Args:
        trip_id: the trip.
        user_id: who asked; they must be allowed to edit it.
        forecasts: by date; None where there should be some and are none just now: then what was said of the weather
            stands.

    Returns:
        None where there is no such trip.
    """
    owner = detection.owner_for(trip_id, user_id)
    if owner is None:
        return None
    with bound(Actor("agent", owner)), transaction.atomic():
        trip = (
            Trip.objects.editable_by(owner)
            .filter(pk=trip_id)
            .select_related("budget")
            .select_for_update(of=("self",))
            .first()
        )
        if trip is None:
            return None
        now = timezone.now()
        if is_over(trip, now):
            return store(trip, [], now)
        items = list(ItineraryItem.objects.of_trip(trip).select_related("location"))
        if not wants_suggestions(Profile.objects.get(pk=owner)):
            keep_alerts(trip, due_alerts(loading.load_trip(trip, items), trip.budget.alerts_sent, now))
            return store(trip, [], now)
        scene = load_scene(trip, items, forecasts or {}, now)
        found = suggest(scene)
        keep_alerts(trip, scene.alerts)
        keep_recommendations(trip, found, now)
        return store(trip, found, now, keep=WEATHER if forecasts is None else NONE_KEPT)


def is_over(trip: Trip, now: datetime) -> bool:
    """Whether nothing of a trip can be made better any more: cancelled, completed, or past by its own calendar."""
    return trip.status in OVER or trip.end_date < now.astimezone(ZoneInfo(trip.timezone)).date()


def wants_suggestions(profile: Profile) -> bool:
    """Whether a traveller lets agents suggest things unasked."""
    return profile.ai_enabled and profile.proactive_suggestions_enabled


def store(
    trip: Trip,
    found: Sequence[Suggestion],
    now: datetime,
    *,
    keep: frozenset[SuggestionType] = NONE_KEPT,
) -> Produced:
    """Bring a trip's stored suggestions in line with those found; only what differs is written. The trip is locked."""
    prefix = f"{trip.pk}:"
    if found:
        clock = _database_clock()
        found = [suggestion for suggestion in found if suggestion.expires > clock]
    rows = {
        row.stable_key.removeprefix(prefix): row
        for row in ProactiveSuggestion.objects.filter(user_id=trip.user_id, trip_id=trip.pk)
    }
    choice = choose({key: stored_of(row, now) for key, row in rows.items()}, found, keep=keep)
    new = [
        ProactiveSuggestion(
            user_id=trip.user_id,
            trip_id=trip.pk,
            type=suggestion.type,
            agent_name=suggestion.agent,
            stable_key=prefix + suggestion.key,
            **columns(trip, suggestion),
        )
        for suggestion in choice.new
    ]
    ProactiveSuggestion.objects.bulk_create(new, ignore_conflicts=True)
    written = len(new)
    for suggestion in choice.present:
        wanted = columns(trip, suggestion)
        row = rows[suggestion.key]
        if any(getattr(row, name) != wanted[name] for name in WRITTEN):
            written += ProactiveSuggestion.objects.filter(pk=row.pk, status__in=WAITING).update(**wanted)
    for suggestion in choice.back:
        row = rows[suggestion.key]
        status = SuggestionStatus.SHOWN if row.shown_at else SuggestionStatus.PENDING
        again = ProactiveSuggestion.objects.filter(pk=row.pk, status=SuggestionStatus.EXPIRED)
        written += again.update(status=status, **columns(trip, suggestion))
    for keys, why in ((choice.gone, GONE), (choice.outranked, OUTRANKED)):
        for key in keys:
            metadata = {**rows[key].metadata, WITHDRAWN: why}
            waiting = ProactiveSuggestion.objects.filter(pk=rows[key].pk, status__in=WAITING)
            written += waiting.update(status=SuggestionStatus.EXPIRED, metadata=metadata)
    kept = sum(1 for row in rows.values() if row.type in keep and stored_of(row, now).open)
    return Produced(len(choice.new) + len(choice.present) + len(choice.back) + kept, written)


def _database_clock() -> datetime:
    """PostgreSQL's time, by which it takes no row that is over when it is made; a test may live on another day."""
    with connection.cursor() as cursor:
        cursor.execute("select now()")
        found: datetime = cursor.fetchone()[0]
        return found


def stored_of(row: ProactiveSuggestion, now: datetime) -> Stored:
    """A row as :func:`choose` weighs it. Expiry is computed: the column follows by a periodic job."""
    late = row.expires_at is not None and row.expires_at <= now
    kind: Any = str(row.type)
    return Stored(
        type=kind,
        priority=row.priority,
        open=row.status in WAITING and not late,
        withdrawn=row.status == SuggestionStatus.EXPIRED and WITHDRAWN in row.metadata,
        touches=frozenset(row.metadata.get("touches", ())),
    )


def columns(trip: Trip, suggestion: Suggestion) -> dict[str, Any]:
    """What the table keeps of a suggestion beside its key, type and agent."""
    return {
        "title": str(suggestion.title),
        "description": str(suggestion.description),
        "confidence_score": Decimal(str(suggestion.confidence)).quantize(Decimal("0.0001")),
        "reasoning": str(suggestion.reasoning),
        "suggestion_data": data_of(suggestion),
        "action_url": action_url(trip, suggestion),
        "priority": suggestion.priority,
        "expires_at": suggestion.expires,
        "metadata": {
            "touches": sorted(suggestion.touches),
            SAID: records(
                title=suggestion.title,
                description=suggestion.description,
                reasoning=suggestion.reasoning,
                accept=suggestion.accept,
            ),
        },
    }


def action_url(trip: Trip, suggestion: Suggestion) -> str:
    """Where one looks closer at what a suggestion is about."""
    facts, page = suggestion.facts, reverse("trips:trip_detail", args=[trip.pk])
    if suggestion.type in ("add_activity", "local_event"):
        return reverse("places:place_detail", args=[facts.place_id])
    if suggestion.type == "book_restaurant":
        return reverse("trips:stop_edit", args=[trip.pk, facts.item_id])
    if suggestion.type == "conflict_warning":
        way = suggestion.steps[0].values["key"]
        return reverse("trips:conflict_resolution", args=[trip.pk, facts.conflict_id, way])
    if suggestion.type == "budget_alert":
        return f"{page}#budget"
    if suggestion.type == "optimize_route":
        return f"{page}#day-{(facts.day - trip.start_date).days + 1}"
    return f"{page}#stop-{facts.item_id}"


def keep_alerts(trip: Trip, alerts: Iterable[Alert]) -> None:
    """Store which thresholds are reached: one entry a threshold and category, gone when spending falls below it."""
    entries = [entry_of(alert) for alert in alerts]
    if entries != trip.budget.alerts_sent:
        BudgetTracking.objects.filter(trip_id=trip.pk, owner_id=trip.user_id).update(alerts_sent=entries)
        trip.budget.alerts_sent = entries


def keep_recommendations(trip: Trip, found: Iterable[Suggestion], now: datetime) -> None:
    """Store the best savings with what they save, the evidence, and the steps that would apply them."""
    savings = [suggestion for suggestion in found if suggestion.type == "cost_savings"]
    savings.sort(key=lambda suggestion: (-suggestion.facts.saving, suggestion.key))
    rows = [recommendation(trip, suggestion) for suggestion in savings[:MOST_RECOMMENDED]]
    if rows != trip.budget.ai_recommendations:
        BudgetTracking.objects.filter(trip_id=trip.pk, owner_id=trip.user_id).update(
            ai_recommendations=rows, last_optimization_at=now
        )


def recommendation(trip: Trip, suggestion: Suggestion) -> Mapping[str, Any]:
    """A saving as ``budget_tracking.ai_recommendations`` keeps it; ``key`` is the suggestion's ``stable_key``."""
    return {
        "key": f"{trip.pk}:{suggestion.key}",
        "title": str(suggestion.title),
        SAID: records(title=suggestion.title),
        "saving": str(suggestion.facts.saving),
        "currency": suggestion.facts.currency,
        "evidence": to_json(suggestion.facts),
        "steps": to_json(suggestion.steps),
    }
