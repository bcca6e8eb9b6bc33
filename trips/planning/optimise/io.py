"""Problems and solutions as JSON, as `docs/solver.md` describes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .problem import Day, Meal, PresentVisit, Problem, ProblemError, Solution, Stop, Weights, Window

MAX_STOPS = 5_000
MOST = 10**14  # times stay below, so that no sum of them leaves 64 bits


def _fail(where: str, what: str) -> ProblemError:
    return ProblemError(f"{where}: {what}")


def _whole(value: Any, where: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int | float) or value % 1 != 0 or abs(value) > MOST:
        raise _fail(where, f"expected a whole number, not {value!r}")
    return int(value)


def _optional_whole(value: Any, where: str) -> int | None:
    return None if value is None else _whole(value, where)


def _number(value: Any, where: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) <= 1e15:
        raise _fail(where, f"expected a number, not {value!r}")
    return float(value)


def _optional_number(value: Any, where: str) -> float | None:
    return None if value is None else _number(value, where)


def _text(value: Any, where: str) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str) or not value:
        raise _fail(where, f"expected a name, not {value!r}")
    return value


def _optional_text(value: Any, where: str) -> str | None:
    return None if value is None else _text(value, where)


def _flag(value: Any, where: str) -> bool:
    if not isinstance(value, bool):
        raise _fail(where, f"expected true or false, not {value!r}")
    return value


def _list(value: Any, where: str) -> Sequence[Any]:
    if not isinstance(value, list):
        raise _fail(where, "expected a list")
    return value


def _object(value: Any, where: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise _fail(where, "expected an object")
    return value


def _windows(value: Any, where: str) -> tuple[Window, ...]:
    result = []
    for pair in _list(value, where):
        if not isinstance(pair, list) or len(pair) != 2:
            raise _fail(where, "a window is a pair [opens, closes]")
        result.append((_whole(pair[0], where), _whole(pair[1], where)))
    return tuple(result)


def _meal(raw: Any, where: str) -> Meal:
    value = _object(raw, where)
    return Meal(
        name=_text(value.get("name"), f"{where}.name"),
        opens=_whole(value.get("opens"), f"{where}.opens"),
        closes=_whole(value.get("closes"), f"{where}.closes"),
        duration=_whole(value.get("duration", 0), f"{where}.duration"),
        choices=tuple(_text(name, f"{where}.choices") for name in _list(value.get("choices", []), f"{where}.choices")),
        pause=_flag(value.get("pause", True), f"{where}.pause"),
    )


def _day(raw: Any, where: str) -> Day:
    value = _object(raw, where)
    meals = _list(value.get("meals", []), f"{where}.meals")
    return Day(
        id=_text(value.get("id"), f"{where}.id"),
        opens=_whole(value.get("opens"), f"{where}.opens"),
        closes=_whole(value.get("closes"), f"{where}.closes"),
        start=_optional_text(value.get("start"), f"{where}.start"),
        end=_optional_text(value.get("end"), f"{where}.end"),
        meals=tuple(_meal(meal, f"{where}.meals[{k}]") for k, meal in enumerate(meals)),
        max_stops=_optional_whole(value.get("max_stops"), f"{where}.max_stops"),
        max_active=_optional_whole(value.get("max_active"), f"{where}.max_active"),
    )


def _stop(raw: Any, where: str) -> Stop:
    value = _object(raw, where)
    windows = value.get("windows")
    return Stop(
        id=_text(value.get("id"), f"{where}.id"),
        service=_whole(value.get("service", 0), f"{where}.service"),
        score=_number(value.get("score", 0), f"{where}.score"),
        cost=_optional_number(value.get("cost"), f"{where}.cost"),
        windows=None
        if windows is None
        else {str(day): _windows(spans, f"{where}.windows") for day, spans in _object(windows, where).items()},
        must=_flag(value.get("must", False), f"{where}.must"),
        day=_optional_text(value.get("day"), f"{where}.day"),
        time=_optional_whole(value.get("time"), f"{where}.time"),
        locked=_flag(value.get("locked", False), f"{where}.locked"),
        category=_optional_text(value.get("category"), f"{where}.category"),
        meal_only=_flag(value.get("meal_only", False), f"{where}.meal_only"),
    )


def _caps(value: Any, where: str) -> dict[str, int]:
    return {str(name): _whole(most, where) for name, most in _object(value, where).items()}


def _present(raw: Any) -> tuple[PresentVisit, ...]:
    visits = []
    for k, route in enumerate(_list(raw, "present")):
        where = f"present[{k}]"
        route = _object(route, where)
        day = _text(route.get("day"), f"{where}.day")
        for entry in _list(route.get("stops"), f"{where}.stops"):
            value = entry if isinstance(entry, dict) else {"id": entry}
            if value.get("id") is None and value.get("meal") is not None:
                continue  # a pause: planned anew
            visits.append(
                PresentVisit(
                    _text(value.get("id"), f"{where}.stops"),
                    day,
                    _optional_whole(value.get("start"), f"{where}.stops"),
                    _optional_text(value.get("meal"), f"{where}.stops"),
                )
            )
    return tuple(visits)


def _travel(raw: Any, nodes: Sequence[Any]) -> Any:
    value = _object(raw, "travel")
    if "seconds" in value:
        rows = _list(value["seconds"], "travel.seconds")
        return [[_whole(cell, "travel.seconds") for cell in _list(row, "travel.seconds")] for row in rows]
    from trips.planning.travel_time import MODES, matrix

    if "mode" not in value and "modes" not in value:
        raise _fail("travel", "expected seconds (a matrix) or mode")
    modes = value.get("modes", [value.get("mode")])
    unknown = [mode for mode in _list(modes, "travel.modes") if mode not in MODES]
    if unknown or not modes:
        raise _fail("travel.mode", f"expected some of {', '.join(MODES)}, not {unknown!r}")
    points = []
    for k, node in enumerate(nodes):
        latitude = _number(node.get("latitude"), f"nodes[{k}].latitude")
        longitude = _number(node.get("longitude"), f"nodes[{k}].longitude")
        if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
            raise _fail(f"nodes[{k}]", "latitude or longitude out of range")
        points.append((latitude, longitude))
    return matrix(points, tuple(modes)).seconds


def _weights(raw: Mapping[str, Any], stops: Sequence[Stop]) -> Weights:
    objective = raw.get("objective", "score")
    if objective not in ("score", "comfort"):
        raise _fail("objective", f"expected score or comfort, not {objective!r}")
    given = raw.get("weights")
    if given is not None:
        value = _object(given, "weights")
        return Weights(
            travel=_number(value.get("travel", 0), "weights.travel"),
            waiting=_number(value.get("waiting", 0), "weights.waiting"),
            balance=_number(value.get("balance", 0), "weights.balance"),
            move=_number(value.get("move", 0), "weights.move"),
            keep=_optional_number(value.get("keep", 0), "weights.keep"),
            late=_number(value.get("late", 0), "weights.late"),
        )
    scores = [stop.score for stop in stops if stop.score > 0]
    if objective == "comfort" and scores:
        return Weights.comfort(sum(scores) / len(scores))
    return Weights()


def problem_from_json(raw: Any) -> Problem:
    """A Problem from decoded JSON. Raises ProblemError with the place of what is wrong."""
    value = _object(raw, "problem")
    nodes = [_object(node, f"nodes[{k}]") for k, node in enumerate(_list(value.get("nodes"), "nodes"))]
    if len(nodes) > MAX_STOPS:
        raise _fail("nodes", f"{len(nodes)}, {MAX_STOPS} are the most")
    days = _list(value.get("days"), "days")
    stops = tuple(_stop(node, f"nodes[{k}]") for k, node in enumerate(nodes))
    iterations = _optional_whole(value.get("iterations"), "iterations")
    time_limit = value.get("time_limit", None if iterations is not None else 1.0)
    return Problem(
        days=tuple(_day(day, f"days[{k}]") for k, day in enumerate(days)),
        stops=stops,
        travel=_travel(value.get("travel"), nodes),
        budget=_optional_number(value.get("budget"), "budget"),
        day_caps=_caps(value.get("day_caps", {}), "day_caps"),
        trip_caps=_caps(value.get("trip_caps", {}), "trip_caps"),
        min_gap=_whole(value.get("min_gap", 0), "min_gap"),
        present=_present(value.get("present", [])),
        max_moves=_optional_whole(value.get("max_moves"), "max_moves"),
        weights=_weights(value, stops),
        seed=_whole(value.get("seed", 1), "seed"),
        time_limit=_optional_number(time_limit, "time_limit"),
        iterations=iterations,
    )


def solution_to_json(solution: Solution) -> dict[str, Any]:
    """A Solution as plain lists and dictionaries."""
    return {
        "routes": [
            {
                "day": route.day,
                "stops": [
                    {"id": visit.stop, "arrive": visit.arrive, "start": visit.start, "leave": visit.leave}
                    | ({"meal": visit.meal} if visit.meal is not None else {})
                    for visit in route.visits
                ],
                "departs": route.departs,
                "returns": route.returns,
                "travel": route.travel,
                "waiting": route.waiting,
            }
            for route in solution.routes
        ],
        "score": _plain(solution.score),
        "cost": _plain(solution.cost),
        "unknown_costs": list(solution.unknown_costs),
        "dropped": [
            {"id": out.stop, "rule": out.rule, "because": out.because} | ({"other": out.other} if out.other else {})
            for out in solution.dropped
        ],
        "unmet_meals": [{"day": meal.day, "meal": meal.meal, "because": meal.because} for meal in solution.unmet_meals],
        "clashes": [{"first": c.first, "second": c.second, "because": c.because} for c in solution.clashes],
        "checked": solution.checked,
        "proven": solution.proven,
        "iterations": solution.iterations,
        "seconds": round(solution.seconds, 4),
    }


def _plain(value: float) -> float | int:
    return int(value) if value == int(value) else round(value, 6)
