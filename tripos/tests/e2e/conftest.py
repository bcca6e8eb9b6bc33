"""A real browser on the whole site."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from tripos.testing.browser import browser
from tripos.testing.site import PASSWORD, Site, demo_template, site
from tripos.tests.e2e.traveller import Traveller

__all__ = ["browser", "demo_template", "site"]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Generator[None, Any, Any]:
    """Show what the services said when a test fails."""
    report = yield
    running = getattr(item, "funcargs", {}).get("site")
    if report.failed and isinstance(running, Site):
        report.sections.append(("site's logs", running.logs()))
    return report


@pytest.fixture(scope="session")
def signed_in(browser: Browser, site: Site) -> Any:
    """The demo traveller's cookies, from one real sign-in."""
    context = browser.new_context(base_url=site.url)
    traveller = Traveller(context.new_page(), site)
    traveller.sign_in("demo@tripos.example", PASSWORD)
    state = context.storage_state()
    context.close()
    return state


@pytest.fixture
def traveller(browser: Browser, site: Site, signed_in: Any) -> Iterator[Traveller]:
    """The demo traveller, signed in, at a desk."""
    context = browser.new_context(
        base_url=site.url, storage_state=signed_in, viewport={"width": 1280, "height": 900}, reduced_motion="reduce"
    )
    person = Traveller(context.new_page(), site)
    yield person
    context.close()
    assert person.heard == []
