"""From tags to a record: names, kinds, diets, addresses, contacts, details; unknown stays unknown."""

from __future__ import annotations

import datetime as dt

import pytest

from places.providers.osm.convert import to_record
from places.providers.osm.kinds import KINDS, kinds_of
from places.providers.records import CATEGORIES, PlaceRecord

MARCH = dt.date(2024, 3, 1)


def convert(tags: dict[str, str], lat: float = 60.17, lon: float = 24.94) -> PlaceRecord:
    return to_record(kinds_of(tags)[0], "node/1", {"name": "X", **tags}, lat, lon, MARCH)


def test_convert_bare_object_leaves_everything_else_unknown():
    place = convert({"amenity": "restaurant"})

    assert place == PlaceRecord(
        source="openstreetmap",
        external_id="node/1",
        external_url="https://www.openstreetmap.org/node/1",
        name="X",
        category="restaurant",
        subcategory="restaurant",
        latitude=60.17,
        longitude=24.94,
        city="Helsinki",
        country="FI",
        timezone="Europe/Helsinki",
        as_of=MARCH,
    )


@pytest.mark.parametrize(
    ("tags", "category", "subcategory"),
    [
        ({"tourism": "attraction", "amenity": "place_of_worship"}, "attraction", "place_of_worship"),
        ({"tourism": "attraction"}, "attraction", "attraction"),
        ({"tourism": "artwork", "historic": "memorial"}, "attraction", "artwork"),
        ({"tourism": "gallery", "shop": "hairdresser"}, "attraction", "gallery"),
        ({"historic": "castle", "amenity": "cafe"}, "attraction", "castle"),
        ({"amenity": "theatre"}, "other", "theatre"),
        ({"railway": "station", "public_transport": "station"}, "transport", "station"),
        ({"railway": "halt"}, "transport", "station"),
        ({"shop": "bakery"}, "restaurant", "bakery"),
        ({"amenity": "bicycle_rental"}, "rental", "bicycle_rental"),
    ],
)
def test_convert_kind_follows_the_first_matching_line(tags, category, subcategory):
    place = convert(tags)

    assert (place.category, place.subcategory) == (category, subcategory)


def test_kinds_have_a_category_of_the_table_and_no_line_twice():
    pairs = [(kind.key, kind.value) for kind in KINDS]

    assert len(pairs) == len(set(pairs))
    assert {kind.category for kind in KINDS} <= set(CATEGORIES)


@pytest.mark.parametrize(
    ("tags", "diets"),
    [
        ({"diet:vegan": "only"}, ("vegan", "vegetarian")),
        ({"diet:vegan": "yes"}, ("vegan", "vegetarian")),
        ({"diet:vegetarian": "yes"}, ("vegetarian",)),
        ({"diet:vegan": "limited"}, ()),
        ({"diet:vegan": "no", "diet:vegetarian": "only"}, ("vegetarian",)),
        ({"cuisine": "vegan;asian"}, ("vegan", "vegetarian")),
        ({"diet:gluten_free": "yes", "diet:halal": "yes"}, ("gluten_free", "halal")),
        ({}, ()),
    ],
)
def test_convert_diets(tags, diets):
    assert convert({"amenity": "restaurant", **tags}).dietary_options == diets


def test_convert_diet_only_is_kept_apart():
    assert convert({"amenity": "cafe", "diet:vegan": "only"}).details["diet_only"] == ["vegan"]


def test_convert_cuisines_are_split_and_readable():
    place = convert({"amenity": "cafe", "cuisine": "coffee_shop; Ice_Cream;;coffee_shop,cake"})

    assert place.cuisine_types == ("coffee shop", "ice cream", "cake")


@pytest.mark.parametrize(
    ("tags", "point", "address"),
    [
        ({"addr:street": "Annankatu", "addr:housenumber": "13"}, (60.17, 24.94), "Annankatu 13"),
        ({"addr:street": "Annankatu"}, (60.17, 24.94), "Annankatu"),
        ({"addr:housenumber": "13"}, (60.17, 24.94), None),
        (
            {"addr:street": "Baker Street", "addr:housenumber": "221B"},
            (51.5237, -0.1585),
            "221B Baker Street",
        ),
        ({"addr:full": "Somewhere  5"}, (60.17, 24.94), "Somewhere 5"),
    ],
)
def test_convert_address_is_written_as_in_its_country(tags, point, address):
    assert convert({"amenity": "pub", **tags}, *point).address == address


def test_convert_city_and_country_of_the_tags_win_over_the_gazetteer():
    place = convert({"amenity": "pub", "addr:city": "Tallinn", "addr:country": "ee"})
    slipped = convert({"amenity": "pub", "addr:city": "7", "addr:country": "Suomi"})

    assert (place.city, place.country) == ("Tallinn", "EE")
    assert (slipped.city, slipped.country) == ("Helsinki", "FI")


def test_convert_far_from_any_city_is_without_one():
    place = convert({"tourism": "viewpoint"}, -54.4, 3.4)  # Bouvet Island

    assert (place.city, place.country) == (None, None)


def test_convert_contacts_are_checked():
    place = convert(
        {
            "amenity": "pub",
            "website": "www.example.fi",
            "contact:phone": "+358 9 1234;+358 9 99",
            "email": "mailto:me",
        }
    )
    hostile = convert({"amenity": "pub", "website": "javascript:alert(1)", "url": "https://user:pw@bank.example/"})

    assert (place.website, place.phone, place.email) == ("http://www.example.fi", "+358 9 1234", None)
    assert hostile.website is None


def test_convert_name_is_one_clean_line():
    assert convert({"amenity": "pub", "name": " A\nB\u202e\x00 C\u2028D "}).name == "A B C D"


def test_convert_details_hold_what_has_no_column():
    place = convert(
        {
            "tourism": "museum",
            "name": "Ateneum",
            "name:en": "Ateneum Art Museum",
            "name:sv": "Konstmuseet Ateneum",
            "alt_name": "Valtion taidemuseo;Ateneum",
            "wikidata": "Q754507",
            "wheelchair": "limited",
            "stars": "4S",
            "fee": "no",
            "capacity": "550",
        }
    )

    assert place.details == {
        "name_en": "Ateneum Art Museum",
        "alt_names": ["Valtion taidemuseo", "Konstmuseet Ateneum"],
        "wikidata": "Q754507",
        "wheelchair": "limited",
        "stars": 4,
        "fee": "no",
        "admission": {"amount": "0.00", "currency": "EUR", "as_of": "2024-03-01"},
    }
    assert place.capacity == 550
    assert place.tags == ("notable",)


def test_convert_paid_admission_without_an_amount_stays_unknown():
    place = convert({"tourism": "museum", "fee": "yes", "charge": "15 EUR", "wikidata": "no idea", "stars": "many"})

    assert place.details == {"fee": "yes", "charge": "15 EUR"}


def test_convert_voluntary_admission_is_neither_free_nor_paid():
    assert convert({"tourism": "museum", "fee": "donation"}).details == {}


def test_convert_nameless_object_is_refused():
    with pytest.raises(ValueError, match="node/1 has no name"):
        convert({"amenity": "pub", "name": " "})
