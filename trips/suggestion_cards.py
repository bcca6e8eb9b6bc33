"""Suggestions as a trip's page shows them. They come along with the trip: no query of their own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib.postgres.expressions import ArraySubquery
from django.db import transaction
from django.db.models import OuterRef
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils.translation import gettext as _

from trips import suggestion_answers
from trips.access import Access
from trips.enums import SuggestionStatus, SuggestionType, TripStatus
from trips.models import ProactiveSuggestion
from trips.sentences import accept_of, reasoning_of, text_of, title_of

Shown = dict[str, Any]

MOST = 3
SURE, FAIRLY_SURE = 0.8, 0.65
OVER = (TripStatus.CANCELLED, TripStatus.COMPLETED)
ICONS = {
    SuggestionType.ADD_ACTIVITY: "plus",
    SuggestionType.OPTIMIZE_ROUTE: "route",
    SuggestionType.BOOK_RESTAURANT: "restaurant",
    SuggestionType.BUDGET_ALERT: "wallet",
    SuggestionType.CONFLICT_WARNING: "warning",
    SuggestionType.TIME_OPTIMIZATION: "clock",
    SuggestionType.WEATHER_ALERT: "rain",
    SuggestionType.LOCAL_EVENT: "calendar",
    SuggestionType.COST_SAVINGS: "wallet",
}
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
    "agent_name",
    "metadata",
)


def waiting_for(user: Any, now: datetime) -> ArraySubquery:
    """The suggestions of a trip that wait for its reader, as JSON, the best first: an expression to read with trips."""
    rows = ProactiveSuggestion.objects.for_user(user).live(now).filter(trip_id=OuterRef("pk"))
    return ArraySubquery(rows.values(json=JSONObject(**{name: name for name in COLUMNS}))[:MOST])


def suggestion_cards(access: Access, user: Any, now: datetime) -> list[Shown]:
    """What the page shows; nothing for a trip that is over, nor where the reader wants no suggestions.

    Args:
        access: of a trip that was read with :func:`waiting_for` as ``waiting_suggestions``.
        user: who reads.
        now: an aware moment.
    """
    trip: Any = access.trip
    profile = user.profile
    if trip.status in OVER or not (profile.ai_enabled and profile.proactive_suggestions_enabled):
        return []
    return [card(trip, row, can_edit=access.can_edit) for row in trip.waiting_suggestions or ()]


def card(trip: Any, row: Mapping[str, Any], *, can_edit: bool) -> Shown:
    """For components/suggestion_card.html."""
    data, expires = row["suggestion_data"], row["expires_at"]
    until = datetime.fromisoformat(expires).astimezone(ZoneInfo(trip.timezone)) if expires else None
    kind = SuggestionType(row["type"])
    args = [trip.pk, row["id"]]
    steps = bool(data.get("steps"))
    return {
        "id": row["id"],
        "is_new": row["status"] == SuggestionStatus.PENDING,
        "kind": str(kind.label),
        "scope": data.get("facts", {}).get("scope", "") if kind == SuggestionType.BUDGET_ALERT else "",
        "icon": ICONS[kind],
        "title": title_of(row),
        "text": text_of(row),
        "reason": reasoning_of(row),
        "sure": confidence_words(float(row["confidence_score"])),
        "until": until,
        "until_day": until.date() if until else None,
        "more_url": row["action_url"] or "",
        "accept": accept_of(row) or _("Do it"),
        "accept_url": reverse("trips:suggestion_acceptance", args=args) if can_edit or not steps else "",
        "asks": bool(data.get("asks")),
        "dismiss_url": reverse("trips:suggestion_rejection", args=args),
        "later_url": reverse("trips:suggestion_postponement", args=args),
    }


def confidence_words(score: float) -> str:
    """How far the evidence carries, in words."""
    if score >= SURE:
        return _("Sure of it")
    return _("Fairly sure") if score >= FAIRLY_SURE else _("Worth a look, not certain")


def note_shown(cards: Iterable[Shown], user: Any) -> None:
    """Store that new suggestions were shown, after the page's own transaction, which may only read."""
    new = [UUID(str(one["id"])) for one in cards if one["is_new"]]
    if new:
        transaction.on_commit(lambda: _store_shown(new, user))


def _store_shown(ids: list[UUID], user: Any) -> None:
    suggestion_answers.mark_shown(ids, user)
