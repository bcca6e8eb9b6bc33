"""``manage.py understand``: works without a database."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from ai.tests.understanding import FIXTURE
from tripos.testing.cast import Cast

SENTENCE = "Plan two days in Helsinki for two from 14 to 15 May, museums and good coffee, vegan lunch, under 300 euros"


def run(*arguments: str) -> str:
    out = io.StringIO()
    call_command("understand", *arguments, stdout=out)
    return out.getvalue()


def test_understand_command_prints_json() -> None:
    reading = json.loads(run("--agent", "general_concierge", "--today", "2026-05-06", SENTENCE))

    assert set(reading) >= {"intent", "slots", "spans", "confidence", "question"}
    assert reading["intent"] == "plan_trip"
    assert reading["question"] is None
    assert reading["slots"] == {
        "destination": "Helsinki",
        "start_date": "2026-05-14",
        "end_date": "2026-05-15",
        "days": 2,
        "party_size": 2,
        "interests": ["museums", "coffee"],
        "diets": ["vegan"],
        "meal": "lunch",
        "meal_diets": {"lunch": ["vegan"]},
        "budget_amount": "300",
        "budget_currency": "EUR",
        "budget_kind": "total",
        "budget_relation": "max",
    }
    assert ("year", "2026") in [(a["kind"], a["value"]) for a in reading["assumed"]]


def test_understand_command_reads_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("Undo that\n\nMake it cheaper\n"))
    readings = [json.loads(line) for line in run("--lines", "--today", "2026-05-06").splitlines()]

    assert [reading["intent"] for reading in readings] == ["undo", "unknown", "cheaper"]


def test_understand_command_takes_a_trip_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "trip.json"
    path.write_text(json.dumps(FIXTURE["trip"]), encoding="utf-8")
    reading = json.loads(run("--today", "2026-05-14", "--trip-json", str(path), "Drop the last stop tomorrow"))

    assert reading["slots"]["stop_id"] == "s7"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "Give a message"),
        (("--time-zone", "Mars/Base", "hi"), "Unknown time zone"),
        (("--trip-json", "/nowhere.json", "hi"), "Cannot read"),
        (("--language", "xx", "hi"), "no grammar"),
    ],
)
def test_understand_command_refuses_in_one_sentence(arguments: tuple[str, ...], message: str) -> None:
    with pytest.raises(CommandError, match=message):
        run(*arguments)


def test_understand_command_reads_a_trip_of_the_database(cast: Cast) -> None:
    trip = cast.trip
    reading = json.loads(run("--today", f"{trip.start_date}", "--trip", str(trip.pk), "What are we doing today?"))

    assert reading["intent"] == "show_plan"
    assert reading["slots"]["day_number"] == 1


def test_understand_command_refuses_an_unknown_trip(cast: Cast) -> None:
    with pytest.raises(CommandError, match="no trip"):
        run("--trip", "00000000-0000-4000-8000-000000000000", "hi")


def test_understand_command_knows_large_cities_without_a_catalogue() -> None:
    reading = json.loads(run("--today", "2026-05-06", "five of us, Barcelona, 14-15.5., 600 euros all in"))

    assert (reading["intent"], reading["slots"]["destination"]) == ("plan_trip", "Barcelona")
    assert (reading["slots"]["start_date"], reading["slots"]["end_date"]) == ("2026-05-14", "2026-05-15")


def test_understand_command_offers_no_city_out_of_thousands() -> None:
    reading = json.loads(run("--today", "2026-05-06", "plan something for 1 to 3 June"))

    assert reading["question"]["slot"] == "destination"
    assert reading["question"]["options"] == []
