"""A places editor in a browser: a point put on the map, hours as a week, a file brought in, pairs made one."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from places.tests.staged import as_csv, row
from tripos.testing.browser import violations
from tripos.testing.site import PASSWORD, Site, wait_for

pytestmark = pytest.mark.slow
PICTURES = os.environ.get("TRIPOS_PICTURES", "")


def look(page: Page, name: str, faults: dict[str, list[str]]) -> None:
    """What axe says of the page in both themes and sizes; a picture where a folder for them is given."""
    for width, height, scheme in ((1280, 900, "light"), (390, 844, "dark")):
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        found = [fault for fault in violations(page) if fault.startswith(("serious", "critical"))]
        if found:
            faults[f"{name} {scheme}"] = found
        if PICTURES:
            page.screenshot(path=str(Path(PICTURES) / f"{name}-{width}.png"), full_page=True)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.emulate_media(color_scheme="light")


def test_editor_keeps_places_in_the_browser(browser: Browser, site: Site) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    heard: list[str] = []
    page.on("pageerror", lambda error: heard.append(str(error)))
    faults: dict[str, list[str]] = {}
    page.goto(f"{site.url}/admin/")
    page.get_by_label("Email").fill("staff@tripos.example")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="What staff keep")).to_be_visible()

    # a place of one's own, put on the map
    page.goto(f"{site.url}/admin/places/location/add/?category=restaurant")
    page.get_by_label("Name:", exact=True).fill("Kiosk on the quay")
    page.locator(".staff-map .map__drawing").click(position={"x": 300, "y": 120})
    assert 60.0 < float(page.locator("#id_latitude").input_value()) < 60.3
    page.get_by_label("Cuisine:").fill("coffee, buns")
    page.get_by_label("Monday:").fill("9 to 5")
    look(page, "place-form", faults)
    page.get_by_role("button", name="Save and continue editing").click()
    expect(page.get_by_text("is no time such as").first).to_be_visible()
    page.get_by_label("Monday:").fill("09:00-17:00")
    page.get_by_role("button", name="Save and continue editing").click()
    expect(page.get_by_text("was added successfully").first).to_be_visible()
    expect(page.get_by_text("09:00–17:00").first).to_be_visible()
    assert site.rows(
        "select opening_hours, timezone, cuisine_types from locations where name = 'Kiosk on the quay'"
    ) == [("Mo 09:00-17:00", "Europe/Helsinki", ["coffee", "buns"])]
    look(page, "place-saved", faults)
    page.get_by_role("link", name="History").first.click()
    look(page, "place-history", faults)

    # a file with a fault and a duplicate, looked at and brought in
    page.goto(f"{site.url}/admin/places/placeimport/add/")
    look(page, "import-new", faults)
    rows = [row(1), row(2, latitude=99), row(3, name="Ateneum", latitude=60.1702, longitude=24.9444)]
    page.get_by_label("File:").set_input_files({"name": "city.csv", "mimeType": "text/csv", "buffer": as_csv(rows)})
    page.get_by_label("Source:").fill("City")
    page.get_by_role("button", name="Read the file").click()
    expect(page.get_by_text("latitude: 99 is not between").first).to_be_visible()
    look(page, "import-preview", faults)
    page.get_by_role("button", name="Write 2 rows").click()
    wait_for(lambda: site.rows("select 1 from imports where status = 'done'"), "the worker applies the import")

    # the duplicate becomes one place
    page.goto(f"{site.url}/admin/places/location/duplicates/?city=Helsinki")
    look(page, "duplicates", faults)
    card = page.locator(".staff-card", has_text="Ateneum · Ateneum").first
    card.get_by_role("button", name="Keep 1").click()
    expect(page.get_by_text("Merged.").first).to_be_visible()
    assert site.rows("select count(*) from locations where name = 'Ateneum' and deleted_at is null") == [(1,)]

    # The pages that are ours; lists and date fields are Django's own drawing.
    for name, address in {
        "queue": "places/location/queue/",
        "answers": "trips/proactivesuggestion/answers/",
        "demo": "demo/",
    }.items():
        page.goto(f"{site.url}/admin/{address}")
        look(page, name, faults)
    assert not faults, "\n".join(f"{name}: {found[:6]}" for name, found in faults.items())
    assert heard == []
    page.close()
