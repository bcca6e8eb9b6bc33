"""From a request and a catalogue to a problem ready to solve, and to what was found not to be possible."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from babel.core import UnknownLocaleError
from babel.numbers import get_territory_currencies
from rapidfuzz import fuzz, process

from places.gazetteer import city_among
from trips.planning.catalogue import Place, folded
from trips.planning.clock import DayClock
from trips.planning.estimates import Estimates
from trips.planning.interests import diet_named, interest_named
from trips.planning.itinerary import Alternative, Reason, Unmet
from trips.planning.kinds import kind_of
from trips.planning.money import Rates
from trips.planning.prepare import (
    MealPlan,
    Option,
    Prepared,
    Settings,
    build,
    centre_of,
    find_place,
    make_clocks,
    sight_option,
    sight_pool,
)
from trips.planning.request import MealWish, PlanRequest, RequestError
from trips.planning.scoring import Scored, Taste
from trips.planning.stay import choose_stay
from trips.planning.tables import choose_tables
from trips.planning.travel_time import MatrixProvider
from trips.planning.windows import visit_windows

POOL_BASE, POOL_PER_DAY, POOL_MOST = 30, 12, 110


class UnknownDestinationError(RequestError):
    """The catalogue does not hold the city that was asked for. `cities`: those it holds, the
    largest first.
    """

    def __init__(self, asked: str, cities: Sequence[str]) -> None:
        self.asked, self.cities = asked, tuple(cities)
        known = ", ".join(cities[:8]) or "none yet"
        super().__init__(f"{asked or 'no city'} is not in the catalogue. It has: {known}")


@dataclass(frozen=True, slots=True)
class Drafted:
    """A problem ready to solve, and what was already found not to be possible."""

    prepared: Prepared
    taste: Taste
    places: Sequence[Place]
    unmet: tuple[Unmet, ...]
    musts: tuple[tuple[str, Option], ...]
    heart: tuple[float, float]


def in_destination(catalogue: Sequence[Place], request: PlanRequest) -> tuple[str, list[Place]]:
    """The city's name as the catalogue has it, and its places; UnknownDestinationError where there
    are none.
    """
    counts = Counter(place.city for place in catalogue if place.city)
    cities = [city for city, _ in counts.most_common()]
    if not request.destination:
        if len(cities) == 1:
            return cities[0], list(catalogue)
        if not cities and catalogue:
            return "", list(catalogue)
        raise UnknownDestinationError("", cities)
    named = city_among(request.destination, cities)
    if named is None:
        raise UnknownDestinationError(request.destination, cities)
    names = [city for city in cities if folded(city) == folded(named)]
    return names[0], [place for place in catalogue if place.city in names]


def trip_currency(request: PlanRequest, country: str | None) -> str:
    """The currency of the totals: the traveller's, the budget's, else the country's."""
    if request.currency or request.budget:
        return request.currency or (request.budget.currency if request.budget else "")
    try:
        in_use = get_territory_currencies(country) if country else []
    except UnknownLocaleError:
        in_use = []
    return in_use[0] if in_use else "EUR"


