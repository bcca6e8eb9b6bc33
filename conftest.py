"""Fixtures for every test: the database, and the cast."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connections
from xdist.scheduler import LoadScopeScheduling

from tripos.testing import database
from tripos.testing.browser import browser, close_browser
from tripos.testing.cast import Cast, make_cast

# One browser a run, whichever tests ask for it.
__all__ = ["browser"]


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """A superuser's connection string on the run's throwaway server."""
    with database.cluster_url() as url:
        yield url


@pytest.fixture(scope="session")
def django_db_setup(postgres: str, django_db_blocker: Any) -> Iterator[None]:
    name = f"tripos_test_{os.getpid()}"
    database.create_database(postgres, name)
    with django_db_blocker.unblock():
        database.point_at(postgres, name)
        database.migrate()
        for alias in connections:
            connections[alias].close()
        database.create_database(postgres, name + database.PRISTINE, template=name)
    yield
    with django_db_blocker.unblock():
        for alias in connections:
            connections[alias].close()
    database.drop_database(postgres, name)
    database.drop_database(postgres, name + database.PRISTINE)


@pytest.fixture
def cast(db: None) -> Cast:
    """alice owns a trip, bob edits it, vera views it, charlie is a stranger, staff are staff."""
    return make_cast()


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    cache.clear()


def on_the_site(nodeid: str) -> bool:
    """Tell whether a test is one of those that look at the site from outside, mostly in a browser."""
    return "/e2e/" in nodeid or "in_browser" in nodeid.split("::")[0]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the tests in a browser first, so that the worker that has them begins with them."""
    items.sort(key=lambda item: on_the_site(item.nodeid), reverse=True)
    lost = [i.nodeid for i in items if "browser" in getattr(i, "fixturenames", ()) and not on_the_site(i.nodeid)]
    if lost:
        raise pytest.UsageError(f"Tests in a browser belong into e2e/ or a file named …_in_browser.py: {lost[0]}")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
    """Close the browser after its last test: Playwright keeps an event loop on the thread that others need."""
    try:
        return (yield)
    finally:
        if on_the_site(item.nodeid) and not (nextitem and on_the_site(nextitem.nodeid)):
            close_browser()


class ByFile(LoadScopeScheduling):
    """Share the tests among workers by files, whose modules prepare things once; one worker has all in a browser."""

    def _split_scope(self, nodeid: str) -> str:
        return "browser" if on_the_site(nodeid) else nodeid.split("::")[0]


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByFile:
    return ByFile(config, log)
