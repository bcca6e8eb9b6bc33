"""`manage.py solve`: JSON in, JSON out, no database."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

PROBLEM: dict[str, Any] = {
    "days": [{"id": "d1", "opens": 0, "closes": 100, "start": "hotel", "end": "hotel"}],
    "nodes": [
        {"id": "hotel"},
        {"id": "a", "service": 10, "score": 5, "cost": 2.5},
        {"id": "b", "service": 90, "score": 4},
    ],
    "travel": {"seconds": [[0, 5, 5], [5, 0, 5], [5, 5, 0]]},
    "iterations": 50,
}


def run(name: str) -> Any:
    out = io.StringIO()
    call_command("solve", name, stdout=out)
    return json.loads(out.getvalue())


def test_file_is_solved(tmp_path: Path) -> None:
    file = tmp_path / "problem.json"
    file.write_text(json.dumps(PROBLEM))
    answer = run(str(file))
    assert answer["routes"][0]["stops"] == [{"id": "a", "arrive": 5, "start": 5, "leave": 15}]
    assert answer["dropped"] == [{"id": "b", "rule": "no_time", "because": "no time left"}]
    assert (answer["score"], answer["cost"], answer["checked"]) == (5, 2.5, True)


def test_dash_reads_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(json.dumps(PROBLEM)))
    assert run("-")["score"] == 5


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "is not JSON"),
        ("[]", "expected an object"),
        ('{"days": [], "nodes": [], "travel": {}}', "expected seconds"),
    ],
)
def test_bad_file_is_told_in_one_sentence(tmp_path: Path, text: str, message: str) -> None:
    file = tmp_path / "problem.json"
    file.write_text(text)
    with pytest.raises(CommandError, match=message):
        run(str(file))


def test_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="Cannot read"):
        run(str(tmp_path / "none.json"))
