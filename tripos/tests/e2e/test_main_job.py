"""The main job in a browser: from sign-in over the answer that arrives piece by piece to acceptance and undo."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tripos.tests.e2e.traveller import SENTENCE, Traveller


def test_sentence_becomes_a_trip_that_is_accepted_and_undone(traveller: Traveller) -> None:
    page = traveller.page
    traveller.begin(SENTENCE)
    answer = traveller.answer()
    expect(answer).to_contain_text("2026")
    card = answer.locator("[data-proposal]")
    expect(card).to_contain_text("waiting for you")
    planned = traveller.trip()
    assert (planned["status"], str(planned["start"]), str(planned["end"])) == ("draft", "2026-05-14", "2026-05-15")
    card.get_by_role("button", name="Accept").click()
    expect(page).to_have_url(re.compile(rf"/trips/{planned['id']}/"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Helsinki")
    expect(page.locator("section.day")).to_have_count(2)
    assert traveller.trip_status(planned["id"]) == "planning"
