"""The search measured on real cities: every place by its name, without its accents, with one letter wrong."""

from __future__ import annotations

import random
import unicodedata
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from places.tests.catalogues import add_city
from tripos.testing.owner import run_as

pytestmark = pytest.mark.django_db

LETTERS = "abcdefghijklmnopqrstuvwxyz"
FIRST = 10


def without_accents(name: str) -> str:
    return "".join(mark for mark in unicodedata.normalize("NFKD", name) if not unicodedata.combining(mark))


def one_letter_wrong(name: str, rolls: random.Random) -> str:
    """The name with one of its letters replaced, left out, preceded by a stray one, or swapped."""
    places = [at for at, letter in enumerate(name) if letter.isalpha()]
    at = rolls.choice(places)
    kind = rolls.choice(["replace", "omit", "insert", "swap"])
    if kind == "omit":
        return name[:at] + name[at + 1 :]
    if kind == "insert":
        return name[:at] + rolls.choice(LETTERS) + name[at:]
    if kind == "swap":
        pairs = [p for p in places if name[p + 1 : p + 2].isalpha() and name[p].lower() != name[p + 1].lower()]
        if pairs:
            at = rolls.choice(pairs)
            return name[:at] + name[at + 1] + name[at] + name[at + 2 :]
    wrong = rolls.choice([letter for letter in LETTERS if letter != without_accents(name[at]).lower()])
    return name[:at] + wrong + name[at + 1 :]


class Cities:
    """Cities in one catalogue, searched as a traveller, with no city or category given."""

    def __init__(self, *names: str) -> None:
        for name in names:
            add_city(name)
        rows = run_as("tripos_app", "select id, name, app.search_words(name) from locations order by external_id")
        self.key = {row[0]: row[2] for row in rows}
        self.sharing = Counter(row[2] for row in rows)
        self.places = [(row[0], row[1]) for row in rows if sum(letter.isalpha() for letter in row[1]) >= 6]

    def is_found(self, place: Any, name: str, typed: str) -> bool:
        """The place is among the first ten; of a chain of more than ten, ten of that name are."""
        rows = run_as("tripos_app", "select id from app.search_locations(%s, p_limit => %s)", [typed, FIRST])
        found = [row[0] for row in rows]
        key = self.key[place]
        return place in found or (self.sharing[key] > FIRST and [self.key[one] for one in found] == [key] * FIRST)

    def misses(self, sample: list[tuple[Any, str]], change: Callable[[str], str]) -> list[tuple[str, str]]:
        """Names that were not found, with what was typed."""
        typed = [(place, name, change(name)) for place, name in sample]
        return [(name, text) for place, name, text in typed if not self.is_found(place, name, text)]


def check(cities: Cities, sample: list[tuple[Any, str]], seed: int) -> None:
    rolls = random.Random(seed)
    assert cities.misses(sample, lambda name: name) == []
    assert cities.misses(sample, without_accents) == []
    misses = cities.misses(sample, lambda name: one_letter_wrong(name, rolls))
    assert len(misses) <= 0.05 * len(sample), misses[:20]


def test_search_finds_a_sample_of_a_city() -> None:
    cities = Cities("helsinki")
    check(cities, random.Random(1).sample(cities.places, 100), seed=2)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [3, 4])
def test_search_finds_every_place_of_two_cities(seed: int) -> None:
    cities = Cities("helsinki", "barcelona")
    assert len(cities.places) > 4_000
    check(cities, cities.places, seed)
