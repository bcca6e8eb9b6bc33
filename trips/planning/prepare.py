"""From a request and a catalogue to the solver's problem: what may be visited, when, and what it is worth."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from math import exp

from trips.planning import optimise
from trips.planning.catalogue import Place, folded
from trips.planning.clock import DayClock
from trips.planning.estimates import Estimates, cost_of
from trips.planning.itinerary import Stay, StopKind
from trips.planning.kinds import kind_of, visit_minutes
from trips.planning.money import Cost
from trips.planning.request import PlanRequest
from trips.planning.scoring import Scored, Taste
from trips.planning.travel_time import Estimator, Matrix, MatrixProvider, distance_metres
from trips.planning.windows import MEAL_MINUTES, visit_windows

STAY_ID = "stay"


@dataclass(frozen=True, slots=True)
class PaceFigures:
    """What a pace means: sights a day, hours on one's feet, when the day starts, how long one lingers."""

    max_stops: int
    max_active_hours: float
    day_start: time
    lingering: float


PACES: dict[str, PaceFigures] = {
    "relaxed": PaceFigures(4, 6.5, time(10, 0), 1.2),
    "normal": PaceFigures(6, 9.0, time(9, 30), 1.0),
    "packed": PaceFigures(9, 11.5, time(9, 0), 0.85),
}
DAY_END = time(22, 45)
TRAVEL = 0.7  # mean sights that an hour on the way costs
LATE = 0.3  # and an idle hour before the first stop: more than one later on, which a longer visit may fill


@dataclass(frozen=True, slots=True)
class Option:
    """One thing the solver may choose: a place in a role.

    must: stays in the plan. asked: the traveller named it. booked_at: start in the day's seconds, not to
    move. any_hours: its opening hours are not to be asked. private: no place of the catalogue.
    """

    id: str
    place: Place
    kind: StopKind
    minutes: int
    scored: Scored
    cost: Cost
    meal: str | None = None
    must: bool = False
    pinned_day: date | None = None
    booked_at: int | None = None
    locked: bool = False
    category: str | None = None
    any_hours: bool = False
    asked: bool = False
    private: bool = False


@dataclass(frozen=True, slots=True)
class MealPlan:
    """A meal of one day: its band in seconds, the options that can serve it, and whether a pause may stand
    in.
    """

    name: str
    opens: int
    closes: int
    minutes: int
    choices: tuple[str, ...]
    pause: bool


@dataclass(frozen=True, slots=True)
class Prepared:
    """The problem and what is needed to read its solution."""

    request: PlanRequest
    country: str | None
    currency: str
    clocks: Mapping[str, DayClock]
    options: Mapping[str, Option]
    matrix: Matrix
    index: Mapping[str, int]
    stay: Stay | None
    meals: Mapping[str, tuple[MealPlan, ...]]
    problem: optimise.Problem


@dataclass(frozen=True, slots=True)
class Settings:
    """How hard and from what the solver works.

    iterations: rounds; time_limit: CPU seconds, None = rounds alone. day_starts: overrides the request's.
    any_pace: the pace's limits do not hold (an edit by hand may fill a day). gap: seconds kept free on every way
    between two stops, so that starts can be put on five-minute marks (`rhythm`).
    """

    iterations: int | None = 6000
    time_limit: float | None = None
    present: tuple[optimise.PresentVisit, ...] = ()
    max_moves: int | None = None
    keep: float | None = 0.0
    move_weight: float = 0.2
    trip_caps: Mapping[str, int] = field(default_factory=dict)
    day_starts: Mapping[date, time] = field(default_factory=dict)
    any_pace: bool = False
    gap: int = 0


def day_id(day: date) -> str:
    """The solver's name of a day."""
    return day.isoformat()


def centre_of(scored: Sequence[Scored]) -> tuple[float, float] | None:
    """The place among the best fifteen that is closest to the others, weighted by points: the heart of the
    trip.
    """
    best = sorted(scored, key=lambda one: (-one.points, one.place.id))[:15]
    if not best:
        return None

    def far(one: Scored) -> float:
        return sum(other.points * distance_metres(one.place.point, other.place.point) for other in best)

    return min(best, key=lambda one: (far(one), one.place.id)).place.point


