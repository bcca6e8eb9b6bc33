"""Support in a browser: a traveller's problem is found, looked at with a reason, mended; the traveller sees and undoes it."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tripos.testing.browser import violations
from tripos.testing.site import PASSWORD, wait_for
from tripos.tests.e2e.test_conflicts import conflicts
from tripos.tests.e2e.traveller import Traveller

pytestmark = pytest.mark.slow
PICTURES = os.environ.get("TRIPOS_PICTURES", "")
REASON = "She wrote that two stops clash on the first day"


def look(page: Page, name: str, faults: dict[str, list[str]]) -> None:
    """What axe says of the page in both themes and sizes; a picture where a folder for them is given."""
    for width, height, scheme in ((1280, 900, "light"), (390, 844, "dark")):
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        found = [fault for fault in violations(page) if fault.startswith(("serious", "critical"))]
        if found:
            faults[f"{name} {scheme}"] = found
        if PICTURES:
            page.screenshot(path=str(Path(PICTURES) / f"{name}-{width}.png"), full_page=True)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.emulate_media(color_scheme="light")


def staff_page(browser: Browser, url: str, name: str) -> Page:
    """A page of the back office, signed in as one of the demo's staff."""
    page = browser.new_context(base_url=url).new_page()
    page.goto("/admin/")
    page.get_by_label("Email").fill(f"{name}@tripos.example")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="What waits")).to_be_visible()
    return page


def test_support_mends_a_trip_and_its_traveller_undoes_it(browser: Browser, traveller: Traveller) -> None:
    mine, site = traveller.page, traveller.site
    faults: dict[str, list[str]] = {}
    traveller.begin("Plan two days in Helsinki for two from 14 to 15 May")
    traveller.answer()
    trip = traveller.trip()["id"]
    for title, start, end in (("Breakfast at home", "06:00", "07:30"), ("Early swim", "07:00", "08:00")):
        mine.goto(f"/trips/{trip}/stops/new/?own=1&day=1")
        mine.get_by_label("Name", exact=True).fill(title)
        mine.get_by_label("From", exact=True).fill(start)
        mine.get_by_label("To", exact=True).fill(end)
        mine.get_by_role("button", name=re.compile("^(Add|Save)")).first.click()
        expect(mine).to_have_url(re.compile(f"/trips/{trip}/"))
    wait_for(lambda: conflicts(traveller, trip) == [("detected",)], "the worker to find the conflict")

    page = staff_page(browser, site.url, "support")
    missing: list[str] = []
    page.on("response", lambda answer: missing.append(answer.url) if answer.status in (404, 500) else None)
    broken: list[str] = []
    page.on("pageerror", lambda error: broken.append(f"{page.url}: {error} {error.stack}"))
    page.get_by_role("link", name="Travellers", exact=True).first.click()
    page.get_by_label("Name or e-mail address").fill("demo@")
    page.get_by_role("button", name="Search").click()
    look(page, "travellers", faults)
    page.get_by_role("link", name="demo@tripos.example").click()
    look(page, "traveller", faults)
    expect(page.get_by_text("Early swim starts")).to_have_count(0)

    # the plan, for a reason
    page.locator(f'a[href="/admin/look/plan/{trip}/"]').click()
    expect(page.get_by_text("Early swim")).to_have_count(0)
    look(page, "look-reason", faults)
    page.get_by_label("Reason, which the traveller reads").fill(REASON)
    page.get_by_role("button", name="Show it").click()
    expect(page.get_by_text("Early swim").first).to_be_visible()
    look(page, "look-words", faults)

    # mended
    [(conflict,)] = site.rows(
        "select id::text from conflict_resolutions where trip_id = %s and metadata ->> 'rule' = 'overlap'", trip
    )
    page.goto(f"/admin/trips/conflictresolution/?trip__id__exact={trip}")
    page.locator(f'input[name="_selected_action"][value="{conflict}"]').check()
    page.locator('select[name="action"]').select_option("ignore")
    page.get_by_role("button", name=re.compile("Run|Go")).first.click()
    wait_for(lambda: conflicts(traveller, trip) == [("ignored",)], "the conflict to be ignored")
    assert page.goto("/admin/ai-operations/").status == 403  # type: ignore[union-attr]

    # seen and undone
    mine.goto(f"/trips/{trip}/history/")
    seen = mine.locator(".rows__one", has_text="looked at the plan of this trip")
    expect(seen).to_contain_text(REASON)
    expect(seen.get_by_role("button")).to_have_count(0)
    change = mine.locator(".rows__one", has_text="Conflicts ignored by staff")
    expect(change).to_contain_text("Tripos support")
    change.get_by_role("button", name=re.compile("Undo")).click()
    wait_for(lambda: conflicts(traveller, trip) == [("detected",)], "the conflict to be open again")
    mine.goto("/support/")
    expect(mine.get_by_text(REASON).first).to_be_visible()
    look(mine, "support-looks", faults)

    # the same day, AI operations and an administrator
    aiops = staff_page(browser, site.url, "aiops")
    aiops.goto("/admin/ai-operations/?days=30")
    look(aiops, "operations", faults)
    aiops.locator("#runs ~ div th a").first.click()
    look(aiops, "trace", faults)
    boss = staff_page(browser, site.url, "staff")
    look(boss, "board", faults)
    assert faults == {}
    assert missing == []
    assert broken == []
    assert not [line for line in traveller.heard if "Content Security Policy" in line]
