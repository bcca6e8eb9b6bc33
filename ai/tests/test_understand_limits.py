"""Whatever is written, the reader ends in time, without an exception, with JSON and spans that hold."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ai.embedded.types import Understanding
from ai.tests.understanding import read

# A message has 200 ms, and an ordinary one takes 4: the limit is held as that ratio, within one run, because machines
# are noisy. Work of this thread counts, the best of three tries.
ORDINARY = "Plan two days in Helsinki for two from 14 to 15 May, museums and good coffee, vegan lunch, under 300 euros"
MOST_TIMES_ORDINARY = 50
TRIES = 3

ADVERSARIAL = {
    "digits": "9" * 10_000,
    "spaced digits": "1 " * 5_000,
    "parentheses": "(" * 5_000 + ")" * 5_000,
    "emoji": "🎉😀👩‍👩‍👧‍👦" * 2_000,
    "right to left": "مرحبا كيف حالك \u202e " * 500,
    "fifty kilobytes": "Plan a trip to Helsinki for two from 14 to 15 May with museums and vegan lunch. " * 640,
    "one long word": "a" * 50_000,
    "points": "." * 10_000,
    "dashes": "-" * 10_000,
    "quotes": "'" * 5_000,
    "small words": "the and of to " * 1_000,
    "months": "may " * 1_000,
    "dates": "14 to 15 May " * 300,
    "strokes": "14/5-" * 1_000,
    "decimals": "1.2" * 3_000,
    "number words": "two hundred and " * 300,
    "moves": "move the ateneum to " * 200,
    "swaps": "swap a and b and c and d " * 100,
    "orders": "the first of the last of the second of the third " * 60,
    "near": "near the " * 800,
    "ages": "2 kids aged 4 and 7 and " * 100,
    "combining marks": "e" + "\u0301" * 10_000,
    "control signs": "\x00\x01\x1b[31m\ufffe" * 300,
    "half a pair": "\ud800 plan \udfff" * 100,
    "template": "{{7*7}} {% raise %} %s %d {0} " * 100,
    "unknown words": " ".join(f"qwzx{i}rty" for i in range(600)),
    "other figures": "١٤ مايو ٢٠٢٦ " * 200,
    "superscripts": "²³¹ ½ Ⅳ " * 300,
    "new lines": "\n" * 5_000,
}
PIECES = [
    "plan",
    "move",
    "drop",
    "the",
    "last",
    "stop",
    "museum",
    "Kiasma",
    "to",
    "from",
    "14",
    "15",
    "May",
    "Friday",
    "next",
    "weekend",
    "day",
    "2",
    "and",
    "or",
    ",",
    ".",
    "-",
    "/",
    ":",
    "?",
    "€",
    "300",
    "per",
    "person",
    "two",
    "kids",
    "aged",
    "4",
    "not",
    "no",
    "before",
    "after",
    "half",
    "past",
    "hour",
    "week",
    "in",
    "June",
    "a",
    "long",
    "Helsinki",
    "swap",
    "with",
    "it",
]


def check(text: str, reading: Understanding) -> None:
    json.dumps(reading.to_json())
    assert 0.0 <= reading.confidence <= 1.0
    assert reading.intent
    if reading.confidence < 0.5:
        assert reading.question is not None
    for span in reading.spans:
        assert text[span.start : span.end] == span.text


@pytest.mark.parametrize("trip", [False, True])
@pytest.mark.parametrize("name", list(ADVERSARIAL))
def test_understand_adversarial_text_in_time(name: str, trip: bool) -> None:
    text = ADVERSARIAL[name]
    read("hello", trip=trip)
    # The reader stops itself after 170 ms of work: what is measured is that it does, on this machine as it is now.
    ordinary = max(min(work(ORDINARY, trip=trip)[1] for _ in range(TRIES)), 0.004)
    for _ in range(TRIES):
        reading, took = work(text, trip=trip)
        if took < MOST_TIMES_ORDINARY * ordinary:
            break

    check(text, reading)
    assert took < MOST_TIMES_ORDINARY * ordinary


def work(text: str, *, trip: bool) -> tuple[Understanding, float]:
    """The reading of a message, and the seconds of this thread's work that it took."""
    started = time.thread_time()
    reading = read(text, trip=trip)
    return reading, time.thread_time() - started


def test_long_message_says_what_it_did_not_read() -> None:
    reading = read("Undo that. " + "x" * 5_000)

    assert any("the rest of the message" in phrase for phrase in reading.not_understood)


def test_time_over_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ai.embedded.understand.TIME_LIMIT", -1.0)
    monkeypatch.setattr("ai.embedded.understand.LEAST_WORK", -1.0)
    reading = read(
        "Plan two days in Helsinki for two from 14 to 15 May, museums and good coffee, vegan lunch",
        trip=False,
    )

    assert reading.intent == "unknown"
    assert reading.question is not None
    assert "short" in reading.question.text


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=300), st.booleans())
def test_understand_never_fails_on_any_text(text: str, trip: bool) -> None:
    check(text, read(text, trip=trip))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(PIECES), max_size=30), st.booleans())
def test_understand_never_fails_on_its_own_words(words: list[str], trip: bool) -> None:
    text = " ".join(words)
    check(text, read(text, trip=trip))


@pytest.mark.slow
@settings(max_examples=3_000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=8), max_size=60), st.booleans())
def test_understand_never_fails_at_length(words: list[str], trip: bool) -> None:
    text = " ".join(words)
    check(text, read(text, trip=trip))
