"""What is near: `search_nearby_locations` and `nearby_places`, against the haversine formula."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import psycopg
import pytest
from django.utils import timezone

from places.search import Point, nearby_places
from places.tests.catalogues import add_place, add_points
from tripos.db.context import acting_as
from tripos.testing.owner import as_owner, run_as

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def visitor(db: None) -> Iterator[None]:
    with acting_as(None):
        yield


def haversine_km(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Great-circle distance on a sphere of 6371 km."""
    (a, b), (c, d) = (map(math.radians, point) for point in (one, other))
    h = math.sin((c - a) / 2) ** 2 + math.cos(a) * math.cos(c) * math.sin((d - b) / 2) ** 2
    return 2 * 6371 * math.asin(min(1, math.sqrt(h)))


def near(*arguments: Any, **named: Any) -> list[Any]:
    """Rows of the function, called as a traveller."""
    given = ["%s"] * len(arguments) + [f"{name} => %s" for name in named]
    return run_as(
        "tripos_app",
        f"select * from search_nearby_locations({', '.join(given)})",
        [*arguments, *named.values()],
    )


def scattered(rolls: random.Random, count: int) -> list[tuple[float, float]]:
    """Points over the whole sphere, many near poles, antimeridian and each other, and some exactly there."""
    points = [
        (90.0, 0.0),
        (90.0, 137.0),
        (-90.0, -180.0),
        (0.0, 180.0),
        (0.0, -180.0),
        (0.0, 0.0),
        (52.0, 180.0),
    ]
    while len(points) < count:
        kind = rolls.random()
        if kind < 0.3:
            points.append((math.degrees(math.asin(rolls.uniform(-1, 1))), rolls.uniform(-180, 180)))
        elif kind < 0.5:
            points.append((rolls.choice([-1, 1]) * rolls.uniform(88, 90), rolls.uniform(-180, 180)))
        elif kind < 0.7:
            points.append((rolls.uniform(-70, 70), rolls.choice([-1, 1]) * rolls.uniform(178, 180)))
        else:
            latitude, longitude = rolls.choice(points)
            points.append(
                (
                    max(-90.0, min(90.0, latitude + rolls.gauss(0, 0.2))),
                    max(-180.0, min(180.0, longitude + rolls.gauss(0, 0.2))),
                )
            )
    return points


def test_nearby_agrees_with_haversine_everywhere() -> None:
    """Same places in the same order with the same distances as a plain look at every point."""
    rolls = random.Random(20)
    points = scattered(rolls, 1500)
    add_points(points)
    as_owner("analyze locations")
    for centre in [
        *rolls.sample(points, 150),
        *scattered(rolls, 57)[-50:],
        (90.0, 55.0),
        (-90.0, 0.0),
        (10.0, 180.0),
    ]:
        radius = rolls.choice([0, 1, 5, 50, 400, 3000, 10_007, 20_015, 20_016, 2_000_000_000])
        distances = [haversine_km(centre, point) for point in points]
        # A point on the rim belongs to whichever side rounding puts it.
        surely = {str(n) for n, distance in enumerate(distances) if distance <= radius - 1e-5}
        perhaps = {str(n) for n, distance in enumerate(distances) if distance <= radius + 1e-5}
        rows = near(*centre, radius, None, 100)
        found = [row[1] for row in rows]
        assert len(found) == len(set(found))
        assert set(found) <= perhaps
        assert len(found) == 100 or surely <= set(found)
        told = [float(row[3]) for row in rows]
        assert told == sorted(told)
        # Two metres, because rounding is magnified towards the antipode; elsewhere it is far less.
        assert told == pytest.approx([distances[int(name)] for name in found], abs=2e-3)
        expected = sorted(distances)[: len(found)]
        assert told == pytest.approx(expected, abs=2e-3)


def test_s50_nearby_keeps_to_the_radius() -> None:
    add_place("Tokyo", latitude=35.68, longitude=139.69)
    add_place("Belém", latitude=38.6916, longitude=-9.2160)
    assert near(38.7223, -9.1393, 1) == []
    assert [row[1] for row in near(38.7223, -9.1393, 8)] == ["Belém"]
    assert near(38.7223, -9.1393, 7) == []  # it is 7.48 km away
    assert [row[1] for row in near(38.7223, -9.1393, 20_016)] == ["Belém", "Tokyo"]


def test_s51_nearby_stands_on_a_place() -> None:
    """The arc cosine of the specification fails at the very spot, by rounding."""
    rolls = random.Random(51)
    points = [(rolls.uniform(-90, 90), rolls.uniform(-180, 180)) for _ in range(500)]
    add_points(points)
    for number, point in enumerate(points):
        nearest = near(*point, 0, None, 1)
        assert [(row[1], row[3]) for row in nearest] == [(str(number), 0)]


