"""What is suggested is understood at once, whatever the agent and the state of the trip."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone

from ai.agents import AGENTS
from ai.enums import AgentType
from ai.tests.understanding import BEFORE, FIRST_DAY, read
from conversations.suggestions import FIRST, suggestions
from trips.enums import TripStatus
from trips.models import Trip


def trip(**values: object) -> Trip:
    made: dict[str, object] = {
        "title": "Helsinki",
        "destination": "Helsinki",
        "start_date": FIRST_DAY,
        "end_date": date(2026, 5, 16),
        "currency": "EUR",
        "status": TripStatus.PLANNING,
    }
    return Trip(**{**made, **values})


@pytest.mark.parametrize("agent", AgentType)
@pytest.mark.parametrize(
    ("today", "state"),
    [
        (BEFORE, {}),
        (BEFORE, {"status": TripStatus.DRAFT}),
        (FIRST_DAY, {"budget_total": Decimal(300)}),
        (BEFORE, {"end_date": FIRST_DAY}),
    ],
)
def test_suggestion_is_understood(agent: AgentType, today: date, state: dict[str, object]) -> None:
    sentences = suggestions(agent, trip(**state), today)
    assert 3 <= len(sentences) <= 4
    assert len(set(sentences)) == len(sentences)
    for sentence in sentences:
        understood = read(sentence, today=today, agent=agent.value)
        assert understood.intent != "unknown", sentence
        assert understood.question is None, (sentence, understood.question)


@pytest.mark.parametrize("agent", AgentType)
def test_suggestion_without_a_trip_is_understood(agent: AgentType) -> None:
    gone = trip(deleted_at=timezone.now())
    assert suggestions(agent, None, BEFORE) == suggestions(agent, gone, BEFORE)
    for sentence in suggestions(agent, None, BEFORE):
        understood = read(sentence, trip=False, agent=agent.value)
        assert understood.intent != "unknown", sentence
        # "A relaxed weekend" leaves open which: a question with its weekends as buttons is what should come.
        assert understood.question is None or understood.question.slot == "start_date", sentence


def test_suggestions_follow_the_trip() -> None:
    money = [suggestions(AgentType.BUDGET_GUARDIAN, one, BEFORE)[0] for one in (trip(), trip(budget_total=Decimal(9)))]
    assert money == ["How much have we spent?", "How much is left of the budget?"]
    one_day = trip(end_date=FIRST_DAY)
    assert all("day 2" not in words for agent in AGENTS for words in suggestions(agent, one_day, BEFORE))
    on = suggestions(AgentType.GENERAL_CONCIERGE, trip(), FIRST_DAY)
    assert on[0] == "What are we doing today?"
    assert suggestions(AgentType.GENERAL_CONCIERGE, None, BEFORE) == FIRST
