"""What is said after the plan stands: questions, changes, removals that wait for a yes, and undo."""

from __future__ import annotations

from datetime import time
from typing import Any

import pytest
from playwright.sync_api import expect

from tripos.tests.e2e.traveller import SENTENCE, Traveller

Stops = list[tuple[int, str, time, str | None]]


def starts(stops: Stops) -> dict[int, time]:
    """When each day starts."""
    return {day: min(start for other, _title, start, _meal in stops if other == day) for day, *_ in stops}


def names(stops: Stops) -> set[tuple[int, str]]:
    return {(day, title) for day, title, *_ in stops}


def day_of(stops: Stops, title: str) -> list[int]:
    return [day for day, other, *_ in stops if other == title]


def test_questions_are_answered_and_change_nothing(traveller: Traveller) -> None:
    traveller.begin(SENTENCE)
    traveller.answer()
    planned = traveller.trip()
    expect(traveller.ask("What's near the Ateneum?")).to_contain_text("min on foot")
    expect(traveller.ask("Where can we eat vegan on day 1?")).to_contain_text("tags say")
    expect(traveller.ask("Is Kiasma open on Monday?")).to_contain_text("closed on Monday")
    expect(traveller.ask("How much is left of the budget?")).to_contain_text("Of 300.00 EUR")
    assert traveller.trip() == planned


def test_changes_are_made_shown_and_undone(traveller: Traveller) -> None:
    traveller.begin(SENTENCE)
    traveller.answer()
    planned = traveller.trip()

    card = traveller.ask("Make it three days").locator("[data-proposal]")
    expect(card.get_by_role("button", name="Undo")).to_be_visible()
    longer = traveller.trip()
    assert str(longer["end"]) == "2026-05-16"
    assert set(starts(longer["stops"])) == {1, 2, 3}
    assert names(planned["stops"]) <= names(longer["stops"])
    expect(traveller.ask("Undo that")).to_contain_text("Undone")
    assert traveller.trip() == planned

    card = traveller.ask("Start later, we are slow in the morning").locator("[data-proposal]")
    if card.get_by_role("button", name="Approve").count():
        # What no longer fits would go, and what goes waits for a yes.
        assert traveller.trip() == planned
        traveller.postpone_expiry()
        card.get_by_role("button", name="Approve").click()
        expect(traveller.page.locator("[data-proposal]").last).to_contain_text("accepted")
    later = starts(traveller.trip()["stops"])
    assert all(later[day] > start for day, start in starts(planned["stops"]).items())
    traveller.ask("Undo that")
    assert traveller.trip() == planned

    traveller.ask("Add a museum on day 2")
    # On a full day others may give way; nothing goes, and one museum comes.
    added = [stop for stop in traveller.trip()["stops"] if stop[1] not in {title for _d, title, *_ in planned["stops"]}]
    assert [day for day, *_ in added] == [2]
    assert ("museum",) in traveller.site.rows("select subcategory from locations where name = %s", added[0][1])
    traveller.page.locator("[data-proposal]").last.get_by_role("button", name="Undo").click()
    expect(traveller.page).to_have_url(f"{traveller.site.url}/trips/{planned['id']}/")
    assert names(trip_of(traveller, planned["id"])) == names(planned["stops"])


def trip_of(traveller: Traveller, trip: str) -> Stops:
    rows: Any = traveller.site.rows(
        "select day_number, title, start_time, meal from itinerary_items where trip_id = %s and deleted_at is null",
        trip,
    )
    return list(rows)


def test_stop_moves_to_the_day_that_was_said(traveller: Traveller) -> None:
    traveller.begin(SENTENCE)
    traveller.answer()
    traveller.ask("Move the Ateneum to day 2")
    if day_of(traveller.trip()["stops"], "Ateneum") != [2]:
        pytest.fail(f"not on day 2: {traveller.page.locator('.message').last.inner_text()}")
    traveller.ask("Move the Ateneum to the first day")
    assert day_of(traveller.trip()["stops"], "Ateneum") == [1]


def test_removal_waits_for_a_yes_and_can_be_undone(slow_traveller: Traveller) -> None:
    page = slow_traveller.page
    slow_traveller.begin(SENTENCE)
    slow_traveller.answer()
    planned = slow_traveller.trip()
    day, last, *_ = planned["stops"][-1]
    assert day == 2  # tomorrow: this site lives on the trip's first day

    card = slow_traveller.ask("Drop the last stop tomorrow").locator("[data-proposal]")
    expect(card).to_contain_text(last)
    assert slow_traveller.trip() == planned
    slow_traveller.postpone_expiry()
    card.get_by_role("button", name="Remove").click()
    card = page.locator("[data-proposal]").last
    expect(card).to_contain_text("accepted")
    assert names(slow_traveller.trip()["stops"]) == names(planned["stops"]) - {(day, last)}

    conversation = page.url
    card.get_by_role("button", name="Undo").click()
    page.goto(conversation)
    expect(page.locator("[data-proposal]").last).to_contain_text("undone")
    assert names(slow_traveller.trip()["stops"]) == names(planned["stops"])
