"""The weather of a stored trip: only with a service, only when the trip is near, and asked for once in a while."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.cache import cache

from tripos.db.context import acting_as
from tripos.testing.cast import Cast
from tripos.testing.owner import as_owner
from trips import detection, tasks
from trips.models import ConflictResolution
from trips.planning.conflicts import DayForecast
from trips.providers import weather
from trips.tests.page_makers import make_place, make_stop


class Service:
    """Stands for the provider: counts what it is asked, and may fail."""

    def __init__(self) -> None:
        self.asked: list[tuple[tuple[float, float], Sequence[date]]] = []
        self.fails = False

    def daily_forecast(
        self, point: tuple[float, float], timezone: str, days: Sequence[date], now: datetime, **options: Any
    ) -> dict[date, DayForecast]:
        self.asked.append((point, days))
        if self.fails:
            raise weather.WeatherUnavailable("down")
        return {days[0]: DayForecast(thunderstorm=True, source="Open-Meteo", issued=now)}


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Service:
    made = Service()
    monkeypatch.setattr(weather, "daily_forecast", made.daily_forecast)
    monkeypatch.setattr("django.utils.timezone.now", lambda: datetime(2026, 5, 12, 9, tzinfo=UTC))
    return made


@pytest.fixture
def walk(cast: Cast) -> None:
    park = make_place(3, subcategory="park", opening_hours=None)
    make_stop(cast.trip, "Walk", location=park, latitude=park.latitude, longitude=park.longitude)
    as_owner("update trips set status = 'confirmed' where id = %s", [cast.trip.pk])


def statuses(cast: Cast) -> list[str]:
    with acting_as(cast.alice):
        return list(ConflictResolution.objects.of_trip(cast.trip).values_list("status", flat=True))


@pytest.mark.usefixtures("walk")
def test_without_a_service_nothing_is_asked_and_nothing_claimed(cast: Cast, service: Service) -> None:
    assert detection.look_again(cast.trip.pk, cast.alice.pk) == detection.Detected(0, 0)
    assert tasks.look_again(0) == 1
    assert (service.asked, statuses(cast)) == ([], [])


@pytest.mark.usefixtures("walk")
def test_storm_is_found_asked_for_once_and_outlives_a_failure(cast: Cast, service: Service, settings: Any) -> None:
    settings.WEATHER = "open-meteo"
    for _ in range(2):
        detection.look_again(cast.trip.pk, cast.bob.pk)
    assert statuses(cast) == ["detected"]
    assert len(service.asked) == 1
    assert service.asked[0] == ((60.17389, 24.93806), [date(2026, 5, 14), date(2026, 5, 15), date(2026, 5, 16)])
    cache.clear()
    service.fails = True
    detection.look_again(cast.trip.pk, cast.alice.pk)
    assert statuses(cast) == ["detected"]
    settings.WEATHER = ""
    detection.look_again(cast.trip.pk, cast.alice.pk)
    assert statuses(cast) == ["auto_resolved"]


@pytest.mark.usefixtures("walk")
def test_trip_that_is_far_away_is_not_asked_for(cast: Cast, service: Service, settings: Any) -> None:
    settings.WEATHER = "open-meteo"
    as_owner("update trips set start_date = '2027-05-14', end_date = '2027-05-16' where id = %s", [cast.trip.pk])
    detection.look_again(cast.trip.pk, cast.alice.pk)
    assert service.asked == []


@pytest.mark.usefixtures("walk", "service")
def test_place_that_closed_for_good_is_noticed_without_a_change_of_the_trip(cast: Cast) -> None:
    as_owner("update locations set is_active = false")
    tasks.look_again(0)
    assert statuses(cast) == ["detected"]


@pytest.mark.usefixtures("walk")
def test_periodic_look_takes_the_trips_that_are_near(cast: Cast, service: Service, settings: Any) -> None:
    settings.WEATHER = "open-meteo"
    assert tasks.look_again(0) == 1
    assert statuses(cast) == ["detected"]
