"""A new traveller in a browser: sign-up, first steps, first trip, the front page, its present day, the inbox."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from tripos.testing.browser import SIZES, THEMES, complaints, violations
from tripos.testing.site import Site
from tripos.tests.e2e.traveller import SCREENSHOTS

TODAY, LAST = "2026-05-06", "2026-05-08"  # the site's day, tripos.testing.site.NOW


def looker(page: Page, size: str) -> Callable[[str], None]:
    """Look at the page as it stands, in both themes: axe finds nothing, nothing sticks out; keep pictures."""

    def look(name: str) -> None:
        for theme in THEMES:
            page.emulate_media(color_scheme="dark" if theme == "dark" else "light", reduced_motion="reduce")
            assert violations(page) == [], (name, theme)
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
            SCREENSHOTS.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=SCREENSHOTS / f"{name}-{size}-{theme}.png", full_page=True)

    return look


@pytest.mark.parametrize("size", SIZES)
def test_new_traveller_gets_from_sign_up_to_the_present_day_of_a_first_trip(
    browser: Browser, site: Site, size: str
) -> None:
    width, height = SIZES[size]
    context = browser.new_context(
        base_url=site.url, viewport={"width": width, "height": height}, has_touch=size == "phone",
        locale="fi-FI", timezone_id="Europe/Helsinki", reduced_motion="reduce",
    )  # fmt: skip
    page = context.new_page()
    heard = complaints(page)
    look = looker(page, size)

    page.goto("/")
    look("welcome")
    page.get_by_role("link", name="Create an account").click()
    page.get_by_label("Email").fill(f"new-{size}@example.org")
    page.get_by_label("Password", exact=True).fill("correct horse battery staple")
    page.get_by_role("button", name="Create account").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Welcome! Who is travelling?")
    expect(page.get_by_label("Time zone")).to_have_value("Europe/Helsinki")
    expect(page.get_by_label("Currency")).to_have_value("EUR")
    page.get_by_label("Name").fill("Nora Lind")
    look("onboarding-you")
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("Relaxed").check()
    page.get_by_label("Museums").check()
    look("onboarding-pace")
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("Vegan", exact=True).check()
    look("onboarding-needs")
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your first trip")
    look("onboarding-trip")
    page.get_by_label("Where to").fill("Helsinki")
    page.get_by_label("First day").fill(TODAY)
    page.get_by_label("Last day").fill(LAST)
    page.get_by_role("button", name="Plan it").click()

    expect(page).to_have_url(re.compile(r"/trips/[0-9a-f-]{36}/"))
    address = page.url
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Where to next, Nora?")
    look("home-draft")
    page.goto(address)
    page.get_by_role("region", name="Draft").get_by_role("button", name=re.compile("Accept|Keep")).first.click()
    page.goto("/")
    page.get_by_role("link", name="Today: now and next").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Wednesday 6 May")
    expect(page.get_by_role("heading", name="Next")).to_be_visible()
    expect(page.get_by_role("link", name=re.compile("Open in map app")).first).to_have_attribute(
        "href", re.compile("^geo:60")
    )
    look("today")
    page.goto("/inbox/")
    look("inbox-new")
    assert heard == []
    context.close()
