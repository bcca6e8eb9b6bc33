"""The world's large cities: what there is to go to where no catalogue is asked."""

from __future__ import annotations

from functools import lru_cache

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
