"""How much of what travellers write is understood: sentences that were written before the grammar was widened.

The first file is what the grammar was mended with; the second was never mended from, and is what a figure may be
quoted of. Plain wording and idioms are counted apart.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest

from ai.embedded.types import Understanding
from ai.tests.understanding import DATA, PLACES, TRIP, read

STOPS = {stop.name: stop.id for stop in TRIP.stops}
PLACE_SLOTS = {
    "place": ("location_id", "stop_id"),
    "near_place": ("near_location_id", "near_stop_id"),
    "other_place": ("other_location_id", "other_stop_id"),
}


def is_same(slot: str, wanted: Any, reading: Understanding) -> bool:
    """A list holds what is wanted; a place may be found under its name, in the catalogue or in the trip."""
    got = reading.slots.get(slot)
    if slot in PLACE_SLOTS:
        location, stop = (reading.slots.get(name) for name in PLACE_SLOTS[slot])
        found = PLACES.match(wanted, 1)
        return (
            str(got).casefold() == wanted.casefold()
            or bool(found and location == found[0].id)
            or (stop is not None and stop == STOPS.get(wanted))
        )
    if isinstance(wanted, list):
        return isinstance(got, list) and {str(one) for one in wanted} <= {str(one) for one in got}
    return bool(got == wanted)


def faults(entry: dict[str, Any]) -> list[str]:
    """What a reading has wrong: the intent, a slot, a date or sum that nobody gave, a question too many or too few."""
    is_new = entry["intent"] == ["plan_trip"]
    reading = read(entry["text"], trip=not is_new, agent=entry["agent"])
    wrong = [] if reading.intent in entry["intent"] else [f"intent {reading.intent}"]
    wrong += [
        f"{slot} {reading.slots.get(slot)!r}"
        for slot in entry["slots"]
        if not is_same(slot, entry["slots"][slot], reading)
    ]
    if is_new:
        never_said = {"budget_amount", "party_size", "start_date"} - set(entry["slots"])
        wrong += [f"{slot} was not said" for slot in never_said if reading.slots.get(slot) is not None]
    asked = reading.question.slot if reading.question else None
    if asked != entry.get("question") and "unknown" not in entry["intent"]:
        wrong.append(f"question {asked}")
    return wrong


@pytest.mark.parametrize(
    ("name", "least"),
    [
        ("understand_everyday_en.jsonl", {"plain": 0.98, "idiomatic": 0.96}),
        ("understand_unseen_en.jsonl", {"plain": 0.92, "idiomatic": 0.85}),
    ],
)
def test_understand_share_of_fresh_sentences(name: str, least: dict[str, float]) -> None:
    entries = [json.loads(line) for line in (DATA / name).read_text(encoding="utf-8").splitlines()]
    wrong = {entry["text"]: found for entry in entries if (found := faults(entry))}
    every = Counter(entry["style"] for entry in entries)
    right = Counter(entry["style"] for entry in entries if entry["text"] not in wrong)

    assert {style: right[style] / every[style] >= share for style, share in least.items()} == dict.fromkeys(
        least, True
    ), wrong


def test_sentences_of_every_agent() -> None:
    for name, most in (("understand_everyday_en.jsonl", 300), ("understand_unseen_en.jsonl", 150)):
        entries = [json.loads(line) for line in (DATA / name).read_text(encoding="utf-8").splitlines()]
        assert len(entries) >= most
        assert len({entry["agent"] for entry in entries}) == 7
