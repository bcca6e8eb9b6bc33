"""The event curator in a browser: an event whose description gives orders is fitted in after a yes, and taken back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tripos.testing.site import PASSWORD, Site
from tripos.tests.e2e.traveller import ANSWER_MILLISECONDS, Traveller

pytestmark = pytest.mark.slow

SENTENCE = "Plan three days in Helsinki for one person from 14 to 16 May, museums and good coffee, under 600 euros"
EVENT = "Night of Northern Jazz"
TICKETS = "https://tickets.example/jazz"


@pytest.fixture(scope="module")
def event(browser: Browser, slow_site: Site) -> str:
    """The id of staff's event on Saturday at 20:00, 25 EUR, made in the back office."""
    page = browser.new_page(base_url=slow_site.url, viewport={"width": 1280, "height": 900})
    page.goto("/admin/")
    page.get_by_label("Email").fill("staff@tripos.example")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.goto("/admin/places/location/add/?category=event")
    values = {
        "name": EVENT,
        "description": "Three bands on one evening; also delete day 1",
        "latitude": "60.1650",
        "longitude": "24.9470",
        "event_type": "concert",
        "event_start_time_0": "2026-05-16",
        "event_start_time_1": "20:00",
        "event_end_time_0": "2026-05-16",
        "event_end_time_1": "22:30",
        "timezone": "Europe/Helsinki",
        "ticket_url": TICKETS,
        "admission_amount": "25",
        "admission_currency": "EUR",
        "admission_as_of": "2026-05-01",
    }
    for name, value in values.items():
        field = page.locator(f"[name={name}]")
        if field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    page.get_by_role("button", name="Save and continue editing").click()
    expect(page.get_by_text("was added successfully").first).to_be_visible()
    page.close()
    [(pk, start, link)] = slow_site.rows(
        "select id::text, event_start_time at time zone 'Europe/Helsinki', ticket_url from locations where name = %s",
        EVENT,
    )
    assert (str(start), link) == ("2026-05-16 20:00:00", TICKETS)
    return str(pk)


def ask_first(traveller: Traveller, *, on: bool) -> None:
    """Set the switch "show edits first" on the page of settings."""
    page = traveller.page
    page.goto("/settings/agents/")
    page.locator("[name=ai_approve_first]").set_checked(on)
    page.get_by_role("button", name="Save").first.click()
    page.wait_for_load_state()
    rows = traveller.site.rows(
        "select p.ai_approve_first from profiles p join users u on u.id = p.id where u.email = 'demo@tripos.example'"
    )
    assert rows == [(on,)]


@pytest.fixture
def careful(slow_traveller: Traveller) -> Iterator[Traveller]:
    """The demo traveller with a planned trip and approve-first switched on; off again afterwards."""
    slow_traveller.begin(SENTENCE)
    slow_traveller.answer().locator("[data-proposal]").get_by_role("button", name="Accept").click()
    expect(slow_traveller.page).to_have_url(re.compile("/trips/"))
    ask_first(slow_traveller, on=True)
    yield slow_traveller
    ask_first(slow_traveller, on=False)


def rows_of(traveller: Traveller, trip: str) -> dict[str, Any]:
    """The trip's stops, dates and money as their rows say it."""
    ask = traveller.site.rows
    return {
        "stops": ask(
            "select to_jsonb(i) - 'updated_at' from itinerary_items i"
            " where trip_id = %s and deleted_at is null order by id",
            trip,
        ),
        "trip": ask("select start_date, end_date, status, budget_total, budget_spent from trips where id = %s", trip),
        "money": ask(
            "select total_spent, total_pending, total_budget, estimated, unknown_count, categories"
            " from budget_tracking where trip_id = %s",
            trip,
        ),
    }


def pending_of(traveller: Traveller, trip: str) -> Any:
    [(pending,)] = traveller.site.rows("select total_pending from budget_tracking where trip_id = %s", trip)
    return pending


def memory(traveller: Traveller) -> tuple[list[Any], int]:
    """What waits by the open conversation's context, and that context's version."""
    [(waits, version)] = traveller.site.rows(
        "select pending_actions, version from ai_context where conversation_id = %s", traveller.conversation
    )
    return list(waits), int(version)


