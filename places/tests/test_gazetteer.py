"""The gazetteer: which city a point lies in, and which city a name means."""

from __future__ import annotations

import csv
import json
import math
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from places import gazetteer
from places.gazetteer import (
    cities_within,
    city_among,
    distance_km,
    find_cities,
    find_city,
    find_country,
    fold,
    nearest_city,
    other_names,
)

SHARED = Path(os.environ.get("TRIPOS_SHARED", Path(__file__).parents[3] / "shared"))
points = st.tuples(st.floats(-90, 90), st.floats(-180, 180))


@pytest.mark.parametrize(
    ("what", "point", "city"),
    [
        ("Helsinki's cathedral, nearest to the quarter of Kallio", (60.1704, 24.9522), "Helsinki"),
        ("Haaga, a quarter with an entry of its own", (60.22, 24.9), "Helsinki"),
        ("Espoo, a city of its own", (60.205, 24.655), "Espoo"),
        ("the Louvre, beside 'Paris 01 Louvre'", (48.8606, 2.3376), "Paris"),
        ("Versailles, a town with a town hall", (48.8014, 2.1301), "Versailles"),
        ("Vantaa, a city of its own", (60.29, 25.04), "Vantaa"),
        ("L'Hospitalet, a city wall to wall with Barcelona", (41.36, 2.1), "L'Hospitalet de Llobregat"),
        ("Nou Barris, a district with an entry of its own", (41.44, 2.177), "Barcelona"),
        ("the Sagrada Família", (41.4036, 2.1744), "Barcelona"),
        ("Bello, beside Medellín", (6.3373, -75.5579), "Bello"),
        ("the Colosseum", (41.89, 12.492), "Rome"),
        ("the Shibuya crossing", (35.6595, 139.7005), "Tokyo"),
        ("an island across the date line from its town", (-16.45, -179.99), "Labasa"),
    ],
)
def test_nearest_city_is_the_one_people_would_say(what, point, city):
    found = nearest_city(*point)

    assert found is not None and found.name == city, what


def test_nearest_city_in_the_middle_of_nowhere_is_none():
    assert nearest_city(40.0, -40.0) is None
    assert nearest_city(90.0, 0.0) is None
    assert nearest_city(-90.0, 180.0) is None


def test_nearest_city_agrees_with_places_whose_city_is_known():
    folders = [
        SHARED / "data" / f"places-{name}" / "places.ndjson" for name in ("barcelona", "rome", "medellin", "helsinki")
    ]
    if not all(path.exists() for path in folders):
        pytest.skip(f"needs {folders[0]}")
    rows = [json.loads(line) for path in folders for line in path.read_text("utf-8").splitlines()]
    english = {"Roma": "Rome"}

    wrong = [
        row
        for row in rows
        if nearest_city(row["latitude"], row["longitude"]).name != english.get(row["city"], row["city"])
    ]

    assert len(rows) == 5654
    assert len(wrong) <= 31


@pytest.mark.parametrize("point", [(91.0, 0.0), (math.nan, 0.0), (0.0, math.inf)])
def test_nearest_city_of_no_point_is_refused(point):
    with pytest.raises(ValueError, match="not a point on Earth"):
        nearest_city(*point)


@settings(max_examples=40, deadline=None)
@given(points, st.sampled_from([20.0, 100.0, 700.0]))
def test_cities_within_finds_all_that_a_full_scan_finds(point, radius):
    everyone = gazetteer.all_cities()
    scanned = {c.geoname_id for c in everyone if distance_km(*point, c.latitude, c.longitude) <= radius}

    assert {city.geoname_id for _, city in cities_within(*point, radius)} == scanned


@given(points, points)
def test_distance_is_symmetric_and_at_most_half_the_way_round(a, b):
    assert distance_km(*a, *b) == pytest.approx(distance_km(*b, *a), abs=1e-6)
    assert 0 <= distance_km(*a, *b) <= math.pi * gazetteer.EARTH_RADIUS_KM + 1e-6
    assert distance_km(*a, *a) == 0


def test_distance_of_helsinki_and_tallinn():
    assert distance_km(60.1699, 24.9384, 59.4370, 24.7536) == pytest.approx(82.2, abs=0.3)


@pytest.mark.parametrize("name", ["medellin", "MEDELLÍN", "  Medellín "])
def test_find_city_ignores_accents_case_and_spaces(name):
    city = find_city(name)

    assert city is not None
    assert (city.name, city.country, city.time_zone) == ("Medellín", "CO", "America/Bogota")


def test_find_city_prefers_the_bigger_namesake_and_heeds_the_country():
    assert find_city("Valencia", "ES").country == "ES"
    assert find_city("Paris").country == "FR"
    assert find_city("Paris", "us").country == "US"
    assert [city.population for city in find_cities("Paris")] == sorted(
        (city.population for city in find_cities("Paris")), reverse=True
    )
    assert find_city("Nowhere-on-Sea") is None


def test_find_country_by_code_and_name():
    assert [find_country(word).currency for word in ("FI", "fin", "finland")] == ["EUR"] * 3
    assert find_country("Atlantis") is None


def test_fold_makes_spellings_agree():
    assert fold(" São  PAULO ") == "sao paulo"


def test_gazetteer_holds_every_city_once():
    cities = gazetteer.all_cities()

    assert len(cities) == 34_006
    assert len({city.geoname_id for city in cities}) == 34_006
    assert {city.country for city in cities} <= set(gazetteer.all_countries())


def test_gazetteer_reads_nothing_at_import():
    code = (
        "import places.gazetteer as g; print(g.all_cities.cache_info().currsize, g.all_countries.cache_info().currsize)"
    )

    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert shown.stdout.split() == ["0", "0"]


def test_a_city_is_found_by_its_other_names() -> None:
    assert city_among("Rome", ["Helsinki", "Roma"]) == "Roma"
    assert city_among("roma, italy", ["Rome"]) == "Rome"
    assert city_among("MUENCHEN", ["Munich"]) == "Munich"
    assert city_among("Helsingfors", ["Barcelona", "Helsinki"]) == "Helsinki"
    assert city_among("Romania", ["Roma", "Rome"]) is None
    assert city_among("", ["Roma"]) is None
    assert city_among("Rome", ["Roma", "Rome"]) == "Rome"  # the name itself before another


def test_other_names_belong_to_cities_that_are_known() -> None:
    with (gazetteer.DATA / "city_names.csv").open(encoding="utf-8", newline="") as lines:
        unknown = [row["name"] for row in csv.DictReader(lines) if not find_cities(row["name"], row["country"])]
    assert unknown == []
    assert "Roma" in other_names("rome")
    assert other_names("Nowhere") == ()
