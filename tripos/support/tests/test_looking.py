"""Staff read travellers' words only through the one function that writes down who looked and why."""

from __future__ import annotations

import json
import uuid
from typing import Any

import psycopg
import pytest
from django.db import transaction

from tripos.db.context import acting_as
from tripos.testing.cast import Cast, join_group, make_user
from tripos.testing.owner import as_owner, run_as
from tripos.tests.makers import make_conversation, make_item, make_run, say

pytestmark = pytest.mark.django_db

REASON = "She wrote that the concierge answered nonsense"


def colleague(group: str) -> uuid.UUID:
    """A staff member in one of the shipped groups, and in no other."""
    person = make_user(group.replace(" ", "-").lower())
    as_owner("update users set is_staff = true where id = %s", [person.pk])
    join_group(person.pk, group)
    key: uuid.UUID = person.pk
    return key


def refusal(person: uuid.UUID, statement: str, params: Any = None) -> str:
    """The SQL state with which a statement by staff is refused."""
    with pytest.raises(psycopg.Error) as caught, transaction.atomic():
        run_as("tripos_staff", statement, params, user=person)
    return str(caught.value.sqlstate)


def look(person: uuid.UUID, what: str, key: Any, reason: str = REASON) -> dict[str, Any]:
    rows = run_as("tripos_staff", "select app.staff_reveal(%s, %s, %s)::text", [what, key, reason], user=person)
    found: dict[str, Any] = json.loads(rows[0][0])
    return found


def test_words_are_out_of_reach_without_a_reason_even_for_administrators(cast: Cast) -> None:
    run = make_run(cast.alice)
    boss = colleague("administrators")
    for statement in (
        "select content from messages",
        "select title from conversations",
        "select notes, booking_reference from itinerary_items",
        "select input_data from ai_runs",
        "select output_data from ai_runs",
        "select data from ai_run_events",
        "select arguments from approvals",
    ):
        assert refusal(boss, statement) == "42501", statement
    assert run_as("tripos_staff", "select id, status::text from ai_runs", user=boss) == [(run.pk, "pending")]
    seen = run_as("tripos_staff", "select distinct table_name from audit_logs", user=boss)
    assert {row[0] for row in seen}.isdisjoint({"trips", "ai_runs", "profiles", "messages", "itinerary_items"})


def test_look_shows_the_words_once_and_tells_the_traveller(cast: Cast) -> None:
    conversation = make_conversation(cast.alice)
    say(conversation, "Is the pier open on Sunday?")
    make_item(cast.trip, notes="Bring the blue key", booking_reference="ABC123", title="Pier")
    support = colleague("trip support")
    found = look(support, "messages", conversation.pk)
    assert [row["text"] for row in found["messages"]] == ["Is the pier open on Sunday?"]
    stops = look(support, "plan", cast.trip.pk)["stops"]
    assert [(row["notes"], row["booking"]) for row in stops] == [("Bring the blue key", "ABC123")]

    statement = "select reason, actor_id, trip_id from change_sets where kind = 'look' order by trip_id nulls first"
    told = run_as("tripos_app", statement, user=cast.alice.pk)
    assert told == [
        (f"Tripos support looked at the messages of a conversation: {REASON}", support, None),
        (
            f"Tripos support looked at the plan of this trip, with its notes and booking references: {REASON}",
            support,
            cast.trip.pk,
        ),
    ]
    # A companion sees that the plan was looked at, not that there was a conversation; a stranger sees neither.
    assert len(run_as("tripos_app", statement, user=cast.bob.pk)) == 1
    assert run_as("tripos_app", statement, user=cast.charlie.pk) == []
    about = run_as(
        "tripos_staff",
        "select table_name, row_id, new_data ->> 'reason' from audit_logs where operation = 'READ' order by table_name",
        user=support,
    )
    assert about == [("conversations", conversation.pk, REASON), ("trips", cast.trip.pk, REASON)]


@pytest.mark.parametrize(
    ("group", "what", "reason", "state"),
    [
        ("places editors", "messages", REASON, "42501"),
        ("AI operations", "messages", REASON, "42501"),
        ("places editors", "run", REASON, "42501"),
        ("trip support", "messages", "short", "22023"),
        ("trip support", "messages", "   too   \n\n  ", "22023"),
        ("trip support", "passwords", REASON, "22023"),
    ],
)
def test_look_is_refused(cast: Cast, group: str, what: str, reason: str, state: str) -> None:
    conversation = make_conversation(cast.alice)
    person = colleague(group)
    assert refusal(person, "select app.staff_reveal(%s, %s, %s)", [what, conversation.pk, reason]) == state
    assert as_owner("select count(*) from change_sets where kind = 'look'") == [(0,)]


def test_nobody_else_may_look(cast: Cast) -> None:
    conversation = make_conversation(cast.alice)
    for role in ("tripos_app", "tripos_agent", "tripos_worker", "tripos_auth"):
        with pytest.raises(psycopg.Error) as caught, transaction.atomic():
            run_as(role, "select app.staff_reveal('messages', %s, %s)", [conversation.pk, REASON], user=cast.alice.pk)
        assert caught.value.sqlstate == "42501"
    # A traveller under the staff's role is no staff member.
    assert refusal(cast.charlie.pk, "select app.staff_reveal('messages', %s, %s)", [conversation.pk, REASON]) == "42501"


def test_history_of_a_traveller_is_told_without_its_words(cast: Cast) -> None:
    with acting_as(cast.alice):
        type(cast.trip).objects.filter(pk=cast.trip.pk).update(title="Proposal to Maria")
    support = colleague("trip support")
    rows = run_as("tripos_staff", "select * from app.staff_changes_of(%s, 50)", [cast.alice.pk], user=support)
    assert ("trips", "UPDATE") in {(row[2], row[3]) for row in rows}
    assert "Maria" not in str(rows)
    changed = next(row[0] for row in rows if (row[2], row[3]) == ("trips", "UPDATE"))
    assert look(support, "change", changed)["after"]["title"] == "Proposal to Maria"
    editor = colleague("places editors")
    assert run_as("tripos_staff", "select * from app.staff_changes_of(%s, 50)", [cast.alice.pk], user=editor) == []
