"""Search as somebody types, and filters: what they find, what they leave out, and what they cost the database."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.urls import reverse

from places.tests.test_pages import MOST_QUERIES_OF_A_LIST, make_place
from tripos.testing.cast import Cast
from tripos.testing.pages import at_most_queries, signed_in, words

RESTAURANT = {"category": "restaurant", "subcategory": "restaurant", "opening_hours": None}


def found(cast: Cast, **asked: str) -> list[str]:
    """Names on the page, in its order."""
    response = signed_in(cast.alice).get(reverse("places:place_list"), asked)
    assert response.status_code == 200
    return [card["name"] for card in response.context["cards"]]


@pytest.mark.parametrize(
    ("asked", "columns"),
    [
        ({"category": "restaurant", "cuisine": "Sushi"}, {**RESTAURANT, "cuisine_types": ["sushi"]}),
        ({"category": "restaurant", "diet": "vegan"}, {**RESTAURANT, "dietary_options": ["vegan"]}),
        ({"category": "restaurant", "price": "2"}, {**RESTAURANT, "price_level": 2}),
        ({"category": "restaurant", "ambiance": "quiet"}, {**RESTAURANT, "ambiance": ["quiet"]}),
        ({"category": "rental", "vehicle": "bicycle"}, {"category": "rental", "vehicle_type": "bicycle"}),
        ({"category": "rental", "feature": "child seat"}, {"category": "rental", "rental_features": ["child_seat"]}),
        ({"category": "rental", "most_a_day": "20"}, {"category": "rental", "daily_rate": "19.50"}),
        ({"category": "event", "event_type": "concert"}, {"category": "event", "event_type": "concert"}),
        ({"rating": "4"}, {"rating": "4.5"}),
        ({"access": "limited"}, {"details": {"wheelchair": "limited"}}),
        ({"city": "helsinki"}, {"city": "Helsinki"}),
    ],
)
def test_filter_finds_what_says_so_and_leaves_out_what_does_not(
    cast: Cast, asked: dict[str, str], columns: dict[str, Any]
) -> None:
    make_place("Says so", **columns)
    make_place("Says nothing", category=columns.get("category", "attraction"), city=None)
    assert found(cast, **asked) == ["Says so"]
    assert found(cast, q="says", **asked) == ["Says so"]


def test_filter_of_another_category_is_not_asked(cast: Cast) -> None:
    make_place()
    assert found(cast, category="attraction", cuisine="sushi") == ["Ateneum"]


def test_open_at_is_the_place_s_own_day_and_time(cast: Cast) -> None:
    make_place()
    make_place("Mystery", opening_hours=None)
    tuesday, monday = "2030-05-14", "2030-05-13"
    assert found(cast, open_on=tuesday, open_at="10:30") == ["Ateneum"]
    assert found(cast, open_on=tuesday, open_at="09:30") == []
    assert found(cast, open_on=monday) == []
    assert found(cast, q="ateneum", open_on=tuesday) == ["Ateneum"]


def test_event_is_found_on_its_days_and_not_when_it_is_over(cast: Cast) -> None:
    event = {"category": "event", "subcategory": "concert"}
    start, end = datetime(2099, 6, 1, 16, tzinfo=UTC), datetime(2099, 6, 3, 22, 30, tzinfo=UTC)
    make_place("Jazz", event_start_time=start, event_end_time=end, **event)
    make_place("Past", event_start_time=start.replace(year=2020), event_end_time=end.replace(year=2020), **event)
    assert found(cast, category="event") == ["Jazz"]
    assert found(cast, category="event", from_day="2099-06-02") == ["Jazz"]
    assert found(cast, category="event", from_day="2099-06-04") == ["Jazz"], "it is 1:30 of the fourth in Helsinki"
    assert found(cast, category="event", from_day="2099-06-05") == []


def test_best_rated_come_first_where_a_rating_is_asked_for(cast: Cast) -> None:
    for name, rating in (("Good", "4.1"), ("Best", "4.9"), ("Poor", "2.0")):
        make_place(name, rating=rating)
    assert found(cast, rating="4") == ["Best", "Good"]


def test_htmx_gets_the_found_alone_and_its_history_the_page(cast: Cast) -> None:
    make_place()
    client = signed_in(cast.alice)
    address = reverse("places:place_list")
    part = client.get(address, {"q": "aten", "city": ""}, headers={"HX-Request": "true", "HX-Target": "found"})
    assert b"<html" not in part.content
    assert part["HX-Replace-Url"] == f"{address}?q=aten"
    assert b"<mark>Aten</mark>eum" in part.content
    # A chip asks for the whole page and takes what it needs of it.
    assert b"<html" in client.get(address, {"q": "aten"}, headers={"HX-Request": "true"}).content
    assert b'hx-swap-oob="true"' in part.content
    assert "Ateneum" in words(part)
    assert "HX-Request" in part["Vary"]
    back = client.get(address, {"q": "aten"}, headers={"HX-Request": "true", "HX-History-Restore-Request": "true"})
    assert b"<html" in back.content


def test_answer_that_cannot_be_read_filters_nothing_and_says_why(cast: Cast) -> None:
    make_place()
    response = signed_in(cast.alice).get(reverse("places:place_list"), {"open_on": "someday"})
    assert "Enter a valid date." in words(response)
    assert [card["name"] for card in response.context["cards"]] == ["Ateneum"]


@pytest.mark.parametrize("places", [1, 50])
@pytest.mark.parametrize("query", ["?q=museum&access=yes", "?open_at=12:00&open_on=2030-05-14", "?rating=4"])
def test_filtered_list_asks_the_database_the_same_for_one_and_fifty(cast: Cast, places: int, query: str) -> None:
    for number in range(places):
        make_place(f"Museum {number}", details={"wheelchair": "yes"}, rating="4.5")
    client = signed_in(cast.alice)
    client.get("/")
    with at_most_queries(MOST_QUERIES_OF_A_LIST):
        response = client.get(reverse("places:place_list") + query)
    assert 1 <= len(response.context["cards"]) <= places


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        (
            {**RESTAURANT, "cuisine_types": ["sushi"], "price_level": 3, "ambiance": ["quiet"]},
            ["Cuisine sushi", "Price level €€€", "Ambiance quiet"],
        ),
        (
            {
                "category": "event",
                "event_type": "concert",
                "ticket_url": "https://tickets.example/1",
                "event_start_time": datetime(2099, 6, 1, 16, tzinfo=UTC),
                "event_end_time": datetime(2099, 6, 1, 20, tzinfo=UTC),
            },
            ["Kind of event concert", "Begins 19:00", "Ends 23:00", "To the ticket shop"],
        ),
        (
            {
                "category": "rental",
                "vehicle_type": "bicycle",
                "rental_features": ["child_seat"],
                "hourly_rate": "4.00",
                "daily_rate": "19.50",
            },
            ["Vehicle bicycle", "With child seat", "An hour 4.00", "A day 19.50"],
        ),
        ({"source": "user_created"}, ["unverified", "nobody has checked it yet"]),
    ],
)
def test_place_page_shows_what_its_category_has(cast: Cast, columns: dict[str, Any], expected: list[str]) -> None:
    place = make_place(**columns)
    said = words(signed_in(cast.alice).get(reverse("places:place_detail", args=[place.pk])))
    for one in expected:
        assert one in said


def test_choices_are_counted_with_the_other_filters_and_without_their_own(cast: Cast) -> None:
    for number, diets in enumerate((["vegan", "vegetarian"], ["vegetarian"], [])):
        step_free = {"details": {"wheelchair": "yes"}} if number < 2 else {}
        make_place(f"Lunch {number}", **{**RESTAURANT, "dietary_options": diets, **step_free})
    make_place("Museum", details={"wheelchair": "limited"})
    client = signed_in(cast.alice)
    address = reverse("places:place_list")

    def shown(**asked: str) -> tuple[dict[str, int], dict[str, dict[str, int]], list[str]]:
        context = client.get(address, asked).context
        kinds = {one["value"]: one["count"] for one in context["categories"] if one["count"]}
        choices = {
            facet["field"].name: {chip["value"]: chip["count"] for chip in facet["chips"] if chip["count"]}
            for facet in context["facets"]
        }
        return kinds, choices, [one["words"] for one in context["chosen"]]

    kinds, choices, chosen = shown()
    assert kinds == {"restaurant": 3, "attraction": 1}
    assert choices["access"] == {"yes": 2, "limited": 3}
    assert chosen == []
    kinds, choices, chosen = shown(category="restaurant", access="yes", diet="vegan")
    assert kinds == {"restaurant": 1}
    assert choices["diet"] == {"vegan": 1, "vegetarian": 2}
    assert choices["access"] == {"yes": 1, "limited": 1}
    assert chosen == ["Vegan", "Step-free"]


def test_part_of_the_map_and_open_now_leave_out_the_rest(cast: Cast) -> None:
    make_place("Here", opening_hours="24/7")
    make_place("Here, shut", opening_hours="off")
    make_place("Far", latitude=61.5, opening_hours="24/7")
    make_place("Fiji", longitude=-179.5, latitude=-17.0)
    client = signed_in(cast.alice)
    address = reverse("places:place_list")

    def found(**asked: str) -> list[str]:
        return sorted(card["name"] for card in client.get(address, asked).context["cards"])

    here = "60.10000,24.80000,60.30000,25.10000"
    assert found(area=here) == ["Here", "Here, shut"]
    assert found(area=here, open_now="1") == ["Here"]
    assert found(area=here, q="far") == []
    assert found(area="-20,170,-10,-170") == ["Fiji"]  # across the date line
    for wrong in ("1,2,3", "x", "nan,0,1,1", "50,0,40,1", "-91,0,1,1"):
        assert len(found(area=wrong)) == 4
