"""What a traveller does on the site, by what can be seen there."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import psycopg
from playwright.sync_api import Locator, Page, expect

from tripos.environment import BASE_DIR
from tripos.testing.browser import complaints
from tripos.testing.site import Site

SENTENCE = "Plan two days in Helsinki for two from 14 to 15 May, museums and good coffee, vegan lunch, under 300 euros"
ANSWER_MILLISECONDS = 30_000
# Not under TRIPOS_HOME: that of a test run is gone with it.
SCREENSHOTS = BASE_DIR / ".tripos" / "screenshots"


class Traveller:
    """Someone with a browser. ``heard`` fills with what the console and the content security policy complain about."""

    def __init__(self, page: Page, site: Site) -> None:
        self.page = page
        self.site = site
        self.name = "desktop-light"
        self.heard = complaints(page)

    def sign_in(self, email: str, password: str) -> None:
        """Sign in through the form."""
        self.page.goto("/concierge/")
        expect(self.page).to_have_url(re.compile("/accounts/login/"))
        self.page.get_by_label("Email").fill(email)
        self.page.get_by_label("Password", exact=True).fill(password)
        self.page.get_by_role("button", name="Sign in").click()
        expect(self.page).to_have_url(re.compile("/concierge/$"))

    def write(self, text: str) -> None:
        """Say something in the open conversation, or start one from the concierge's page."""
        box = self.page.get_by_label("Your message")
        box.fill(text)
        with self.page.expect_navigation():
            self.page.get_by_role("button", name="Send").click()

    def begin(self, text: str) -> None:
        """Start a conversation; it is open when the answer is under way."""
        self.page.goto("/concierge/")
        self.write(text)
        expect(self.page).to_have_url(re.compile(r"/concierge/[0-9a-f-]{36}/"))

    def ask(self, text: str) -> Locator:
        """Say something, wait for the whole answer, and return its message."""
        self.write(text)
        return self.answer()

    def answer(self) -> Locator:
        """The answer at the conversation's end, when it is whole."""
        expect(self.page.locator("[data-live-state]:visible")).to_have_count(0, timeout=ANSWER_MILLISECONDS)
        expect(self.page.locator("[data-live-error]:visible")).to_have_count(0)
        last = self.page.locator(".message").last
        expect(last).not_to_have_class(re.compile("message--mine"))
        return last

    @property
    def conversation(self) -> str:
        """The id of the open conversation."""
        found = re.search(r"/concierge/([0-9a-f-]{36})/", self.page.url)
        assert found
        return found[1]

    def trip(self) -> dict[str, Any]:
        """The trip of the open conversation as its rows say it."""
        [(pk, title, status, start, end)] = self.site.rows(
            "select t.id::text, t.title, t.status::text, t.start_date, t.end_date from trips t"
            " join conversations c on c.trip_id = t.id where c.id = %s",
            self.conversation,
        )
        stops = self.site.rows(
            "select day_number, title, start_time, meal from itinerary_items"
            " where trip_id = %s and deleted_at is null order by day_number, sort_order, start_time",
            pk,
        )
        return {"id": pk, "title": title, "status": status, "start": start, "end": end, "stops": stops}

    def postpone_expiry(self) -> None:
        """Let what waits last by PostgreSQL's clock too, which is the machine's: the database itself minds the time."""
        with psycopg.connect(self.site.superuser, options="-c session_replication_role=replica") as connection:
            connection.execute("update approvals set expires_at = now() + interval '1 day' where status = 'pending'")

    def start_with(self, agent: str, trip: str, text: str) -> None:
        """Start a conversation about a trip with the agent of that name, chosen on the page of conversations."""
        self.page.goto(f"/concierge/?trip={trip}")
        self.page.get_by_text("choose another agent").click()
        self.page.get_by_role("link", name=agent).click()
        expect(self.page.locator(".agents__chosen")).to_contain_text(agent)
        self.write(text)

    def tools(self) -> list[str]:
        """The tools that were called in the open conversation, by its ``function`` rows."""
        rows = self.site.rows(
            "select function_call ->> 'name' from messages where conversation_id = %s and role = 'function'"
            " order by position",
            self.conversation,
        )
        return [str(name) for (name,) in rows]

    def trip_status(self, trip: str) -> str:
        """What the trip's row says now."""
        [(status,)] = self.site.rows("select status::text from trips where id = %s", trip)
        return str(status)

    def picture(self, name: str) -> Path:
        """Keep a picture of the whole page."""
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        path = SCREENSHOTS / f"{name}.png"
        self.page.evaluate("window.scrollTo(0, 0)")
        self.page.screenshot(path=path, full_page=True)
        return path
