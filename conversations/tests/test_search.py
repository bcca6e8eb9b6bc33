"""Finding a conversation by its words: one's own, titles and messages, through the policies."""

from __future__ import annotations

import pytest
from django.db import connection

from conversations.models import Conversation
from conversations.testing import talk_of
from tripos.db.context import acting_as, change_set
from tripos.testing.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("vegan", {"Food"}),
        ("lunches", {"Food"}),  # by its stem
        ("hels", {"Trams"}),  # by its beginning
        ("tram helsinki", {"Trams"}),
        ("tram vegan", set()),
        ("CAFÉS", {"Food"}),
        ("", {"Food", "Trams"}),
        ("!?", {"Food", "Trams"}),
        ("a\x00b", set()),
    ],
)
def test_conversation_is_found_by_words_of_title_and_messages(cast: Cast, words: str, found: set[str]) -> None:
    talk_of(cast.alice, "Where is a vegan lunch? Or cafes?", title="Food")
    talk_of(cast.alice, "How do trams go in Helsinki?", title="Trams")
    talk_of(cast.bob, "cafes", title="Vegan tram lunch in Helsinki")
    with acting_as(cast.alice):
        rows = Conversation.objects.for_user(cast.alice).matching(words, cast.alice)
        assert {row.title for row in rows} == found


def test_another_travellers_words_are_not_searched_even_unfiltered(cast: Cast) -> None:
    talk_of(cast.bob, "a secret harbour", title="Bob's")
    with acting_as(cast.alice):
        assert not Conversation.objects.all().matching("harbour", cast.alice)
        assert not Conversation.objects.all().matching("harbour", cast.bob)


def test_renaming_can_be_undone_though_the_words_are_generated(cast: Cast) -> None:
    talk = talk_of(cast.alice, title="Before")
    with acting_as(cast.alice), change_set("Renamed a conversation") as change:
        Conversation.objects.filter(pk=talk.pk).update(title="After")
    with acting_as(cast.alice), change_set("Undid it", undoes_id=change.id):
        with connection.cursor() as cursor:
            cursor.execute("select outcome from app.undo_change_set(%s)", [change.id])
            assert cursor.fetchall() == [("undone",)]
        assert [row.title for row in Conversation.objects.for_user(cast.alice).matching("before", cast.alice)] == [
            "Before"
        ]