def normalised(request: PlanRequest) -> PlanRequest:
    """The request with diets by their tags' names, and a coffee break a day where coffee is an interest.

    An unknown diet keeps its word, and must be met by such a tag.
    """

    def known(words: Sequence[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(diet_named(word) or folded(word).replace(" ", "_") for word in words))

    meals = tuple(replace(wish, diets=known(wish.diets)) for wish in request.meals)
    interests = [interest_named(word) for word in request.interests]
    wants_coffee = any(interest is not None and interest.name == "coffee" for interest in interests)
    if wants_coffee and not any(wish.name == "coffee" for wish in meals):
        meals = (*meals, MealWish("coffee"))
    return replace(request, diets=known(request.diets), meals=meals)


def draft(
    request: PlanRequest,
    places: Sequence[Place],
    estimates: Estimates,
    settings: Settings,
    provider: MatrixProvider | None = None,
) -> Drafted:
    """Choose what the solver chooses from, and put its problem together."""
    taste = Taste.of(request)
    country = Counter(place.country for place in places if place.country).most_common(1)
    home = country[0][0] if country else None
    timezone = Counter(place.timezone for place in places).most_common(1)[0][0]
    currency = trip_currency(request, home)
    clocks = make_clocks(request, timezone)
    limit = min(POOL_MOST, POOL_BASE + POOL_PER_DAY * len(clocks))
    lodging = request.lodging
    fixed = (lodging.latitude, lodging.longitude)
    near = (fixed[0], fixed[1]) if fixed[0] is not None and fixed[1] is not None else None
    sights = sight_pool(places, taste, clocks, near, limit)
    heart = near or centre_of(sights) or centre_of([Scored(place, 1.0, ()) for place in places])
    if heart is None:
        raise RequestError("the catalogue holds no place to plan with")
    stay, unmet = choose_stay(places, taste, heart, estimates, currency)
    if stay is not None:
        heart = (stay.latitude, stay.longitude)
    options = {option.id: option for option in (sight_option(one, request, estimates, currency) for one in sights)}
    tables, meals = choose_tables(places, taste, clocks, heart, estimates, currency, home)
    options.update(tables)
    musts, more_unmet = _musts(places, taste, options, meals, clocks, estimates, currency)
    budget = float(request.budget.amount) if request.budget else None
    if budget is not None and stay is not None and stay.counted:
        budget = max(0.0, budget - (converted(stay.cost, currency, estimates.rates) or 0.0))
    prepared = build(
        request,
        options,
        meals,
        clocks,
        stay,
        currency,
        home,
        costs={name: converted(option.cost, currency, estimates.rates) for name, option in options.items()},
        budget=budget,
        settings=settings,
        provider=provider,
    )
    return Drafted(prepared, taste, places, (*unmet, *more_unmet), tuple(musts), heart)


def converted(cost: object, currency: str, rates: Rates) -> float | None:
    """A cost in the trip's currency for the solver, which counts without cents' exactness; None where
    unknown.
    """
    money = getattr(cost, "money", None)
    if money is None:
        return None
    changed = rates.convert(money, currency)
    return float(changed.amount) if changed is not None else None


def _musts(
    places: Sequence[Place],
    taste: Taste,
    options: dict[str, Option],
    meals: dict[str, tuple[MealPlan, ...]],
    clocks: Mapping[str, DayClock],
    estimates: Estimates,
    currency: str,
) -> tuple[list[tuple[str, Option]], list[Unmet]]:
    """Mark the must-sees among the options, adding those that are missing; and what is wrong with
    the others.
    """
    found: list[tuple[str, Option]] = []
    unmet: list[Unmet] = []
    for named in taste.request.must_sees:
        place = find_place(places, named) or nearly_named(places, named)
        if place is None:
            unmet.append(Unmet(named, Reason("not_in_catalogue", {"name": named}), None, similar_name(places, named)))
            continue
        if taste.request.needs_wheelchair and place.wheelchair == "no":
            unmet.append(Unmet(place.name, Reason("no_wheelchair", {"name": place.name})))
            continue
        existing = [option for option in options.values() if option.place.id == place.id]
        option = existing[0] if existing else _as_sight(place, taste, estimates, currency)
        if not any(visit_windows(place, clock, option.minutes).windows for clock in clocks.values()):
            alternative = same_kind_open(options, place)
            days = ", ".join(f"{clock.day:%A}" for clock in clocks.values())
            unmet.append(
                Unmet(
                    place.name,
                    Reason("closed_all_days", {"name": place.name, "days": days}),
                    None,
                    alternative,
                )
            )
            continue
        options[option.id] = option = replace(option, must=True, asked=True)
        found.append((named, option))
    return found, unmet


def _as_sight(place: Place, taste: Taste, estimates: Estimates, currency: str) -> Option:
    option = sight_option(taste.score_sight(place), taste.request, estimates, currency)
    return replace(option, scored=replace(option.scored, points=max(10.0, option.scored.points)))


def nearly_named(places: Sequence[Place], named: str) -> Place | None:
    """The place that must be meant by a name with a slip of the pen: nine letters in ten agree, and no other place
    comes as near. None where that is not so.
    """
    likely = [place for place in places if kind_of(place).role not in ("other", "stay")]
    best = process.extract(folded(named), _names(likely), scorer=fuzz.ratio, score_cutoff=85, limit=3)
    others = [score for _, score, key in best if best[0][2][0] != key[0]]
    if not best or best[0][1] < 90 or (others and best[0][1] - others[0] < 4):
        return None
    return likely[best[0][2][0]]


def similar_name(places: Sequence[Place], named: str) -> Alternative | None:
    """The place whose name reads most like `named`, or None when nothing is close."""
    likely = [place for place in places if kind_of(place).role != "other"]
    # Whole names are compared: a scorer of parts finds "Lo&Lo" in "Colosseum".
    best = process.extractOne(folded(named), _names(likely), scorer=fuzz.token_sort_ratio, score_cutoff=75)
    if best is None:
        return None
    place = likely[best[2][0]]
    return Alternative(place.id, place.name, Reason("similar_name", {"name": place.name}))


def _names(places: Sequence[Place]) -> dict[tuple[int, int], str]:
    """The folded names of places, own and English, by the place's position."""
    return {
        (position, which): folded(name)
        for position, place in enumerate(places)
        for which, name in enumerate((place.name, place.name_en))
        if name
    }


def same_kind_open(options: Mapping[str, Option], place: Place) -> Alternative | None:
    """The best other option of a place's kind, or None."""
    alike = [
        option
        for option in options.values()
        if option.place.id != place.id and kind_of(option.place).name == kind_of(place).name
    ]
    if not alike:
        return None
    best = min(alike, key=lambda option: (-option.scored.points, option.id))
    return Alternative(best.place.id, best.place.name, Reason("same_kind", {"kind": kind_of(place).name}))
