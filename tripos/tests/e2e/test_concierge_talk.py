"""The concierge in a browser: a family's conversation of seven turns, with what each of them did to the trip."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tripos.tests.e2e.traveller import Traveller

pytestmark = pytest.mark.slow


def test_concierge_talks_for_seven_turns(traveller: Traveller) -> None:
    traveller.begin("I need a trip for two adults and a kid of 6, 20 to 22 May, Helsinki, nothing too expensive")
    expect(traveller.answer().locator("[data-proposal]")).to_contain_text("waiting for you")
    trip = traveller.trip()
    assert (trip["status"], str(trip["start"]), str(trip["end"])) == ("draft", "2026-05-20", "2026-05-22")
    party = traveller.site.rows("select adults, children_ages from trips where id = %s", trip["id"])
    assert party == [(2, [6])]

    traveller.ask("Perfect, let's do it")
    assert traveller.trip_status(trip["id"]) == "planning"

    traveller.ask("Can we have one more day?")
    longer = traveller.trip()
    assert str(longer["end"]) == "2026-05-23"
    assert {day for day, *_ in longer["stops"]} == {1, 2, 3, 4}

    traveller.ask("Is everything open when we get there?")
    answer = traveller.ask("What are we up to on the 21st?")
    for day, title, *_ in longer["stops"]:
        if day == 2:
            expect(answer).to_contain_text(title)
    assert traveller.trip() == longer

    locked = "select title from itinerary_items where trip_id = %s and is_locked and deleted_at is null"
    traveller.ask("Lock the first stop on day 2")
    first = next(title for day, title, *_ in longer["stops"] if day == 2)
    assert traveller.site.rows(locked, trip["id"]) == [(first,)]
    traveller.ask("Undo that")
    assert traveller.site.rows(locked, trip["id"]) == []
    assert traveller.trip() == longer
    assert traveller.tools() == [
        "plan_trip", "accept_trip", "make_longer", "list_conflicts", "show_day", "lock_stop", "undo_last"
    ]  # fmt: skip
