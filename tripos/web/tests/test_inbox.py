"""The registry of what waits for a traveller."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tripos.web import inbox

NOON = datetime(2026, 5, 14, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def own_registry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inbox, "_sources", {})


def item(kind: inbox.Kind, key: str, priority: int = 5, hours: int = 0) -> inbox.InboxItem:
    return inbox.InboxItem(kind, key, key.title(), f"/{key}/", NOON + timedelta(hours=hours), priority=priority)


def test_items_of_all_sources_the_most_pressing_first() -> None:
    inbox.register(
        "suggestion", lambda user: [item("suggestion", f"{user}-late", hours=1), item("suggestion", "early")]
    )
    inbox.register("conflict", lambda user: [item("conflict", "clash", priority=8), item("conflict", "later", hours=1)])
    assert [found.key for found in inbox.items("alice")] == ["clash", "later", "alice-late", "early"]
    assert [found.key for found in inbox.items("alice", ["suggestion"])] == ["alice-late", "early"]


def test_count_takes_the_cheaper_way_where_there_is_one() -> None:
    def read(user: Any) -> list[inbox.InboxItem]:
        raise AssertionError("the items are not read to be counted")

    inbox.register("approval", read, count=lambda user: 3)
    inbox.register("invitation", lambda user: [item("invitation", "one")])
    assert inbox.count("alice") == 4
    assert inbox.count("alice", ["invitation"]) == 1


def test_a_second_source_takes_the_place_of_the_first_and_unknown_kinds_are_refused() -> None:
    inbox.register("conflict", lambda user: [item("conflict", "one")])
    inbox.register("conflict", lambda user: [])
    assert inbox.items("alice") == [] and set(inbox.registered()) == {"conflict"}
    with pytest.raises(ValueError, match="gossip"):
        inbox.register("gossip", lambda user: [])  # type: ignore[arg-type]
