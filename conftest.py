"""Fixtures for every test: the database, and the cast."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connections

from tripos.testing import database
from tripos.testing.browser import browser
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


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests come last: Playwright keeps an event loop on the main thread, where answers run their own."""
    items.sort(key=lambda item: "browser" in getattr(item, "fixturenames", ()))