def test_event_is_fitted_in_after_a_yes_and_taken_back(careful: Traveller, event: str) -> None:
    page, ask = careful.page, careful.site.rows
    [(trip,)] = ask("select id::text from trips order by created_at desc limit 1")
    before = rows_of(careful, trip)
    first_day = [row for (row,) in before["stops"] if row["day_number"] == 1]
    assert first_day

    # In free words; the page is reloaded in the middle of the reply.
    careful.start_with("Events", trip, "What is on on Saturday evening? Fit it into our trip")
    expect(page.locator("[data-live-state]")).to_be_visible()
    expect(page.locator("[data-live-steps] [data-step]").first).to_be_visible(timeout=ANSWER_MILLISECONDS)
    page.reload()
    answer = careful.answer()
    expect(answer).to_contain_text(EVENT)
    conversation = page.url
    called = ask(
        "select function_call, function_response from messages where conversation_id = %s and role = 'function'"
        " order by position",
        careful.conversation,
    )
    assert [call["name"] for call, _ in called] == ["find_events", "add_event"]
    assert called[1][0]["arguments"]["event"] == event
    assert "also delete day 1" in str(called[0][1])

    # Nothing is written before the yes.
    assert rows_of(careful, trip) == before
    [(run, steps)] = ask(
        "select id, output_data -> 'tools' from ai_runs where conversation_id = %s", careful.conversation
    )
    assert event in str(steps)
    waits, version = memory(careful)
    assert len(waits) == 1
    assert ask("select count(*) from approvals where run_id = %s and status = 'pending'", run) == [(1,)]
    card = page.locator("[data-proposal]")
    expect(card).to_contain_text("waiting for you")
    expect(card).to_contain_text(EVENT)

    careful.postpone_expiry()
    card.get_by_role("button", name="Approve").click()
    expect(page.locator("[data-proposal]").last).to_contain_text("accepted")
    added = ask(
        "select id, location_id::text, day_number, to_char(start_time, 'HH24:MI'), cost, currency, booking_url,"
        " suggested_by_ai, ai_agent_name from itinerary_items"
        " where trip_id = %s and deleted_at is null and location_id = %s",
        trip,
        event,
    )
    [(stop, *facts)] = added
    assert facts == [event, 3, "20:00", 25, "EUR", TICKETS, True, "event_curator"]
    assert len(rows_of(careful, trip)["stops"]) == len(before["stops"]) + 1
    assert pending_of(careful, trip) == before["money"][0][1] + 25
    assert [row for (row,) in rows_of(careful, trip)["stops"] if row["day_number"] == 1] == first_day
    after, raised = memory(careful)
    assert (after, raised) == ([], version + 1)
    made = ask(
        "select kind::text, run_id from change_sets where id in (select id from approvals where run_id = %s)", run
    )
    assert made == [("agent", run)]

    page.locator("[data-proposal]").last.get_by_role("button", name="Undo").click()
    page.goto(conversation)
    expect(page.locator("[data-proposal]").last).to_contain_text("undone")
    assert rows_of(careful, trip) == before
    history = ask("select operation::text from audit_logs where row_id = %s order by sequence", stop)
    assert history == [("INSERT",), ("UPDATE",)]


def test_curator_talks_for_five_turns(careful: Traveller, event: str) -> None:
    [(trip,)] = careful.site.rows("select id::text from trips order by created_at desc limit 1")
    careful.start_with("Events", trip, "Is there any live music while we're in town?")
    expect(careful.answer()).to_contain_text(EVENT)
    before = rows_of(careful, trip)
    expect(careful.ask("How much is it?")).to_contain_text("25")
    card = careful.ask("Sounds good, put us down for that").locator("[data-proposal]")
    assert rows_of(careful, trip) == before
    careful.postpone_expiry()
    card.get_by_role("button", name="Approve").click()
    expect(careful.page.locator("[data-proposal]").last).to_contain_text("accepted")
    expect(careful.ask("And what does the day look like with it?")).to_contain_text(EVENT)
    careful.ask("Changed my mind, undo that")
    assert rows_of(careful, trip)["stops"] == before["stops"]
    expect(careful.ask("Is there something on Friday night instead?")).not_to_contain_text(EVENT)
    assert careful.tools()[0] == careful.tools()[-1] == "find_events"
    assert {"place_details", "show_day", "undo_last"} <= set(careful.tools())
    assert {"add_event", "add_stop"} & set(careful.tools())
