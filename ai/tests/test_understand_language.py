"""A further language is a folder of files: a little Finnish, made here, is read without a line of code."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from ai.embedded import language
from ai.embedded.language import load_language
from ai.tests.understanding import read

WORDS = """
[plan]
plan = ["suunnittele"]
[people]
people = ["hengelle", "ihmiselle"]
[interest]
museums = ["museot", "museoita"]
coffee = ["kahvia"]
[diet]
vegan = ["vegaani", "vegaaninen"]
[remove]
remove = ["poista"]
"""
SETTINGS = """
city_words = ["kaupunkiin"]
filler = ["ja", "matka"]
[numbers.units]
kaksi = 2
kahdelle = 2
[more_months]
5 = ["toukokuuta"]
"""
GRAMMAR = """
[[rule]]
make = "dom"
action = "dom"
patterns = ["<n:int>"]
[[rule]]
make = "date"
action = "day_month"
patterns = ["<d:dom> ~. <m:month>"]
[[rule]]
make = "range"
action = "days_of_month"
patterns = ["<a:dom> ~. - <b:dom> ~. <m:month>"]
[[rule]]
make = "party"
action = "group"
patterns = ["<n:number> <people>"]
"""
INTENTS = """
[[intent]]
name = "plan_trip"
features = ["when", "party", "taste", "city"]
needs = ["destination", "start_date"]
[[intent.ask]]
weight = 0.9
patterns = ["<plan> .. <city>"]

[[intent]]
name = "remove_stop"
features = ["when"]
needs = ["place"]
needs_trip = true
[[intent.ask]]
weight = 0.95
patterns = ["<remove> {place}"]

[[intent]]
name = "undo"
[[intent.ask]]
weight = 0.95
patterns = ["^ (kumoa|peru) (se)? $"]
"""


@pytest.fixture
def finnish(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The languages that there are, and a little Finnish beside them."""
    shutil.copytree(language.LANGUAGES, tmp_path / "languages")
    folder = tmp_path / "languages" / "fi"
    folder.mkdir()
    for name, text in {"words": WORDS, "settings": SETTINGS, "grammar": GRAMMAR, "intents": INTENTS}.items():
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    monkeypatch.setattr(language, "LANGUAGES", tmp_path / "languages")
    load_language.cache_clear()
    yield
    load_language.cache_clear()


@pytest.mark.usefixtures("finnish")
def test_understand_plans_in_another_language() -> None:
    text = "Suunnittele matka Helsinki 14. toukokuuta, kahdelle hengelle, museoita ja kahvia, vegaani"
    reading = read(text, trip=False, language="fi")

    assert reading.intent == "plan_trip"
    assert reading.slots["destination"] == "Helsinki"
    assert reading.slots["start_date"] == "2026-05-14"
    assert reading.slots["party_size"] == 2
    assert (reading.slots["interests"], reading.slots["diets"]) == (["museums", "coffee"], ["vegan"])
    for span in reading.spans:
        assert text[span.start : span.end] == span.text


@pytest.mark.usefixtures("finnish")
@pytest.mark.parametrize(
    ("text", "intent", "slots"), [("Poista Kiasma", "remove_stop", {"stop_id": "s1"}), ("kumoa se", "undo", {})]
)
def test_understand_edits_in_another_language(text: str, intent: str, slots: dict[str, str]) -> None:
    reading = read(text, language="fi")

    assert reading.intent == intent
    assert {slot: reading.slots.get(slot) for slot in slots} == slots


@pytest.mark.usefixtures("finnish")
def test_understand_asks_where_another_language_has_no_words() -> None:
    reading = read("what is on tonight", language="fi")

    assert reading.intent == "unknown"
    assert reading.question is not None
