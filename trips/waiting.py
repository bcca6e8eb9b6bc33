"""What of trips waits for a traveller: the sources that the inbox reads (``tripos.web.inbox``)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from tripos.web.inbox import InboxItem, Kind
from trips.enums import SuggestionType, TripStatus
from trips.models import ConflictResolution, ProactiveSuggestion
from trips.planning.conflicts.model import HARD

MOST = 50
OVER = (TripStatus.CANCELLED, TripStatus.COMPLETED)
# Conflicts are told as themselves.
ELSEWHERE = (SuggestionType.CONFLICT_WARNING, SuggestionType.BUDGET_ALERT)


def _suggestions(user: Any) -> QuerySet[Any]:
    """Live suggestions of trips that are not over, where the traveller's switches let them be told."""
    return (
        ProactiveSuggestion.objects.for_user(user)
        .live(timezone.now())
        .filter(
            user__ai_enabled=True,
            user__proactive_suggestions_enabled=True,
            user__notification_preferences__ai_suggestions=True,
            trip__deleted_at__isnull=True,
        )
        .exclude(trip__status__in=OVER)
    )


def suggestions_waiting(user: Any) -> Iterator[InboxItem]:
    """Suggestions but those about conflicts and budgets; one query."""
    rows = _suggestions(user).exclude(type__in=ELSEWHERE)
    yield from (_item("suggestion", row) for row in rows.select_related("trip")[:MOST])


def count_suggestions(user: Any) -> int:
    """Their number."""
    return int(_suggestions(user).exclude(type__in=ELSEWHERE).count())


def budget_alerts_waiting(user: Any) -> Iterator[InboxItem]:
    """Limits that spending reached; one query."""
    rows = _suggestions(user).filter(type=SuggestionType.BUDGET_ALERT)
    yield from (_item("budget_alert", row) for row in rows.select_related("trip")[:MOST])


def count_budget_alerts(user: Any) -> int:
    """Their number."""
    return int(_suggestions(user).filter(type=SuggestionType.BUDGET_ALERT).count())


def _item(kind: Kind, row: Any) -> InboxItem:
    page = reverse("trips:trip_detail", args=[row.trip_id]) if row.trip_id else reverse("home")
    return InboxItem(
        kind=kind,
        key=str(row.pk),
        title=row.title,
        url=f"{page}#suggestion-{row.pk}",
        when=row.created_at,
        text=row.description,
        about=row.trip.title if row.trip else "",
        priority=row.priority,
        until=row.expires_at,
    )


def conflicts_waiting(user: Any) -> Iterator[InboxItem]:
    """Problems of the trips that a traveller may change and that are still to come; one query."""
    rows = (
        ConflictResolution.objects.editable_by(user)
        .open()
        .filter(severity__gte=HARD, trip__end_date__gte=timezone.localdate())
        .filter(trip__user__notification_preferences__trip_updates=True)
        .exclude(trip__status__in=OVER)
        .select_related("trip")
    )
    for row in rows[:MOST]:
        page = reverse("trips:trip_detail", args=[row.trip_id])
        about = f"#stop-{row.affected_items[-1]}" if row.affected_items else "#conflicts"
        yield InboxItem(
            kind="conflict",
            key=str(row.pk),
            title=row.title,
            url=page + about,
            when=row.detected_at,
            text=row.description,
            about=row.trip.title,
            priority=row.severity,
        )
