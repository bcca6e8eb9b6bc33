"""Searching by words: what is found, by what, and in which order."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from places.models import Location
from places.search import Match, Point, search_places
from places.tests.catalogues import add_place
from tripos.db.context import acting_as, acting_as_worker
from tripos.testing.owner import as_owner, run_as

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def visitor(db: None) -> Iterator[None]:
    """Nobody in particular searches."""
    with acting_as(None):
        yield


def names(words: str, **options: Any) -> list[str]:
    return [match.place.name for match in search_places(words, **options)]


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("Café  Müller", "cafe muller"),
        ("Ø Bar", "o bar"),
        ("Straße", "strasse"),
        ("L'Antic Col·legi", "l antic collegi"),
        ("Brussel•les", "brusselles"),
        ("McDonald’s / Fafa's", "mcdonalds fafas"),
        ('"Bar" & (Grill), Nº 5!', "bar grill no 5"),
        ("ＦＵＬＬ　ｗｉｄｔｈ", "full width"),
        ("Cafe\u0301", "cafe"),
        ("Музей Ёлки", "музей елки"),
        ("東京タワー", "東京タワー"),
        ("☘️ Pub", "pub"),
        ("…!?", ""),
    ],
)
def test_words_without_case_accents_and_punctuation(written: str, words: str) -> None:
    assert as_owner("select app.search_words(%s)", [written]) == [(words,)]


@pytest.mark.parametrize(
    "typed",
    ["Basílica de la Sagrada Família", "basilica de la sagrada familia", "BASILICA DE LA SAGRADA-FAMILIA"],
)
def test_search_finds_the_exact_name_first_whatever_its_accents(typed: str) -> None:
    add_place("Hotel Sagrada Família", category="accommodation")
    add_place("Basílica de la Sagrada Família Apartments", category="accommodation", details={"wikidata": "Q1"})
    there = add_place("Basílica de la Sagrada Família")
    first = search_places(typed)[0]
    assert (first.place, first.matched) == (there, "exact")


@pytest.mark.parametrize("typed", ["k", "ki", "kias", "mus", "museum cont", "cont mus", "nykyt"])
def test_search_finds_as_typed_so_far_by_any_word_of_any_name(typed: str) -> None:
    add_place("Ateneum", details={"wikidata": "Q754507"})
    there = add_place(
        "Kiasma",
        details={"name_en": "Museum of Contemporary Art", "alt_names": ["Nykytaiteen museo", "Nykis"]},
    )
    assert [(match.place, match.matched) for match in search_places(typed)] == [(there, "name")]


def test_search_finds_another_name_exactly() -> None:
    add_place("Museum of Contemporary Art Shop")
    there = add_place("Kiasma", details={"name_en": "Museum of Contemporary Art"})
    first = search_places("museum of contemporary art")[0]
    assert (first.place, first.matched) == (there, "exact")


@pytest.mark.parametrize(
    "typed",
    ["atenuem", "aetneum", "atneum", "atteneum", "athneum", "Ateneun", "ateneum musuem", "helsnki ateneum"],
)
def test_search_forgives_a_misspelling(typed: str) -> None:
    for other in ("Amos Rex", "Designmuseo", "Helsingin taidemuseo", "Athens Grill", "Tenuta"):
        add_place(other, city="Helsinki")
    there = add_place("Ateneum", city="Helsinki", details={"name_en": "Ateneum Art Museum"})
    first = search_places(typed)[0]
    assert (first.place, first.matched) == (there, "similar")


def test_search_corrects_one_word_among_right_ones() -> None:
    there = add_place("Temple Expiatori de la Sagrada Família", city="Barcelona")
    add_place("Familia Bar", city="Barcelona")
    assert search_places("sagrda familia")[0].place == there
    assert search_places("sagrada familai barcelona")[0].place == there


def test_search_shows_no_misspellings_beside_the_exact_name() -> None:
    add_place("Ateneum")
    add_place("Atheneum")
    assert names("ateneum") == ["Ateneum"]


def test_search_puts_notable_places_first_among_equals() -> None:
    add_place("Park Plaza")
    add_place("Park Alpha")
    add_place("Park Known", details={"wikidata": "Q1"})
    add_place("Park Praised", rating="4.8", rating_count=900)
    add_place("Park Praised Once", rating="5.0", rating_count=1)
    assert names("park") == ["Park Known", "Park Praised", "Park Praised Once", "Park Alpha", "Park Plaza"]


def test_search_orders_names_before_other_words() -> None:
    add_place("Luigi", category="restaurant", cuisine_types=["pizza"], city="Helsinki")
    add_place("Pizzaland", category="restaurant")
    add_place("Casa Pizza", category="restaurant")
    add_place("Pizza Nico", category="restaurant")
    add_place("Pizza", category="restaurant")
    assert names("pizza") == ["Pizza", "Pizza Nico", "Casa Pizza", "Pizzaland", "Luigi"]


def test_search_finds_by_kind_tag_cuisine_city_and_description() -> None:
    there = add_place(
        "Foc",
        category="restaurant",
        subcategory="wine_bar",
        tags=["rooftop"],
        cuisine_types=["vegetarian"],
        city="Barcelona",
        description="Small plates above the harbour",
    )
    for typed in ("wine bar", "rooftop", "vegetarian barcelona", "plates harbour", "foc barcelona"):
        assert [match.place for match in search_places(typed)] == [there], typed


def test_s56_search_stems_each_place_in_its_own_language() -> None:
    """A description is stemmed as its row's language says, and left alone where that is unknown."""
    spanish = add_place("Uno", description="Degustaciones de vinos", language="es")
    english = add_place("Two", description="Tastings of wines", language="en-GB")
    unknown = add_place("Tres", description="Degustaciones de vinos")
    assert [match.place for match in search_places("degustar", language="es")] == [spanish]
    assert [match.place for match in search_places("tasting wine", language="en")] == [english]
    assert {match.place for match in search_places("degustaciones", language="en")} == {spanish, unknown}


