"""The forecast for a stored trip, where a weather service is set (``TRIPOS_WEATHER``)."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.cache import cache
from django.utils import timezone

from trips.models import ItineraryItem, Trip
from trips.planning.conflicts import DayForecast
from trips.providers import weather

logger = logging.getLogger(__name__)

KEEP_SECONDS = 30 * 60
OPEN_METEO = "open-meteo"
Forecasts = Mapping[date, DayForecast]


def forecasts_for(trip: Trip) -> Forecasts | None:
    """Forecasts by date of a trip's days.

    Returns:
        Nothing without a service, for a trip that is not near, or one that is nowhere on the map; None where the
        service fails, so that what is known from before is neither renewed nor taken back.
    """
    if settings.WEATHER != OPEN_METEO:
        return {}
    now = timezone.now().astimezone(ZoneInfo(trip.timezone))
    soon = now.date() + timedelta(days=weather.HORIZON_DAYS)
    point = point_of(trip) if trip.start_date < soon and trip.end_date >= now.date() else None
    if point is None:
        return {}
    days = [trip.date_of(number) for number in range(1, trip.length + 1)]
    key = f"weather:{point[0]:.2f}:{point[1]:.2f}:{trip.timezone}:{days[0]}:{days[-1]}:{now.date()}"
    known: Forecasts | None = cache.get(key)
    if known is None:
        try:
            known = weather.daily_forecast(
                point, trip.timezone, days, now, base_url=settings.WEATHER_URL, key=settings.WEATHER_KEY
            )
        except weather.WeatherUnavailable as error:
            logger.warning("No forecast: %s", error)
            return None
        cache.set(key, known, KEEP_SECONDS)
    return known


def point_of(trip: Trip) -> tuple[float, float] | None:
    """Where a trip's weather is looked up: at its destination, else at its first stop on the map."""
    if trip.destination_latitude is not None and trip.destination_longitude is not None:
        return trip.destination_latitude, trip.destination_longitude
    stop = ItineraryItem.objects.of_trip(trip).filter(latitude__isnull=False).first()
    if stop is None or stop.latitude is None or stop.longitude is None:
        return None
    return stop.latitude, stop.longitude
