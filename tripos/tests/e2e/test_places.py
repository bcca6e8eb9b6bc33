"""Places in a browser: found while typing, filtered, kept, noted and put into a trip without leaving the list."""

from __future__ import annotations

import re

import psycopg
from playwright.sync_api import Page, expect

from tripos.testing.browser import violations
from tripos.testing.site import Site
from tripos.tests.e2e.traveller import Traveller

PHONE = {"width": 390, "height": 844}


def a_trip(page: Page, site: Site) -> None:
    """Three days in Helsinki, the soonest of the traveller's trips, without anything in them."""
    with psycopg.connect(site.superuser, autocommit=True) as connection:
        connection.execute(
            "insert into trips (id, user_id, title, destination, start_date, end_date, status, currency, timezone)"
            " select gen_random_uuid(), id, 'Long weekend', 'Helsinki', '2026-05-07', '2026-05-09', 'confirmed', 'EUR',"
            " 'Europe/Helsinki' from users where email = 'demo@tripos.example'"
        )


def test_place_is_found_while_typing_kept_and_put_on_a_day_from_its_card(traveller: Traveller, site: Site) -> None:
    page = traveller.page
    a_trip(page, site)
    page.goto(f"{site.url}/places/")
    page.get_by_label("Search places").focus()
    page.keyboard.type("ateneum", delay=30)
    card = page.locator("#found .place-card").first
    expect(card.locator("h3 a")).to_contain_text("Ateneum")
    expect(card.locator("mark").first).to_have_text("Ateneum")
    page.wait_for_url(re.compile(r"\?q=ateneum$"))
    # By keyboard through what was found; the marker on the map is lit.
    page.keyboard.press("ArrowDown")
    expect(card.locator("h3 a")).to_be_focused()
    expect(page.locator("[data-marker].is-lit")).to_have_count(1)
    # Kept in a new collection, from the card's menu: the list stays where it is.
    card.locator("summary").first.click()
    page.get_by_label("Name of a new collection").fill("Art first")
    page.get_by_label("Name of a new collection").press("Enter")
    expect(card.get_by_role("link", name="Art first")).to_be_visible()
    expect(card.locator("summary").first).to_be_focused()
    # On a day of the trip, in the same way.
    card.locator("summary").nth(1).click()
    assert violations(page) == []
    card.get_by_role("group", name="Long weekend").get_by_role("button", name="Fri").click()
    expect(card.get_by_role("link", name="Long weekend: Fri")).to_be_visible()
    assert page.url.endswith("?q=ateneum")
    assert site.rows(
        "select i.day_number, i.start_time is not null, c.name from itinerary_items i"
        " join trips t on t.id = i.trip_id join saved_places s on s.location_id = i.location_id"
        " join collections c on c.id = s.collection_id where t.title = 'Long weekend'"
    ) == [(2, True, "Art first")]
    # Notes where they are read, once the page's scripts run: before, the link opens a page of its own.
    card.locator("h3 a").click()
    page.wait_for_url(re.compile(r"/places/[0-9a-f-]{36}/$"), wait_until="load")
    page.get_by_role("link", name="Add notes and tags").click()
    page.get_by_role("textbox", name="Tags").fill("art, rainy day")
    page.get_by_role("textbox", name="Notes, for your eyes only").fill("Start on the third floor")
    assert violations(page) == []
    page.get_by_role("button", name="Keep").click()
    expect(page.locator("#noted").get_by_text("Start on the third floor")).to_be_visible()
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    assert violations(page) == []
    [(views,)] = site.rows("select view_count from saved_places where notes like 'Start on%'")
    assert views == 1


def test_filters_say_how_many_are_left_and_the_map_is_searched_where_one_looks(
    traveller: Traveller, site: Site
) -> None:
    page = traveller.page
    page.goto(f"{site.url}/places/?category=restaurant")
    page.locator("#place-filters > summary").click()
    vegan = page.locator(".filters label", has_text="Vegan")
    left = vegan.locator(".chip__count").inner_text()
    vegan.click()
    expect(page.get_by_role("link", name="Vegan")).to_be_visible()
    expect(page.locator("#found [role=status]")).to_contain_text(f"{left} places")
    expect(page.locator("#filter-total")).to_have_text(f"Show {left} places")
    assert violations(page) == []
    page.locator(".filters__head [data-sheet-close]").click()
    # Another part of the map.
    drawing = page.locator("#found-map .map__drawing")
    drawing.hover()
    page.mouse.wheel(0, -600)
    page.get_by_role("button", name="Search this area").click()
    page.wait_for_url("**area=**")
    expect(page.get_by_role("link", name="In this part of the map")).to_be_visible()
    fewer = int(page.locator("#found [role=status]").inner_text().split()[0])
    assert 0 < fewer < int(left)
    page.get_by_role("link", name="Clear all").last.click()
    expect(page.locator(".chosen")).to_have_count(0)
    # On a phone the list comes first, and the map lies over it when it is asked for.
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.reload()
    expect(page.locator("#map-pane")).to_be_hidden()
    page.locator("#place-filters > summary").click()
    assert violations(page) == []
    page.locator(".filters__head [data-sheet-close]").click()
    page.locator(".map-chip").click()
    expect(page.locator("#map-pane")).to_be_visible()
    page.locator("#found-map a[data-marker]").first.click()
    expect(page.locator("[data-picked-title]")).not_to_be_empty()
    assert violations(page) == []
    page.get_by_role("link", name="Go to it").click()
    expect(page.locator("#map-pane")).to_be_hidden()
    expect(page.locator(".place-card.is-chosen")).to_be_in_viewport()
