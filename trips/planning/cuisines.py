"""Cuisines as travellers name them, and the tags of tables that serve them."""

from __future__ import annotations

from trips.planning.catalogue import Place, folded

# What a tag says besides itself: a sushi bar is Japanese, and what is Japanese is Asian. Values of OpenStreetMap's
# ``cuisine`` (https://wiki.openstreetmap.org/wiki/Key:cuisine).
KINDS_OF = {
    "italian": frozenset({"pizza", "pasta", "sicilian", "italian pizza"}),
    "japanese": frozenset({"sushi", "ramen", "udon", "teriyaki", "okonomiyaki"}),
    "chinese": frozenset({"dumplings", "dumpling", "sichuan", "hotpot", "dim sum"}),
    "turkish": frozenset({"kebab", "doner"}),
    "american": frozenset({"burger", "diner", "hot dog"}),
    "spanish": frozenset({"tapas", "basque"}),
    "mexican": frozenset({"tex mex", "burrito", "tacos"}),
    "seafood": frozenset({"fish", "fish and chips", "oysters"}),
    "finnish": frozenset({"lapland", "karelian"}),
    "asian": frozenset(
        {"thai", "vietnamese", "korean", "indian", "nepalese", "indonesian", "malaysian", "filipino", "noodle"}
    ),
}
WIDER = {"asian": ("japanese", "chinese")}
# What "local" is in a country, by its ISO 3166 code, besides what says so itself.
LOCAL = {
    "AT": frozenset({"austrian"}),
    "CZ": frozenset({"czech", "bohemian"}),
    "DE": frozenset({"german", "bavarian"}),
    "DK": frozenset({"danish", "nordic", "scandinavian"}),
    "EE": frozenset({"estonian"}),
    "ES": frozenset({"spanish", "catalan", "basque", "tapas"}),
    "FI": frozenset({"finnish", "nordic", "scandinavian", "lapland", "karelian"}),
    "FR": frozenset({"french", "breton"}),
    "GB": frozenset({"british", "english", "scottish", "fish and chips"}),
    "GR": frozenset({"greek"}),
    "IT": frozenset({"italian", "sicilian", "pizza", "pasta"}),
    "JP": frozenset({"japanese", "sushi", "ramen", "udon"}),
    "NO": frozenset({"norwegian", "nordic", "scandinavian"}),
    "PT": frozenset({"portuguese"}),
    "SE": frozenset({"swedish", "nordic", "scandinavian"}),
}
LOCAL_ANYWHERE = frozenset({"local", "regional", "traditional"})


def tags_of(cuisine: str) -> frozenset[str]:
    """The tags that mean a cuisine: its own, those of what is part of it."""
    wanted = folded(cuisine)
    found = {wanted, *KINDS_OF.get(wanted, ())}
    for part in WIDER.get(wanted, ()):
        found |= tags_of(part)
    return frozenset(found)


def serves_cuisine(place: Place, cuisine: str) -> bool:
    """Whether a place's cuisine tags name ``cuisine``, or a part of it; "local" is that of the place's country."""
    wanted = folded(cuisine)
    tags = [folded(tag).replace("_", " ") for tag in place.cuisine]
    if wanted == "local":
        return bool((LOCAL_ANYWHERE | LOCAL.get(place.country or "", frozenset())) & set(tags))
    return any(tag in tags_of(wanted) or wanted in tag.split() for tag in tags)


def cuisines_in(words: str, places: tuple[Place, ...] | list[Place]) -> list[str]:
    """The cuisines that a wish names before "restaurant" or "food", where some table serves each of them.

    Args:
        words: folded, such as "asian restaurant".
        places: of the catalogue.
    """
    *named, last = words.split() or [""]
    if last not in ("restaurant", "restaurants", "food", "meal", "lunch", "dinner", "place", "cuisine"):
        return []
    tags = {folded(tag).replace("_", " ") for place in places for tag in place.cuisine}
    return named if named and all(tags_of(word) & tags for word in named) else []
