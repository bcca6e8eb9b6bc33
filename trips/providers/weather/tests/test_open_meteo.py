"""The adapter against answers in the form that Open-Meteo documents; a transport of ours stands for the network."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import httpx2
import pytest

from trips.planning.conflicts.forecast import judge
from trips.providers.weather import WeatherUnavailable, daily_forecast

RESPONSES = Path(__file__).parent / "responses"
NOW = datetime(2026, 5, 13, 9, tzinfo=ZoneInfo("Europe/Helsinki"))
DAYS = [date(2026, 5, 14), date(2026, 5, 15), date(2026, 5, 16)]
HELSINKI = (60.1699, 24.9384)


def answering(
    name: str, status: int = 200, change: Callable[[Any], None] | None = None
) -> tuple[httpx2.Client, list[httpx2.Request]]:
    """A client that gets a stored answer, and what it was asked."""
    asked: list[httpx2.Request] = []
    body = json.loads((RESPONSES / name).read_text(encoding="utf-8"))
    if change is not None:
        change(body)

    def answer(request: httpx2.Request) -> httpx2.Response:
        asked.append(request)
        return httpx2.Response(status, json=body)

    return httpx2.Client(transport=httpx2.MockTransport(answer)), asked


def test_days_are_read_with_their_units_source_and_age() -> None:
    client, asked = answering("helsinki.json")
    found = daily_forecast(HELSINKI, "Europe/Helsinki", DAYS, NOW, client=client)
    assert list(found) == DAYS
    rain, fair, storm = (judge(found[day]) for day in DAYS)
    assert rain is not None and rain[0] == "rain" and rain[3] == {"precipitation_mm": 12.4, "probability": 92}
    assert fair is None
    assert storm is not None and storm[0] == "thunderstorm"
    assert (found[DAYS[0]].source, found[DAYS[0]].issued) == ("Open-Meteo", NOW)
    query = dict(asked[0].url.params)
    assert (query["start_date"], query["end_date"], query["timezone"]) == (
        "2026-05-14",
        "2026-05-16",
        "Europe/Helsinki",
    )
    assert "apikey" not in query


def test_own_server_and_key_are_used() -> None:
    client, asked = answering("helsinki.json")
    base = "https://weather.example/"
    daily_forecast(HELSINKI, "Europe/Helsinki", DAYS, NOW, base_url=base, key="k", client=client)
    assert str(asked[0].url).startswith("https://weather.example/v1/forecast?")
    assert asked[0].url.params["apikey"] == "k"


@pytest.mark.parametrize("far", [-1, 16, 400])
def test_days_out_of_reach_are_not_asked_for(far: int) -> None:
    client, asked = answering("helsinki.json")
    day = NOW.date() + timedelta(days=far)
    assert daily_forecast(HELSINKI, "Europe/Helsinki", [day], NOW, client=client) == {}
    assert asked == []


def other_units(body: Any) -> None:
    body["daily_units"]["temperature_2m_max"] = "°F"


def without_days(body: Any) -> None:
    del body["daily"]["time"]


@pytest.mark.parametrize(
    ("name", "status", "change"),
    [
        ("refused.json", 400, None),
        ("refused.json", 200, None),
        ("helsinki.json", 503, None),
        ("helsinki.json", 200, other_units),
        ("helsinki.json", 200, without_days),
    ],
)
def test_answer_that_is_no_forecast_is_refused(name: str, status: int, change: Any) -> None:
    client, _asked = answering(name, status, change)
    with pytest.raises(WeatherUnavailable):
        daily_forecast(HELSINKI, "Europe/Helsinki", DAYS, NOW, client=client)


def test_server_that_does_not_answer_is_said_to_be_unavailable() -> None:
    def refuse(request: httpx2.Request) -> httpx2.Response:
        raise httpx2.ConnectTimeout("too slow", request=request)

    client = httpx2.Client(transport=httpx2.MockTransport(refuse))
    with pytest.raises(WeatherUnavailable, match="ConnectTimeout"):
        daily_forecast(HELSINKI, "Europe/Helsinki", DAYS, NOW, client=client)