def test_nearby_crosses_the_antimeridian_and_the_pole() -> None:
    add_points([(-17.0, 179.95), (-17.0, -179.95), (89.99, 10.0), (89.99, -170.0), (-89.99, 0.0)])
    assert [row[1] for row in near(-17.0, 179.99, 10)] == ["0", "1"]
    assert {row[1] for row in near(-17.0, -180, 10)} == {"0", "1"}
    assert {row[1] for row in near(90, 0, 2)} == {"2", "3"}
    assert {row[1] for row in near(89.995, 100, 3)} == {"2", "3"}


def test_nearby_takes_one_category_and_all_without() -> None:
    add_place("Inn", category="accommodation")
    add_place("Diner", category="restaurant", latitude=60.175)
    assert [row[1:3] for row in near(60.17, 24.94)] == [("Inn", "accommodation"), ("Diner", "restaurant")]
    assert [row[1] for row in near(60.17, 24.94, 10, "restaurant")] == ["Diner"]
    assert near(60.17, 24.94, p_category="event") == []


def test_s52_nearby_caps_its_limit() -> None:
    add_points([(60 + n / 10_000, 25.0) for n in range(130)])
    assert [row[1] for row in near(60, 25)] == [str(n) for n in range(20)]
    for limit, count in ((0, 0), (-1, 0), (1, 1), (100, 100), (101, 100), (2_147_483_647, 100), (None, 20)):
        assert len(near(60, 25, p_limit=limit)) == count, limit
    [(kind,)] = as_owner("select provolatile from pg_proc where proname = 'search_nearby_locations'")
    assert kind in ("s", b"s")


@pytest.mark.parametrize(
    "arguments",
    [
        (Decimal("NaN"), 0),
        (0, Decimal("NaN")),
        (Decimal("Infinity"), 0),
        (0, Decimal("-Infinity")),
        (90.001, 0),
        (-90.001, 0),
        (0, 180.5),
        (0, -181),
        (None, 0),
        (0, None),
        (0, 0, -1),
        (0, 0, None),
    ],
)
def test_nearby_refuses_what_is_no_point_or_radius(arguments: tuple[Any, ...]) -> None:
    with pytest.raises(psycopg.errors.InvalidParameterValue):
        near(*arguments)


def test_nearby_hides_inactive_deleted_and_unlocated() -> None:
    add_place("Shown")
    add_place("Inactive", is_active=False)
    add_place("Deleted", deleted_at=timezone.now())
    add_place("Somewhere", latitude=None, longitude=None)
    assert [row[1] for row in near(60.17, 24.94, 20_016)] == ["Shown"]
    with acting_as(None):
        assert [place.name for place in nearby_places(Point(60.17, 24.94), radius_km=1)] == ["Shown"]


@pytest.mark.parametrize("role", ["tripos_app", "tripos_agent", "tripos_staff", "tripos_worker"])
def test_nearby_answers_every_serving_role(role: str) -> None:
    add_place("Shown")
    assert len(run_as(role, "select * from search_nearby_locations(60.17, 24.94)")) == 1


def test_nearby_places_agrees_with_the_function() -> None:
    rolls = random.Random(7)
    points = scattered(rolls, 600)
    add_points(points[:300])
    add_points(points[300:], "restaurant")
    for latitude, longitude in rolls.sample(points, 30):
        for category in (None, "restaurant"):
            expected = [(row[0], float(row[3])) for row in near(latitude, longitude, 300, category, 100)]
            with acting_as(None):
                found = nearby_places(Point(latitude, longitude), radius_km=300, category=category)[:100]
                assert [(place.pk, place.distance_km) for place in found] == [  # type: ignore[attr-defined]
                    (key, pytest.approx(distance, abs=1e-9)) for key, distance in expected
                ]


def test_nearby_places_hides_past_events_and_refuses_nonsense() -> None:
    past = timezone.now() - timedelta(days=1)
    add_place("Over", event_start_time=past, event_end_time=past)
    assert list(nearby_places(Point(60.17, 24.94))) == []
    for point, radius in (
        (Point(91, 0), 1),
        (Point(0, float("nan")), 1),
        (Point(0, 0), -1),
        (Point(0, 0), float("nan")),
    ):
        with pytest.raises(ValueError, match="Not a"):
            nearby_places(point, radius_km=radius)
    with pytest.raises(ValueError, match="not a valid"):
        nearby_places(Point(0, 0), category="hotel")


@pytest.mark.django_db
@pytest.mark.parametrize("tiny", [1e-246, 5e-324, -1e-300])
def test_degrees_and_kilometres_that_are_all_but_nothing_are_nothing(tiny: float) -> None:
    with acting_as(None, role="worker"):
        assert list(nearby_places(Point(-81.9, tiny), radius_km=abs(tiny))[:1]) == []
        assert list(nearby_places(Point(tiny, tiny), radius_km=1)[:1]) == []
