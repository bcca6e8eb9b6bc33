"""Saving places: once, with one's own words, counted when looked at, and nobody else's."""

from __future__ import annotations

import pytest
from django.urls import reverse

from places.models import SavedPlace
from places.tests.test_pages import MOST_QUERIES_OF_A_LIST, MOST_QUERIES_OF_A_PLACE, make_place
from tripos.db.context import acting_as
from tripos.testing.cast import Cast
from tripos.testing.pages import at_most_queries, signed_in, words


def kept_by(person: object) -> list[SavedPlace]:
    with acting_as(person):
        return list(SavedPlace.objects.for_user(person).in_order())


def test_saving_twice_is_the_same_as_once(cast: Cast) -> None:
    place = make_place()
    client = signed_in(cast.alice)
    for _ in range(2):
        assert client.post(reverse("places:place_save", args=[place.pk])).status_code == 302
    assert [saved.location_id for saved in kept_by(cast.alice)] == [place.pk]
    assert "Add notes and tags" in words(client.get(reverse("places:place_detail", args=[place.pk])))
    client.post(reverse("places:place_unsave", args=[place.pk]))
    assert kept_by(cast.alice) == []


def test_what_is_noted_stands_on_the_list_and_the_place(cast: Cast) -> None:
    place = make_place()
    client = signed_in(cast.alice)
    client.post(reverse("places:place_save", args=[place.pk]))
    [saved] = kept_by(cast.alice)
    noted = {"is_favorite": "on", "priority": "2", "tags": "rainy day, art, art", "notes": "Ask for the tower"}
    assert client.post(reverse("places:saved_edit", args=[saved.pk]), noted).status_code == 302
    [saved] = kept_by(cast.alice)
    assert (saved.is_favorite, saved.priority, saved.tags, saved.notes) == (
        True,
        2,
        ["rainy day", "art"],
        "Ask for the tower",
    )
    said = words(client.get(reverse("places:saved_list")))
    for expected in ("Ateneum", "favourite", "rainy day", "Ask for the tower"):
        assert expected in said
    assert "Ask for the tower" in words(client.get(reverse("places:place_detail", args=[place.pk])))
    refused = client.post(reverse("places:saved_edit", args=[saved.pk]), {**noted, "tags": "x" * 41})
    assert refused.status_code == 422
    assert "At most 12 tags of 40 letters each." in words(refused)


def test_noting_without_scripts_goes_back_to_where_the_reader_was(cast: Cast) -> None:
    place = make_place()
    client = signed_in(cast.alice)
    client.post(reverse("places:place_save", args=[place.pk]))
    [saved] = kept_by(cast.alice)
    there = reverse("places:place_detail", args=[place.pk])
    edit = reverse("places:saved_edit", args=[saved.pk])
    form = client.get(edit, {"next": there}).content.decode()
    assert f'<input type="hidden" name="next" value="{there}">' in form
    assert f'href="{there}"' in form
    answer = client.post(edit, {"priority": "2", "notes": "Ask for the tower", "next": there})
    assert (answer.status_code, answer["Location"]) == (302, there)


@pytest.mark.parametrize("elsewhere", ["javascript:alert(1)", "https://elsewhere.example/x", "//elsewhere.example/x"])
@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_where_to_go_back_to_is_a_page_of_this_site(cast: Cast, elsewhere: str, headers: dict[str, str]) -> None:
    place = make_place()
    client = signed_in(cast.alice)
    client.post(reverse("places:place_save", args=[place.pk]))
    [saved] = kept_by(cast.alice)
    for page, args in (("saved_edit", [saved.pk]), ("place_keeping", [place.pk]), ("place_adding", [place.pk])):
        answer = client.get(reverse(f"places:{page}", args=args), {"next": elsewhere}, headers=headers)
        assert answer.status_code == 200
        assert elsewhere not in answer.content.decode()


def test_saved_place_is_its_traveller_s_alone(cast: Cast) -> None:
    place = make_place()
    signed_in(cast.alice).post(reverse("places:place_save", args=[place.pk]))
    [saved] = kept_by(cast.alice)
    other = signed_in(cast.bob)
    assert "Ateneum" not in words(other.get(reverse("places:saved_list")))
    assert other.get(reverse("places:saved_edit", args=[saved.pk])).status_code == 404
    assert other.post(reverse("places:saved_edit", args=[saved.pk]), {"priority": "1"}).status_code == 404
    other.post(reverse("places:place_unsave", args=[place.pk]))
    assert len(kept_by(cast.alice)) == 1
    assert signed_in(None).get(reverse("places:saved_list")).status_code == 302


def test_opening_counts_one_view_and_fetching_ahead_none(cast: Cast) -> None:
    place = make_place()
    client = signed_in(cast.alice)
    address = reverse("places:place_detail", args=[place.pk])
    client.post(reverse("places:place_save", args=[place.pk]))
    client.get(address, headers={"Sec-Purpose": "prefetch;prerender"})
    client.head(address)
    signed_in(cast.bob).get(address)
    [saved] = kept_by(cast.alice)
    assert (saved.view_count, saved.last_viewed_at) == (0, None)
    with at_most_queries(MOST_QUERIES_OF_A_PLACE + 1):
        client.get(address)
    [saved] = kept_by(cast.alice)
    assert saved.view_count == 1
    assert saved.last_viewed_at is not None


def test_list_has_favourites_first_then_priority_then_the_last_saved(cast: Cast) -> None:
    with acting_as(cast.alice):
        for name, favourite, priority in (("a", False, 0), ("b", False, 2), ("c", True, 0), ("d", False, 0)):
            place = make_place(name)
            SavedPlace.objects.create(user=cast.alice, location=place, is_favorite=favourite, priority=priority)
    shown = signed_in(cast.alice).get(reverse("places:saved_list")).context["kept"]
    assert [card["name"] for _, card in shown][:2] == ["c", "b"]
    assert {card["name"] for _, card in shown} == {"a", "b", "c", "d"}


@pytest.mark.parametrize("places", [1, 50])
def test_list_asks_the_database_the_same_for_one_and_fifty(cast: Cast, places: int) -> None:
    for number in range(places):
        place = make_place(f"Museum {number}")
        with acting_as(cast.alice):
            SavedPlace.objects.create(user=cast.alice, location=place, priority=number % 3)
    client = signed_in(cast.alice)
    client.get("/")
    with at_most_queries(MOST_QUERIES_OF_A_LIST):
        page = client.get(reverse("places:saved_list"))
    seen = [saved.pk for saved, _ in page.context["kept"]]
    while following := page.context["page"].next_url:
        page = client.get(reverse("places:saved_list") + following)
        seen += [saved.pk for saved, _ in page.context["kept"]]
    assert len(seen) == len(set(seen)) == places
