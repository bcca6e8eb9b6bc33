"""Closing an account, and erasing it: nothing of the person stays in any column of any table."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from ai.models import AIRun
from conversations.models import Conversation
from conversations.tasks import empty_trash as empty_talks
from places.models import Collection
from places.tasks import empty_trash as empty_places
from tripos.accounts import albums, pictures
from tripos.accounts.models import Profile
from tripos.accounts.tokens import make_token
from tripos.db.context import acting_as, change_set
from tripos.testing.cast import PASSWORD, Cast, add_member, make_trip
from tripos.testing.owner import as_owner
from tripos.testing.pages import at_most_queries, signed_in, words
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
from tripos.web.tasks import erase_closed
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


def test_the_nightly_work_takes_what_is_thirty_days_old_and_nothing_younger(
    cast: Cast, tmp_path: Path, settings: Any
) -> None:
    settings.MEDIA_ROOT = str(tmp_path)
    picture = BytesIO()
    Image.new("RGB", (9, 9)).save(picture, "PNG")
    for person in (cast.alice, cast.bob):
        pictures.keep(person.pk, BytesIO(picture.getvalue()), 100)
        albums.keep(person.pk, BytesIO(picture.getvalue()), 100)
    old, young = timezone.now() - timedelta(days=31), timezone.now() - timedelta(days=29)
    place = make_place(cast.charlie)
    names = {}
    for when, name in ((old, "old"), (young, "young")):
        collection = make_collection(cast.charlie, name=name)
        if name == "old":
            save_place(cast.charlie, place, collection)
        talk = make_conversation(cast.charlie, title=name)
        say(talk, "Where to?")
        with acting_as(cast.charlie):
            Collection.objects.filter(pk=collection.pk).update(deleted_at=when)
            Conversation.objects.filter(pk=talk.pk).update(deleted_at=when)
        names[name] = (collection.pk, talk.pk)
    for person, when in ((cast.alice, old), (cast.bob, young)):
        with acting_as(person):
            Profile.objects.filter(pk=person.pk).update(deleted_at=when)
    assert (erase_closed(0), empty_places(0), empty_talks(0)) == (1, 1, 1)
    assert as_owner("select id from users where id in (%s, %s)", [cast.alice.pk, cast.bob.pk]) == [(cast.bob.pk,)]
    assert [path.parent.name for path in tmp_path.rglob("*.webp")] == [str(cast.bob.pk)] * 2, "theirs and their album's"
    assert as_owner("select id from collections where user_id = %s", [cast.charlie.pk]) == [(names["young"][0],)]
    assert as_owner("select id from conversations where user_id = %s", [cast.charlie.pk]) == [(names["young"][1],)]
    assert as_owner("select collection_id from saved_places where user_id = %s", [cast.charlie.pk]) == [(None,)]


def test_one_trash_holds_what_was_discarded_and_gives_it_back(cast: Cast) -> None:
    gone = make_trip(cast.alice, title="Discarded trip")
    inside = make_item(gone, title="Stop of a discarded trip")
    stop = make_item(cast.trip, title="Discarded stop")
    talk = make_conversation(cast.alice, title="Discarded talk")
    collection = make_collection(cast.alice, name="Discarded collection")
    with acting_as(cast.alice), change_set("Discarded"):
        for row in (inside, stop, talk, collection, gone):
            type(row)._default_manager.filter(pk=row.pk).update(deleted_at=timezone.now())
    client = signed_in(cast.alice)
    client.get("/")
    with at_most_queries(4):
        page = client.get(reverse("trash"))
    told = words(page)
    for name in ("Discarded trip", "Discarded stop", "Discarded talk", "Discarded collection"):
        assert name in told
    assert "Stop of a discarded trip" not in told, "it comes back with its trip"
    assert "The trash is empty" in words(signed_in(cast.bob).get(reverse("trash"))), "its owner's alone"
    for url in [thing.restore_url for heap in page.context["heaps"] for thing in heap.things]:
        assert signed_in(cast.bob).post(url).status_code in (403, 404)
        assert client.post(url).status_code == 302
    left = client.get(reverse("trash")).context["heaps"]
    assert [thing.title for heap in left for thing in heap.things] == ["Stop of a discarded trip"]
