"""A trip's plan in a browser: stops dragged by mouse, finger and keyboard, a refusal that springs back, undo, a whole
day moved, an empty day planned, a better order compared; accessible at both sizes and in both themes."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tripos.testing.browser import SIZES, THEMES, violations
from tripos.testing.site import Site
from tripos.tests.e2e.traveller import Traveller


def start_trip(traveller: Traveller, days: int = 3) -> str:
    """A planned trip to Helsinki from the three fields; its id."""
    page = traveller.page
    page.goto("/")
    where = page.get_by_label("Where to")
    if not where.is_visible():  # who has trips already is shown the fields on demand
        page.locator("details", has=page.get_by_label("Where to", exact=False)).locator("summary").first.click()
    where.fill("Helsinki")
    page.get_by_label("First day").fill("2026-05-14")
    page.get_by_label("Last day").fill(f"2026-05-{13 + days}")
    page.get_by_role("button", name="Plan it").click()
    expect(page).to_have_url(re.compile(r"/trips/[0-9a-f-]{36}/$"))
    return page.url.rstrip("/").rpartition("/")[2]


def titles(page: Page, day: int) -> list[str]:
    return [str(stop.get_attribute("data-title")) for stop in page.locator(f"#day-{day} .stop").all()]


def rows(traveller: Traveller, trip: str, day: int | None) -> list[Any]:
    found = traveller.site.rows(
        "select title from itinerary_items where trip_id = %s and deleted_at is null and day_number is not distinct"
        " from %s order by start_time, sort_order",
        trip,
        day,
    )
    return [row[0] for row in found]


def grip(page: Page, title: str) -> Locator:
    return page.locator(f'.stop[data-title="{title}"]').locator("[data-grip]")


def show_all(page: Page, width: int = 1280) -> None:
    """A window as tall as the page: a hand cannot drop a stop where the window ends, and how far a page scrolls under
    a dragged stop meanwhile depends on how busy the machine is."""
    height = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": width, "height": height + 100})


def drag(page: Page, title: str, target: Locator, *, below: bool = False) -> None:
    """By mouse, in the small steps of a hand."""
    start = grip(page, title)
    start.scroll_into_view_if_needed()
    begin = start.bounding_box()
    assert begin is not None
    x, y = begin["x"] + begin["width"] / 2, begin["y"] + begin["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 4, y + 8, steps=4)
    end = target.bounding_box()
    assert end is not None
    page.mouse.move(x - 10, end["y"] + (end["height"] - 6 if below else 6), steps=25)
    page.mouse.move(x - 12, end["y"] + (end["height"] - 4 if below else 4), steps=4)
    page.mouse.up()


@pytest.mark.slow
def test_stops_are_dragged_by_mouse_and_keyboard_and_taken_back(traveller: Traveller) -> None:
    page = traveller.page
    trip = start_trip(traveller)
    show_all(page)
    before = titles(page, 1)
    assert len(before) >= 4
    page.wait_for_function("document.querySelector('[data-line]').dataset.started !== undefined")

    drag(page, before[-1], page.locator("#ideas"), below=True)
    expect(page.locator("#ideas .stop")).to_have_count(1)
    expect(page.locator("[data-toasts]")).to_contain_text(f"“{before[-1]}” is an idea now.")
    assert rows(traveller, trip, None) == [before[-1]]
    expect(grip(page, before[-1])).to_be_focused()

    grip(page, before[0]).focus()
    page.keyboard.press("Enter")
    expect(page.locator("#plan-live")).to_contain_text("is lifted")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#plan-live")).to_have_text(f"day 1, before “{before[2]}”")
    page.keyboard.press("Escape")
    expect(page.locator("#plan-live")).to_contain_text("stays where it was")
    assert titles(page, 1) == before[:-1]

    # A sight for a sight: an order that opening hours and meals hold, or a sentence that says why not.
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("[data-toasts] .toast")).to_have_count(2)
    expect(page.locator("#plan")).not_to_have_attribute("aria-busy", "true")
    assert titles(page, 1) == rows(traveller, trip, 1)
    assert violations(page) == []

    page.locator("[data-toasts] .toast").first.get_by_role("button", name="Dismiss").click()
    undo = page.locator(".last-change").get_by_role("button", name="Undo")
    undo.click()
    expect(page.locator(".last-change")).to_contain_text("Undid")
    assert traveller.heard == []


@pytest.mark.slow
def test_stop_is_dragged_by_a_finger(browser: Browser, site: Site, signed_in: Any) -> None:
    context = browser.new_context(
        base_url=site.url,
        storage_state=signed_in,
        viewport={"width": 390, "height": 844},
        has_touch=True,
        is_mobile=True,
        reduced_motion="reduce",
    )
    page = context.new_page()
    traveller = Traveller(page, site)
    trip = start_trip(traveller, 2)
    before = titles(page, 1)
    page.wait_for_function("document.querySelector('[data-line]').dataset.started !== undefined")
    finger = context.new_cdp_session(page)

    def touch(kind: str, *at: dict[str, float]) -> None:
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": list(at)})

    held = grip(page, before[0])
    held.evaluate("grip => window.scrollBy(0, grip.getBoundingClientRect().top - 200)")
    begin, end = held.bounding_box(), page.locator(f'.stop[data-title="{before[2]}"]').bounding_box()
    assert begin is not None
    assert end is not None
    assert min(begin["width"], begin["height"]) >= 44
    x, y = begin["x"] + begin["width"] / 2, begin["y"] + begin["height"] / 2
    touch("touchStart", {"x": x, "y": y})
    page.wait_for_timeout(400)  # held, not swiped: a swipe from the grip scrolls the page
    for step in range(1, 21):
        touch("touchMove", {"x": x, "y": y + (end["y"] + end["height"] - 10 - y) * step / 20})
        page.wait_for_timeout(20)
    expect(page.locator("#plan.is-dragging")).to_have_count(1)
    touch("touchEnd")
    expect(page.locator("[data-toasts] .toast")).to_have_count(1)
    expect(page.locator("#plan")).not_to_have_attribute("aria-busy", "true")
    after = titles(page, 1)
    assert after == rows(traveller, trip, 1)
    assert after.index(before[0]) > 0
    assert traveller.heard == []
    context.close()


def test_refused_move_springs_back_with_its_sentence(traveller: Traveller) -> None:
    page = traveller.page
    page.set_viewport_size({"width": 1280, "height": 2400})
    trip = start_trip(traveller, 1)
    before = titles(page, 1)
    # Fixed meanwhile by a companion: this page does not know it yet.
    traveller.site.rows(
        "update itinerary_items set is_locked = true where trip_id = %s and title = %s returning 1", trip, before[0]
    )
    grip(page, before[0]).focus()
    for key in ("Enter", "ArrowDown", "Enter"):
        page.keyboard.press(key)
    expect(page.locator("[data-toasts]")).to_contain_text("is fixed or booked")
    expect(page.locator(f'.stop[data-title="{before[0]}"]').get_by_text("fixed", exact=True)).to_be_visible()
    assert titles(page, 1) == before == rows(traveller, trip, 1)


@pytest.mark.slow
def test_day_is_emptied_planned_again_and_put_in_a_better_order(traveller: Traveller) -> None:
    page = traveller.page
    trip = start_trip(traveller)
    second = titles(page, 2)
    page.locator("#day-2").get_by_label("Change day 2").click()
    page.locator("#day-2").get_by_role("button", name="A day later").click()
    expect(page.locator("[data-toasts]")).to_contain_text("Day 2 is day 3 now.")
    assert titles(page, 3) == second

    traveller.site.rows(
        "update itinerary_items set deleted_at = now() where trip_id = %s and day_number = 2 returning 1", trip
    )
    page.reload()
    page.get_by_role("link", name=re.compile("Plan it for me")).click()
    expect(page.get_by_role("heading", name="Plan day 2 for me")).to_be_visible()
    assert violations(page) == []
    traveller.picture("trip-fill-desktop")
    page.get_by_role("button", name="Take this plan").click()
    expect(page).to_have_url(re.compile(f"/trips/{trip}/$"))
    assert len(titles(page, 2)) >= 3

    stops = titles(page, 1)
    page.goto(f"/trips/{trip}/improvement/")
    expect(page.get_by_role("heading", name="A better order for the trip")).to_be_visible()
    assert violations(page) == []
    traveller.picture("trip-order-desktop")
    assert stops == rows(traveller, trip, 1)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("theme", THEMES)
def test_plan_fits_and_is_accessible(traveller: Traveller, size: str, theme: str) -> None:
    page = traveller.page
    width, height = SIZES[size]
    page.set_viewport_size({"width": width, "height": height})
    page.emulate_media(color_scheme="dark" if theme == "dark" else "light", reduced_motion="reduce")
    start_trip(traveller, 2)
    page.wait_for_timeout(300)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    traveller.picture(f"trip-plan-{size}-{theme}")
    # As tall as the page: what floats over its end lies on nothing that a reader would not scroll away from it.
    show_all(page, width)
    assert violations(page) == []
    page.locator(".stop").nth(1).locator(".stop__menu summary").click()
    assert violations(page) == []
    page.set_viewport_size({"width": width, "height": height})
    page.screenshot(path=traveller.picture(f"trip-menu-{size}-{theme}"))
