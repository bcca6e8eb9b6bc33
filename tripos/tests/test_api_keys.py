"""Idempotency keys where it is hard: at the same time, after a crash, when they are old."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections
from django.utils import timezone

from tripos.api import idempotency
from tripos.api.models import IdempotencyKey
from tripos.api.tasks import drop_expired_keys
from tripos.db.context import acting_as
from tripos.testing.api_client import ApiClient, api_of, make_api_token
from tripos.testing.cast import Cast, make_user
from tripos.testing.owner import as_owner
from trips.models import Trip

NEW_TRIP = {"destination": "Turku", "start_date": "2026-06-01", "end_date": "2026-06-03"}


@pytest.fixture
def token(database_copy: str, django_db_blocker: Any) -> Iterator[str]:
    """A token of alice in a database of its own, where transactions are real."""
    with django_db_blocker.unblock():
        yield make_api_token(make_user("alice"))
        for alias in connections:
            connections[alias].close()


def at_once(number: int, ask: Any) -> list[Any]:
    """The answers of so many threads that start together."""
    found: list[Any] = []
    gate = threading.Barrier(number)

    def run() -> None:
        gate.wait()
        try:
            found.append(ask())
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return found


def test_eight_at_once_make_one_trip(token: str) -> None:
    answers = at_once(8, lambda: ApiClient(token).post("trips/", NEW_TRIP, Idempotency_Key="once"))
    assert [answer.status_code for answer in answers] == [201] * 8
    assert len({answer.content for answer in answers}) == 1
    assert sum(answer.get("Idempotent-Replayed") == "true" for answer in answers) == 7
    with acting_as(answers[0].wsgi_request.user):
        assert Trip.objects.count() == 1


def test_a_first_request_that_takes_too_long_is_told(token: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(idempotency, "WAIT", "100ms")
    monkeypatch.setattr("trips.api.trips.TripList.create", lambda self, content: _hang())
    first = threading.Thread(
        target=at_once, args=(1, lambda: ApiClient(token).post("trips/", NEW_TRIP, Idempotency_Key="k"))
    )
    first.start()
    assert STARTED.wait(10)
    late = ApiClient(token).post("trips/", NEW_TRIP, Idempotency_Key="k")
    GO_ON.set()
    first.join(10)
    assert (late.status_code, late.json()["type"], late["Retry-After"]) == (409, "urn:tripos:problem:in-progress", "1")


STARTED, GO_ON = threading.Event(), threading.Event()


def _hang() -> Any:
    from tripos.api.problems import Problem

    STARTED.set()
    GO_ON.wait(10)
    raise Problem("not-found")


@pytest.mark.django_db
def test_an_answer_that_was_never_committed_is_made_anew(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    api = api_of(cast.alice)

    def crash(self: Any, content: Any) -> Any:
        Trip(user_id=self.request.user.pk, title="Half", **content).save(force_insert=True)
        raise RuntimeError("power cut")

    with monkeypatch.context() as patch:
        patch.setattr("trips.api.trips.TripList.create", crash)
        api.client.raise_request_exception = False
        assert api.post("trips/", NEW_TRIP, Idempotency_Key="k").status_code == 500
    assert as_owner("select count(*) from idempotency_keys")[0][0] == 0
    assert api.post("trips/", NEW_TRIP, Idempotency_Key="k").status_code == 201
    with acting_as(cast.alice):
        assert Trip.objects.owned_by(cast.alice).filter(destination="Turku").count() == 1


@pytest.mark.django_db
def test_keys_end_after_a_day(cast: Cast) -> None:
    api = api_of(cast.alice)
    first = api.post("trips/", NEW_TRIP, Idempotency_Key="old").json()
    api.post("trips/", NEW_TRIP, Idempotency_Key="new")
    day = timedelta(hours=25)
    as_owner(
        "update idempotency_keys set created_at = %s, expires_at = %s where key = 'old'",
        [timezone.now() - day, timezone.now() - timedelta(hours=1)],
    )
    assert api.post("trips/", NEW_TRIP, Idempotency_Key="old").json()["id"] != first["id"]
    as_owner(
        "update idempotency_keys set created_at = %s, expires_at = %s where key = 'old'",
        [timezone.now() - day, timezone.now() - timedelta(hours=1)],
    )
    assert drop_expired_keys(0) == 1
    with acting_as(cast.alice):
        assert [row.key for row in IdempotencyKey.objects.owned_by(cast.alice)] == ["new"]
