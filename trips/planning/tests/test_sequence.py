"""A day in the traveller's own order: who keeps their time, who is pushed, what is refused."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from trips.planning.catalogue import Place
from trips.planning.itinerary import PlannedStop
from trips.planning.sequence import OrderError, Ways, in_this_order

HELSINKI = ZoneInfo("Europe/Helsinki")
DAY = date(2026, 5, 14)
HERE, NEAR, FAR = (60.17, 24.94), (60.1745, 24.94), (60.26, 24.94)


def stop(key: str, at: str, minutes: int = 60, where: tuple[float, float] | None = HERE, **more: object) -> PlannedStop:
    start = datetime.combine(DAY, time.fromisoformat(at), HELSINKI)
    return PlannedStop(
        key=key,
        place_id=None,
        name=key,
        kind="sight",
        arrive=start,
        start=start,
        leave=start + timedelta(minutes=minutes),
        timezone="Europe/Helsinki",
        latitude=where[0] if where else None,
        longitude=where[1] if where else None,
        **more,  # type: ignore[arg-type]
    )


def museum(hours: str) -> Place:
    return Place(
        id="museum",
        name="Museum",
        category="attraction",
        subcategory="museum",
        latitude=HERE[0],
        longitude=HERE[1],
        timezone="Europe/Helsinki",
        opening_hours=hours,
    )


def order(stops: list[PlannedStop], moved: str, places: tuple[Place, ...] = (), **more: object) -> dict[str, str]:
    found = in_this_order(
        stops,
        moved,
        places={place.id: place for place in places},
        ways=Ways(),
        usual_start=time(9, 30),
        **more,  # type: ignore[arg-type]
    )
    return {key: f"{start:%H:%M}" for key, start in found.items()}


def test_stop_that_fits_where_it_is_put_keeps_its_time() -> None:
    assert order([stop("a", "10:00"), stop("m", "12:00"), stop("b", "14:00")], "m") == {"m": "12:00"}


def test_last_stop_put_first_begins_the_day_and_the_others_wait_for_it() -> None:
    found = order([stop("m", "13:00"), stop("a", "10:00"), stop("b", "11:00")], "m")
    assert found == {"m": "09:30", "a": "10:30", "b": "11:30"}


def test_first_stop_put_last_comes_after_the_way_and_nobody_else_moves() -> None:
    found = order([stop("a", "11:00"), stop("b", "12:00"), stop("m", "10:00", where=NEAR)], "m")
    assert found == {"m": "13:10"}  # 500 m are seven minutes on foot; then the next five minutes of the clock


def test_push_ends_where_there_is_time_to_spare() -> None:
    found = order([stop("a", "10:00"), stop("m", "18:00"), stop("b", "11:00"), stop("c", "15:00")], "m")
    assert found == {"m": "11:00", "b": "12:00"}


def test_idea_without_a_time_takes_the_earliest_in_its_gap() -> None:
    assert order([stop("a", "10:00"), stop("m", "00:00", 45), stop("b", "14:00")], "m", has_time=False) == {
        "m": "11:00"
    }


@pytest.mark.parametrize(("has_time", "expected"), [(True, "16:00"), (False, "09:30")])
def test_only_stop_of_a_day_keeps_its_time_or_begins_the_day(has_time: bool, expected: str) -> None:
    assert order([stop("m", "16:00")], "m", has_time=has_time) == {"m": expected}


def test_fixed_stop_is_not_given_way_to() -> None:
    with pytest.raises(OrderError) as refused:
        order([stop("a", "10:00"), stop("m", "18:00", 120), stop("show", "12:00")], "m", fixed={"show"})
    assert refused.value.reason.code == "would_be_missed"
    assert refused.value.reason.values == {"name": "show", "time": "12:00"}


def test_stop_without_a_place_is_no_way_off() -> None:
    assert order([stop("a", "10:00", where=None), stop("m", "08:00", where=FAR)], "m") == {"m": "11:00"}


def test_moved_stop_waits_for_the_doors() -> None:
    visit = stop("m", "17:00", where=HERE)
    visit = PlannedStop(**{**{f: getattr(visit, f) for f in visit.__slots__}, "place_id": "museum"})
    found = order([visit, stop("b", "15:00")], "m", (museum("Mo-Su 11:00-18:00"),))
    assert found == {"m": "14:00"}
    with pytest.raises(OrderError) as refused:
        order([visit, stop("b", "15:00")], "m", (museum("Th off"),))
    assert refused.value.reason.code == "closed_then"


def test_pushed_stop_is_not_pushed_past_its_doors() -> None:
    visit = stop("b", "16:00", 90)
    visit = PlannedStop(**{**{f: getattr(visit, f) for f in visit.__slots__}, "place_id": "museum"})
    with pytest.raises(OrderError) as refused:
        order([stop("a", "14:00", 120), stop("m", "09:00"), visit], "m", (museum("Mo-Su 10:00-18:00"),))
    assert refused.value.reason.code == "closed_then"


def test_day_ends_at_midnight() -> None:
    with pytest.raises(OrderError) as refused:
        order([stop("a", "20:00", 200), stop("m", "10:00"), stop("b", "23:30")], "m")
    assert refused.value.reason.code == "day_too_full"
