"""The pages about runs in a real browser: accessible, within the policy, no wider than a phone.

Here, and not beside the pages: after the first browser of a run no agent can answer on the main thread.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser

from ai.enums import AgentType
from ai.models import AIRun, Approval
from conversations.models import Conversation, Message
from tripos.accounts.models import User
from tripos.db.context import acting_as, acting_for_sign_in, change_set
from tripos.testing.browser import ORIGIN, SIZES, THEMES, complaints, serve, violations
from tripos.testing.cast import Cast
from trips.models import Trip

pytestmark = pytest.mark.django_db


def ended_run(cast: Cast, conversation: Conversation, asked: Message, *, tools: list[Any], **values: Any) -> AIRun:
    """A run as the worker leaves it; the browser's event loop is on this thread, so no agent can run here."""
    with acting_as(cast.alice, role="agent"), change_set("Answered in the chat", kind="agent"):
        return AIRun.objects.create(
            user=cast.alice,
            conversation=conversation,
            agent_name=AgentType.BUDGET_GUARDIAN,
            agent_type=AgentType.BUDGET_GUARDIAN,
            input_data={"text": asked.content, "message_id": str(asked.pk)},
            output_data={"tools": tools, "understood": [{"intent": "budget_summary", "slots": {"city": "Helsinki"}}]},
            input_tokens=200,
            output_tokens=40,
            total_tokens=240,
            model_name="a-model-with-a-long-name:2026-11-22",
            started_at=timezone.now(),
            completed_at=timezone.now(),
            duration_ms=2345,
            **values,
        )


def test_pages_about_runs_are_accessible_and_fit(cast: Cast, browser: Browser) -> None:
    with acting_as(cast.alice), change_set("Wrote in the chat"):
        conversation = Conversation.objects.create(
            user=cast.alice, trip=cast.trip, agent_type=AgentType.BUDGET_GUARDIAN, title="How much have we spent"
        )
        asked = Message.objects.create(
            conversation=conversation, role="user", content="How much have we spent, and is there cheaper jazz?"
        )
    tools = [
        {"tool": "budget_summary", "arguments": {}, "result": {"ok": True, "left": "EUR 120"}, "milliseconds": 4},
        {"tool": "search_places", "arguments": {"words": "jazz " * 30}, "result": {"places": []}, "outcome": "retried"},
    ]
    run = ended_run(cast, conversation, asked, status="success", tools=tools, estimated_cost_usd="0.0006")
    broken = ended_run(cast, conversation, asked, status="error", tools=tools[:1])
    with acting_as(cast.alice, role="agent"), change_set("Cheaper by 12 EUR", kind="agent", run_id=run.pk):
        Trip.objects.filter(pk=cast.trip.pk).update(title="Helsinki, cheaper")
        Approval.objects.create(
            user=cast.alice, run=run, conversation=conversation, trip_id=cast.trip.pk, tool_call_id="one",
            tool_name="remove_stop", arguments={}, preview={"lines": ["Remove the Ateneum, Fri 15 May 10:00"]},
            expires_at="2100-01-01T00:00Z",
        )  # fmt: skip
    client = Client()
    with acting_for_sign_in():
        client.force_login(User.objects.get(pk=cast.alice.pk))
    paths = {"run": f"/runs/{run.pk}/", "broken": f"/runs/{broken.pk}/", "usage": "/settings/usage/"}
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
                for summary in page.locator("main details > summary").all():
                    if summary.is_visible():  # a wide window shows the sections of the settings without opening them
                        summary.click()
                assert violations(page) == [], (name, size, theme)
                assert page.evaluate("document.documentElement.scrollWidth") <= width, (name, size)
                if pictures:
                    page.screenshot(path=Path(pictures) / f"{name}-{size}-{theme}.png", full_page=True)
            assert heard == []
            context.close()
