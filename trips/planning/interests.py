"""What a traveller's words mean in the catalogue: interests, diets, dislikes.

An interest points at kinds of place, at words in names and tags, and at cuisines. A phrase that nothing here knows
is looked for as it was said.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from trips.planning.catalogue import Place, folded
from trips.planning.cuisines import serves_cuisine
from trips.planning.kinds import kind_named, kind_of


@dataclass(frozen=True, slots=True)
class Interest:
    """One interest: kinds it wants, words it looks for in names and tags, cuisines, and the words that mean
    it. phrase: words that no interest of the table means, looked for as they are.
    """

    name: str
    kinds: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()
    cuisines: frozenset[str] = frozenset()
    synonyms: frozenset[str] = frozenset()
    phrase: str = ""


def _interest(name: str, kinds: str = "", words: str = "", cuisines: str = "", synonyms: str = "") -> Interest:
    return Interest(
        name,
        frozenset(kinds.split()),
        frozenset(word.replace("_", " ") for word in words.split()),
        frozenset(word.replace("_", " ") for word in cuisines.split()),
        frozenset(word.replace("_", " ") for word in f"{name.replace(' ', '_')} {synonyms}".split()),
    )


# fmt: off
INTERESTS: tuple[Interest, ...] = (
    _interest(
        "museums",
        kinds="museum",
        words="museum museo museu museet",
        synonyms="museum exhibitions exhibition museo",
    ),
    _interest(
        "art",
        kinds="gallery arts_centre artwork",
        words="art arte arts taide taidemuseo konst kunst galleria galeria gallery picasso miro ateneum "
              "kiasma",
        synonyms="arts galleries gallery paintings painting contemporary_art modern_art sculpture "
                 "street_art fine_art",
    ),
    _interest(
        "architecture",
        kinds="landmark castle",
        words="casa palau palace palazzo house cathedral modernista gaudi torre tower",
        synonyms="buildings building gaudi modernism art_nouveau modernisme",
    ),
    _interest(
        "churches",
        kinds="place_of_worship",
        words="church kirkko cathedral tuomiokirkko basilica catedral iglesia esglesia",
        synonyms="church cathedrals cathedral religion temples mosques synagogues religious",
    ),
    _interest(
        "parks",
        kinds="park garden pocket_park",
        words="park puisto parc jardi jardins garden",
        synonyms="park gardens garden nature green outdoors green_spaces walks walking "
                 "hiking hikes",
    ),
    _interest(
        "beaches",
        kinds="beach",
        words="beach platja playa ranta",
        synonyms="beach swimming sea seaside",
    ),
    _interest(
        "shopping",
        kinds="marketplace shopping_centre",
        words="market mercat kauppahalli",
        synonyms="shops shop boutiques design_shops souvenirs",
    ),
    _interest(
        "markets",
        kinds="marketplace",
        words="market mercat mercado kauppahalli tori kauppatori",
        synonyms="market food_market market_hall food_markets flea_market flea_markets christmas_markets",
    ),
    _interest(
        "nightlife",
        kinds="bar pub nightclub",
        words="bar",
        synonyms="bars bar pubs pub clubs clubbing drinks beer cocktails party parties wine_bars "
                 "wine night_life",
    ),
    _interest(
        "history",
        kinds="museum monument memorial castle",
        words="history historia historic old memorial roman medieval national",
        synonyms="historic historical heritage old_town ruins archaeology",
    ),
    _interest(
        "views",
        kinds="viewpoint",
        words="mirador view viewpoint tower torre",
        synonyms="view viewpoints viewpoint panorama skyline lookouts lookout sunset photography",
    ),
    _interest(
        "kids",
        kinds="zoo aquarium playground theme_park park",
        words="zoo aquarium children kids lasten science natural toy",
        synonyms="children family families kid family_friendly child_friendly toddlers",
    ),
    _interest(
        "animals",
        kinds="zoo aquarium",
        words="zoo aquarium",
        synonyms="animal zoo zoos wildlife",
    ),
    _interest(
        "monuments",
        kinds="monument memorial",
        words="monument memorial statue muistomerkki",
        synonyms="monument statues memorials statue memorial",
    ),
    _interest(
        "theatre",
        kinds="theatre concert_hall",
        words="theatre teatteri teatro teatre opera",
        synonyms="theater theatres opera ballet plays shows performances",
    ),
    _interest(
        "music",
        kinds="concert_hall",
        words="music musiikki musica concert jazz opera auditori",
        synonyms="concerts concert jazz live_music classical_music",
    ),
    _interest(
        "science",
        words="science ciencies ciencia natural history technology planetarium rahamuseo",
        synonyms="technology natural_history",
    ),
    _interest(
        "design",
        words="design disseny",
        synonyms="fashion",
    ),
    _interest(
        "sports",
        words="sport sports esport stadium olympic camp nou",
        synonyms="sport football stadium",
    ),
    _interest(
        "coffee",
        kinds="cafe",
        words="coffee kahvi kahvila roastery espresso cafe",
        cuisines="coffee_shop",
        synonyms="coffees cafe cafes good_coffee coffee_shops coffee_shop espresso tea",
    ),
    _interest(
        "food",
        kinds="restaurant marketplace",
        words="market",
        synonyms="foodie eating gastronomy restaurants restaurant local_food good_food cuisine dining street_food",
    ),
    _interest(
        "bakeries",
        kinds="bakery",
        words="bakery leipomo konditoria patisserie forn pastisseria",
        synonyms="bakery pastry pastries cakes cinnamon_buns",
    ),
    _interest(
        "sauna",
        kinds="sauna",
        words="sauna spa hammam onsen",
        synonyms="saunas spa spas wellness thermal_baths hot_springs baths",
    ),
    _interest(
        "culture",
        kinds="museum gallery arts_centre theatre concert_hall",
        synonyms="cultural cultural_things culture_and_arts",
    ),
    _interest(
        "literature",
        kinds="library",
        words="library kirjasto biblioteca book books literature",
        synonyms="library libraries books bookshops reading",
    ),
    _interest(
        "film",
        kinds="cinema",
        words="cinema cine kino film",
        synonyms="films cinema cinemas movies movie",
    ),
    _interest(
        "landmarks",
        kinds="landmark attraction castle viewpoint square",
        synonyms="landmark sights sight sightseeing highlights must_see classics attractions main_sights",
    ),
)
# fmt: on

_FILLER = re.compile(
    r"^(?:some|good|great|nice|the|best|a|an|of|local|lots|many|few|cosy|really|very|interesting|famous|and)\s+"
)

# Diets as travellers say them -> the tags that satisfy them. Vegan food satisfies vegetarians, not the
# reverse.
DIETS: dict[str, frozenset[str]] = {
    "vegan": frozenset({"vegan"}),
    "vegetarian": frozenset({"vegetarian", "vegan"}),
    "kosher": frozenset({"kosher"}),
    "halal": frozenset({"halal"}),
    "gluten_free": frozenset({"gluten_free"}),
    "lactose_free": frozenset({"lactose_free", "vegan"}),
    "dairy_free": frozenset({"dairy_free", "vegan"}),
    "pescetarian": frozenset({"pescetarian", "vegetarian", "vegan"}),
    "raw": frozenset({"raw"}),
}
_DIET_WORDS = {
    "plant based": "vegan",
    "plantbased": "vegan",
    "veggie": "vegetarian",
    "veg": "vegetarian",
    "meatless": "vegetarian",
    "coeliac": "gluten_free",
    "celiac": "gluten_free",
    "gluten free": "gluten_free",
    "glutenfree": "gluten_free",
    "lactose free": "lactose_free",
    "dairy free": "dairy_free",
    "pescatarian": "pescetarian",
}


@lru_cache(maxsize=1)
def _by_synonym() -> dict[str, Interest]:
    return {word: interest for interest in reversed(INTERESTS) for word in interest.synonyms}


def interest_named(words: str) -> Interest | None:
    """The interest a phrase means ("good coffee", "museums"), or None."""
    phrase = folded(words)
    while phrase:
        for form in (phrase, phrase.removesuffix("s")):
            if form in _by_synonym():
                return _by_synonym()[form]
        shorter = _FILLER.sub("", phrase)
        if shorter == phrase:
            break
        phrase = shorter
    return None


def understand_interests(phrases: Iterable[str]) -> tuple[tuple[Interest, ...], tuple[str, ...]]:
    """Interests for a traveller's phrases, each once, and the phrases that hold no word.

    What the table does not know is looked for as it is, in names, kinds, tags and cuisines: the catalogue may know it.
    """
    found: dict[str, Interest] = {}
    unknown: list[str] = []
    for phrase in phrases:
        interest = interest_named(phrase) or _as_said(phrase)
        if interest is None:
            unknown.append(phrase)
        else:
            found[interest.name] = interest
    return tuple(found.values()), tuple(unknown)


def _as_said(phrase: str) -> Interest | None:
    wanted = folded(phrase)
    kind = kind_named(wanted)
    kinds = frozenset({kind}) if kind else frozenset()
    return Interest(phrase.strip(), kinds, phrase=wanted) if wanted else None


def _says(place: Place, phrase: str) -> bool:
    """Whether a phrase, or its singular, stands as whole words in what is known of a place."""
    texts = (place.name, place.name_en or "", place.subcategory, *place.tags, *place.cuisine)
    forms = {phrase, phrase.removesuffix("s")}
    return any(f" {form} " in f" {folded(text)} " for text in texts for form in forms)


def diet_named(word: str) -> str | None:
    """The diet a word means ("plant-based" is vegan), or None."""
    phrase = folded(word)
    name = _DIET_WORDS.get(phrase, phrase.replace(" ", "_"))
    return name if name in DIETS else None


def matches(place: Place, interest: Interest) -> bool:
    """Whether a place is what an interest asks for: by its kind, a word of its name or tags, or its
    cuisine.
    """
    if kind_of(place).name in interest.kinds:
        return True
    if interest.cuisines & {folded(cuisine) for cuisine in place.cuisine}:
        return True
    if interest.phrase:
        return kind_of(place).role != "stay" and _says(place, interest.phrase)
    if not interest.words or kind_of(place).role in ("stay", "other"):
        return False
    return bool(interest.words & _words_of(place))


def _words_of(place: Place) -> frozenset[str]:
    texts = (place.name, place.name_en or "", *place.tags)
    return frozenset(word for text in texts for word in folded(text).split())


def satisfies_diet(place: Place, diet: str) -> bool:
    """Whether the place's own tags say that it serves a diet (a restaurant whose cuisine is "vegan" says so
    too).
    """
    tags = {folded(tag).replace(" ", "_") for tag in (*place.diets, *place.cuisine, *place.tags)}
    return bool(DIETS.get(diet, frozenset({diet})) & tags)


def named_in(place: Place, phrase: str) -> bool:
    """Whether a phrase ("churches", "Hard Rock", "sushi") means this place; used for what a
    traveller avoids.
    """
    interest = interest_named(phrase)
    if interest is not None and kind_of(place).name in interest.kinds:
        return True
    wanted = folded(phrase)
    if not wanted:
        return False
    subcategory = folded(place.subcategory)
    if wanted in (subcategory, subcategory + "s") or serves_cuisine(place, wanted):
        return True
    return wanted in folded(place.name) or wanted in folded(place.name_en or "")
