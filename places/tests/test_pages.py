"""The catalogue's pages: what they say, what is unknown, and what they cost the database."""

from __future__ import annotations

import uuid
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from places.models import Location
from tripos.db.context import acting_as
from tripos.testing.cast import Cast, make_trip
from tripos.testing.owner import as_owner
from tripos.testing.pages import at_most_queries, signed_in, words

MOST_QUERIES_OF_A_LIST = 5
MOST_QUERIES_OF_A_PLACE = 8


def make_place(name: str = "Ateneum", **more: Any) -> Location:
    values: dict[str, Any] = {
        "category": "attraction",
        "subcategory": "museum",
        "latitude": 60.17007,
        "longitude": 24.94417,
        "opening_hours": "Tu-Su 10:00-18:00; Mo off",
        "city": "Helsinki",
        "country": "FI",
        "timezone": "Europe/Helsinki",
        "source": "openstreetmap",
        "as_of": date(2020, 1, 1),
        **more,
    }
    with acting_as(None, role="worker"):
        return Location.objects.create(name=name, **values)


@pytest.mark.parametrize("places", [1, 3])
@pytest.mark.parametrize("query", ["", "?q=museum", "?category=attraction"])
def test_list_asks_the_database_the_same_for_one_and_three(cast: Cast, places: int, query: str) -> None:
    for number in range(places):
        make_place(f"Museum {number}")
    client = signed_in(cast.alice)
    client.get("/")
    with at_most_queries(MOST_QUERIES_OF_A_LIST):
        response = client.get(reverse("places:place_list") + query)
    assert response.content.count(b"place-card__body") == places


def test_list_filters_by_words_and_kind(cast: Cast) -> None:
    make_place("Ateneum")
    make_place("Ekberg", category="restaurant", subcategory="cafe", opening_hours=None)
    client = signed_in(cast.vera)
    address = reverse("places:place_list")
    assert "Ateneum" not in words(client.get(address, {"category": "restaurant"}))
    said = words(client.get(address, {"q": "ekb"}))
    assert "Ekberg" in said
    assert "Where a place says nothing of its hours, nobody has told us." in said
    assert "Nothing found" in words(client.get(address, {"q": "xyzzy plugh"}))
    assert client.get(address, {"category": "no such"}).status_code == 200


def test_hidden_places_are_not_listed(cast: Cast) -> None:
    make_place("Hidden", is_active=False)
    assert "Hidden" not in words(signed_in(cast.alice).get(reverse("places:place_list")))


def test_place_page_says_hours_price_source_and_what_is_unknown(cast: Cast) -> None:
    place = make_place(
        details={"wheelchair": "yes", "admission": {"amount": "20", "currency": "EUR", "as_of": "2026-01-01"}},
        website="https://ateneum.example",
        tags=["art"],
        dietary_options=["gluten_free"],
    )
    make_trip(cast.alice, title="Helsinki one day", start_date=date(2099, 5, 14), end_date=date(2099, 5, 15))
    client = signed_in(cast.alice)
    client.get("/")
    with at_most_queries(MOST_QUERIES_OF_A_PLACE):
        response = client.get(reverse("places:place_detail", args=[place.pk]))
    said = words(response)
    for expected in (
        "Ateneum",
        "10:00–18:00",
        "closed",
        "Helsinki time.",
        "As somebody noted them in Jan 2020: look again before you go.",
        "€20 one adult",
        "Step-free yes",
        "gluten-free",
        "art",
        "Not known: address.",
        "From OpenStreetMap. © OpenStreetMap contributors, ODbL",
        "Add to a trip",
    ):
        assert expected in said
    assert said.count("10:00–18:00") == 6


def test_place_without_data_says_unknown_and_not_closed(cast: Cast) -> None:
    place = make_place("Mystery", opening_hours=None, as_of=None, subcategory="events_venue")
    said = words(signed_in(cast.alice).get(reverse("places:place_detail", args=[place.pk])))
    assert "Nobody has told us when it is open." in said
    assert "unknown" not in said
    assert "Not known: price, step-free access, website and phone, address." in said
    assert "closed" not in said


def test_estimated_price_is_labelled_with_its_source(cast: Cast) -> None:
    as_owner(
        "insert into cost_estimates (id, kind, city, country, amount, currency, as_of)"
        " values (gen_random_uuid(), 'museum', null, 'FI', %s, 'EUR', '2026-01-01')",
        [Decimal(18)],
    )
    place = make_place()
    said = words(signed_in(cast.alice).get(reverse("places:place_detail", args=[place.pk])))
    assert "€18 estimated, Jan 2026 one adult · museum, FI" in said


def test_place_page_lists_what_is_near_and_how_far(cast: Cast) -> None:
    place = make_place()
    make_place("Next door", latitude=60.1705, longitude=24.9442)
    make_place("Far away", latitude=61.5, longitude=24.9442)
    said = words(signed_in(cast.alice).get(reverse("places:place_detail", args=[place.pk])))
    assert "Next door" in said
    assert "48 m, about 1 min" in said
    assert "Far away" not in said


def test_place_that_has_gone_is_still_shown_and_says_so(cast: Cast) -> None:
    place = make_place(is_active=False)
    said = words(signed_in(cast.alice).get(reverse("places:place_detail", args=[place.pk])))
    assert "no longer in the catalogue" in said


def test_places_are_for_people_with_an_account(cast: Cast) -> None:
    place = make_place()
    for address in (reverse("places:place_list"), reverse("places:place_detail", args=[place.pk])):
        assert signed_in(None).get(address).status_code == 302
    assert signed_in(cast.alice).get(reverse("places:place_detail", args=[uuid.uuid4()])).status_code == 404
