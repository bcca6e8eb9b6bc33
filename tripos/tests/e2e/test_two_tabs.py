"""A conversation that is open twice: what is answered in one tab is no question in the other any more."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tripos.tests.e2e.traveller import SENTENCE, Traveller

pytestmark = pytest.mark.slow


def test_card_that_was_answered_by_words_loses_its_buttons_in_every_tab(traveller: Traveller) -> None:
    page = traveller.page
    traveller.begin(SENTENCE)
    traveller.answer()
    planned = traveller.trip()
    card = traveller.ask("Drop the Ateneum").locator("[data-proposal]")
    expect(card.get_by_role("button", name="Remove")).to_be_visible()
    second = Traveller(page.context.new_page(), traveller.site)
    second.page.goto(page.url)
    buttons = second.page.locator("[data-proposal]").last.get_by_role("button")
    expect(buttons).to_have_text(["Remove", "No, thanks"])
    # What is being written there is kept: only the card changes.
    second.page.get_by_label("Your message").fill("and then")

    traveller.postpone_expiry()
    expect(traveller.ask("yes please")).to_contain_text("as you approved")
    assert "Ateneum" not in {title for _day, title, *_ in traveller.trip()["stops"]}
    expect(page.locator("[data-proposal]").last.get_by_role("button")).to_have_text(["Undo"])
    expect(buttons).to_have_text(["Undo"])
    expect(second.page.get_by_label("Your message")).to_have_value("and then")

    # With nothing half written, the other tab shows what was said.
    second.page.get_by_label("Your message").fill("")
    expect(traveller.ask("Undo that")).to_contain_text("Undone")
    assert traveller.trip() == planned
    second.page.bring_to_front()
    expect(second.page.locator(".message").last).to_contain_text("Undone")
    expect(second.page.locator("[data-proposal]").last.get_by_role("button")).to_have_count(0)
    assert second.heard == []
