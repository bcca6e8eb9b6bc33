"""What each kind of place is to a visitor: its role, how long one stays, how much it draws.

Every figure is a documented default of ours, reasoned rather than measured. They are data: change them here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from functools import lru_cache
from typing import Literal

from trips.planning.catalogue import Place, folded

Role = Literal["sight", "restaurant", "coffee", "evening", "stay", "other"]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of place.

    minutes: length of a visit. draw: how much a visitor without stated interests wants it (points, a museum
    is 60). typical: hours assumed where the place's own are unknown (shown as such). free: seen from public
    ground, so it costs nothing. group: what counts as "the same again" for variety. day_cap: most of the
    group on one day.
    """

    name: str
    role: Role
    minutes: int
    draw: float
    typical: tuple[time, time]
    group: str
    why: str
    free: bool = False
    outdoors: bool = False
    day_cap: int | None = None
    last_admission_minutes: int = 0


_DAY = (time(10), time(17))
_LIGHT = (time(8), time(20))
_MEALS = (time(11, 30), time(21))
_CAFE = (time(9), time(17))
_EVENING = (time(18), time(23, 30))


def _kind(
    name: str, role: Role, minutes: int, draw: float, typical: tuple[time, time], why: str, **more: object
) -> Kind:
    return Kind(name, role, minutes, draw, typical, str(more.pop("group", name)), why, **more)  # type: ignore[arg-type]


# fmt: off
_ROWS = (
    _kind("museum", "sight", 90, 60, _DAY, "collections take an hour and a half before attention fades",
          day_cap=2, last_admission_minutes=45),
    _kind("gallery", "sight", 40, 26, (time(11), time(17)), "a few rooms", group="art", day_cap=2,
          last_admission_minutes=15),
    _kind("arts_centre", "sight", 45, 26, (time(11), time(17)), "one exhibition", group="art", day_cap=2,
          last_admission_minutes=15),
    _kind("place_of_worship", "sight", 30, 34, _DAY, "a look inside and around", group="church", day_cap=2),
    _kind("viewpoint", "sight", 25, 42, _LIGHT, "the view and the pictures", free=True, outdoors=True,
          day_cap=2),
    _kind("castle", "sight", 90, 58, _DAY, "as long as a museum", group="landmark", day_cap=3,
          last_admission_minutes=45),
    _kind("attraction", "sight", 40, 34, _DAY, "varies; forty minutes is the middle", group="landmark",
          day_cap=3),
    _kind("landmark", "sight", 35, 32, _DAY, "the building and its surroundings", day_cap=3),
    _kind("square", "sight", 20, 28, _LIGHT, "once around", free=True, outdoors=True, day_cap=2),
    _kind("street", "sight", 15, 10, _LIGHT, "once along", free=True, outdoors=True, group="landmark", day_cap=3),
    _kind("park", "sight", 30, 26, _LIGHT, "one stroll through", free=True, outdoors=True, day_cap=2),
    _kind("pocket_park", "sight", 15, 8, _LIGHT, "a bench and some trees", free=True, outdoors=True, group="park",
          day_cap=2),
    _kind("garden", "sight", 40, 28, _LIGHT, "one stroll through", group="park", outdoors=True,
          day_cap=2),
    _kind("beach", "sight", 75, 26, _LIGHT, "long enough to sit down", free=True, outdoors=True,
          day_cap=1),
    _kind("marketplace", "sight", 40, 34, (time(9), time(16)), "a walk along the stalls", group="market",
          day_cap=1),
    _kind("monument", "sight", 15, 18, _LIGHT, "seen from outside", free=True, outdoors=True,
          group="monument", day_cap=2),
    _kind("memorial", "sight", 10, 7, _LIGHT, "one statue or plaque", free=True, outdoors=True,
          group="monument", day_cap=2),
    _kind("artwork", "sight", 10, 4, _LIGHT, "one work in the street", free=True, outdoors=True,
          group="street art", day_cap=1),
    _kind("zoo", "sight", 150, 36, _DAY, "a round takes half a day", outdoors=True, day_cap=1,
          last_admission_minutes=60),
    _kind("aquarium", "sight", 90, 38, _DAY, "as long as a museum", group="zoo", day_cap=1,
          last_admission_minutes=60),
    _kind("theme_park", "sight", 240, 36, _DAY, "a day out", outdoors=True, group="zoo", day_cap=1,
          last_admission_minutes=60),
    _kind("playground", "sight", 45, 2, _LIGHT, "children decide", free=True, outdoors=True, group="kids",
          day_cap=1),
    _kind("shopping_centre", "sight", 60, 8, (time(10), time(19)), "a round of the shops", group="shopping",
          free=True, day_cap=1),
    _kind("library", "sight", 40, 12, (time(9), time(19)), "a look at the building and its books", free=True,
          day_cap=1),
    _kind("sauna", "sight", 120, 14, (time(14), time(21)), "warm up and cool down more than once", day_cap=1,
          last_admission_minutes=90),
    _kind("theatre", "evening", 150, 16, _EVENING, "one performance", day_cap=1),
    _kind("concert_hall", "evening", 120, 16, _EVENING, "one concert", group="theatre", day_cap=1),
    _kind("cinema", "evening", 130, 6, _EVENING, "one film", group="theatre", day_cap=1),
    _kind("nightclub", "evening", 120, 8, (time(21), time(23, 59)), "two hours out", group="nightlife",
          day_cap=1),
    _kind("casino", "evening", 90, 4, _EVENING, "an hour and a half", group="nightlife", day_cap=1),
    _kind("events_venue", "evening", 120, 6, _EVENING, "one event", group="theatre", day_cap=1),
    _kind("bar", "evening", 60, 14, _EVENING, "a drink or two", group="nightlife", day_cap=1),
    _kind("pub", "evening", 60, 12, _EVENING, "a drink or two", group="nightlife", day_cap=1),
    _kind("restaurant", "restaurant", 60, 30, _MEALS, "served at the table; dinner takes half an hour more",
          group="meal"),
    _kind("fast_food", "restaurant", 30, 8, _MEALS, "at the counter", group="meal"),
    _kind("food_court", "restaurant", 40, 12, _MEALS, "at the counter", group="meal"),
    _kind("cafe", "coffee", 40, 20, _CAFE, "a cup and a cake", group="coffee"),
    _kind("bakery", "coffee", 25, 10, _CAFE, "something to go with it", group="coffee"),
    _kind("ice_cream", "coffee", 20, 8, (time(11), time(19)), "one in the hand", group="coffee"),
    _kind("hotel", "stay", 0, 0, (time(0), time(23, 59)), "where one sleeps"),
    _kind("hostel", "stay", 0, 0, (time(0), time(23, 59)), "where one sleeps"),
    _kind("guest_house", "stay", 0, 0, (time(0), time(23, 59)), "where one sleeps"),
    _kind("apartment", "stay", 0, 0, (time(0), time(23, 59)), "where one sleeps"),
    _kind("other", "other", 30, 0, _DAY, "nothing known about it"),
)
# fmt: on

