"""Answers that meet: an invitation is used once however often it is accepted, and taking it back wins or loses whole."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterator

import pytest
from django.db import connections
from psycopg.conninfo import make_conninfo

from tripos.tests.test_races import WRITERS, Race, Writer

ROUNDS = 10


@pytest.fixture
def race(database_copy: str, postgres: str) -> Iterator[Race]:
    race = Race(make_conninfo(postgres, dbname=connections["default"].settings_dict["NAME"], user="tripos_test"))
    try:
        yield race
    finally:
        race.close()


def invited(race: Race, trip: uuid.UUID, person: uuid.UUID, role: str = "viewer") -> str:
    """The hash of a new invitation's token to a person's address."""
    token = hashlib.sha256(uuid.uuid4().bytes).hexdigest()
    race.owner.execute(
        "insert into invitations (trip_id, email, role, token_sha256, expires_at)"
        " select %s, u.email, %s, %s, now() + interval '1 day' from users u where u.id = %s",
        [trip, role, token, person],
    )
    return token


def test_an_invitation_accepted_by_many_at_once_is_accepted_once(race: Race) -> None:
    for _ in range(ROUNDS):
        trip, eve = race.trip(), race.person("eve")
        token = invited(race, trip, eve)
        race.go(lambda writer, eve=eve, token=token: writer.run(eve, f"select app.answer_invitation('{token}', true)"))
        assert race.one(f"select count(*) from trip_members where trip_id = '{trip}'") == 1
        written = race.one(f"select count(*) from audit_logs where table_name = 'trip_members' and trip_id = '{trip}'")
        assert written == 1, "the others found it used"


def test_an_invitation_taken_back_while_it_is_accepted_makes_a_companion_or_none(race: Race) -> None:
    for _ in range(ROUNDS):
        trip, eve = race.trip(), race.person("eve")
        token = invited(race, trip, eve)

        def meet(writer: Writer, trip: uuid.UUID = trip, eve: uuid.UUID = eve, token: str = token) -> None:
            if writer.number % 2:
                writer.run(eve, f"select app.answer_invitation('{token}', true)")
            else:
                writer.run(
                    race.alice,
                    f"update invitations set revoked_at = now() where trip_id = '{trip}'"
                    " and accepted_at is null and revoked_at is null",
                )

        race.go(meet)
        accepted, revoked, members = race.one(
            "select i.accepted_at is not null, i.revoked_at is not null,"
            f" (select count(*) from trip_members m where m.trip_id = i.trip_id)::int from invitations i"
            f" where i.trip_id = '{trip}'"
        )
        assert (accepted, revoked, members) in ((True, False, 1), (False, True, 0))
    assert WRITERS > 1
