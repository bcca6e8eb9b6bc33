"""Collections, a place of one's own and what is nearby, in a browser: on a desktop and a phone, in both themes."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tripos.testing.browser import violations
from tripos.testing.site import Site
from tripos.tests.e2e.traveller import SCREENSHOTS, Traveller

DESKTOP, PHONE = (1280, 900), (390, 844)
SETTLED = 1000


def looked_at(page: Page, name: str) -> None:
    """A page in both themes and at both widths, without violations; a picture of each is kept."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    for width, height in (DESKTOP, PHONE):
        page.set_viewport_size({"width": width, "height": height})
        for theme in ("light", "dark"):
            page.emulate_media(color_scheme=theme, reduced_motion="reduce")  # type: ignore[arg-type]
            page.wait_for_timeout(SETTLED)  # colours do not change at once
            assert violations(page) == [], (name, width, theme)
            size = "desktop" if width == DESKTOP[0] else "phone"
            page.screenshot(path=SCREENSHOTS / f"places-{name}-{size}-{theme}.png")
    page.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})
    page.emulate_media(color_scheme="light")


@pytest.mark.slow
def test_place_is_added_kept_in_a_collection_shared_and_found_nearby(traveller: Traveller, site: Site) -> None:
    page = traveller.page
    page.goto(f"{site.url}/places/new/")
    page.get_by_label("Name").fill("Sauna by the pier")
    page.locator(".point-picker .map__drawing").click(position={"x": 150, "y": 150})
    expect(page.locator("[data-place-picked]")).to_contain_text(",")
    looked_at(page, "new")
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_text("marked as unverified").first).to_be_visible()
    page.goto(f"{site.url}/places/collections/new/")
    page.get_by_label("Name").fill("Rainy days")
    page.get_by_label("Emoji").fill("☔")
    page.get_by_text("Blue", exact=True).click()
    looked_at(page, "collection-edit")
    page.get_by_role("button", name="Make it").click()
    expect(page.get_by_role("heading", name="Rainy days")).to_be_visible()
    # Two from cards of the catalogue: one's own, and another.
    for words in ("sauna by the pier", "ateneum"):
        page.goto(f"{site.url}/places/?q={words}")
        card = page.locator("#found .place-card").first
        card.locator("summary").first.click()
        expect(page.get_by_role("button", name="Rainy days").first).to_be_visible()
        page.get_by_role("button", name="Rainy days").first.click()
        expect(card.get_by_role("link", name="Rainy days")).to_be_visible()
    card.locator("summary").first.click()
    expect(card.get_by_role("button", name="Let go")).to_be_visible()
    looked_at(page, "menu")
    page.goto(f"{site.url}/places/")
    looked_at(page, "list")
    page.locator("#found h3 a").first.click()
    looked_at(page, "place")
    page.goto(f"{site.url}/places/collections/")
    looked_at(page, "collections")
    page.get_by_role("link", name="Rainy days").click()
    first = page.locator(".place-card").first
    first.hover()
    expect(page.locator("[data-marker].is-lit")).to_have_count(1)
    looked_at(page, "collection")
    page.get_by_role("link", name="Add to a trip").click()
    looked_at(page, "ideas")
    page.go_back()
    page.get_by_role("link", name="Share").click()
    page.get_by_label("Everybody may read this collection").check()
    looked_at(page, "sharing")
    page.locator("form", has=page.get_by_label("Everybody may read this collection")).get_by_role("button").click()
    expect(page.get_by_text("The collection is public now.").first).to_be_visible()
    shown = page.locator('a[href*="/public/collections/"]').first
    page.goto(shown.get_attribute("href") or "")
    expect(page.get_by_text("2 places").first).to_be_visible()
    looked_at(page, "public")
    page.goto(f"{site.url}/places/nearby/?q=ateneum")
    looked_at(page, "typed")
    page.locator(".pick").first.click()
    expect(page.locator(".place-card").first).to_contain_text("about")
    looked_at(page, "nearby")
