"""Cities and countries of the world: which city a point lies in, and where a city of that name is.

34,006 cities with at least 15,000 people (GeoNames, CC BY 4.0; see docs/attributions.md). The table is read on first
use, once a process, and costs nothing before that.
"""

from __future__ import annotations

import csv
import gzip
import io
import math
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

DATA = Path(__file__).parent / "data"
EARTH_RADIUS_KM = 6371.0088  # mean radius R1 of the GRS 80 ellipsoid
CELL_DEGREES = 1.0
GRAVITY = 1.2


class City(NamedTuple):
    """One city; `population` counts people, `time_zone` is an IANA name, `country` ISO 3166-1 alpha-2."""

    geoname_id: int
    name: str
    country: str
    admin1: str
    latitude: float
    longitude: float
    population: int
    time_zone: str

    @property
    def reach_km(self) -> float:
        """How far from its point a place can lie and still be "in" the city.

        Built-up areas grow about with the population, so the radius with its square root: 20 km for Helsinki,
        75 km for London, never under 5 km.
        """
        return max(5.0, 0.025 * math.sqrt(self.population))


class Country(NamedTuple):
    """One country: codes of ISO 3166-1, currency of ISO 4217 ("" where there is none)."""

    code: str
    code3: str
    name: str
    capital: str
    continent: str
    currency: str
    languages: tuple[str, ...]


def distance_km(latitude_a: float, longitude_a: float, latitude_b: float, longitude_b: float) -> float:
    """Great-circle distance of two points given in degrees, in kilometres (haversine, clamped against rounding)."""
    phi_a, phi_b = math.radians(latitude_a), math.radians(latitude_b)
    d_phi, d_lambda = phi_b - phi_a, math.radians(longitude_b - longitude_a)
    h = math.sin(d_phi / 2) ** 2 + math.cos(phi_a) * math.cos(phi_b) * math.sin(d_lambda / 2) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(h)))


def fold(name: str) -> str:
    """A name as people type it: without accents, case, or double spaces ("  MEDELLÍN" → "medellin")."""
    decomposed = unicodedata.normalize("NFKD", name)
    return " ".join("".join(c for c in decomposed if not unicodedata.combining(c)).casefold().split())


@lru_cache(maxsize=1)
def all_cities() -> tuple[City, ...]:
    """Every city, the most populous first."""
    with gzip.open(DATA / "cities.csv.gz", "rb") as packed:
        rows = csv.reader(io.StringIO(packed.read().decode("utf-8"), newline=""))
    next(rows)
    cities = [
        City(int(number), name, country, admin1, float(latitude), float(longitude), int(population), time_zone)
        for number, name, country, admin1, latitude, longitude, population, time_zone in rows
    ]
    cities.sort(key=lambda city: -city.population)
    return tuple(cities)


@lru_cache(maxsize=1)
def _cells() -> dict[tuple[int, int], list[City]]:
    cells: defaultdict[tuple[int, int], list[City]] = defaultdict(list)
    for city in all_cities():
        cells[_cell(city.latitude, city.longitude)].append(city)
    return dict(cells)


def _cell(latitude: float, longitude: float) -> tuple[int, int]:
    return math.floor(latitude / CELL_DEGREES), math.floor(((longitude + 180) % 360) / CELL_DEGREES)