def test_search_keeps_to_category_and_city() -> None:
    here = add_place("Central", category="accommodation", city="Medellín", details={"neighbourhood": "El Poblado"})
    add_place("Central", category="restaurant", city="Medellín")
    add_place("Central", category="accommodation", city="Helsinki")
    for city in ("medellin", "Medellín", "POBLADO"):
        assert [m.place for m in search_places("central", category="accommodation", city=city)] == [here], city
    for typed in ("cenrtal", "centr"):
        assert [m.place for m in search_places(typed, category="accommodation", city="Medellin")] == [here], typed
    assert len(search_places("central")) == 3
    with pytest.raises(ValueError, match="not a valid"):
        search_places("central", category="hotel")


def test_search_puts_the_near_one_first_among_equals_and_tells_the_distance() -> None:
    near = add_place("Burger", latitude=60.17, longitude=24.94)
    far = add_place("Burger", latitude=61.5, longitude=23.76)
    nowhere = add_place("Burger", latitude=None, longitude=None)
    found = search_places("burger", near=Point(60.17, 24.95))
    assert [match.place for match in found] == [near, far, nowhere]
    assert found[0].distance_km == pytest.approx(0.553, abs=0.001)
    assert found[2].distance_km is None
    assert [m.place for m in search_places("burger", near=Point(61.5, 23.7))] == [far, near, nowhere]
    with pytest.raises(ValueError, match="Not a point"):
        search_places("burger", near=Point(float("nan"), 0))


def test_search_hides_inactive_deleted_and_past() -> None:
    now = timezone.now()
    add_place("Festival", is_active=False)
    add_place("Festival", deleted_at=now)
    add_place("Festival", event_start_time=now - timedelta(days=2), event_end_time=now - timedelta(days=1))
    shown = add_place("Festival", event_start_time=now, event_end_time=now + timedelta(days=1))
    for typed in ("festival", "festi", "fesitval"):
        assert [match.place for match in search_places(typed)] == [shown], typed


def test_search_limits_its_answer() -> None:
    for number in range(105):
        add_place(f"Kiosk {number:03}")
    assert len(search_places("kiosk")) == 20
    assert len(search_places("kiosk", limit=3)) == 3
    assert search_places("kiosk", limit=0) == search_places("kiosk", limit=-5) == []
    assert len(search_places("kiosk", limit=1000)) == 100
    assert len(search_places("kisok", limit=1000)) == 100


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "   ",
        "!?",
        "'; drop table locations; --",
        "a & | ! ( ) :*",
        "\\",
        "%",
        "_",
        "\x00",
        "a'b\"c",
        "<->",
        "😀",
    ],
)
def test_search_takes_anything_for_words(typed: str) -> None:
    add_place("Kiosk")
    assert names(typed) == []


def test_search_of_a_very_long_text_ends() -> None:
    add_place("Kiosk")
    assert names("kiosk " * 10_000) == ["Kiosk"]


def test_search_columns_follow_the_row() -> None:
    place = add_place("Old Name")
    with acting_as_worker():
        Location.objects.filter(pk=place.pk).update(name="Fresh Title")
    assert names("fresh title") == ["Fresh Title"]
    assert names("old name") == []


def test_search_columns_stay_out_of_the_history() -> None:
    place = add_place("Kiasma")
    [(payload,)] = as_owner("select new_data from audit_logs where row_id = %s", [place.pk])
    stored = json.loads(payload)
    assert stored["name"] == "Kiasma"
    assert not {"search", "name_words", "all_names", "notability", "earth"} & stored.keys()


@pytest.mark.parametrize("role", ["tripos_app", "tripos_agent", "tripos_staff", "tripos_worker"])
def test_search_answers_every_serving_role(role: str) -> None:
    add_place("Kiasma")
    assert len(run_as(role, "select * from app.search_locations('kiasma')")) == 1
    assert len(run_as(role, "select * from app.search_locations('kaisma')")) == 1


def test_match_holds_whole_places(django_assert_num_queries: Any) -> None:
    there = add_place("Kiasma", city="Helsinki")
    with django_assert_num_queries(1):
        [match] = search_places("kiasma")
        assert isinstance(match, Match)
        assert (match.place.pk, match.place.city, match.place.details) == (there.pk, "Helsinki", {})
        assert match.score >= 100


def test_place_keeps_its_stamp_when_nothing_changes() -> None:
    """The generated columns are not a change of the row."""
    place = add_place("Kiasma")
    state = "select extract(year from updated_at) from locations where id = %s"
    as_owner("set constraints all immediate")
    as_owner("alter table locations disable trigger update_locations_updated_at")
    as_owner("update locations set updated_at = '2020-01-01' where id = %s", [place.pk])
    as_owner("alter table locations enable trigger update_locations_updated_at")
    with acting_as_worker():
        Location.objects.filter(pk=place.pk).update(name="Kiasma")
        assert as_owner(state, [place.pk]) == [(2020,)]
        Location.objects.filter(pk=place.pk).update(name="Kiasma!")
    assert as_owner(state, [place.pk]) > [(2020,)]
