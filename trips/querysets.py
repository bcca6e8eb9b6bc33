"""Querysets of the trip's tables: they start at a user."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar, Self, TypeVar

from django.db import models
from django.db.models import BooleanField, Exists, F, Field, FloatField, Func, OuterRef, Q, Value

from tripos.db.columns import GeneratedColumn
from tripos.db.context import user_key
from tripos.db.ownership import OwnedQuerySet, SoftDeletedQuerySet
from tripos.db.paging import Keyset
from trips.enums import MemberRole, TripStatus

M = TypeVar("M", bound=models.Model)


def _memberships(user: Any, roles: tuple[str, ...], trip_ref: str) -> Exists:
    from trips.models.sharing import TripMember

    return Exists(TripMember.objects.filter(trip_id=OuterRef(trip_ref), user_id=user_key(user), role__in=roles))


def _search_query(words: str) -> Func:
    """What was typed, as a query in the language of each trip."""
    return Func(Value(words.replace("\x00", "")), F("language"), function="app.search_query", output_field=Field())


READERS = (MemberRole.VIEWER.value, MemberRole.EDITOR.value)
EDITORS = (MemberRole.EDITOR.value,)


class TripQuerySet(SoftDeletedQuerySet["Any"]):
    """A user's own trips and those shared with them."""

    paging: ClassVar[Keyset] = Keyset("-start_date", "id")

    def _reachable(self, user: Any, roles: tuple[str, ...]) -> Self:
        key = user_key(user)
        if key is None:
            return self.none()
        return self.filter(Q(user_id=key) | _memberships(user, roles, "pk"), deleted_at__isnull=True)

    def for_user(self, user: Any) -> Self:
        return self._reachable(user, READERS)

    def editable_by(self, user: Any) -> Self:
        return self._reachable(user, EDITORS)

    def shared_with(self, user: Any) -> Self:
        """Trips of others that the user is a member of."""
        return self.for_user(user).exclude(user_id=user_key(user))

    def upcoming(self, today: date) -> Self:
        return self.filter(start_date__gt=today).exclude(status__in=[TripStatus.DRAFT, TripStatus.CANCELLED])

    def overlapping(self, start: date, end: date) -> Self:
        """Trips with at least one day from ``start`` to ``end``, both counted."""
        return self.filter(start_date__lte=end, end_date__gte=start)

    def matching(self, words: str) -> Self:
        """Trips with all these words, or beginnings of words, in title, destination or description.

        Accents and case do not matter, and endings are understood in the trip's own language. No words, or
        nothing but punctuation: all trips. The database reads the user's trips by their index and compares those.
        """
        query = _search_query(words)
        found = Func(
            GeneratedColumn("search", Field()),
            query,
            template="coalesce(%(expressions)s, true)",
            arg_joiner=" @@ ",
            output_field=BooleanField(),
        )
        return self.filter(found) if words.strip() else self

    def best_matching(self, words: str) -> Self:
        """Those of :meth:`matching`, with words of the title before those of destination and description."""
        query = _search_query(words)
        rank = Func(GeneratedColumn("search", Field()), query, function="ts_rank", output_field=FloatField())
        return self.matching(words).order_by(rank.desc(nulls_last=True), "-start_date", "id")


class TripChildQuerySet(OwnedQuerySet[M]):
    """Rows of a trip, readable and writable like the trip; ``owner_id`` is the trip's owner, copied."""

    owner_field: ClassVar[str] = "owner_id"
    hides_deleted: ClassVar[bool] = False

    def _reachable(self, user: Any, roles: tuple[str, ...]) -> Self:
        key = user_key(user)
        if key is None:
            return self.none()
        own = Q(**{self.owner_field: key})
        found = self.filter(own | _memberships(user, roles, "trip_id"), trip__deleted_at__isnull=True)
        return found.filter(deleted_at__isnull=True) if self.hides_deleted else found

    def for_user(self, user: Any) -> Self:
        return self._reachable(user, READERS)

    def editable_by(self, user: Any) -> Self:
        return self._reachable(user, EDITORS)

    def of_trip(self, trip: Any) -> Self:
        """Rows of one trip; the caller found the trip through its user, and the key names the owner for the index."""
        return self.filter(trip_id=trip.pk, **{self.owner_field: trip.user_id})


class ItineraryItemQuerySet(TripChildQuerySet["Any"]):
    hides_deleted: ClassVar[bool] = True

    def of_trip(self, trip: Any) -> Self:
        return (
            super()
            .of_trip(trip)
            .filter(deleted_at__isnull=True)
            .order_by("day_number", "sort_order", "start_time", "id")
        )

    def with_deleted(self, user: Any) -> Self:
        return self.owned_by(user)

    def trash(self, user: Any) -> Self:
        return self.owned_by(user).filter(deleted_at__isnull=False).order_by("-deleted_at")


class ConflictQuerySet(TripChildQuerySet["Any"]):
    owner_field: ClassVar[str] = "user_id"

    def open(self) -> Self:
        return self.filter(status__in=["detected", "pending_review"]).order_by("-severity", "detected_at", "id")


class SuggestionQuerySet(OwnedQuerySet["Any"]):
    """Suggestions belong to their recipient."""

    def live(self, now: Any) -> Self:
        """Waiting for an answer, not put off and not past their time, the most important first."""
        return self.filter(
            Q(expires_at__isnull=True) | Q(expires_at__gt=now),
            Q(snoozed_until__isnull=True) | Q(snoozed_until__lte=now),
            status__in=["pending", "shown"],
        ).order_by("-priority", "-confidence_score", "-created_at", "id")
