"""A trip's money in a browser: a limit, a cost and a payment in their place; accessible at both sizes and themes."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tripos.testing.browser import SIZES, THEMES, violations
from tripos.tests.e2e.test_trip_plan import start_trip
from tripos.tests.e2e.traveller import Traveller


@pytest.mark.slow
def test_limits_costs_and_payments_are_kept_and_shown(traveller: Traveller) -> None:
    page, trip = traveller.page, start_trip(traveller, days=2)
    page.get_by_role("link", name="Costs and limits").click()
    page.get_by_text("Set limits").click()
    page.get_by_label("Budget of the trip").fill("200")
    page.get_by_label("Food and drink").fill("20")
    page.locator("#limits").get_by_role("button", name="Save").click()
    expect(page.get_by_text("of €200")).to_be_visible()
    row = page.locator(".cost-row").first
    row.get_by_text("Change").click()
    row.get_by_label("Cost of").fill("12.5")
    row.get_by_label("Paid").check()
    row.get_by_role("button", name="Save").click()
    expect(page.locator(".cost-row").first.get_by_text("paid", exact=True)).to_be_visible()
    [(spent,)] = traveller.site.rows("select budget_spent::text from trips where id = %s", trip)
    assert spent == "12.50"
    for size, (width, height) in SIZES.items():
        for theme in THEMES:
            page.set_viewport_size({"width": width, "height": height})
            page.emulate_media(color_scheme=theme, reduced_motion="reduce")  # type: ignore[arg-type]
            page.reload()
            traveller.picture(f"budget-{size}-{theme}")
            assert violations(page) == [], (size, theme)
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), size
