"""The pieces that the reader is made of."""

from __future__ import annotations

import tomllib
from datetime import time

import pytest

from ai.embedded import understand as understand_module
from ai.embedded.grammar import ACTIONS
from ai.embedded.language import LANGUAGES, UnknownLanguage, expand, load_language
from ai.embedded.pattern import compile_pattern
from ai.embedded.places import PlaceIndex
from ai.embedded.slots import Reading
from ai.embedded.snapshots import trip_from_json
from ai.embedded.text import fold, tokenise
from ai.tests.understanding import FIXTURE, PLACES, context, read

LANGUAGE_CODES = sorted(path.name for path in LANGUAGES.iterdir() if (path / "settings.toml").is_file())


def test_tokens_remember_their_place() -> None:
    text = "What’s on 14-15 May, two-day Ärger?"
    tokens = tokenise(text, ("'s",))

    assert [token.norm for token in tokens] == [
        "what",
        "'s",
        "on",
        "14",
        "-",
        "15",
        "may",
        ",",
        "two",
        "day",
        "arger",
        "?",
    ]
    assert all(text[token.start : token.end] == token.text for token in tokens)
    assert [token.glued for token in tokens[3:6]] == [False, True, True]


@pytest.mark.parametrize(
    ("text", "folded"), [("CAFÉ", "cafe"), ("Ørsted", "orsted"), ("Straße", "strasse"), ("It’s", "it's")]
)
def test_fold(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_expand_gives_every_form() -> None:
    assert expand("museum[s]") == ["museum", "museums"]
    assert expand("(take|leave) out [of]") == ["take out", "take out of", "leave out", "leave out of"]


@pytest.mark.parametrize("source", ["(a", "a)", "a |", "?", "", "~"])
def test_broken_pattern_is_refused(source: str) -> None:
    with pytest.raises(ValueError, match=r"pattern|after"):
        compile_pattern(source)


@pytest.mark.parametrize("code", LANGUAGE_CODES)
def test_language_folder_is_whole(code: str) -> None:
    language = load_language(code)
    english = tomllib.loads((LANGUAGES / "en" / "phrases.toml").read_text(encoding="utf-8"))

    assert set(language.phrases) == set(english)
    for _, index, anywhere in language.layers:
        for rule in [*anywhere, *(rule for rules in index.values() for rule in rules)]:
            assert rule.action in ACTIONS, rule.source
    for agent_offers in language.settings["offers"].values():
        assert {f"offer_{name}" for name in agent_offers} <= set(language.phrases)
    names = {intent.name for intent in language.intents}
    assert set(language.settings["meant_by_slots"]) <= names
    documented = understand_module.__doc__ or ""
    assert all(name in documented for name in names)


@pytest.mark.parametrize("code", ["xx", "../en", "EN", ""])
def test_unknown_language_is_refused(code: str) -> None:
    with pytest.raises(UnknownLanguage):
        load_language(code)


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("kiasma", "Kiasma"),
        ("Ateneum Art Museum", "Ateneum"),
        ("cafe regata", "Café Regatta"),
        ("vanha kauppahalli", "Old Market Hall"),
        ("sibelius", "Sibelius Monument"),
        ("desing museum", "Design Museum"),
        ("AMOSREX", "Amos Rex"),
    ],
)
def test_place_is_found_by_a_name_that_is_nearly_right(query: str, name: str) -> None:
    matches = PLACES.match(query, 3)

    assert matches[0].name == name
    assert matches[0].score >= 0.72


@pytest.mark.parametrize("query", ["", "zzz", "the moon", "!!!"])
def test_place_is_not_invented(query: str) -> None:
    assert not [match for match in PLACES.match(query) if match.score >= 0.72]


def test_exact_name_scores_highest() -> None:
    index = PlaceIndex([("1", "Park", ()), ("2", "Park Hotel", ()), ("3", "Hotel Park Plaza", ())])

    assert [match.id for match in index.match("park", 3)] == ["1", "2", "3"]
    assert index.match("park", 1)[0].score == 1.0


@pytest.mark.parametrize(
    ("words", "slots"),
    [
        ("after 10", {"time": "10:00", "time_relation": "after"}),
        ("at half past two", {"time": "14:30"}),
        ("at 7pm", {"time": "19:00"}),
        ("at 19.30", {"time": "19:30"}),
        ("at quarter to eight pm", {"time": "19:45"}),
        ("at noon", {"time": "12:00"}),
        ("between 2 and 4", {"time": "14:00", "time_end": "16:00", "time_relation": "between"}),
        ("in the morning", {"time_of_day": "morning"}),
        ("by 18:00", {"time": "18:00", "time_relation": "before"}),
    ],
)
def test_time_is_understood(words: str, slots: dict[str, str]) -> None:
    reading = read(f"Add Amos Rex on day 3 {words}")

    assert reading.intent == "add_stop"
    assert {slot: reading.slots.get(slot) for slot in slots} == slots


def test_doubtful_hour_is_said_aloud() -> None:
    assert [(a.kind, a.value) for a in read("Add Amos Rex on day 3 at 2").assumed] == [("time", "14:00")]


@pytest.mark.parametrize(
    ("words", "minutes"),
    [
        ("an hour", 60),
        ("90 minutes", 90),
        ("half an hour", 30),
        ("1.5 hours", 90),
        ("an hour and a half", 90),
        ("2h", 120),
    ],
)
def test_length_of_a_visit_is_understood(words: str, minutes: int) -> None:
    assert read(f"Spend {words} at Kiasma").slots["duration_minutes"] == minutes


@pytest.mark.parametrize(
    ("words", "stop_id"),
    [
        ("the last stop on day 1", "s3"),
        ("the second stop on Friday", "s5"),
        ("the first stop of the last day", "s8"),
        ("stop 3 on day 2", "s6"),
        ("dinner on day 2", "s7"),
        ("the museum on Friday", "s4"),
        ("the atenuem", "s4"),
        ("Suomenlina", "s6"),
    ],
)
def test_stop_is_found(words: str, stop_id: str) -> None:
    reading = read(f"Remove {words}")

    assert reading.intent == "remove_stop"
    assert reading.slots.get("stop_id") == stop_id
    assert reading.question is None


def test_order_is_kept_without_a_trip() -> None:
    reading = read("Drop the last stop on the second day", trip=False)

    assert reading.intent == "remove_stop"
    assert (reading.slots["stop_position"], reading.slots["day_number"]) == (-1, 2)


def test_trip_is_read_from_json() -> None:
    trip = trip_from_json(FIXTURE["trip"])

    assert trip.days == 3
    assert [stop.id for stop in trip.stops_on(1)] == ["s1", "s2", "s3"]
    assert trip.stops[0].start == time(10)
    assert context().trip == trip


def test_reading_keeps_each_list_value_once() -> None:
    reading = read("Plan Helsinki 14 to 15 May, museums, museums and more museums", trip=False)

    assert reading.slots["interests"] == ["museums"]
    assert Reading.__doc__
