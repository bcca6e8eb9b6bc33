"""Two messages at once: the daily limit lets through what is left of it, and no more."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any, TypeVar

import pytest
from django.conf import settings
from django.db import connection
from django.test import override_settings

from ai.models import AIRun
from ai.testing import call, scripted
from conversations import answering, turns
from tripos.accounts.models import Profile
from tripos.db.context import acting_as, change_set
from tripos.testing.cast import make_user

ROUNDS = 5
T = TypeVar("T")


@pytest.fixture
def alice(database_copy: str, django_db_blocker: Any) -> Iterator[Profile]:
    with django_db_blocker.unblock():
        yield make_user("alice")
        connection.close()


def test_two_messages_at_once_get_the_last_answer_once(alice: Profile) -> None:
    for number in range(1, ROUNDS + 1):
        with override_settings(AI_LIMITS={**settings.AI_LIMITS, "day_runs": number}):
            assert sorted(at_once(2, lambda: ask(alice))) == [False, True]
    with acting_as(alice):
        assert AIRun.objects.for_user(alice).count() == ROUNDS


def ask(alice: Profile) -> bool:
    try:
        with acting_as(alice), change_set("Wrote"):
            turns.start(alice, "Hello")
    except turns.NotSaid:
        return False
    return True


def test_two_answers_at_once_exceed_the_daily_tokens_by_less_than_a_run(alice: Profile) -> None:
    # Requests of 120 tokens; 500 are allowed to both together, and each may have one request under way.
    with override_settings(AI_LIMITS={**settings.AI_LIMITS, "day_tokens": 500}), scripted() as model:
        with acting_as(alice), change_set("Wrote"):
            runs = [turns.start(alice, "Hello")[1] for _ in range(2)]
        model.turn(*[call("budget_summary")] * 20)
        waiting = iter(runs)
        at_once(2, lambda: answering.answer(alice.pk, next(waiting).pk))
        asked = len(model.provider.requests)
        model.provider.forget()
    with acting_as(alice):
        ended = list(AIRun.objects.for_user(alice))
    assert {run.status for run in ended} == {"error"}
    assert sum(run.total_tokens for run in ended) == asked * 120
    assert 500 < asked * 120 <= 500 + 2 * 120


def at_once(number: int, work: Callable[[], T]) -> list[T]:
    """Do the same in so many threads, each with a connection of its own."""
    ready = Barrier(number)

    def start() -> T:
        ready.wait()
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(number) as pool:
        return [future.result() for future in [pool.submit(start) for _ in range(number)]]
