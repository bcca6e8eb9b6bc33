"""What of trips waits for a traveller: the sources that the inbox reads (``tripos.web.inbox``)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tripos.accounts.models import Profile
from tripos.web.inbox import InboxAction, InboxItem, Kind
from trips.conflict_cards import ways_of
from trips.enums import SuggestionStatus, SuggestionType
from trips.models import ConflictResolution, ProactiveSuggestion, Trip
from trips.planning.conflicts.model import HARD
from trips.sentences import text_of, title_of
from trips.suggestion_cards import OVER, card, note_shown

COLUMNS = (
    "id",
    "type",
    "title",
    "description",
    "reasoning",
    "confidence_score",
    "suggestion_data",
    "action_url",
    "status",
    "expires_at",
    "created_at",
    "priority",
    "trip_id",
    "metadata",
)


def wants(user: Any, key: str, **switches: bool) -> Exists:
    """Whether the reader's own switches let them be told.

    Args:
        user: the reader.
        key: of ``notification_preferences``.
        switches: columns of the profile that have to be so.
    """
    return Exists(Profile.objects.owned_by(user).filter(**{f"notification_preferences__{key}": True}, **switches))


def suggestions_waiting(user: Any) -> QuerySet[Any]:
    """Live suggestions of trips that are not over, those about budgets too; conflicts are told as themselves."""
    allowed = wants(user, "ai_suggestions", ai_enabled=True, proactive_suggestions_enabled=True)
    mine = Trip.objects.editable_by(user).filter(pk=OuterRef("trip_id"))
    rows: QuerySet[Any] = (
        ProactiveSuggestion.objects.for_user(user)
        .live(timezone.now())
        .filter(allowed, trip__deleted_at__isnull=True)
        .exclude(trip__status__in=OVER)
        .exclude(type=SuggestionType.CONFLICT_WARNING)
        .annotate(can_edit=Exists(mine))
        .annotate(
            waits=JSONObject(
                **{name: name for name in COLUMNS},
                trip_title=F("trip__title"),
                trip_timezone=F("trip__timezone"),
                can_edit=F("can_edit"),
            )
        )
    )
    return rows


def suggestion_item(row: Mapping[str, Any]) -> InboxItem:
    """A suggestion or an alert about a budget, with its answers."""
    kind: Kind = "budget_alert" if row["type"] == SuggestionType.BUDGET_ALERT else "suggestion"
    expires = row["expires_at"]
    known: dict[str, Any] = {
        "kind": kind,
        "key": str(row["id"]),
        "title": title_of(row),
        "when": datetime.fromisoformat(row["created_at"]),
        "text": text_of(row),
        "priority": row["priority"],
        "until": datetime.fromisoformat(expires) if expires else None,
        "is_new": row["status"] == SuggestionStatus.PENDING,
    }
    if row["trip_id"] is None:
        return InboxItem(url=reverse("home"), **known)
    trip = Trip(pk=row["trip_id"], timezone=row["trip_timezone"])
    shown = card(trip, row, can_edit=row["can_edit"])
    actions = [
        InboxAction(_("Later"), shown["later_url"], look="quiet"),
        InboxAction(_("Not for us"), shown["dismiss_url"], look="quiet"),
    ]
    if shown["accept_url"]:
        asks = shown["asks"]
        label = f"{shown['accept']}…" if asks else shown["accept"]
        actions.insert(0, InboxAction(label, shown["accept_url"], "get" if asks else "post", "primary"))
    return InboxItem(
        url=f"{reverse('trips:trip_detail', args=[row['trip_id']])}#suggestion-{row['id']}",
        about=row["trip_title"],
        about_key=str(row["trip_id"]),
        actions=tuple(actions),
        **known,
    )


def suggestions_shown(user: Any, shown: Sequence[InboxItem]) -> None:
    """Store that new ones were shown."""
    note_shown([{"id": item.key, "is_new": item.is_new} for item in shown], user)


def conflicts_waiting(user: Any) -> QuerySet[Any]:
    """Problems of the trips that a traveller may change and that are still to come."""
    rows: QuerySet[Any] = (
        ConflictResolution.objects.editable_by(user)
        .open()
        .filter(wants(user, "trip_updates"), severity__gte=HARD, trip__end_date__gte=timezone.localdate())
        .exclude(trip__status__in=OVER)
        .annotate(
            waits=JSONObject(
                id="id",
                trip_id="trip_id",
                title="title",
                description="description",
                severity="severity",
                affected_items="affected_items",
                resolution_options="resolution_options",
                detected_at="detected_at",
                metadata="metadata",
                trip_title=F("trip__title"),
            )
        )
    )
    return rows


def conflict_item(row: Mapping[str, Any]) -> InboxItem:
    """A conflict with its ways out."""
    stored = ConflictResolution(
        pk=row["id"], trip_id=row["trip_id"], resolution_options=row["resolution_options"] or []
    )
    ways = ways_of(stored)
    actions = [
        InboxAction(way["label"], way["url"], way["method"], "quiet" if way.get("is_quiet") else "plain")
        for way in ways
    ]
    about = f"#stop-{row['affected_items'][-1]}" if row["affected_items"] else "#conflicts"
    return InboxItem(
        kind="conflict",
        key=str(row["id"]),
        title=title_of(row),
        url=reverse("trips:trip_detail", args=[row["trip_id"]]) + about,
        when=datetime.fromisoformat(row["detected_at"]),
        text=text_of(row),
        about=row["trip_title"],
        about_key=str(row["trip_id"]),
        priority=row["severity"],
        actions=tuple(actions),
    )
