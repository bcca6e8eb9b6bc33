"""The pages of conversations in a real browser: accessible, within the policy, no wider than a phone.

Here, and not beside the pages: after the first browser of a run no agent can answer on the main thread.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from ai.enums import AgentType
from conversations.models import AIContext, Message
from conversations.testing import talk_of
from tripos.db.context import acting_as, change_set
from tripos.testing.browser import ORIGIN, SIZES, THEMES, complaints, serve, violations
from tripos.testing.cast import Cast
from tripos.testing.pages import signed_in

pytestmark = pytest.mark.django_db


def test_pages_of_conversations_are_accessible_and_fit(cast: Cast, browser: Browser) -> None:
    asked = "Move the museum to day 2 " + "x" * 60
    talk = talk_of(cast.alice, asked, title=asked, trip=cast.trip, agent_type=AgentType.ITINERARY_OPTIMIZER)
    other = talk_of(cast.alice, "Hello", title="Gone")
    rows = [
        {"kind": kind, "what": "Ateneum", "time": "10:00 to 11:30", "was": "09:00", "cost": "20 EUR", "why": ["It opens at 10:00"]}
        for kind in ("add", "remove", "move", "change")
    ]  # fmt: skip
    card = {
        "kind": "edit", "trip_id": str(cast.trip.pk), "change_set_id": str(talk.pk), "title": "Moved two stops",
        "groups": [{"title": f"Day {number}", "rows": rows} for number in range(1, 5)], "totals": [],
    }  # fmt: skip
    summary = {"through": 1, "count": 9, "words": "", "facts": {"asked": ["Plan three days", "y" * 119]}}
    with acting_as(cast.alice, role="agent"), change_set("Answered in the chat", kind="agent"):
        Message.objects.create(
            conversation=talk, role="assistant", content="It is on **day 2** now.", agent_name=talk.agent_type,
            metadata={"proposals": [card], "question": {"text": "Which one?", "choices": ["One", "Two"]}},
        )  # fmt: skip
        AIContext.objects.filter(conversation=talk).update(session_context={"summary": summary}, version=2)
    client = signed_in(cast.alice)
    client.post(f"/concierge/{other.pk}/discard/")
    paths = {
        "talks": "/concierge/",
        "talk": f"/concierge/{talk.pk}/",
        "talk-edit": f"/concierge/{talk.pk}/edit/",
        "talks-trash": "/concierge/trash/",
    }
    pages = {path: client.get(path).content.decode() for path in paths.values()}
    pictures = os.environ.get("TRIPOS_SCREENSHOTS")
    for size, (width, height) in SIZES.items():
        for theme in THEMES:
            context = browser.new_context(
                viewport={"width": width, "height": height},
                color_scheme="dark" if theme == "dark" else "light",
                reduced_motion="reduce",
            )
            page = context.new_page()
            heard = complaints(page)
            serve(page, pages)
            for name, path in paths.items():
                page.goto(ORIGIN + path)
                page.locator("main details:not(.menu)").evaluate_all("all => all.forEach(one => { one.open = true })")
                assert violations(page) == [], (name, size, theme)
                assert page.evaluate("document.documentElement.scrollWidth") <= width, (name, size)
                if pictures:
                    page.screenshot(path=Path(pictures) / f"{name}-{size}-{theme}.png", full_page=True)
            assert heard == []
            context.close()