def cities_within(latitude: float, longitude: float, radius_km: float) -> list[tuple[float, City]]:
    """(distance in km, city) of the cities within `radius_km` of a point, the nearest first."""
    if not (-90 <= latitude <= 90 and math.isfinite(longitude)):
        raise ValueError(f"not a point on Earth: {latitude}, {longitude}")
    reach = math.degrees(radius_km / EARTH_RADIUS_KM)
    columns = round(360 / CELL_DEGREES)
    south, column = _cell(max(-90.0, latitude - reach), longitude)
    north = _cell(min(90.0, latitude + reach), longitude)[0]
    # A degree of longitude shrinks towards the poles; the box must fit the circle's widest parallel.
    shrink = math.cos(math.radians(min(89.9, abs(latitude) + reach)))
    width = min(columns // 2, math.ceil(reach / shrink / CELL_DEGREES))
    cells, found = _cells(), []
    for row in range(south, north + 1):
        for step in range(-width, width + 1 if 2 * width < columns else width):
            for city in cells.get((row, (column + step) % columns), ()):
                distance = distance_km(latitude, longitude, city.latitude, city.longitude)
                if distance <= radius_km:
                    found.append((distance, city))
    found.sort(key=lambda pair: (pair[0], pair[1].geoname_id))
    return found


def nearest_city(latitude: float, longitude: float, within_km: float = 100.0) -> City | None:
    """The city that people would say a point lies in; None when there is none within `within_km`.

    The table also holds boroughs and city quarters, and the plainly nearest would put Helsinki's cathedral into
    Kallio. Among the cities within whose reach the point lies, the one that draws most wins: population divided by
    distance to the power 1.2 (a gravity model, after Reilly 1931). The exponent is fitted: of 5,654 places whose city
    is known (Barcelona, Rome, Medellín, Helsinki) 31 come out otherwise, with 1.5 it is 220. Quarters yield to their
    city, neighbours with a town hall of their own mostly do not. Outside every reach it is the plainly nearest.
    """
    around = cities_within(latitude, longitude, within_km)
    inside = [(distance, city) for distance, city in around if distance <= city.reach_km]
    if inside:
        return max(inside, key=lambda pair: pair[1].population / max(1.0, pair[0]) ** GRAVITY)[1]
    return around[0][1] if around else None


@lru_cache(maxsize=1)
def _by_name() -> dict[str, list[City]]:
    names: defaultdict[str, list[City]] = defaultdict(list)
    for city in all_cities():
        names[fold(city.name)].append(city)
    return dict(names)


def find_cities(name: str, country: str | None = None) -> list[City]:
    """Cities of exactly this name (accents and case ignored), the most populous first; `country` is ISO alpha-2."""
    found = _by_name().get(fold(name), [])
    return [city for city in found if country is None or city.country == country.upper()]


@lru_cache(maxsize=1)
def _same_names() -> dict[str, tuple[str, ...]]:
    """By folded name: every name of the cities that are called so ("roma": Rome, Roma, Rom, Rooma)."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    with (DATA / "city_names.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            names = (row["name"], *row["others"].split("|"))
            for name in names:
                found[fold(name)].extend(names)
    return {key: tuple(dict.fromkeys(names)) for key, names in found.items()}


def other_names(name: str) -> tuple[str, ...]:
    """What else a city of this name is called, in its own language and in others; empty for most."""
    return tuple(other for other in _same_names().get(fold(name), ()) if fold(other) != fold(name))


def city_among(wanted: str, names: Iterable[str]) -> str | None:
    """The one of `names` that is meant: by this name, else by another of the city's ("Rome" finds "Roma").

    What follows a comma ("Rome, Italy") is not read unless the whole is a name.
    """
    known = {fold(name): name for name in reversed(list(names))}
    for said in (wanted, wanted.split(",")[0]):
        for name in (said, *other_names(said)):
            if fold(name) in known:
                return known[fold(name)]
    return None


def find_city(name: str, country: str | None = None) -> City | None:
    """The most populous city of this name, or None."""
    found = find_cities(name, country)
    return found[0] if found else None


@lru_cache(maxsize=1)
def all_countries() -> dict[str, Country]:
    """Countries by their ISO 3166-1 alpha-2 code."""
    with (DATA / "countries.csv").open(encoding="utf-8", newline="") as lines:
        return {
            row["iso2"]: Country(
                row["iso2"],
                row["iso3"],
                row["name"],
                row["capital"],
                row["continent"],
                row["currency"],
                tuple(code for code in row["languages"].split(",") if code),
            )
            for row in csv.DictReader(lines)
        }


def find_country(name: str) -> Country | None:
    """A country by its alpha-2 or alpha-3 code or its English name, or None."""
    wanted = fold(name)
    code = all_countries().get(wanted.upper())
    if code:
        return code
    for country in all_countries().values():
        if wanted in (country.code3.casefold(), fold(country.name)):
            return country
    return None
