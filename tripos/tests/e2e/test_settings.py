"""The settings in a browser, from a picture to the end of the account; and the policy on pages of every family."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tripos.testing.browser import SIZES, THEMES, complaints, violations
from tripos.testing.site import PASSWORD, Site
from tripos.tests.e2e.traveller import Traveller

pytestmark = pytest.mark.slow

ADDRESS = "nora@example.org"
SECRET = "a long enough passphrase"
SECTIONS = {
    "profile": "/settings/",
    "travel": "/settings/travel/",
    "agents": "/settings/agents/",
    "notices": "/settings/notices/",
    "security": "/settings/security/",
    "devices": "/accounts/sessions/",
    "second": "/accounts/2fa/",
    "email": "/accounts/email/",
    "tokens": "/settings/tokens/",
    "trash": "/settings/trash/",
    "deletion": "/settings/deletion/",
}


@pytest.fixture
def newcomer(browser: Browser, site: Site) -> Iterator[Traveller]:
    """Somebody with a new account."""
    context = browser.new_context(
        base_url=site.url, viewport={"width": 390, "height": 844}, reduced_motion="reduce", has_touch=True
    )
    person = Traveller(context.new_page(), site)
    page = person.page
    page.goto("/accounts/signup/")
    page.get_by_label("Email").fill(ADDRESS)
    page.get_by_label("Password", exact=True).fill(SECRET)
    page.get_by_role("button", name="Create").click()
    expect(page).to_have_url(re.compile("/welcome/"))
    yield person
    context.close()
    assert person.heard == []


def go_to(page: Page, section: str) -> None:
    """Through the fold that a phone has for the way between the pages."""
    page.locator(".settings-nav summary").click()
    page.locator(".settings-nav__fold").get_by_role("link", name=section).click()


def test_settings_from_a_picture_to_the_end_of_the_account(newcomer: Traveller) -> None:
    page = newcomer.page
    page.goto("/settings/")
    picture = BytesIO()
    Image.new("RGB", (300, 500), "teal").save(picture, "JPEG")
    page.get_by_label("Picture", exact=True).set_input_files(
        {"name": "me.jpg", "mimeType": "image/jpeg", "buffer": picture.getvalue()}
    )
    page.get_by_role("button", name="Use this picture").click()
    shown = page.get_by_role("img", name="Your picture")
    expect(shown).to_be_visible()
    assert shown.evaluate("image => image.naturalWidth") == 256
    page.get_by_label("Name").fill("Nora")
    page.get_by_role("button", name="Save").click()
    go_to(page, "How I travel")
    page.get_by_label("Days begin at").fill("10:00")
    page.get_by_label("Rather not").fill("churches")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_label("Days begin at")).to_have_value("10:00")
    go_to(page, "API tokens")
    page.get_by_label("What uses it").fill("Kitchen clock")
    page.get_by_label("Read your trips").check()
    page.get_by_role("button", name="Make the token").click()
    token = page.get_by_label("Token", exact=True).input_value()
    answer = page.request.get("/api/v1/trips/", headers={"Authorization": f"Bearer {token}"})
    assert answer.status == 200
    newcomer.picture("settings-token-phone")

    for size, (width, height) in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        for theme in THEMES:
            page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
            for name, path in SECTIONS.items():
                page.goto(path)
                assert violations(page) == [], (name, size, theme)
                assert page.evaluate("document.documentElement.scrollWidth") <= width, (name, size)
                newcomer.picture(f"settings-{name}-{size}-{theme}")

    page.goto("/settings/tokens/")
    page.get_by_role("button", name="Revoke Kitchen clock").click()
    expect(page.get_by_text("1 that opens nothing any more")).to_be_visible()
    page.goto("/settings/deletion/")
    page.get_by_label("Your password").fill(SECRET)
    page.get_by_label("Yes, delete my account").check()
    page.get_by_role("button", name="Delete my account").click()
    expect(page.get_by_text("Your account is closed.")).to_be_visible()
    page.get_by_label("Email").fill(ADDRESS)
    page.get_by_label("Password", exact=True).fill(SECRET)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="This account is closed")).to_be_visible()


def test_the_policy_holds_on_the_pages_of_staff(browser: Browser, site: Site) -> None:
    """Django's admin keeps its scripts and styles in files; whatever a browser refuses on its pages is said here."""
    context = browser.new_context(base_url=site.url, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    heard = complaints(page)
    page.on("response", lambda answer: heard.append(answer.url) if answer.status >= 400 else None)
    page.goto("/accounts/login/?next=/admin/")
    page.get_by_label("Email").fill("staff@tripos.example")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(re.compile("/admin/$"))
    links = page.locator("#content a").evaluate_all("all => all.map(one => one.getAttribute('href'))")
    lists = sorted({link for link in links if link and re.fullmatch(r"/admin/\w+/\w+/", link)})
    assert len(lists) > 5
    for path in lists:
        page.goto(path)
        first = page.locator("#result_list tbody th a, #result_list tbody td a[href*='/change/']").first
        if first.count():
            first.click()
            page.wait_for_load_state()
    context.close()
    assert heard == []
