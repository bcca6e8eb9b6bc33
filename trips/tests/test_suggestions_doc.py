"""``docs/suggestions.md`` says what the code does."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest
from django.conf import settings

from trips.enums import SuggestionStatus, SuggestionType
from trips.planning.suggestions import AGENTS, FACTS, MOST_OPEN, PRODUCERS
from trips.planning.suggestions.model import Action
from trips.suggestions import GONE, OUTRANKED

TEXT = (Path(settings.BASE_DIR) / "docs" / "suggestions.md").read_text(encoding="utf-8")


def rows() -> dict[str, list[str]]:
    found = {}
    for line in TEXT.splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split(" | ")]
        if len(cells) == 7 and cells[0].startswith("`"):
            found[cells[0].strip("`")] = cells
    return found


def test_every_type_has_one_row() -> None:
    assert list(rows()) == [str(value) for value in PRODUCERS]
    assert set(rows()) == set(SuggestionType.values)
    assert all(cell for cells in rows().values() for cell in cells)


@pytest.mark.parametrize("kind", SuggestionType.values)
def test_row_names_producer_agent_and_facts(kind: str) -> None:
    cells = rows()[kind]
    name, agent = re.fullmatch(r"`(\w+)`, (\w+)", cells[2]).groups()  # type: ignore[union-attr]
    assert name == PRODUCERS[SuggestionType(kind).value].__name__  # type: ignore[index]
    assert agent == AGENTS[SuggestionType(kind).value]  # type: ignore[index]
    schema = FACTS[SuggestionType(kind).value]  # type: ignore[index]
    assert re.findall(r"`(\w+)`", cells[3]) == [field.name for field in fields(schema)]


def test_statuses_steps_and_limits_are_told() -> None:
    assert MOST_OPEN == 3 and "At most three wait at a time" in TEXT
    for status in SuggestionStatus.values:
        assert f"\n| `{status}`" in TEXT
    for action in Action.__args__:  # type: ignore[attr-defined]
        assert f"`{action}`" in TEXT
    assert f"`{GONE}`" in TEXT and f"`{OUTRANKED}`" in TEXT
