"""Keyset paging over the product's own lists."""

from __future__ import annotations

import base64
import json
import random
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from conversations.models import Conversation, ConversationQuerySet, Message, MessageQuerySet
from places.models import SavedPlace, SavedPlaceQuerySet
from tripos.audit.models import AuditLog, AuditLogQuerySet
from tripos.db.context import acting_as
from tripos.db.paging import MAX_SIZE, BadCursor, Keyset
from tripos.testing.cast import Cast, make_trip
from tripos.testing.owner import as_owner
from trips.models import Trip
from trips.querysets import TripQuerySet

pytestmark = pytest.mark.django_db


def walk(keyset: Keyset, rows: Any, size: int) -> list[Any]:
    """All rows, page by page; every page but the last is full."""
    seen: list[Any] = []
    cursor = None
    while True:
        page = keyset.page(rows, cursor=cursor, size=size)
        seen += page.rows
        if page.next_cursor is None:
            return seen
        assert len(page.rows) == size
        cursor = page.next_cursor


@pytest.fixture
def conversations(cast: Cast) -> Cast:
    """Sixty conversations, many with the same last message's time, and many without any."""
    rolls = random.Random(3)
    now = datetime(2026, 5, 1, 12, 0, 0, 123_457, tzinfo=UTC)
    times = [rolls.choice([None, *(now - timedelta(microseconds=n) for n in range(5))]) for _ in range(60)]
    as_owner(
        "insert into conversations (user_id, title, agent_type, last_message_at)"
        " select %s, 'Talk', (enum_range(null::agent_type))[1], t from unnest(%s::timestamptz[]) as t",
        [cast.alice.pk, times],
    )
    return cast


@pytest.mark.parametrize("size", [1, 7, 59, 60, 61])
@pytest.mark.parametrize(
    "keyset",
    [
        ConversationQuerySet.paging,
        Keyset("last_message_at", "id"),
        Keyset("-last_message_at", "id"),
        Keyset("title", "-last_message_at", "-id"),
        Keyset("-title", "last_message_at", "-message_count", "id"),
    ],
    ids=repr,
)
def test_pages_hold_every_row_once_in_order(conversations: Cast, keyset: Keyset, size: int) -> None:
    with acting_as(conversations.alice):
        rows = Conversation.objects.for_user(conversations.alice)
        expected = list(keyset.order(rows))
        assert len(expected) == 60
        assert walk(keyset, rows, size) == expected


def test_conversations_page_as_their_list_orders_them(conversations: Cast) -> None:
    with acting_as(conversations.alice):
        rows = Conversation.objects.for_user(conversations.alice)
        assert list(ConversationQuerySet.paging.order(rows)) == list(rows.recent_first())


def test_messages_page_by_position_with_one_query(conversations: Cast, django_assert_num_queries: Any) -> None:
    with acting_as(conversations.alice):
        talk = Conversation.objects.for_user(conversations.alice)[0]
        for number in range(5):
            Message.objects.create(conversation=talk, role="user", content=str(number))
        rows = Message.objects.of_conversation(talk)
        with django_assert_num_queries(1):
            first = MessageQuerySet.paging.page(rows, size=2)
        assert [message.content for message in first.rows] == ["4", "3"]
        Message.objects.create(conversation=talk, role="user", content="later")
        second = MessageQuerySet.paging.page(rows, cursor=first.next_cursor, size=2)
        assert [message.content for message in second.rows] == ["2", "1"]
        last = MessageQuerySet.paging.page(rows, cursor=second.next_cursor, size=2)
        assert ([message.content for message in last.rows], last.next_cursor) == (["0"], None)


def test_trips_history_and_saved_places_page_without_gaps(cast: Cast) -> None:
    for _ in range(9):
        make_trip(cast.alice)
    as_owner(
        "with made as (insert into locations (name, category) select n::text, 'other' from generate_series(1, 30) n"
        " returning id) insert into saved_places (user_id, location_id, is_favorite, priority)"
        " select %s, id, random() < 0.5, (random() * 2)::int from made",
        [cast.alice.pk],
    )
    with acting_as(cast.alice):
        trips = Trip.objects.for_user(cast.alice)
        assert walk(TripQuerySet.paging, trips, 3) == list(trips.order_by("-start_date", "id"))
        saved = SavedPlace.objects.for_user(cast.alice)
        assert walk(SavedPlaceQuerySet.paging, saved, 4) == list(saved.in_order())
        history = AuditLog.objects.for_user(cast.alice)
        assert walk(AuditLogQuerySet.paging, history, 5) == list(history.order_by("-sequence"))
        assert len(history) > 10


def test_page_size_is_bounded(conversations: Cast) -> None:
    with acting_as(conversations.alice):
        rows = Conversation.objects.for_user(conversations.alice)
        assert len(ConversationQuerySet.paging.page(rows, size=0).rows) == 1
        assert len(ConversationQuerySet.paging.page(rows, size=10_000).rows) == 60 <= MAX_SIZE
        assert ConversationQuerySet.paging.page(rows.none()).rows == []


def test_cursor_reaches_nothing_of_others(conversations: Cast) -> None:
    with acting_as(conversations.alice):
        mine = Conversation.objects.for_user(conversations.alice)
        cursor = ConversationQuerySet.paging.page(mine, size=1).next_cursor
    with acting_as(conversations.charlie):
        page = ConversationQuerySet.paging.page(Conversation.objects.all(), cursor=cursor)
    assert page.rows == []


def packed(*content: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(content).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "%%%",
        "é",
        "e30",
        "A" * 5_000,
        packed("-start_date", "id"),
        packed("-start_date", "id", "2026-05-14"),
        packed("-start_date", "id", "2026-05-14", "no uuid"),
        packed("-start_date", "id", "tomorrow", "3f1c7a52-1111-4222-8333-444455556666"),
        packed("-start_date", "id", None, "3f1c7a52-1111-4222-8333-444455556666"),
        packed("-start_date", "id", ["2026-05-14"], "3f1c7a52-1111-4222-8333-444455556666"),
        packed("start_date", "id", "2026-05-14", "3f1c7a52-1111-4222-8333-444455556666"),
        packed("-start_date", "id", "2026-05-14\x00", "3f1c7a52-1111-4222-8333-444455556666"),
    ],
)
def test_damaged_and_foreign_cursors_are_refused(cast: Cast, cursor: str) -> None:
    with acting_as(cast.alice), pytest.raises(BadCursor):
        TripQuerySet.paging.page(Trip.objects.for_user(cast.alice), cursor=cursor)


def test_position_beyond_the_column_is_refused(cast: Cast) -> None:
    with acting_as(cast.alice), pytest.raises(BadCursor):
        MessageQuerySet.paging.page(Message.objects.all(), cursor=packed("-position", "9" * 40))


def test_order_needs_columns_that_exist(cast: Cast) -> None:
    with pytest.raises(ValueError, match="at least one"):
        Keyset()
    with pytest.raises(ValueError, match="no column 'colour'"):
        Keyset("-colour").page(Trip.objects.all())
