"""While an answer is under way: reloading, a second tab, no JavaScript, stopping."""

from __future__ import annotations

import http.client
import re
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, expect

from tripos.testing.site import Site, wait_for
from tripos.tests.e2e.traveller import ANSWER_MILLISECONDS, SENTENCE, Traveller


def body(traveller: Traveller) -> str:
    """The words of the last answer."""
    return str(traveller.page.locator(".message .prose").last.inner_text())


def test_reload_and_a_second_tab_show_the_same_answer(slow_traveller: Traveller) -> None:
    page = slow_traveller.page
    slow_traveller.begin(SENTENCE)
    expect(page.locator("[data-live-text]")).to_contain_text("Day 1", timeout=ANSWER_MILLISECONDS)
    so_far = page.locator("[data-live-text]").inner_text()
    page.reload()
    expect(page.locator("[data-live-state]")).to_be_visible()
    expect(page.locator("[data-live-text]")).to_contain_text(so_far.split("\n")[0], timeout=ANSWER_MILLISECONDS)
    second = Traveller(page.context.new_page(), slow_traveller.site)
    second.page.goto(page.url)
    slow_traveller.answer()
    second.answer()
    assert body(second) == body(slow_traveller)
    assert page.locator("[data-live-steps] [data-step]").count() == 1
    page.reload()
    assert body(slow_traveller) == body(second)
    expect(page.locator("[data-proposal]")).to_have_count(1)


@pytest.mark.slow
def test_more_streams_than_threads_leave_room_for_pages(slow_traveller: Traveller) -> None:
    page, site = slow_traveller.page, slow_traveller.site
    slow_traveller.begin(SENTENCE)
    events = page.locator("[data-live]").get_attribute("data-events-url")
    cookie = "; ".join(f"{row['name']}={row['value']}" for row in page.context.cookies())
    opened = [http.client.HTTPConnection(urlsplit(site.url).netloc, timeout=60) for _ in range(80)]
    for connection in opened:
        connection.request("GET", str(events), headers={"Cookie": cookie})
    other = page.context.new_page()
    other.goto("/concierge/", timeout=10_000)
    expect(other.get_by_role("heading", level=1)).to_have_text("Concierge")
    slow_traveller.answer()
    told = [connection.getresponse().read() for connection in opened]
    assert sum(b"event: done" in frames for frames in told) >= 40
    assert all(b"event: step" in frames or frames.startswith(b"retry: 3000") for frames in told)


def test_stop_ends_the_answer_and_try_again_gives_it(slow_traveller: Traveller) -> None:
    page = slow_traveller.page
    slow_traveller.begin(SENTENCE)
    expect(page.locator("[data-live-text]")).not_to_be_empty(timeout=ANSWER_MILLISECONDS)
    page.get_by_role("button", name="Stop").click()
    expect(page.locator("[data-live-error]")).to_contain_text("Stopped. Nothing was changed.")
    conversation = slow_traveller.conversation
    assert slow_traveller.site.rows("select trip_id from conversations where id = %s", conversation) == [(None,)]
    page.get_by_role("button", name="Try again").click()
    slow_traveller.answer()
    assert slow_traveller.trip()["status"] == "draft"
    said = slow_traveller.site.rows(
        "select role::text from messages where conversation_id = %s and role <> 'function' order by position",
        conversation,
    )
    assert said == [("user",), ("assistant",)]


def test_main_job_works_without_javascript(browser: Browser, slow_site: Site, slowly_signed_in: Any) -> None:
    context = browser.new_context(base_url=slow_site.url, storage_state=slowly_signed_in, java_script_enabled=False)
    person = Traveller(context.new_page(), slow_site)
    page = person.page
    person.begin(SENTENCE)
    expect(page.locator("meta[http-equiv=refresh]")).to_have_count(1)
    expect(page.locator("noscript a")).to_have_count(1)
    wait_for(lambda: page.locator("[data-proposal]").count(), "the page reloads until the answer stands", 40)
    expect(page.locator("meta[http-equiv=refresh]")).to_have_count(0)
    trip = person.trip()
    page.get_by_role("button", name="Accept").click()
    expect(page).to_have_url(re.compile(rf"/trips/{trip['id']}/"))
    page.locator(".last-change").get_by_role("button", name="Undo").click()
    expect(page.get_by_role("region", name="Draft")).to_be_visible()
    context.close()
