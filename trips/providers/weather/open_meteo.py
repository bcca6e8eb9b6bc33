"""Daily forecasts from Open-Meteo or a server of one's own that speaks like it (https://open-meteo.com/en/docs).

Free of charge for non-commercial use without a key; data under CC BY 4.0. Weather codes are the World Meteorological
Organization's (table 4677), of which 95 and above are thunderstorms.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import httpx2

from trips.planning.conflicts import DayForecast

ATTRIBUTION = "Open-Meteo"
BASE_URL = "https://api.open-meteo.com"
HORIZON_DAYS = 16
"""How many days a forecast reaches, today counted."""
TIMEOUT_SECONDS = 5.0
THUNDERSTORM_CODE = 95
DAILY = (
    "weather_code",
    "precipitation_sum",
    "precipitation_probability_max",
    "temperature_2m_max",
    "temperature_2m_min",
    "wind_speed_10m_max",
)


class WeatherUnavailable(Exception):
    """The service did not answer, or not with a forecast."""


def daily_forecast(
    point: tuple[float, float],
    timezone: str,
    days: Sequence[date],
    now: datetime,
    *,
    base_url: str = BASE_URL,
    key: str = "",
    client: httpx2.Client | None = None,
) -> dict[date, DayForecast]:
    """Forecasts of those days that the service can see; none for days past or too far away, without asking.

    Args:
        point: latitude and longitude in degrees.
        timezone: IANA zone that days are counted in.
        days: dates wanted.
        now: an aware moment of that zone: today, and when the forecast was read.
        base_url: the server.
        key: of a paid plan; empty for none.
        client: for connections of one's own.

    Raises:
        WeatherUnavailable: no answer within five seconds, or one that is no forecast.
    """
    last = now.date() + timedelta(days=HORIZON_DAYS - 1)
    wanted = [day for day in days if now.date() <= day <= last]
    if not wanted:
        return {}
    query: dict[str, str] = {
        "latitude": f"{point[0]:.4f}",
        "longitude": f"{point[1]:.4f}",
        "timezone": timezone,
        "start_date": min(wanted).isoformat(),
        "end_date": max(wanted).isoformat(),
        "daily": ",".join(DAILY),
    }
    if key:
        query["apikey"] = key
    address = f"{base_url.rstrip('/')}/v1/forecast"
    try:
        if client is None:
            answer = httpx2.get(address, params=query, timeout=TIMEOUT_SECONDS)
        else:
            answer = client.get(address, params=query, timeout=TIMEOUT_SECONDS)
        answer.raise_for_status()
        found = read_forecast(answer.json(), now)
    except httpx2.HTTPError as error:
        raise WeatherUnavailable(f"{type(error).__name__} from {base_url}") from error
    except (ValueError, KeyError, TypeError, IndexError) as error:
        raise WeatherUnavailable(f"{base_url} did not answer with a forecast") from error
    return {day: forecast for day, forecast in found.items() if day in wanted}


def read_forecast(answer: Mapping[str, Any], now: datetime) -> dict[date, DayForecast]:
    """The answer's columns as days; a day without any figure is left out.

    Raises:
        ValueError, KeyError, TypeError, IndexError: it is no such answer, or in other units.
    """
    units = answer["daily_units"]
    if units["temperature_2m_max"] != "°C" or units["precipitation_sum"] != "mm":
        raise ValueError("a forecast in degrees Celsius and millimetres is wanted")
    if units["wind_speed_10m_max"] != "km/h":
        raise ValueError("a forecast with wind in kilometres an hour is wanted")
    columns = {name: answer["daily"][name] for name in DAILY}
    found = {}
    for number, day in enumerate(answer["daily"]["time"]):
        values = {name: columns[name][number] for name in DAILY}
        if all(value is None for value in values.values()):
            continue
        code = values["weather_code"]
        found[date.fromisoformat(day)] = DayForecast(
            precipitation_mm=values["precipitation_sum"],
            precipitation_probability=values["precipitation_probability_max"],
            temperature_max=values["temperature_2m_max"],
            temperature_min=values["temperature_2m_min"],
            wind_kmh=values["wind_speed_10m_max"],
            thunderstorm=code is not None and int(code) >= THUNDERSTORM_CODE,
            source=ATTRIBUTION,
            issued=now,
        )
    return found
