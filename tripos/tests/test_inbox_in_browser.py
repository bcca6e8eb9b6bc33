"""The inbox and the front page full of what waits, in a real browser: accessible and fitting."""

from __future__ import annotations

from decimal import Decimal

import pytest
from playwright.sync_api import Browser, expect

from tripos.testing.browser import ORIGIN, SIZES, THEMES, complaints, serve, violations
from tripos.testing.cast import Cast
from tripos.testing.pages import signed_in
from tripos.tests.e2e.traveller import SCREENSHOTS
from tripos.tests.test_pages_inbox import INBOX, ask, trip  # noqa: F401  (a fixture)
from trips.models import Trip
from trips.tests.page_makers import make_stop

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("size", SIZES)
def test_pages_full_of_what_waits_are_accessible_and_fit(
    cast: Cast,
    browser: Browser,
    trip: Trip,  # noqa: F811
    size: str,
) -> None:
    ask(cast.alice, trip, "Gone soon, day 2, 09:00 to 10:00", "A second line of what would be done")
    make_stop(trip, "Ferry to the fortress", 3, 9, booking_status="confirmed", cost=Decimal(48))
    client = signed_in(cast.alice)
    pages = {path: client.get(path).content.decode() for path in (INBOX, "/")}
    width, height = SIZES[size]
    context = browser.new_context(
        viewport={"width": width, "height": height}, has_touch=size == "phone", reduced_motion="reduce"
    )
    page = context.new_page()
    heard = complaints(page)
    serve(page, pages)
    for path, name in ((INBOX, "inbox"), ("/", "home-needs")):
        for theme in THEMES:
            page.emulate_media(color_scheme="dark" if theme == "dark" else "light", reduced_motion="reduce")
            page.goto(ORIGIN + path)
            expect(page.locator(".waiting__one").first).to_be_visible()
            assert violations(page) == [], (name, theme)
            assert page.evaluate("document.documentElement.scrollWidth") == width, name
            assert heard == []
            SCREENSHOTS.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=SCREENSHOTS / f"{name}-{size}-{theme}.png", full_page=True)
            heard.clear()  # a picture is taken by ways that the policy refuses
    context.close()
