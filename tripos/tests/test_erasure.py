"""Closing an account, and erasing it: nothing of the person stays in any column of any table."""

from __future__ import annotations

from datetime import timedelta

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ai.models import AIRun
from tripos.accounts.models import Profile
from tripos.accounts.tokens import make_token
from tripos.db.context import acting_as, change_set
from tripos.testing.cast import PASSWORD, Cast, add_member, make_trip
from tripos.testing.owner import as_owner
from tripos.tests.makers import (
    fetch,
    make_collection,
    make_conversation,
    make_item,
    make_place,
    make_run,
    save_place,
    say,
    share_collection,
    share_trip,
    suggest,
)
from trips.models import Invitation, ItineraryItem

NAME = "Zuleikha Quillfeather"
MAIL = "alice@example.org"


def everything(words: list[str]) -> dict[str, list[str]]:
    """Table -> rows as text that hold one of the words, over every table of the site, the packages' too."""
    tables = as_owner("select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace")
    found = {}
    for (table,) in tables:
        rows = as_owner(f'select to_jsonb(t)::text from public."{table}" t')
        hits = [row for (row,) in rows if any(word.casefold() in row.casefold() for word in words)]
        if hits:
            found[table] = hits
    return found


def a_life(cast: Cast) -> AIRun:
    """Rows of alice's in every place there is, and traces of hers in others' trips."""
    alice = cast.alice
    client = Client()
    client.post(reverse("account_login"), {"login": MAIL, "password": PASSWORD})
    with acting_as(alice), change_set(f"{NAME} moved in"):
        Profile.objects.filter(pk=alice.pk).update(full_name=NAME, travel_preferences={"dislikes": [NAME]})
    make_item(cast.trip, title=f"{NAME}'s house", notes=MAIL)
    share_trip(cast.trip)
    place = make_place(alice)
    collection = make_collection(alice, name=NAME)
    save_place(alice, place, collection)
    share_collection(collection)
    talk = make_conversation(alice, title=NAME)
    say(talk, f"I am {NAME}")
    ledger = make_run(alice, conversation=talk, input_tokens=3, total_tokens=3, estimated_cost_usd="0.25")
    with acting_as(alice, role="agent"):
        AIRun.objects.filter(pk=ledger.pk).update(output_data={"text": NAME}, error_message=MAIL)
    suggest(alice, cast.trip, title=f"For {NAME}")
    with acting_as(alice):
        make_token(alice, NAME, ["trips:read"])
    # In trips of others: a companion who took a stop out, and an invitation.
    others = make_trip(cast.charlie)
    add_member(others, alice, "editor")
    stop = make_item(others, by=cast.charlie, title="Tower")
    with acting_as(alice), change_set(f"{NAME} removed the tower"):
        ItineraryItem.objects.filter(pk=stop.pk).update(deleted_at=timezone.now())
    with acting_as(cast.charlie):
        Invitation.objects.create(
            trip=make_trip(cast.charlie),
            email=MAIL,
            role="viewer",
            token_sha256="b" * 64,
            expires_at=timezone.now() + timedelta(days=1),
        )
    as_owner(
        "insert into procrastinate_jobs (task_name, args, queue_name, status)"
        " values ('x', jsonb_build_object('user_id', %s::text), 'q', 'succeeded')",
        [alice.pk],
    )
    return ledger


def test_erasing_leaves_nothing_of_a_person_anywhere(cast: Cast) -> None:
    key = str(cast.alice.pk)
    ledger = a_life(cast)
    before = everything([NAME, MAIL, key])
    assert {"profiles", "users", "audit_logs", "change_sets", "messages", "api_tokens", "usersessions_usersession"} <= (
        before.keys()
    )
    with acting_as(cast.alice):
        Profile.objects.filter(pk=cast.alice.pk).update(deleted_at=timezone.now())
    with acting_as(None, role="worker"):
        assert fetch("select app.erase_account(%s)", cast.alice.pk) == [(True,)]
        kept = AIRun.objects.get(pk=ledger.pk)
    assert everything([NAME, MAIL, key]) == {}
    assert (kept.user_id, kept.total_tokens, str(kept.estimated_cost_usd)) == (None, 3, "0.250000")
    assert as_owner("select count(*) from audit_logs where table_name = 'trips'")[0][0] >= 3, "that something changed"
