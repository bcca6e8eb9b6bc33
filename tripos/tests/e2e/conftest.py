"""A real browser on the whole site."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from tripos.testing.site import PASSWORD, Site, demo_copy, demo_template, serving, site
from tripos.tests.e2e.traveller import Traveller

FIRST_DAY = "2026-05-14T05:00:00+00:00"

__all__ = ["demo_template", "site"]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Generator[None, Any, Any]:
    """Show what the services said when a test fails."""
    report = yield
    if report.failed:
        for running in getattr(item, "funcargs", {}).values():
            if isinstance(running, Site):
                report.sections.append(("site's logs", running.logs()))
    return report


@pytest.fixture(scope="session")
def slow_site(postgres: str, demo_template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site on the first day of the trip whose agents take their time: for what happens during an answer."""
    with (
        demo_copy(postgres, demo_template, f"{demo_template}_slow") as superuser,
        serving(
            superuser, tmp_path_factory.mktemp("slow"), TRIPOS_NOW=FIRST_DAY, TRIPOS_STEP_SECONDS="0.12"
        ) as running,
    ):
        yield running


def cookies_of_demo(browser: Browser, site: Site) -> Any:
    """The demo traveller's cookies, from one real sign-in."""
    context = browser.new_context(base_url=site.url)
    traveller = Traveller(context.new_page(), site)
    traveller.sign_in("demo@tripos.example", PASSWORD)
    state = context.storage_state()
    context.close()
    return state


@pytest.fixture(scope="session")
def signed_in(browser: Browser, site: Site) -> Any:
    """The demo traveller's cookies on the site."""
    return cookies_of_demo(browser, site)


@pytest.fixture(scope="session")
def slowly_signed_in(browser: Browser, slow_site: Site) -> Any:
    """The demo traveller's cookies on the slow site."""
    return cookies_of_demo(browser, slow_site)


@pytest.fixture
def slow_traveller(browser: Browser, slow_site: Site, slowly_signed_in: Any) -> Iterator[Traveller]:
    """The demo traveller on the slow site."""
    context = browser.new_context(
        base_url=slow_site.url, storage_state=slowly_signed_in, viewport={"width": 1280, "height": 900}
    )
    yield Traveller(context.new_page(), slow_site)
    context.close()


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
