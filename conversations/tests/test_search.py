"""Finding a conversation by its words: one's own, titles and messages, through the policies."""

from __future__ import annotations

import pytest

from conversations.models import Conversation
from tripos.db.context import acting_as, change_set
from tripos.testing.cast import Cast
from tripos.tests.makers import fetch, make_conversation, say

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
    say(make_conversation(cast.alice, title="Food"), "Where is a vegan lunch? Or cafes?")
    trams = make_conversation(cast.alice, title="Trams")
    say(trams, "How do trams go in Helsinki?")
    say(make_conversation(cast.bob, title="Vegan tram lunch in Helsinki"), "cafes")
    with acting_as(cast.alice):
        rows = Conversation.objects.for_user(cast.alice).matching(words, cast.alice)
        assert {row.title for row in rows} == found


def test_another_travellers_words_are_not_searched_even_unfiltered(cast: Cast) -> None:
    say(make_conversation(cast.bob, title="Bob's"), "a secret harbour")
    with acting_as(cast.alice):
        assert not Conversation.objects.all().matching("harbour", cast.alice)
        assert not Conversation.objects.all().matching("harbour", cast.bob)


def test_renaming_can_be_undone_though_the_words_are_generated(cast: Cast) -> None:
    talk = make_conversation(cast.alice, title="Before")
    with acting_as(cast.alice), change_set("Renamed a conversation") as change:
        Conversation.objects.filter(pk=talk.pk).update(title="After")
    with acting_as(cast.alice), change_set("Undid it", undoes_id=change.id):
        assert fetch("select outcome from app.undo_change_set(%s)", change.id) == [("undone",)]
        assert [row.title for row in Conversation.objects.for_user(cast.alice).matching("before", cast.alice)] == [
            "Before"
        ]
