"""The cast of every test: alice owns, bob edits, vera views, charlie is a stranger, staff keep the catalogue."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.contrib.auth.hashers import make_password
from django.db import transaction

from tripos.accounts.models import Profile, User
from tripos.db.context import acting_as, acting_for_sign_in
from tripos.testing.owner import as_owner

if TYPE_CHECKING:  # the cast belongs to a lower room than the trips it makes
    from trips.models import Trip, TripMember

PASSWORD = "correct horse battery staple"


@cache
def _hashed() -> str:
    """The hash of ``PASSWORD``: slow by design, so made once a run."""
    return make_password(PASSWORD)


def make_user(name: str, *, staff: bool = False, **profile: Any) -> Profile:
    """An account ``name@example.org`` with its profile, made as sign-up makes it."""
    with acting_for_sign_in():
        user = User.objects.create(email=f"{name}@example.org", password=_hashed())
    if staff:
        as_owner("update users set is_staff = true where id = %s", [user.pk])
        join_group(user.pk, "administrators")
    with acting_as(user.pk):
        Profile.objects.filter(pk=user.pk).update(full_name=name.capitalize(), **profile)
        return Profile.objects.get(pk=user.pk)


def join_group(user_id: uuid.UUID, group: str) -> None:
    """Put an account into one of the staff's groups."""
    as_owner(
        "insert into users_groups (user_id, group_id) select %s, g.id from auth_group g where g.name = %s",
        [user_id, group],
    )


def leave_groups(user_id: uuid.UUID) -> None:
    """Take an account out of all groups; it stays staff."""
    as_owner("delete from users_groups where user_id = %s", [user_id])


def make_trip(owner: Profile, **fields: Any) -> Trip:
    """A three-day trip to Helsinki of ``owner``, made as its owner."""
    values: dict[str, Any] = {
        "title": "Helsinki in May",
        "destination": "Helsinki",
        "country": "FI",
        "timezone": "Europe/Helsinki",
        "currency": "EUR",
        "start_date": date(2026, 5, 14),
        "end_date": date(2026, 5, 16),
        **fields,
    }
    with acting_as(owner):
        trip: Trip = apps.get_model("trips", "Trip").objects.create(user=owner, **values)
    return trip


def add_member(trip: Trip, person: Profile, role: str) -> TripMember:
    """A companion, written as the tables' owner: no product role may, and an invitation would leave rows behind."""
    key = uuid.uuid4()
    with transaction.atomic():
        as_owner(
            "insert into trip_members (id, trip_id, user_id, role) values (%s, %s, %s, %s)",
            [key, trip.pk, person.pk, role],
        )
    with acting_as(trip.user_id):
        member: TripMember = apps.get_model("trips", "TripMember").objects.get(pk=key)
    return member


@dataclass(frozen=True)
class Cast:
    alice: Profile
    bob: Profile
    vera: Profile
    charlie: Profile
    staff: Profile
    trip: Trip


def make_cast() -> Cast:
    alice, bob, vera, charlie = (make_user(name) for name in ("alice", "bob", "vera", "charlie"))
    staff = make_user("staff", staff=True)
    trip = make_trip(alice)
    add_member(trip, bob, "editor")
    add_member(trip, vera, "viewer")
    return Cast(alice, bob, vera, charlie, staff, trip)