def sight_pool(
    catalogue: Iterable[Place],
    taste: Taste,
    clocks: Mapping[str, DayClock],
    near: tuple[float, float] | None,
    limit: int,
) -> list[Scored]:
    """The sights worth choosing from, best first: points, less for what is far from the heart of the trip.

    What is closed on every day of the trip is not among them.
    """
    evening_wanted = any(interest.name in ("nightlife", "theatre", "music") for interest in taste.interests)
    scored = []
    for place in catalogue:
        role = kind_of(place).role
        if role != "sight" and not (role == "evening" and evening_wanted):
            continue
        if taste.rules_out(place):
            continue
        one = taste.score_sight(place)
        if one.points >= 5 or any(reason.code == "interest" for reason in one.reasons):
            scored.append(one)
    near = near or centre_of(scored)
    if near is None:
        return []
    heart = near

    def rank(one: Scored) -> tuple[float, str]:
        beyond = max(0.0, distance_metres(heart, one.place.point) - 1500)
        return -one.points * exp(-beyond / 6000), one.place.id

    kept: list[Scored] = []
    crowd: dict[str, int] = {}
    told: set[str] = set()
    for one in sorted(scored, key=rank):
        kind = kind_of(one.place)
        # A hundred museums are no choice where a day takes three: leave room for what else there is.
        most = 4 + 3 * kind.day_cap * len(clocks) if kind.day_cap is not None else limit
        if crowd.get(kind.group, 0) >= most:
            continue
        if one.place.wikidata and one.place.wikidata in told:
            continue  # the same sight once more: a crypt, a courtyard
        if any(visit_windows(one.place, clock, kind.minutes).windows for clock in clocks.values()):
            kept.append(one)
            told.add(one.place.wikidata or "")
            crowd[kind.group] = crowd.get(kind.group, 0) + 1
        if len(kept) == limit:
            break
    return kept


def make_clocks(request: PlanRequest, timezone: str) -> dict[str, DayClock]:
    """A clock for every day of the trip."""
    return {day_id(day): DayClock(day, timezone) for day in request.dates}


def sight_option(one: Scored, request: PlanRequest, estimates: Estimates, currency: str) -> Option:
    """A sight as an option."""
    kind = kind_of(one.place)
    minutes = visit_minutes(one.place, pace_factor=PACES[request.pace].lingering, children=bool(request.party.children))
    role: StopKind = "evening" if kind.role == "evening" else "sight"
    cost = cost_of(one.place, request.party, estimates, currency)
    return Option(one.place.id, one.place, role, minutes, one, cost, category=kind.group)


def table_option(one: Scored, meal: str, request: PlanRequest, estimates: Estimates, currency: str) -> Option:
    """A restaurant or café as an option for a meal. Its category lets one place serve only once in a trip."""
    minutes = MEAL_MINUTES["coffee"] if meal == "coffee" else visit_minutes(one.place, meal=meal)
    role: StopKind = "coffee" if meal == "coffee" else "meal"
    cost = cost_of(one.place, request.party, estimates, currency, meal=meal)
    name = f"{meal}|{one.place.id}"
    return Option(name, one.place, role, minutes, one, cost, meal=meal, category=f"place:{one.place.id}")


def windows_by_day(option: Option, clocks: Mapping[str, DayClock]) -> dict[str, tuple[tuple[int, int], ...]] | None:
    """The solver's windows of an option; None where its hours are not to be asked (a booking, a private
    address).
    """
    if option.any_hours:
        return None
    found = {name: visit_windows(option.place, clock, option.minutes).windows for name, clock in clocks.items()}
    return {name: windows for name, windows in found.items() if windows}


def _named_apart(meals: Sequence[MealPlan]) -> list[tuple[str, MealPlan]]:
    """A day's meals under names of their own: who moves a lunch to a day that has one eats there twice."""
    seen: Counter[str] = Counter()
    named = []
    for meal in meals:
        seen[meal.name] += 1
        named.append((meal.name if seen[meal.name] == 1 else f"{meal.name} {seen[meal.name]}", meal))
    return named


