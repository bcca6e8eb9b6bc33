"""A conflict in a browser: made by hand, found by the worker, shown with its evidence, taken a way out of, undone."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import expect

from tripos.testing.browser import violations
from tripos.testing.site import wait_for
from tripos.tests.e2e.traveller import Traveller


def conflicts(traveller: Traveller, trip: str) -> list[tuple[Any, ...]]:
    return traveller.site.rows(
        "select status::text from conflict_resolutions where trip_id = %s and metadata ->> 'rule' = 'overlap'", trip
    )


def test_two_stops_at_once_are_found_by_the_worker_and_parted_by_a_button(traveller: Traveller) -> None:
    page = traveller.page
    traveller.begin("Plan two days in Helsinki for two from 14 to 15 May")
    traveller.answer()
    trip = traveller.trip()["id"]

    for title, start, end in (("Breakfast at home", "06:00", "07:30"), ("Early swim", "07:00", "08:00")):
        page.goto(f"/trips/{trip}/stops/new/?own=1&day=1")
        page.get_by_label("Name", exact=True).fill(title)
        page.get_by_label("From", exact=True).fill(start)
        page.get_by_label("To", exact=True).fill(end)
        page.get_by_role("button", name=re.compile("^(Add|Save)")).first.click()
        expect(page).to_have_url(re.compile(f"/trips/{trip}/"))
    wait_for(lambda: conflicts(traveller, trip) == [("detected",)], "the worker to find the conflict")

    page.goto(f"/trips/{trip}/")
    note = page.locator(".stop", has_text="Early swim").locator(".conflict")
    expect(note).to_contain_text("Breakfast at home lasts until 07:30, Early swim starts at 07:00: 30 minutes at both.")
    assert violations(page) == []
    note.get_by_role("button").first.click()
    expect(page.get_by_text(re.compile("^Done: "))).to_be_visible()
    wait_for(lambda: conflicts(traveller, trip) == [("user_resolved",)], "the answer to be stored")
    expect(page.locator(".conflict", has_text="30 minutes at both")).to_have_count(0)

    page.locator(".last-change").get_by_role("button", name="Undo").click()
    wait_for(lambda: conflicts(traveller, trip) == [("detected",)], "the conflict to be open again")
    page.goto(f"/trips/{trip}/")
    expect(page.locator(".conflict", has_text="30 minutes at both")).to_have_count(1)
