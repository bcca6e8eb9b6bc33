"""Kinds, interests, diets and the points a place gets for a request."""

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from trips.planning.catalogue import Place
from trips.planning.estimates import CostEstimate, Estimates, cost_of
from trips.planning.interests import diet_named, interest_named, matches, satisfies_diet, understand_interests
from trips.planning.kinds import KINDS, is_chain, kind_of, visit_minutes
from trips.planning.request import Party
from trips.planning.scoring import Taste

from .makers import place, wish

LANGUAGES = Path(__file__).parents[3] / "ai" / "embedded" / "languages"


def test_every_kind_has_sane_figures_and_a_reason() -> None:
    for kind in KINDS.values():
        assert 0 <= kind.minutes <= 240 and kind.draw >= 0 and kind.why
        assert kind.typical[0] < kind.typical[1]


@pytest.mark.parametrize(
    ("subcategory", "category", "expected"),
    [
        ("museum", "attraction", "museum"),
        ("cathedral", "attraction", "place_of_worship"),
        ("Art Gallery", "attraction", "gallery"),
        ("bistro", "restaurant", "restaurant"),
        ("", "attraction", "attraction"),
        ("theatre", "other", "theatre"),
        ("tram_stop", "transport", "other"),
    ],
)
def test_kind_comes_from_subcategory_then_category(subcategory: str, category: str, expected: str) -> None:
    assert kind_of(place("X", subcategory, category=category)).name == expected


def test_visit_minutes_by_pace_children_meal_and_fame() -> None:
    museum = place("Museum")
    assert visit_minutes(museum) == 90
    assert visit_minutes(museum, pace_factor=1.2) == 110
    assert visit_minutes(museum, children=True) == 70
    assert visit_minutes(place("Famous", highlight=True)) == 120
    assert visit_minutes(place("Dom", "place_of_worship", highlight=True)) == 60
    table = place("Table", "restaurant")
    assert (visit_minutes(table, meal="lunch"), visit_minutes(table, meal="dinner", pace_factor=2)) == (
        60,
        90,
    )


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("museums", "museums"),
        ("Museum", "museums"),
        ("good coffee", "coffee"),
        ("some really nice cafés", "coffee"),
        ("Gaudí", "architecture"),
        ("old town", "history"),
        ("street art", "art"),
        ("with kids", None),
        ("kids", "kids"),
        ("sky diving", None),
        ("", None),
    ],
)
def test_words_mean_interests(words: str, name: str | None) -> None:
    found = interest_named(words)
    assert (found.name if found else None) == name


def test_words_that_no_interest_means_are_looked_for_as_they_are() -> None:
    found, unknown = understand_interests(["museums", "sky diving", "museum", "ramen shops", "…"])
    assert [interest.name for interest in found] == ["museums", "sky diving", "ramen shops"]
    assert unknown == ("…",)
    sky, vintage = found[1], understand_interests(["vintage trams"])[0][0]
    assert not matches(place("Sky Bar", "bar"), sky)
    assert matches(place("Helsinki Sky Diving", "attraction"), sky)
    assert matches(place("Depot", "museum", tags=("vintage tram",)), vintage)
    assert not matches(place("Sky Diving Hotel", "hotel"), sky)


def test_most_interests_that_the_grammar_reads_are_kinds_of_places() -> None:
    """What is none (sailing, anime) is looked for as it was said."""
    with (LANGUAGES / "en" / "words_taste.toml").open("rb") as words:
        read = set(tomllib.load(words)["interest"])
    common = {
        "museums",
        "art",
        "coffee",
        "sauna",
        "literature",
        "film",
        "bakeries",
        "culture",
        "nature",
        "wine",
        "hiking",
    }
    assert common <= read
    assert [name for name in sorted(common) if interest_named(name) is None] == []
    assert all(understand_interests([name])[0] for name in read)


@pytest.mark.parametrize(
    ("word", "diet"),
    [("vegan", "vegan"), ("plant-based", "vegan"), ("Gluten-free", "gluten_free"), ("keto", None)],
)
def test_words_mean_diets(word: str, diet: str | None) -> None:
    assert diet_named(word) == diet


def test_vegan_food_satisfies_vegetarians_and_not_the_reverse() -> None:
    vegan = place("A", "restaurant", diets=("vegan",))
    vegetarian = place("B", "restaurant", diets=("vegetarian",))
    silent = place("Vegan Joe", "restaurant")
    assert satisfies_diet(vegan, "vegetarian") and satisfies_diet(vegan, "vegan")
    assert not satisfies_diet(vegetarian, "vegan")
    assert not satisfies_diet(silent, "vegan")  # a name is not a tag
    assert satisfies_diet(place("C", "restaurant", cuisine=("vegan",)), "vegan")


def test_interest_matches_kind_name_and_cuisine() -> None:
    coffee, art = interest_named("coffee"), interest_named("art")
    assert coffee and art
    assert matches(place("Robert", "cafe"), coffee)
    assert matches(place("Paahtimo", "restaurant", cuisine=("coffee shop",)), coffee)
    assert matches(place("Designmuseo ja taide", "museum"), art)
    assert not matches(place("Rahamuseo", "museum"), art)


