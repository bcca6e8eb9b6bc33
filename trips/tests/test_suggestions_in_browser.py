"""The suggestions of a trip's page in a real browser: accessible, fitting, and answered without leaving the page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Browser, Request, expect

from tripos.testing.browser import ORIGIN, SIZES, THEMES, complaints, serve, violations
from tripos.testing.cast import Cast
from tripos.testing.pages import signed_in
from trips.tests.suggestion_makers import coming_trip, concert, produce, stored
from trips.tests.test_suggestions_types import overspent, table

pytestmark = pytest.mark.django_db
PICTURES = Path(settings.BASE_DIR) / ".tripos" / "screenshots"


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("size", SIZES)
def test_suggestions_are_accessible_and_one_is_refused_in_place(
    cast: Cast, browser: Browser, size: str, theme: str
) -> None:
    trip = coming_trip(cast.alice)
    overspent(trip)
    table(trip)
    concert(trip, day=3, details={})
    produce(trip)
    client = signed_in(cast.alice)
    where = reverse("trips:trip_detail", args=[trip.pk])
    html = client.get(where).content.decode()
    refusal = reverse("trips:suggestion_rejection", args=[trip.pk, stored(trip)["local_event"].pk])
    fragment = client.post(refusal, {"reason": "No jazz"}, HTTP_HX_REQUEST="true").content.decode()
    posted: list[str] = []

    def refuse(request: Request) -> Any:
        posted.append(request.post_data or "")
        return "text/html", fragment

    width, height = SIZES[size]
    context = browser.new_context(
        viewport={"width": width, "height": height},
        has_touch=size == "phone",
        color_scheme="dark" if theme == "dark" else "light",
        reduced_motion="reduce",
    )
    page = context.new_page()
    heard = complaints(page)
    serve(page, {where: html, refusal: refuse})
    page.goto(ORIGIN + where)
    cards = page.locator("#suggestions article")
    expect(cards).to_have_count(3)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == width
    jazz = cards.filter(has_text="Jazz at the harbour")
    jazz.get_by_text("Not for us").click()
    jazz.get_by_label("Why? (optional)").fill("No jazz")
    jazz.get_by_role("button", name="Do not suggest this again").click()
    expect(cards).to_have_count(2)
    assert "reason=No%20jazz" in posted[0]
    assert page.url == ORIGIN + where
    assert heard == []
    # Last, for a picture is taken by ways that the policy refuses.
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.locator("#suggestions").screenshot(path=PICTURES / f"suggestions-{size}-{theme}.png")
    context.close()