def build(
    request: PlanRequest,
    options: Mapping[str, Option],
    meals: Mapping[str, tuple[MealPlan, ...]],
    clocks: Mapping[str, DayClock],
    stay: Stay | None,
    currency: str,
    country: str | None,
    *,
    costs: Mapping[str, float | None],
    budget: float | None,
    settings: Settings,
    provider: MatrixProvider | None = None,
) -> Prepared:
    """Put the solver's problem together. `costs`: each option's cost in the trip's currency, None
    unknown.
    """
    pace = PACES[request.pace]
    ids = list(options)
    points = [options[name].place.point for name in ids]
    stops = [_solver_stop(options[name], clocks, costs[name]) for name in ids]
    if stay is not None:
        stops.append(optimise.Stop(id=STAY_ID))
        points.append((stay.latitude, stay.longitude))
    provider = provider or Estimator(comfortable_walk_minutes=request.walk_limit_minutes or 25)
    matrix = provider.matrix(points, request.modes)
    end = request.day_end or DAY_END
    days = tuple(
        optimise.Day(
            id=name,
            opens=clock.seconds_of(settings.day_starts.get(clock.day) or request.day_start or pace.day_start),
            closes=clock.seconds_of(end),
            start=STAY_ID if stay else None,
            end=STAY_ID if stay else None,
            meals=tuple(
                optimise.Meal(called, meal.opens, meal.closes, meal.minutes * 60, meal.choices, meal.pause)
                for called, meal in _named_apart(meals[name])
            ),
            max_stops=None if settings.any_pace else pace.max_stops,
            max_active=None if settings.any_pace else round(pace.max_active_hours * 3600),
        )
        for name, clock in clocks.items()
    )
    best = sorted((stop.score for stop in stops if not stop.meal_only), reverse=True)
    best = best[: max(1, pace.max_stops * len(days))]
    mean = sum(best) / len(best) if best else 0.0
    group_caps = {
        kind.group: kind.day_cap
        for kind in (kind_of(option.place) for option in options.values())
        if kind.day_cap is not None
    }
    once = {option.category: 1 for option in options.values() if option.category and option.meal}
    problem = optimise.Problem(
        days=days,
        stops=tuple(stops),
        travel=matrix.seconds,
        budget=budget,
        day_caps=group_caps,
        trip_caps={**once, **settings.trip_caps},
        min_gap=settings.gap,
        present=settings.present,
        max_moves=settings.max_moves,
        weights=optimise.Weights(
            travel=TRAVEL * mean,
            waiting=0.25 * mean,
            balance=0.1 * mean,
            late=LATE * mean,
            move=settings.move_weight * mean,
            keep=settings.keep,
        ),
        seed=request.seed,
        time_limit=settings.time_limit,
        iterations=settings.iterations,
    )
    index = {stop.id: position for position, stop in enumerate(stops)}
    return Prepared(request, country, currency, clocks, options, matrix, index, stay, meals, problem)


def _solver_stop(option: Option, clocks: Mapping[str, DayClock], cost: float | None) -> optimise.Stop:
    return optimise.Stop(
        id=option.id,
        service=option.minutes * 60,
        score=round(option.scored.points, 3),
        cost=cost,
        windows=windows_by_day(option, clocks),
        must=option.must,
        day=day_id(option.pinned_day) if option.pinned_day else None,
        time=option.booked_at,
        locked=option.locked,
        category=option.category,
        meal_only=option.meal is not None,
    )


def find_place(catalogue: Sequence[Place], named: str) -> Place | None:
    """The place with this id, else this name; of several the notable one, of those the first by id."""
    wanted = folded(named)
    by_rank: list[tuple[int, int, str, Place]] = []
    for place in catalogue:
        if place.id == named:
            return place
        names = [folded(name) for name in (place.name, place.name_en) if name]
        if wanted and wanted in names:
            closeness = 0
        elif wanted and any(f" {wanted} " in f" {name} " for name in names):
            closeness = 1
        else:
            continue
        unnoted = 0 if place.highlight or place.wikidata or kind_of(place).name == "museum" else 1
        by_rank.append((closeness, unnoted, place.id, place))
    return min(by_rank, key=lambda row: row[:3])[3] if by_rank else None