KINDS: dict[str, Kind] = {kind.name: kind for kind in _ROWS}

_ALIASES = {
    "church": "place_of_worship",
    "cathedral": "place_of_worship",
    "chapel": "place_of_worship",
    "mosque": "place_of_worship",
    "synagogue": "place_of_worship",
    "temple": "place_of_worship",
    "art_gallery": "gallery",
    "market": "marketplace",
    "mall": "shopping_centre",
    "department_store": "shopping_centre",
    "coffee_shop": "cafe",
    "music_venue": "concert_hall",
    "fort": "castle",
    "palace": "castle",
    "ruins": "landmark",
    "archaeological_site": "landmark",
    "statue": "memorial",
    "motel": "hotel",
    "biergarten": "pub",
    "nature_reserve": "park",
    "plaza": "square",
    "spa": "sauna",
    "public_bath": "sauna",
}
_BY_CATEGORY = {"restaurant": "restaurant", "attraction": "attraction", "accommodation": "hotel"}
# What a source calls just an attraction, a landmark or a park often says in its name what it is; squares, streets
# and churches must not be priced as ticketed sights. Words of the name, "*word" where it ends compounds.
_VAGUE = frozenset({"attraction", "landmark"})
_SAYS_WHAT: tuple[tuple[str, str], ...] = (
    ("place_of_worship", "church cathedral basilica chapel *kirkko *kappeli catedral esglesia iglesia parroquia duomo"),
    ("square", "square *tori *aukio placa plaza piazza"),
    ("street", "carrer avinguda passeig rambla passatge street *katu"),
)
_SMALL_PARK = "*puistikko *skvaari jardinets"
_AMUSEMENTS = "atraccions atracciones amusement divertimenti *huvipuisto"