def points(one: Place, **more: Any) -> float:
    return Taste.of(wish(**more)).score_sight(one).points


def test_notable_places_outrank_street_art_whatever_else() -> None:
    works = [place(f"Work {n}", "artwork", opening_hours="24/7") for n in range(3)]
    for subcategory in ("museum", "gallery", "place_of_worship", "viewpoint", "park"):
        assert points(place("N", subcategory, opening_hours="10:00-18:00")) > 3 * max(points(work) for work in works)
    assert points(place("N", "memorial", wikidata="Q1")) > points(works[0])


def test_interest_raises_what_was_asked_for_over_what_was_not() -> None:
    museum, church = place("M"), place("C", "place_of_worship", wikidata="Q1")
    assert points(museum, interests=("churches",)) < points(church, interests=("churches",))
    assert points(museum, interests=("museums",)) > points(church, interests=("museums",))
    assert points(museum, interests=("coffee",)) == points(museum)  # coffee says nothing about sights


def test_known_hours_decide_only_between_equals() -> None:
    with_hours = place("A", opening_hours="10:00-18:00")
    assert points(with_hours) > points(place("B"))
    assert points(with_hours) < points(place("C", wikidata="Q1"))


def test_restaurant_outranks_fast_food_and_chains() -> None:
    taste = Taste.of(wish())

    def table(name: str, subcategory: str) -> float:
        return taste.score_table(place(name, subcategory), (), ()).points

    assert table("Ravintola", "restaurant") > 2 * table("Kebab", "fast_food") > 2 * table("Hesburger", "fast_food")
    assert is_chain(place("McDonald's Kamppi", "restaurant"))
    assert not is_chain(place("Picnicum", "cafe"))


def test_cuisine_and_diet_give_their_reasons() -> None:
    taste = Taste.of(wish())
    scored = taste.score_table(place("A", "restaurant", cuisine=("sushi",), diets=("vegan",)), ("vegan",), ("sushi",))
    assert [reason.code for reason in scored.reasons] == ["diet", "cuisine"]


@pytest.mark.parametrize(
    ("one", "request_fields", "ruled_out"),
    [
        (place("Bar", "bar"), {"avoid": ("nightlife",)}, True),
        (place("Hard Rock Cafe", "restaurant"), {"avoid": ("hard rock",)}, True),
        (place("Sushi", "restaurant", cuisine=("sushi",)), {"avoid": ("sushi",)}, True),
        (place("Museum"), {"avoid": ("museums",)}, True),
        (place("Museum"), {"avoid": ("churches",)}, False),
        (place("Steps", wheelchair="no"), {"accessibility": ("wheelchair",)}, True),
        (place("Steps", wheelchair="no"), {}, False),
        (place("Unclear"), {"accessibility": ("wheelchair",)}, False),
    ],
)
def test_what_is_ruled_out(one: Place, request_fields: dict[str, Any], ruled_out: bool) -> None:
    assert Taste.of(wish(**request_fields)).rules_out(one) is ruled_out


def test_wheelchair_known_outranks_unknown() -> None:
    yes, unknown = place("A", wheelchair="yes"), place("B")
    assert points(yes, accessibility=("wheelchair",)) > 2 * points(unknown, accessibility=("wheelchair",))


def test_names_tell_what_a_mere_attraction_is() -> None:
    kinds = {
        "Kauppatori": "square",
        "La Plaça Reial": "square",
        "Helsingin tuomiokirkko": "place_of_worship",
        "Carrer de les Monges": "street",
        "Casa de la Plaça Vella": "attraction",
        "Linnanmäki": "attraction",
    }
    assert {name: kind_of(place(name, "attraction")).name for name in kinds} == kinds
    assert kind_of(place("Varsapuistikko", "park")).name == "pocket_park"
    assert kind_of(place("Esplanadinpuisto", "park")).name == "park"


def test_squares_are_not_priced_as_ticketed_attractions() -> None:
    prices = Estimates((CostEstimate("attraction", Decimal(8), "EUR", country="FI"),))
    cost = cost_of(place("Senaatintori", "attraction"), Party(2), prices, "EUR")
    assert cost.money is not None and cost.money.amount == 0
    cathedral = cost_of(place("Helsingin tuomiokirkko", "attraction"), Party(2), prices, "EUR")
    assert cathedral.status == "unknown"


def test_hairdresser_that_calls_itself_a_gallery_ranks_below_a_little_park() -> None:
    salon = points(place("Konst Hair & Gallery", "gallery", website="http://salon.example"))
    assert salon < points(place("Varsapuistikko", "park"))
    assert salon < points(place("Galleria", "gallery", opening_hours="12:00-17:00"))
    assert points(place("Galleria", "gallery")) < points(place("Puisto", "park"))


@pytest.mark.parametrize(
    ("word", "fee"), [("yes", True), (True, True), ("no", False), (False, False), ("donation", None), (None, None)]
)
def test_only_a_plain_yes_or_no_says_whether_entry_costs(word: object, fee: bool | None) -> None:
    row = {"id": "a", "name": "A", "category": "attraction", "latitude": 60.17, "longitude": 24.94, "fee": word}
    assert Place.from_row(row).fee is fee
