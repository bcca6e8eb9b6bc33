"""The registry of what waits for a traveller."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db.models import F, QuerySet, Value
from django.db.models.functions import JSONObject
from django.test import RequestFactory

from tripos.accounts.models import Profile
from tripos.db.context import acting_as
from tripos.testing.cast import Cast
from tripos.testing.pages import at_most_queries
from tripos.web import inbox
from tripos.web.returning import back_to

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 5, 14, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def own_registry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inbox, "_sources", {})


def saying(name: str) -> Any:
    """Rows of the user's own profile that say ``name``."""

    def rows(user: Any) -> QuerySet[Any]:
        said = JSONObject(name=Value(name), who=F("full_name"))
        return Profile.objects.owned_by(user).order_by("pk").annotate(waits=said)

    return rows


def reading(kind: inbox.Kind, priority: int = 5, hours: int = 0) -> Any:
    def read(row: Any) -> inbox.InboxItem:
        return inbox.InboxItem(
            kind, row["name"], row["who"], "/", NOON + timedelta(hours=hours), priority=priority, is_new=True
        )

    return read


def test_items_of_all_sources_come_in_one_query_the_most_pressing_first(cast: Cast) -> None:
    inbox.register("suggestion", saying("early"), reading("suggestion"))
    inbox.register("invitation", saying("late"), reading("invitation", hours=1))
    inbox.register("conflict", saying("clash"), reading("conflict", priority=8))
    with acting_as(cast.alice), at_most_queries(1):
        found = inbox.items(cast.alice)
    assert [(item.key, item.title) for item in found] == [("clash", "Alice"), ("late", "Alice"), ("early", "Alice")]
    with acting_as(cast.alice):
        assert [item.key for item in inbox.items(cast.alice, ["suggestion"])] == ["early"]
        assert inbox.items(cast.alice, ["approval"]) == []
        with at_most_queries(1):
            assert inbox.count(cast.alice) == 3


def test_one_source_or_none_works_too(cast: Cast) -> None:
    with acting_as(cast.alice):
        assert (inbox.items(cast.alice), inbox.count(cast.alice)) == ([], 0)
        inbox.register("approval", saying("one"), reading("approval"))
        assert ([item.key for item in inbox.items(cast.alice)], inbox.count(cast.alice)) == (["one"], 1)


def test_a_second_source_takes_the_place_of_the_first_and_unknown_kinds_are_refused(cast: Cast) -> None:
    inbox.register("conflict", saying("one"), reading("conflict"))
    inbox.register("conflict", saying("two"), reading("conflict"))
    with acting_as(cast.alice):
        assert [item.key for item in inbox.items(cast.alice)] == ["two"]
    with pytest.raises(ValueError, match="gossip"):
        inbox.register("gossip", saying("x"), reading("conflict"))


def test_a_source_of_two_kinds_is_told_what_was_shown(cast: Cast) -> None:
    seen: list[str] = []
    inbox.register(
        "suggestion",
        saying("one"),
        reading("budget_alert"),
        kinds=("suggestion", "budget_alert"),
        shown=lambda user, items: seen.extend(item.key for item in items),
    )
    with acting_as(cast.alice):
        found = inbox.items(cast.alice, ["budget_alert"])
        assert inbox.items(cast.alice, ["suggestion"]) == []
    inbox.note_shown(cast.alice, found)
    assert seen == ["one"]


@pytest.mark.parametrize(
    ("asked", "goes"),
    [
        ("/inbox/?kind=conflict", "/inbox/?kind=conflict"),
        ("", "/trips/"),
        ("//evil.example/", "/trips/"),
        ("https://evil.example/", "/trips/"),
        ("javascript:alert(1)", "/trips/"),
        ("/\\evil.example", "/trips/"),
    ],
)
def test_answers_lead_back_to_pages_of_this_site_only(asked: str, goes: str) -> None:
    request = RequestFactory().post("/x/", {"next": asked})
    assert back_to(request, "/trips/").url == goes
