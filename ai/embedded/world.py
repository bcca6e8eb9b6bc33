"""The world's large cities: what there is to go to where no catalogue is asked."""

from __future__ import annotations

from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from ai.embedded.language import load_language
from ai.embedded.types import City
from places import gazetteer

# People in a city that is known by its name alone. Smaller ones share theirs with ordinary words.
LARGE = 100_000
SHORTEST = 4


@lru_cache(maxsize=4)
def large_cities(language: str) -> tuple[City, ...]:
    """Cities of ``LARGE`` people and more; names that are also ordinary words of the language are left out."""
    known = load_language(language)
    words = known.known_words - known.known_words_that_are_cities
    names: dict[str, City] = {}
    for city in gazetteer.all_cities():
        if city.population >= LARGE and len(city.name) >= SHORTEST and city.name.casefold() not in words:
            names.setdefault(city.name, City(city.name, (), city.country))
    return tuple(names.values())


def town_called(name: str, *, least: int = 0) -> City | None:
    """The most populous town of the gazetteer (15,000 people and more) of exactly this name.

    Args:
        least: people that it has to have.
    """
    found = gazetteer.find_city(name) or _by_another_name(name)
    return City(found.name, (), found.country) if found is not None and found.population >= least else None


def _by_another_name(name: str) -> gazetteer.City | None:
    """A town by what it is called elsewhere ("Roma", "Moscou")."""
    found = [city for other in gazetteer.other_names(name) for city in gazetteer.find_cities(other)]
    return max(found, key=lambda city: city.population, default=None)


def towns_like(name: str, count: int) -> tuple[str, ...]:
    """Names of towns that are a few slips of the keyboard away, the nearest first, of equally near ones the largest."""
    wanted = gazetteer.fold(name)
    cutoff = max(1, len(wanted) // 4)
    near = process.extract(wanted, _folded(), scorer=OSA.distance, score_cutoff=cutoff, limit=None)
    cities = gazetteer.all_cities()
    near.sort(key=lambda match: (match[1], -cities[match[2]].population))
    return tuple(dict.fromkeys(cities[index].name for _, _, index in near))[:count]


def towns_of(country: str, count: int) -> tuple[str, ...]:
    """The largest towns of a country that is named in English; empty for what is no country."""
    found = gazetteer.find_country(country) if len(country) > len("XXX") else None
    if found is None:
        return ()
    cities = sorted((c for c in gazetteer.all_cities() if c.country == found.code), key=lambda c: -c.population)
    return tuple(city.name for city in cities[:count])


@lru_cache(maxsize=1)
def _folded() -> tuple[str, ...]:
    return tuple(gazetteer.fold(city.name) for city in gazetteer.all_cities())
