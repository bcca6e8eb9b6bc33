"""Sharing as two people do it: an invitation handed over, a friend who signs up from it, edits that meet, a link, paper."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page, expect

from tripos.testing.browser import SIZES, THEMES, complaints, violations
from tripos.testing.site import Site
from tripos.tests.e2e.traveller import SCREENSHOTS, Traveller

FRIEND = "friend@example.org"
PASSWORD = "a lantern by the harbour"
A4_POINTS = (595, 842)


@contextmanager
def stranger(browser: Browser, site: Site, size: str = "phone") -> Iterator[Page]:
    """A browser that was never here."""
    width, height = SIZES[size]
    context = browser.new_context(
        base_url=site.url,
        viewport={"width": width, "height": height},
        has_touch=size == "phone",
        reduced_motion="reduce",
    )
    try:
        yield context.new_page()
    finally:
        context.close()


def looked_at(page: Page, path: str, name: str) -> list[str]:
    """What axe and the console say of a page in both sizes and themes, and where it is wider than the screen; keeps
    pictures."""
    found = []
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    for size, (width, height) in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        for theme in THEMES:
            page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
            page.goto(path)
            found += [f"{name} {size} {theme}: {fault}" for fault in violations(page)]
            if page.evaluate("document.documentElement.scrollWidth") > width:
                found.append(f"{name} {size}: wider than the screen")
            page.screenshot(path=SCREENSHOTS / f"{name}-{size}-{theme}.png", full_page=True)
    page.emulate_media(color_scheme="light")
    return found


def start_trip(page: Page) -> str:
    """Two planned days in Helsinki; the trip's id."""
    page.goto("/")
    where = page.get_by_label("Where to")
    if not where.is_visible():  # who has trips already is shown the fields on demand
        page.locator("details", has=where).locator("summary").first.click()
    where.fill("Helsinki")
    page.get_by_label("First day").fill("2026-05-14")
    page.get_by_label("Last day").fill("2026-05-15")
    page.get_by_role("button", name="Plan it").click()
    expect(page).to_have_url(re.compile("/trips/[0-9a-f-]{36}/$"))
    return page.url.rstrip("/").rsplit("/", 1)[1]


@pytest.mark.slow
def test_a_trip_is_shared_with_a_friend_and_by_a_link(browser: Browser, site: Site, traveller: Traveller) -> None:
    owner = traveller.page
    trip = start_trip(owner)
    faults = []
    owner.get_by_role("link", name="Share", exact=True).last.click()
    expect(owner.get_by_role("heading", level=1)).to_have_text("Share the trip")

    # The mail is shown first; no mail server here, so the owner hands the address over.
    owner.get_by_label("E-mail address").fill(FRIEND)
    owner.get_by_label("They").select_option("editor")
    owner.get_by_role("button", name="See the mail").click()
    expect(owner.locator(".letter")).to_contain_text(FRIEND)
    owner.screenshot(path=SCREENSHOTS / "sharing-question-desktop-light.png", full_page=True)
    owner.get_by_role("button", name="Make it").click()
    invitation = owner.get_by_label("Address").input_value()
    faults += looked_at(owner, f"/trips/{trip}/sharing/", "sharing")

    with stranger(browser, site) as friend:
        heard = complaints(friend)
        faults += looked_at(friend, invitation, "sharing-invitation")
        friend.set_viewport_size({"width": 390, "height": 844})
        friend.goto(invitation)
        friend.get_by_role("link", name="Create an account").click()
        friend.get_by_label("Email").fill(FRIEND)
        friend.get_by_label("Password", exact=True).fill(PASSWORD)
        friend.get_by_role("button", name="Create account").click()
        expect(friend).to_have_url(re.compile("/invitations/"))
        friend.get_by_role("button", name="Accept").click()
        expect(friend).to_have_url(re.compile(f"/trips/{trip}/"))
        both_edit_one_stop(site, owner, friend, trip)
        # The browser notes that the second save was answered with 422: that is the choice.
        traveller.heard[:] = [line for line in traveller.heard if "422" not in line]
        assert heard == []

    # A link, read in a browser that was never here.
    owner.goto(f"/trips/{trip}/sharing/")
    expect(owner.get_by_text("May edit").or_(owner.locator("select[name=role]").first)).to_be_visible()
    owner.get_by_label("For whom").fill("Grandma")
    owner.get_by_role("button", name="Make a link").click()
    link = owner.get_by_label("Address").input_value()
    with stranger(browser, site) as reader:
        heard = complaints(reader)
        faults += looked_at(reader, link, "shared-trip")
        expect(reader.get_by_role("heading", level=1)).to_be_visible()
        assert "€" not in reader.locator("main").inner_text()
        assert heard == []
        reader.emulate_media(media="print")
        assert not reader.locator(".site-header").is_visible()
        reader.set_viewport_size({"width": 688, "height": 1010})  # A4 within its margins
        reader.screenshot(path=SCREENSHOTS / "shared-trip-paper.png", full_page=True)
        paper = reader.pdf(path=SCREENSHOTS / "shared-trip.pdf", prefer_css_page_size=True)
        sizes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", paper)
        assert sizes
        assert {(round(float(w)), round(float(h))) for w, h in sizes} == {A4_POINTS}

    owner.goto(f"/trips/{trip}/sharing/")
    owner.get_by_role("button", name=re.compile("Revoke.*Grandma")).click()
    expect(owner.get_by_text("no longer opens the trip")).to_be_visible()
    with stranger(browser, site) as reader:
        answer = reader.goto(link)
        assert answer is not None
        assert answer.status == 404
    assert faults == []


def both_edit_one_stop(site: Site, owner: Page, friend: Page, trip: str) -> None:
    """Both have a stop open and save another title: the second is told and chooses; nothing is lost without a word."""
    [(stop, title)] = site.rows(
        "select id::text, title from itinerary_items where trip_id = %s and deleted_at is null and day_number = 1"
        " order by sort_order limit 1",
        trip,
    )
    where = f"/trips/{trip}/stops/{stop}/"
    for page in (owner, friend):
        page.goto(where)
    friend.locator("input[name=title]").fill("By the friend")
    friend.get_by_role("button", name="Save").click()
    expect(friend).to_have_url(re.compile(f"/trips/{trip}/(#.*)?$"))
    owner.locator("input[name=title]").fill("By the owner")
    owner.get_by_role("button", name="Save").click()
    expect(owner.locator("main")).to_contain_text("By the friend")
    assert site.rows("select title from itinerary_items where id = %s", stop) == [("By the friend",)]
    owner.screenshot(path=SCREENSHOTS / "sharing-both-edited-desktop-light.png", full_page=True)
    owner.get_by_role("button", name="Save").click()
    expect(owner).to_have_url(re.compile(f"/trips/{trip}/(#.*)?$"))
    assert site.rows("select title from itinerary_items where id = %s", stop) == [("By the owner",)]
    assert title not in ("By the friend", "By the owner")
