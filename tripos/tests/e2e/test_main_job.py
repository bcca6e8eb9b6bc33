"""The main job in a browser: from sign-in over the answer that arrives piece by piece to acceptance and undo."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from opening_hours import OpeningHours
from playwright.sync_api import Browser, Page, expect

from tripos.testing.browser import SIZES, THEMES, violations
from tripos.testing.site import Site
from tripos.tests.e2e.traveller import SENTENCE, Traveller

# "Fr11:00" is read as "Fr 11:00"; the library alone is stricter.
MISSING_SPACE = re.compile(r"\b(Mo|Tu|We|Th|Fr|Sa|Su)(?=\d)")
# Notes, in order, every different state that the live answer is in: how many steps, how long the text.
WATCH = """
const seen = (window.seen = []);
const live = document.querySelector("[data-live]");
const note = () => {
  const steps = live.querySelectorAll("[data-step]").length;
  const words = live.querySelector("[data-live-text]").textContent.trim().length;
  const open = getComputedStyle(live.querySelector("[data-live-state]")).display !== "none";
  const last = seen[seen.length - 1];
  if (!last || last[0] !== steps || last[1] !== words) seen.push([steps, words, open]);
};
if (live) new MutationObserver(note).observe(live, { subtree: true, childList: true, characterData: true });
"""


def watch(page: Page) -> None:
    page.add_init_script(f"addEventListener('DOMContentLoaded', () => {{ {WATCH} }})")


def seen(page: Page) -> list[tuple[int, int, bool]]:
    """States of the live answer in which it was not finished: steps, characters, whether it still worked."""
    return [(steps, words, at_work) for steps, words, at_work in page.evaluate("window.seen") if at_work]


def test_sentence_becomes_a_trip_that_is_accepted_and_undone(traveller: Traveller) -> None:
    page = traveller.page
    watch(page)
    traveller.begin(SENTENCE)
    answer = traveller.answer()

    states = seen(page)
    assert len(states) >= 2, states
    assert states[0][1] < states[-1][1], "the text did not grow while it was watched"
    for words in ("Taken to be 2026.", "(lunch)", "2019-04", "known +", "estimated +", "unknown"):
        expect(answer).to_contain_text(words)
    assert violations(page) == []

    card = answer.locator("[data-proposal]")
    expect(card).to_contain_text("waiting for you")
    planned = traveller.trip()
    assert (planned["status"], str(planned["start"]), str(planned["end"])) == ("draft", "2026-05-14", "2026-05-15")
    card.get_by_role("button", name="Accept").click()

    expect(page).to_have_url(re.compile(rf"/trips/{planned['id']}/"))
    assert traveller.trip_status(planned["id"]) == "planning"
    expect(page.get_by_role("heading", level=1)).to_have_text("Two days in Helsinki")
    expect(page.locator("section.day")).to_have_count(2)
    expect(page.locator("[data-map-pane] .map__marker")).to_have_count(len(planned["stops"]))
    expect(page.get_by_role("heading", name="Budget", exact=True)).to_be_visible()
    for _day, title, _start, _meal in planned["stops"]:
        expect(page.locator(".stop__title", has_text=title).first).to_be_visible()
    assert violations(page) == []

    page.locator(".last-change").get_by_role("button", name="Undo").click()
    expect(page.get_by_role("region", name="Draft")).to_be_visible()
    assert traveller.trip_status(planned["id"]) == "draft"


def test_sunday_and_monday_get_another_plan_without_closed_museums(traveller: Traveller) -> None:
    traveller.begin(SENTENCE.replace("14 to 15 May", "17 to 18 May"))
    answer = traveller.answer()
    trip = traveller.trip()
    assert trip["start"].strftime("%A") == "Sunday"
    hours = traveller.site.rows(
        "select i.day_number, i.start_time, l.name, l.subcategory, l.opening_hours from itinerary_items i"
        " join locations l on l.id = i.location_id where i.trip_id = %s and l.opening_hours is not null",
        trip["id"],
    )
    assert {day for day, *_ in hours} == {1, 2}
    assert "museum" in {kind for _day, _start, _name, kind, _hours in hours}
    for day, start, name, _kind, said in hours:
        at = datetime.combine(trip["start"] + timedelta(days=day - 1), start)
        assert OpeningHours(MISSING_SPACE.sub(r"\1 ", said)).is_open(at), (name, at, said)
    monday = {title for day, title, _start, _meal in trip["stops"] if day == 2}
    assert not monday & {"Ateneum", "Kiasma"}, "both are closed on Mondays"
    expect(answer).to_contain_text("Monday 18 May 2026")


def test_unknown_city_says_which_are_known_and_how_more_are_imported(traveller: Traveller) -> None:
    traveller.begin("Plan two days in Paris for two from 14 to 15 May")
    answer = traveller.answer()
    for words in ("Paris", "Helsinki", "import_places"):
        expect(answer).to_contain_text(words)
    expect(answer.locator("[data-proposal]")).to_have_count(0)


@pytest.fixture(scope="module")
def planned(browser: Browser, site: Site, signed_in: Any) -> str:
    """The address of a conversation with a finished plan."""
    context = browser.new_context(base_url=site.url, storage_state=signed_in)
    person = Traveller(context.new_page(), site)
    person.begin(SENTENCE)
    person.answer()
    address, trip = person.page.url, person.trip()["id"]
    context.close()
    return f"{address} /trips/{trip}/"


@pytest.fixture(params=[(size, theme) for size in SIZES for theme in THEMES], ids="-".join)
def reader(browser: Browser, site: Site, signed_in: Any, request: pytest.FixtureRequest) -> Iterator[Traveller]:
    """The traveller on each size of screen and in each theme."""
    size, theme = request.param
    width, height = SIZES[size]
    context = browser.new_context(
        base_url=site.url,
        storage_state=signed_in,
        viewport={"width": width, "height": height},
        has_touch=size == "phone",
        color_scheme="dark" if theme == "dark" else "light",
        reduced_motion="reduce",
    )
    person = Traveller(context.new_page(), site)
    person.name = f"{size}-{theme}"
    yield person
    context.close()
    assert person.heard == []


def test_pages_are_accessible_and_fit(reader: Traveller, planned: str) -> None:
    conversation, trip = planned.split()
    for name, address in {"concierge": "/concierge/", "answer": conversation, "trip": trip, "home": "/"}.items():
        reader.page.goto(address)
        reader.picture(f"{name}-{reader.name}")
        assert violations(reader.page) == [], name
        assert reader.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