@lru_cache(maxsize=65_536)
def _says(words: str, names: tuple[str, ...]) -> bool:
    """Whether one of the names holds one of the words; streets and squares only where they begin or end it."""
    for name in names:
        parts = folded(name).split()
        for word in words.split():
            if word in parts or (word[0] == "*" and any(part.endswith(word[1:]) for part in parts)):
                return True
    return False


def _named_kind(place: Place, name: str) -> str:
    names = (place.name, place.name_en or "")
    if name == "park" and _says(_AMUSEMENTS, names):
        return "theme_park"
    if name == "park":
        return "pocket_park" if not place.highlight and _says(_SMALL_PARK, names) else name
    first_and_last = tuple(" ".join(_ends(one)) for one in names)
    for kind, words in _SAYS_WHAT:
        if _says(words, names if kind == "place_of_worship" else first_and_last):
            return kind
    return name


def _ends(name: str) -> list[str]:
    """The first word of a name, articles left out, and the last."""
    parts = [part for part in folded(name).split() if part not in ("la", "el", "les", "els", "the", "l")]
    return [*parts[:1], *parts[-1:]]


def kind_named(words: str) -> str | None:
    """The name of the kind that words mean ("playgrounds", "a church"), or None."""
    name = folded(words).replace(" ", "_")
    for form in (name, name.removesuffix("s"), name.removesuffix("es")):
        found = _ALIASES.get(form, form)
        if found in KINDS and found != "other":
            return found
    return None


def kind_of(place: Place) -> Kind:
    """The kind of a place, from its subcategory (where that says little, also from its name), else from its
    category.
    """
    subcategory = folded(place.subcategory).replace(" ", "_")
    name = _ALIASES.get(subcategory, subcategory)
    if name not in KINDS:
        name = _BY_CATEGORY.get(place.category, "other")
    if name in _VAGUE or name == "park":
        name = _named_kind(place, name)
    return KINDS[name]


def visit_minutes(place: Place, *, meal: str | None = None, pace_factor: float = 1.0, children: bool = False) -> int:
    """How long a party stays, in whole minutes, rounded to five.

    A highlight is given a third more than its kind (a church twice as long: one came for it), a museum with an
    entry in Wikidata a fifth. Children shorten indoor visits of an hour and more by a quarter. Dinner at a table
    takes half an hour longer than lunch. Meals do not depend on the pace.
    """
    kind = kind_of(place)
    minutes = float(kind.minutes)
    if kind.role == "restaurant":
        return kind.minutes + (30 if meal == "dinner" and kind.name == "restaurant" else 0)
    if kind.role == "coffee":
        return kind.minutes
    if place.highlight and minutes >= 30:
        minutes *= 2 if kind.group == "church" else 4 / 3
    elif kind.name == "museum" and place.wikidata:
        minutes *= 1.2
    if children and minutes >= 60 and not kind.outdoors:
        minutes *= 0.75
    return max(5, 5 * round(minutes * pace_factor / 5))


def is_notable(place: Place) -> bool:
    """Whether somebody outside the map thought the place worth an entry."""
    return place.highlight or place.wikidata is not None


# Chains of the quick counter, by folded name: eating there is no reason to travel. A short list of world-wide
# ones and those of the cities that come with the demo; the rest is told by the subcategory "fast_food".
CHAINS = frozenset(
    (
        "mcdonald s, burger king, subway, kfc, hesburger, pizza hut, domino s pizza, domino s, taco bell, "
        "starbucks, starbucks coffee, espresso house, dunkin, dunkin coffee, five guys, picnic, kotipizza, "
        "rax, unicafe, pans company, telepizza, vips, tgi fridays, hard rock cafe, robert s coffee, wayne s "
        "coffee, burger king kungen, costa coffee "
    )
    .strip()
    .split(", ")
)


# Trades that call themselves a gallery or a museum: nobody travels to a hairdresser.
_TRADES = "hair salon barber nails tattoo beauty kampaamo parturi peluqueria shop store boutique"


def is_trade(place: Place) -> bool:
    """Whether a sight's name says that it is a shop or a salon."""
    return kind_of(place).group in ("art", "museum") and _says(_TRADES, (place.name, place.name_en or ""))


def is_chain(place: Place) -> bool:
    """Whether a place carries the name of a fast-food or coffee chain."""
    name = folded(place.name)
    return any(name == chain or name.startswith(f"{chain} ") for chain in CHAINS)
