"""Sentences as travellers write them, with what they mean."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ai.tests.understanding import DATA, read

CORPUS: list[dict[str, Any]] = [
    json.loads(line) for line in (DATA / "understand_en.jsonl").read_text(encoding="utf-8").splitlines()
]


def test_corpus_is_wide() -> None:
    assert len(CORPUS) >= 250
    assert len({entry["intent"] for entry in CORPUS}) >= 50


@pytest.mark.parametrize("entry", CORPUS, ids=[entry["text"][:60] for entry in CORPUS])
def test_understand_corpus(entry: dict[str, Any]) -> None:
    reading = read(entry["text"], trip=entry["trip"], agent=entry.get("agent", "general_concierge"))

    assert reading.intent == entry["intent"]
    assert {slot: reading.slots.get(slot) for slot in entry["slots"]} == entry["slots"]
    assert (reading.question.slot if reading.question else None) == entry.get("question")
    assert [other.intent for other in reading.also] == entry.get("also", [])
    for span in reading.spans:
        assert entry["text"][span.start : span.end] == span.text
