"""What a forecast says about being outside, and which stops are."""

from __future__ import annotations

from trips.planning.conflicts.model import DayForecast, LoadedItem
from trips.planning.kinds import kind_of
from trips.planning.said import Number, Said, say

RAIN_MM, RAIN_PROBABILITY = 2.0, 60.0
HEAVY_RAIN_MM = 10.0
HEAT_CELSIUS, FROST_CELSIUS = 35.0, -15.0
GALE_KMH = 62.0  # Beaufort 8


def is_outdoors(item: LoadedItem) -> bool:
    """Whether weather decides about a stop: as told, else by the kind of its place."""
    if item.wet is not None:
        return item.wet
    return item.place is not None and kind_of(item.place).outdoors


def judge(forecast: DayForecast) -> tuple[str, int, Said, dict[str, object]] | None:
    """The worst of a forecast for being outside: rule, severity, words, evidence; None for weather to be out
    in.
    """
    rain, chance = forecast.precipitation_mm, forecast.precipitation_probability
    if forecast.thunderstorm:
        return "thunderstorm", 7, say("Thunderstorms"), {"thunderstorm": True}
    if forecast.wind_kmh is not None and forecast.wind_kmh >= GALE_KMH:
        return (
            "gale",
            7,
            say("Wind of {speed} km/h", speed=Number(forecast.wind_kmh, 0)),
            {"wind_kmh": forecast.wind_kmh},
        )
    if rain is not None and rain >= RAIN_MM and (chance is None or chance >= RAIN_PROBABILITY):
        severity = 6 if rain >= HEAVY_RAIN_MM else 4
        return (
            "rain",
            severity,
            say("{mm} mm of rain", mm=Number(rain)),
            {"precipitation_mm": rain, "probability": chance},
        )
    if forecast.temperature_max is not None and forecast.temperature_max >= HEAT_CELSIUS:
        heat = forecast.temperature_max
        return "heat", 6, say("{degrees} °C", degrees=Number(heat)), {"temperature_max": heat}
    if forecast.temperature_max is not None and forecast.temperature_max <= FROST_CELSIUS:
        cold = forecast.temperature_max
        return "cold", 5, say("{degrees} °C", degrees=Number(cold)), {"temperature_max": cold}
    return None
