"""``kill -9`` in the middle of a turn: nothing said is lost, and the turn ends right, once."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect
from psycopg.conninfo import make_conninfo

from tripos.db.embedded import Cluster
from tripos.run.home import Home
from tripos.run.setup import root
from tripos.run.start import Plan
from tripos.run.supervisor import Supervisor
from tripos.testing.site import KEPT, NOW, Site, free_port
from tripos.tests.e2e.conftest import cookies_of_demo
from tripos.tests.e2e.traveller import ANSWER_MILLISECONDS, SENTENCE, Traveller

AGAIN_MILLISECONDS = 40_000  # the turn itself takes some seconds; the machine may be busy


def said(traveller: Traveller, conversation: str) -> dict[str, Any]:
    """What is left of a turn: messages by role, how the runs ended, trips."""
    roles = traveller.site.rows(
        "select role::text, count(*) from messages where conversation_id = %s and role <> 'function' group by 1",
        conversation,
    )
    runs = traveller.site.rows("select status::text from ai_runs where conversation_id = %s", conversation)
    trips = traveller.site.rows(
        "select count(*) from trips where created_at >= (select created_at from conversations where id = %s)",
        conversation,
    )
    return {**dict(roles), "runs": [status for (status,) in runs], "trips": trips[0][0]}


RIGHT = {"user": 1, "assistant": 1, "runs": ["success"], "trips": 1}


def in_the_middle(traveller: Traveller) -> str:
    """Ask for a plan and return the conversation when a part of the answer stands."""
    traveller.begin(SENTENCE)
    expect(traveller.page.locator("[data-live-text]")).to_contain_text("Day 1", timeout=ANSWER_MILLISECONDS)
    return traveller.conversation


def ends_right(traveller: Traveller, conversation: str) -> None:
    """The page that was open all the time shows the whole answer, and the rows say the same."""
    expect(traveller.page.locator("[data-proposal]")).to_have_count(1, timeout=AGAIN_MILLISECONDS)
    expect(traveller.page.locator("[data-live-error]")).to_be_hidden()
    assert said(traveller, conversation) == RIGHT


def test_killed_worker_loses_nothing_and_the_turn_is_tried_again(slow_traveller: Traveller) -> None:
    conversation = in_the_middle(slow_traveller)
    slow_traveller.site.kill("worker")
    ends_right(slow_traveller, conversation)


def test_killed_web_server_loses_nothing_and_the_page_goes_on(slow_traveller: Traveller) -> None:
    conversation = in_the_middle(slow_traveller)
    slow_traveller.site.kill("web")
    ends_right(slow_traveller, conversation)


@pytest.mark.slow
def test_message_written_while_no_worker_lives_is_answered_later(slow_traveller: Traveller) -> None:
    slow_traveller.page.goto("/concierge/")
    slow_traveller.site.kill("worker")
    slow_traveller.write(SENTENCE)
    ends_right(slow_traveller, slow_traveller.conversation)


@pytest.fixture
def own_site(tmp_path: Path) -> Iterator[Site]:
    """bin/run's own program with its own embedded, durable PostgreSQL, slow agents, on the day of ``NOW``."""
    given = {name: os.environ[name] for name in (*KEPT, "NUMBA_CACHE_DIR") if name in os.environ}
    port = free_port()
    environment = {
        **given,
        "PORT": str(port),
        "TRIPOS_HOME": str(tmp_path / "home"),
        "TRIPOS_TESTING": "1",
        "TRIPOS_NOW": NOW,
        "TRIPOS_STEP_SECONDS": "0.2",
    }
    command = [sys.executable, "-m", "tripos.run"]
    subprocess.run([*command, "--background"], cwd=root(), env=environment, check=True, timeout=300)
    home = Home(tmp_path / "home")
    server = Cluster(home.postgres).running()
    assert server is not None
    plan = Plan(root(), home, environment)
    try:
        yield Site(f"http://localhost:{port}", make_conninfo(server.url("tripos")), plan, Supervisor([]))
    finally:
        subprocess.run([*command, "--stop"], cwd=root(), env=environment, check=True, timeout=120)


@pytest.mark.slow
def test_killed_postgresql_loses_nothing_and_the_turn_ends_right(browser: Browser, own_site: Site) -> None:
    context = browser.new_context(base_url=own_site.url, storage_state=cookies_of_demo(browser, own_site))
    traveller = Traveller(context.new_page(), own_site)
    conversation = in_the_middle(traveller)
    server = Cluster(own_site.plan.home.postgres).running()
    assert server is not None
    os.kill(server.pid, signal.SIGKILL)
    ends_right(traveller, conversation)
    expect(traveller.page).to_have_url(re.compile(conversation))
    context.close()
