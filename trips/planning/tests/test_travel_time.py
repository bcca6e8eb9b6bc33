"""Travel estimates: figures by mode, the best mode, and the corners of the globe."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trips.planning.travel_time import (
    EARTH_RADIUS_METRES,
    Estimator,
    distance_metres,
    distances_metres,
    leg_between,
    matrix,
    minutes_of,
)

ATENEUM, KIASMA = (60.1701, 24.9442), (60.1720, 24.9369)


def north(metres: float) -> tuple[tuple[float, float], tuple[float, float]]:
    """Two points this far apart along a meridian."""
    return (0.0, 0.0), (float(np.degrees(metres / EARTH_RADIUS_METRES)), 0.0)


@pytest.mark.parametrize(
    ("mode", "metres", "minutes"),
    [
        ("walk", 600, 10.0),  # 750 m at 4.5 km/h
        ("bicycle", 1400, 7.8),
        ("transit", 3000, 21.0),  # 3.9 km at 18 km/h and 8 minutes
        ("car", 1000, 9.5),  # 1.35 km at 18 km/h and 5 minutes
        ("car", 60_000, 86.0),  # 81 km at 60 km/h and 5 minutes
    ],
)
def test_minutes_follow_the_figures(mode: str, metres: float, minutes: float) -> None:
    assert float(minutes_of(mode, np.array([metres]))[0]) == pytest.approx(minutes, abs=0.01)  # type: ignore[arg-type]


@pytest.mark.parametrize("mode", ["walk", "bicycle", "transit", "car"])
def test_further_never_takes_less_time(mode: str) -> None:
    minutes = minutes_of(mode, np.linspace(0, 200_000, 4001))  # type: ignore[arg-type]
    assert (np.diff(minutes) > 0).all()


def test_leg_is_rounded_up_and_buffered_and_labelled() -> None:
    leg = matrix([ATENEUM, KIASMA], ["walk"], buffer_seconds=120).leg(0, 1)
    straight = distance_metres(ATENEUM, KIASMA)
    assert leg.mode == "walk" and leg.estimated
    assert leg.minutes == int(np.ceil(straight * 1.25 / 75))
    assert leg.seconds == leg.minutes * 60 + 120
    assert leg.metres == int(np.ceil(straight * 1.25))


def test_neighbours_are_a_minute_apart_and_a_place_none_from_itself() -> None:
    next_door = (ATENEUM[0] + 0.0001, ATENEUM[1])
    ways = matrix([ATENEUM, ATENEUM, next_door], ["walk"])
    for leg in (ways.leg(0, 1), ways.leg(0, 2)):
        assert (leg.minutes, leg.seconds) == (1, 60)
    said = leg_between(ATENEUM, next_door, ("walk",))
    assert (said.minutes, said.seconds) == (1, 0)
    assert ways.leg(0, 0).seconds == leg_between(ATENEUM, ATENEUM, ("walk",)).seconds == 0


def test_one_walks_as_long_as_it_is_comfortable_then_takes_the_fastest() -> None:
    near, far = north(1400), north(1600)  # 23.3 and 26.7 minutes on foot
    assert matrix(near, ["walk", "transit"]).leg(0, 1).mode == "walk"
    assert matrix(far, ["walk", "transit"]).leg(0, 1).mode == "transit"
    assert matrix(far, ["walk"]).leg(0, 1).mode == "walk"
    assert matrix(far, ["transit", "bicycle"]).leg(0, 1).mode == "bicycle"


def test_across_the_date_line_and_over_the_pole() -> None:
    assert distance_metres((0, 179.9), (0, -179.9)) == pytest.approx(22_239, abs=1)
    assert distance_metres((89.9, 0), (89.9, 180)) == pytest.approx(22_239, abs=1)
    assert distance_metres((90, 0), (90, 135)) == pytest.approx(0, abs=1e-6)
    assert distance_metres((0, 0), (0, 180)) == pytest.approx(np.pi * EARTH_RADIUS_METRES)


coordinates = st.tuples(st.floats(-90, 90), st.floats(-180, 180))


@given(st.lists(coordinates, min_size=1, max_size=6))
def test_matrix_of_distances_agrees_with_the_single_formula(points: list[tuple[float, float]]) -> None:
    table = distances_metres(points)
    for i, origin in enumerate(points):
        for j, destination in enumerate(points):
            assert table[i, j] == pytest.approx(distance_metres(origin, destination), abs=0.5)


@pytest.mark.parametrize("modes", [[], ["rocket"]])
def test_modes_that_are_none_are_refused(modes: list[str]) -> None:
    with pytest.raises(ValueError, match="travel modes"):
        matrix([ATENEUM], modes)  # type: ignore[arg-type]


def test_latitude_beyond_the_pole_is_refused() -> None:
    with pytest.raises(ValueError, match="latitude"):
        matrix([(91.0, 0.0)], ["walk"])


def test_further_than_one_walks_any_other_way_is_taken_even_a_slower_one() -> None:
    centre, near = (60.17, 24.94), (60.1743, 24.94)
    by_tram = Estimator(comfortable_walk_minutes=5).matrix([centre, near], ("walk", "transit")).leg(0, 1)
    on_foot = Estimator(comfortable_walk_minutes=5).matrix([centre, near], ("walk",)).leg(0, 1)
    assert (by_tram.mode, on_foot.mode) == ("transit", "walk") and by_tram.minutes > on_foot.minutes > 5
    assert leg_between(centre, near, ("walk", "transit"), comfortable_walk_minutes=5) == by_tram
    assert leg_between(centre, near, ("walk",), comfortable_walk_minutes=5) == on_foot
