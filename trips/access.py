"""How a page reaches a trip: through the reader, with what the reader may do in it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import PermissionDenied
from django.db.models import Case, F, OuterRef, QuerySet, Subquery, TextField, Value, When
from django.http import Http404
from django.utils.translation import gettext as _

from tripos.audit.models import ChangeSet
from trips.enums import MemberRole
from trips.models import Companion, ItineraryItem, Trip, TripMember
from trips.querysets import TripQuerySet

STAFF = "tripos_staff"


@dataclass(frozen=True)
class Access:
    """A trip that the reader may see, and their part in it.

    Attributes:
        trip: with its ``budget`` selected.
        role: ``owner``, ``editor`` or ``viewer``.
        owner_name: how the owner calls themselves; empty when they do not say.
    """

    trip: Trip
    role: str
    owner_name: str

    @property
    def is_owner(self) -> bool:
        return self.role == "owner"

    @property
    def can_edit(self) -> bool:
        return self.role in ("owner", MemberRole.EDITOR.value)


@dataclass(frozen=True)
class Person:
    """A companion as the others see them."""

    name: str
    role: str


def _name_of(column: str) -> Subquery:
    return Subquery(Companion.objects.filter(pk=OuterRef(column)).values("full_name")[:1])


def name_of(person_id: uuid.UUID) -> str:
    """How a companion, or the reader, calls themselves; empty when they do not say."""
    return Companion.objects.filter(pk=person_id).values_list("full_name", flat=True).first() or ""


def with_access(trips: TripQuerySet, user: Any) -> TripQuerySet:
    """Add ``my_role`` (None for the owner) and ``owner_name`` to trips found through ``user``."""
    mine = TripMember.objects.filter(trip_id=OuterRef("pk"), user_id=user.pk).values("role")[:1]
    found: TripQuerySet = trips.annotate(my_role=Subquery(mine), owner_name=_name_of("user_id"))
    return found


def access_of(trip: Any, user: Any) -> Access:
    """Read what ``with_access`` added."""
    return Access(trip, "owner" if trip.is_owned_by(user) else trip.my_role, trip.owner_name or "")


def trip_for(
    user: Any,
    pk: uuid.UUID,
    *,
    edit: bool = False,
    own: bool = False,
    lock: bool = False,
    also: Mapping[str, Any] | None = None,
) -> Access:
    """Find a live trip.

    Args:
        user: who asks.
        pk: the trip's id.
        edit: they want to change it.
        own: only its owner may.
        lock: keep other writers waiting until this request ends.
        also: expressions that are read with the trip, by the name that it gets them under.

    Raises:
        Http404: it is none of theirs.
        PermissionDenied: they may see it, but not do this.
    """
    found = with_access(Trip.objects.for_user(user), user).filter(pk=pk).select_related("budget")
    found = found.annotate(**(also or {})).first()
    if found is None:
        raise Http404
    access = access_of(found, user)
    if (edit and not access.can_edit) or (own and not access.is_owner):
        raise PermissionDenied
    if lock:
        locked = Trip.objects.editable_by(user).select_for_update(of=("self",)).get(pk=pk)
        access = Access(locked, access.role, access.owner_name)
    return access


def lock_trip(user: Any, pk: uuid.UUID) -> None:
    """Keep other writers of a trip waiting until this transaction ends, if it is the user's to edit.

    Whoever changes a row of a trip changes the trip's version with it, and the worker holds the trip while it changes
    such rows. Who locked the row first and the trip after it would wait for the worker while the worker waits for them.
    """
    Trip.objects.editable_by(user).filter(pk=pk).select_for_update(of=("self",), no_key=True).values_list("pk").first()


def stop_for(access: Access, pk: uuid.UUID, *, lock: bool = False) -> ItineraryItem:
    """Find a live stop of a trip with its place.

    Raises:
        Http404: the trip has no such stop.
    """
    stops = ItineraryItem.objects.of_trip(access.trip).filter(pk=pk)
    stops = stops.select_for_update(of=("self",)) if lock else stops
    stop: ItineraryItem | None = stops.select_related("location").first()
    if stop is None:
        raise Http404
    return stop


def people_of(access: Access) -> list[Person]:
    """The owner first, then the companions by name."""
    rows = (
        TripMember.objects.filter(trip_id=access.trip.pk, owner_id=access.trip.user_id)
        .annotate(name=_name_of("user_id"))
        .values_list("name", "role")
        .order_by("name", "id")
    )
    labels = dict(MemberRole.choices)
    return [Person(name or "", str(labels[role])) for name, role in rows]


def companions_of_trips() -> ArraySubquery:
    """Names of a trip's companions: an expression to read with trips. Empty for who does not say theirs."""
    rows = TripMember.objects.filter(trip_id=OuterRef("pk"), owner_id=OuterRef("user_id"))
    return ArraySubquery(rows.annotate(name=_name_of("user_id")).order_by("name", "id").values("name"))


def changes_of(trip_id: uuid.UUID) -> QuerySet[Any]:
    """What was changed in a trip that the reader may see, the latest first, with who did it and whether it was
    undone."""
    undone = ChangeSet.objects.filter(undoes_id=OuterRef("pk")).order_by("-created_at")
    return (
        ChangeSet.objects.of_trip(trip_id)
        .annotate(
            # Staff sign as staff: a traveller need not know who of them it was.
            actor_name=Case(
                When(actor_role=STAFF, then=Value(_("Tripos support"))),
                default=_name_of("actor_id"),
                output_field=TextField(),
            ),
            undone_at=Subquery(undone.values("created_at")[:1]),
        )
        .order_by(F("created_at").desc(), "-id")
    )
