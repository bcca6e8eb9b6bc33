"""Places in a browser: found while typing, filtered, saved with a note, looked at again."""

from __future__ import annotations

import psycopg
from playwright.sync_api import expect

from tripos.testing.browser import violations
from tripos.testing.site import Site
from tripos.tests.e2e.traveller import Traveller


def test_place_is_found_while_typing_filtered_and_saved(traveller: Traveller, site: Site) -> None:
    page = traveller.page
    page.goto(f"{site.url}/places/")
    page.get_by_label("Search places").press_sequentially("ateneum", delay=30)
    first = page.locator("#found h3 a").first
    expect(first).to_contain_text("Ateneum")
    page.wait_for_url("**q=ateneum**")
    page.get_by_text("Filters", exact=True).click()
    page.get_by_label("Accessibility").select_option("yes")
    page.wait_for_url("**access=yes**")
    expect(page.locator("#found [role=status]")).to_contain_text("shown")
    assert violations(page) == []
    page.goto(f"{site.url}/places/?q=ateneum")
    page.locator("#found h3 a").first.click()
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("link", name="Saved: notes, tags, collection").click()
    page.get_by_label("Tags").fill("art, rainy day")
    page.get_by_label("Notes, for your eyes only").fill("Start on the third floor")
    assert violations(page) == []
    page.get_by_role("button", name="Keep").click()
    expect(page.get_by_text("Start on the third floor")).to_be_visible()
    page.set_viewport_size({"width": 390, "height": 844})
    assert violations(page) == []
    page.locator(".place-card h3 a").first.click()
    expect(page.get_by_text("Only you see this.")).to_be_visible()
    with psycopg.connect(site.superuser) as connection:
        row = connection.execute("select view_count from saved_places where notes like 'Start on%'").fetchone()
    assert row is not None
    assert row[0] == 2
