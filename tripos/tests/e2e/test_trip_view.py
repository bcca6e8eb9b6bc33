"""Looking at a trip: days that fold, the strip, one day on the map, a phone's map over the list, the concierge in its
drawer, places found and dropped on a day."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tripos.testing.browser import SIZES, violations
from tripos.testing.site import Site
from tripos.tests.e2e.test_trip_plan import rows, start_trip
from tripos.tests.e2e.traveller import ANSWER_MILLISECONDS, Traveller


def shown_markers(page: Page) -> Locator:
    return page.locator("a[data-marker]:not(.is-off)")


def test_days_fold_and_map_shows_the_day_that_was_chosen(traveller: Traveller) -> None:
    page = traveller.page
    start_trip(traveller, 2)
    page.locator("#day-1 .day__toggle").click()
    expect(page.locator("#day-1 .stop").first).to_be_hidden()
    page.reload()
    expect(page.locator("#day-1 .stop").first).to_be_hidden()

    page.locator("[data-show-day='2']").click()
    expect(page.locator("[data-show-day='2']")).to_have_attribute("aria-current", "location")
    expect(page.locator("[data-map-day='2']")).to_have_attribute("aria-pressed", "true")
    stops = page.locator("#day-2 .stop")
    expect(shown_markers(page)).to_have_count(stops.count())
    second = stops.nth(1)
    second.locator(".stop__kind").click()
    expect(shown_markers(page).and_(page.locator(".is-chosen"))).to_have_attribute(
        "href", f"#{second.get_attribute('id')}"
    )
    page.locator("[data-map-day='0']").click()
    expect(shown_markers(page)).to_have_count(page.locator(".stop[id] .stop__dot").count())
    # A marker leads to its stop, folded or not.
    first = page.locator("#day-1 .stop").first
    page.locator(f"a[data-marker][href='#{first.get_attribute('id')}']").click()
    expect(first).to_be_visible()
    expect(first).to_have_class(re.compile("is-chosen"))
    assert violations(page) == []
    assert traveller.heard == []


def test_map_lies_over_a_phones_list_and_goes_again(browser: Browser, site: Site, signed_in: Any) -> None:
    width, height = SIZES["phone"]
    context = browser.new_context(
        base_url=site.url,
        storage_state=signed_in,
        viewport={"width": width, "height": height},
        has_touch=True,
        reduced_motion="reduce",
    )
    page = context.new_page()
    traveller = Traveller(page, site)
    start_trip(traveller, 2)
    page.locator("#day-2 .stop").nth(1).scroll_into_view_if_needed()
    expect(page.locator("[data-show-day='2']")).to_have_attribute("aria-current", "location")
    was = page.evaluate("window.scrollY")
    switch = page.locator("[data-map-switch]")
    expect(page.locator("#map-pane")).to_be_hidden()
    switch.click()
    expect(page.locator("[data-map-day='2']")).to_have_attribute("aria-pressed", "true")
    assert page.evaluate("window.scrollY") == was
    assert violations(page) == []
    marker = shown_markers(page).nth(2)
    marker.click()
    stop = page.locator(str(marker.get_attribute("href")))
    expect(page.locator("[data-picked-title]")).to_have_text(str(stop.get_attribute("data-title")))
    page.screenshot(path=traveller.picture("trip-map-phone-light"))
    page.keyboard.press("Escape")
    expect(page.locator("#map-pane")).to_be_hidden()
    expect(switch).to_be_focused()
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert traveller.heard == []
    context.close()


@pytest.mark.slow
def test_concierge_answers_beside_the_plan_and_a_found_place_is_dropped_on_a_day(traveller: Traveller) -> None:
    page = traveller.page
    trip = start_trip(traveller, 2)
    opener = page.locator(".trip-head [data-drawer-open]")
    opener.click()
    box = page.locator("#concierge textarea")
    expect(box).to_be_focused()
    last = rows(traveller, trip, 2)[-1]
    box.fill("Drop the last stop of day 2")
    box.press("Enter")
    expect(page.locator("#concierge")).to_contain_text("waiting for you", timeout=ANSWER_MILLISECONDS)
    traveller.postpone_expiry()
    page.locator("#concierge .proposal").get_by_role("button", name="Remove").click()
    expect(page.locator(f'#day-2 .stop[data-title="{last}"]')).to_have_count(0, timeout=ANSWER_MILLISECONDS)
    assert last not in rows(traveller, trip, 2)
    assert violations(page) == []
    page.keyboard.press("Escape")
    expect(page.locator("#drawer")).to_be_hidden()
    expect(page.locator(".trip-head [data-drawer-open]")).to_be_focused()

    page.locator("#idea-search").press_sequentially("galleria")
    found = page.locator(".match[data-place]").first
    name = str(found.get_attribute("data-title"))
    expect(page.locator("[data-found][data-started]")).to_have_count(1)
    grip = found.locator("[data-grip]")
    grip.scroll_into_view_if_needed()
    begin, end = grip.bounding_box(), page.locator("[data-show-day='1']").bounding_box()
    assert begin is not None
    assert end is not None
    page.mouse.move(begin["x"] + 12, begin["y"] + 12)
    page.mouse.down()
    page.mouse.move(begin["x"] + 8, begin["y"] + 4, steps=4)
    page.mouse.move(end["x"] + 30, end["y"] + 12, steps=20)
    expect(page.locator("[data-show-day='1'].is-target")).to_have_count(1)
    page.mouse.up()
    expect(page.locator("[data-toasts]")).to_contain_text(name)
    assert name in rows(traveller, trip, 1) or name in rows(traveller, trip, None)
    assert traveller.heard == []
