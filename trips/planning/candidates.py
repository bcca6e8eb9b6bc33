"""What an added stop may be: the place that was named, or the best of a kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from trips.planning.catalogue import Place, folded
from trips.planning.cuisines import cuisines_in, serves_cuisine
from trips.planning.estimates import Estimates
from trips.planning.interests import diet_named, interest_named, matches, satisfies_diet
from trips.planning.itinerary import Plan, Reason
from trips.planning.kinds import KINDS, kind_of
from trips.planning.prepare import Option, find_place, sight_option, table_option
from trips.planning.scoring import Taste
from trips.planning.travel_time import distance_metres

MOST = 30


def candidates(
    plan: Plan, places: Sequence[Place], estimates: Estimates, wanted: str, at_meal: str | None = None
) -> list[Option]:
    """Options for what was asked, best first: the named place, else places of the kind ("museum", "vegan
    lunch").

    Diets and cuisines among the words must be met by the places' own tags. "lunch" and "dinner" make an option of
    that meal, and so does `at_meal` ("lunch" or "dinner") of a table that is called by its name or its kind.
    """
    taste = Taste.of(plan.request)
    words = folded(wanted).split()
    diets = [diet for word in words if (diet := diet_named(word))]
    rest = " ".join(word for word in words if not diet_named(word)) or ("restaurant" if diets else "")
    meal = rest if rest in ("lunch", "dinner") else None
    rest = "restaurant" if meal or rest == "meal" else rest
    meal = meal or at_meal
    kind = KINDS.get(rest.replace(" ", "_")) or KINDS.get(rest.removesuffix("s").replace(" ", "_"))
    interest = interest_named(rest)
    cuisines = cuisines_in(rest, list(places)) if kind is None and interest is None else []
    kind = KINDS["restaurant"] if cuisines else kind
    named = None if kind is not None or diets else find_place(places, wanted)
    if named is not None and (interest is None or folded(named.name) == folded(wanted)):
        return [_option(plan, named, taste, estimates, (), meal)]
    options = []
    for place in places:
        fits = kind_of(place).name == kind.name if kind else interest is not None and matches(place, interest)
        if not fits or kind_of(place).role in ("stay", "other") or taste.rules_out(place):
            continue
        served = all(serves_cuisine(place, cuisine) for cuisine in cuisines)
        if served and all(satisfies_diet(place, diet) for diet in diets):
            options.append(_option(plan, place, taste, estimates, diets, meal))
    heart = heart_of(plan, places)

    def rank(option: Option) -> tuple[float, str]:
        return -option.scored.points / (1 + distance_metres(heart, option.place.point) / 3000), option.id

    return sorted(options, key=rank)[:MOST]


def _option(
    plan: Plan, place: Place, taste: Taste, estimates: Estimates, diets: Sequence[str] = (), meal: str | None = None
) -> Option:
    """The place as a stop of its own: without a meal's name a table is a stop like any other, at any hour."""
    role = kind_of(place).role
    if role in ("restaurant", "coffee"):
        priced = meal or ("coffee" if role == "coffee" else "lunch")
        scored = taste.score_table(place, diets, (), meal)
        option = table_option(scored, priced, taste.request, estimates, plan.currency)
        option = replace(option, id=place.id, meal=meal)
    else:
        scored = taste.score_sight(place)
        option = sight_option(scored, taste.request, estimates, plan.currency)
    reasons = (Reason("asked_for"), *scored.reasons)
    return replace(option, category=None, scored=replace(scored, reasons=reasons))


def heart_of(plan: Plan, places: Sequence[Place]) -> tuple[float, float]:
    """The stay, else the middle of the plan's stops, else any place."""
    if plan.stay is not None:
        return plan.stay.latitude, plan.stay.longitude
    points = [(stop.latitude, stop.longitude) for stop in plan.stops]
    known = [(lat, lon) for lat, lon in points if lat is not None and lon is not None]
    if not known:
        return places[0].point
    return sum(lat for lat, _ in known) / len(known), sum(lon for _, lon in known) / len(known)
