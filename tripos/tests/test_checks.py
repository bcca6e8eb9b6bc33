"""A server refuses to serve as a role that row-level security does not bind."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connections
from psycopg.conninfo import conninfo_to_dict

from tripos.db import checks

pytestmark = pytest.mark.django_db


def test_restricted_login_is_without_fault(postgres: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert faults_of(postgres, "tripos_web", monkeypatch) == []
    assert faults_of(postgres, "tripos_jobs", monkeypatch) == []


@pytest.mark.parametrize(("login", "fault"), [("postgres", "is a superuser"), ("tripos_migrator", "may become")])
def test_powerful_login_is_refused(postgres: str, login: str, fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    found = faults_of(postgres, login, monkeypatch)
    assert any(fault in one for one in found)
    monkeypatch.setattr(checks, "role_faults", lambda: found)
    with pytest.raises(ImproperlyConfigured, match="row-level security would not hold"):
        checks.refuse_unsafe_role()


def faults_of(server: str, login: str, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the check says of a login of this run's database, over a connection of its own."""
    wrapper = connections["default"]
    settings = {**wrapper.settings_dict, "USER": login, "HOST": str(conninfo_to_dict(server).get("host", ""))}
    other = wrapper.__class__(settings, alias="default")
    monkeypatch.setattr(checks, "connections", {"default": other})
    try:
        return checks.role_faults()
    finally:
        other.close()
