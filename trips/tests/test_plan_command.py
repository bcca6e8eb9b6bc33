"""`./manage.py plan` with places from a file (then no database is touched) and from the catalogue."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from places.tests.city import import_helsinki

REQUEST = {
    "start_date": "2026-05-21",
    "end_date": "2026-05-21",
    "destination": "Helsinki",
    "meals": [{"name": "lunch", "diets": ["vegan"]}],
}


def place(name: str, subcategory: str, **more: Any) -> dict[str, Any]:
    return {
        "source": "test",
        "external_id": name,
        "name": name,
        "category": "restaurant" if subcategory == "restaurant" else "attraction",
        "subcategory": subcategory,
        "latitude": 60.17,
        "longitude": 24.94,
        "city": "Helsinki",
        "country": "FI",
        "opening_hours": "Mo-Su 10:00-20:00",
        **more,
    }


@pytest.fixture
def files(tmp_path: Path) -> dict[str, str]:
    rows = [place("Museum", "museum"), place("Greens", "restaurant", diet=["vegan"], latitude=60.171)]
    estimates = [{"kind": "museum", "amount": "15", "currency": "EUR", "country": "FI"}]
    texts = {
        "request": json.dumps(REQUEST),
        "places": "\n".join(json.dumps(row) for row in rows),
        "estimates": json.dumps(estimates),
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return {name: str(tmp_path / name) for name in texts}


def run(**options: Any) -> str:
    out = io.StringIO()
    call_command("plan", stdout=out, **options)
    return out.getvalue()


def test_plan_as_json_and_in_words(files: dict[str, str]) -> None:
    plan = json.loads(run(**files, json=True))
    assert plan["checked"] is True and plan["city"] == "Helsinki"
    assert {stop["name"] for day in plan["days"] for stop in day["stops"]} == {"Museum", "Greens"}
    assert plan["totals"]["estimated"] == {"amount": "15.00", "currency": "EUR"}
    assert "its tags say vegan" in run(**files)


def test_request_from_standard_input(files: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(json.dumps(REQUEST)))
    assert "Museum" in run(request="-", places=files["places"])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"destination": "Atlantis"}, "Atlantis is not in the catalogue. It has: Helsinki"),
        ({"end_date": "2026-05-01"}, "the trip ends before it starts"),
        ({"colour": "red"}, "unknown colour"),
    ],
)
def test_what_cannot_be_planned_is_one_sentence(files: dict[str, str], change: dict[str, Any], message: str) -> None:
    Path(files["request"]).write_text(json.dumps({**REQUEST, **change}), encoding="utf-8")
    with pytest.raises(CommandError, match=message):
        run(**files)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "the request is not JSON"),
        ("[]", "the request: an object is wanted"),
        ("[" * 100_000, "nested too deeply"),
        (json.dumps({**REQUEST, "party": {"adults": "two"}}), "party.adults: 'two' is not a whole number"),
        (json.dumps({**REQUEST, "party": {"adults": 2, "children": [-4]}}), "children are 0 to 17"),
        (json.dumps({**REQUEST, "start_date": "soon"}), "start_date: 'soon' is not a date"),
        (json.dumps({"end_date": "2026-05-21"}), "start_date is missing"),
        (json.dumps({**REQUEST, "budget": {"amount": "1e99", "currency": "EUR"}}), "beyond counting"),
        (json.dumps({**REQUEST, "budget": {"amount": "9", "currency": "banana"}}), "unknown currency 'banana'"),
        (json.dumps({**REQUEST, "lodging": {"latitude": 95, "longitude": 10}}), "not on Earth"),
        (json.dumps({**REQUEST, "lodging": {"latitude": 60}}), "a latitude and a longitude"),
        (json.dumps({**REQUEST, "walk_limit_minutes": 0}), "at least a minute"),
    ],
)
def test_request_that_is_none_is_one_line_and_exit_code_2(files: dict[str, str], text: str, message: str) -> None:
    Path(files["request"]).write_text(text, encoding="utf-8")
    with pytest.raises(CommandError) as refused:
        run(**files)
    assert message in str(refused.value) and "\n" not in str(refused.value)
    assert refused.value.returncode == 2


def test_missing_file_is_named(files: dict[str, str]) -> None:
    with pytest.raises(CommandError, match="Cannot read nowhere"):
        run(request=files["request"], places="nowhere")


@pytest.mark.django_db
def test_places_from_the_catalogue_as_anybody_may_read_them(tmp_path: Path) -> None:
    import_helsinki()
    request = tmp_path / "request"
    request.write_text(json.dumps({**REQUEST, "destination": "helsinki"}), encoding="utf-8")
    plan = json.loads(run(request=str(request), json=True))
    assert plan["checked"] is True and len(plan["days"][0]["stops"]) > 3
    request.write_text(json.dumps({**REQUEST, "destination": "Atlantis"}), encoding="utf-8")
    with pytest.raises(CommandError, match="Atlantis is not in the catalogue"):
        run(request=str(request))
