"""Fixtures of the whole-site tests."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connections

from tripos.testing import database


@pytest.fixture
def database_copy(postgres: str, django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """A migrated, empty database of its own, with Django's connections pointed at it."""
    with django_db_blocker.unblock():
        template = connections["default"].settings_dict["NAME"]
        with database.clone(postgres, template) as name, database.pointed_at(postgres, name):
            yield name
