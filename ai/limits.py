"""What agents may use: per run, per traveller in 24 hours, and whether they may run at all.

Limits come from the settings and, over them, from the rows of ``agent_limits``: for everybody, for an agent, for a
traveller, for both; the most specific number holds, and any row that is switched off stops what it is about. They are
looked at when somebody asks, when the job begins, before each request to a model and between steps. The daily window
is the last 24 hours, so that no change of time zone empties it.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection
from django.db.models import Count, IntegerField, QuerySet, Sum
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from ai.enums import LIMITS
from ai.models import AgentLimit, AIRun
from tripos.accounts.models import Profile

WINDOW = timedelta(hours=24)


class NotAllowed(Exception):
    """The traveller's agents may not run, or not now; the text is a sentence for the traveller."""


class SwitchedOff(NotAllowed):
    """By the traveller's own setting, or by staff."""


class UsedUp(NotAllowed):
    """A limit is reached."""


@dataclass(frozen=True)
class Limits:
    """The most that holds for one traveller with one agent; ``off`` says why nothing may run.

    Seconds, US dollars, and numbers of runs, tool calls and tokens.
    """

    run_calls: int
    run_tokens: int
    run_seconds: int
    run_cost_usd: Decimal
    day_runs: int
    day_calls: int
    day_tokens: int
    day_seconds: int
    day_cost_usd: Decimal
    off: str = ""


@dataclass(frozen=True)
class Spent:
    """What was used: in the last 24 hours, or by one run. The cost is the known part of it."""

    runs: int = 0
    calls: int = 0
    tokens: int = 0
    seconds: int = 0
    cost_usd: Decimal = Decimal(0)

    def __add__(self, other: Spent) -> Spent:
        return Spent(*(getattr(self, field.name) + getattr(other, field.name) for field in fields(self)))


def default_limits() -> Limits:
    """What the settings say."""
    said = settings.AI_LIMITS
    values: dict[str, Any] = {
        name: Decimal(said[name]) if name.endswith("_usd") else int(said[name]) for name in LIMITS
    }
    return Limits(**values)


def limits_for(user: Any, agent: str) -> Limits:
    """What holds for a traveller with an agent. One query."""
    found = default_limits()
    for row in AgentLimit.objects.holding_for(user, agent):
        said = {name: getattr(row, name) for name in LIMITS if getattr(row, name) is not None}
        off = found.off if row.is_enabled else _off_words(row)
        found = replace(found, off=off, **said)
    return found


def _off_words(row: AgentLimit) -> str:
    if row.user_id is not None:
        words = _("The agents are switched off for your account.")
    elif row.agent_type is not None:
        words = _("This agent is switched off for now; the others answer.")
    else:
        words = _("The agents are switched off for now.")
    return f"{words} {row.reason}" if row.reason else words


def recent_runs(user: Any, *, without: uuid.UUID | None = None) -> QuerySet[AIRun]:
    """A traveller's runs of the last 24 hours that count: all but those that never began and ended."""
    runs = AIRun.objects.owned_by(user).filter(created_at__gt=timezone.now() - WINDOW)
    runs = runs.exclude(started_at=None, completed_at__isnull=False)
    return runs if without is None else runs.exclude(pk=without)


def spent_lately(user: Any, *, without: uuid.UUID | None = None) -> Spent:
    """What a traveller's runs used in the last 24 hours, those under way with what they used so far. One query."""
    calls = Cast(KeyTextTransform("tool_calls", "metadata"), IntegerField())
    found = recent_runs(user, without=without).aggregate(
        runs=Count("pk"),
        calls=Coalesce(Sum(calls), 0),
        tokens=Coalesce(Sum("total_tokens"), 0),
        milliseconds=Coalesce(Sum("duration_ms"), 0),
        cost_usd=Coalesce(Sum("estimated_cost_usd"), Decimal(0)),
    )
    seconds = round(found.pop("milliseconds") / 1000)
    return Spent(seconds=seconds, **found)


def one_at_a_time(user_id: uuid.UUID) -> None:
    """Let no other transaction look at this traveller's limits before this one ends: two messages at once would both
    see room for the last one."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"agent_limits:{user_id}"])


def switched_off_by(profile: Profile) -> str:
    """What is said where the traveller has switched agents off; empty where they have not."""
    return "" if profile.ai_enabled else _("Agents are switched off in your settings: switch them on to chat.")


def check_enabled(profile: Profile, limits: Limits) -> None:
    """Raise SwitchedOff when the traveller's setting or staff say that agents may not run."""
    if own := switched_off_by(profile):
        raise SwitchedOff(own)
    if limits.off:
        raise SwitchedOff(limits.off)


def check_may_ask(profile: Profile, agent: str) -> None:
    """Whether a traveller may ask an agent something now. Call it inside the transaction that makes the run.

    Raises:
        SwitchedOff: by the traveller's own setting, or by staff.
        UsedUp: a daily limit is reached; the sentence says when it goes on.
    """
    one_at_a_time(profile.pk)
    limits = limits_for(profile, agent)
    check_enabled(profile, limits)
    check_day(profile, limits, spent_lately(profile) + Spent(runs=1))


def check_day(profile: Profile, limits: Limits, spent: Spent) -> None:
    """Raise UsedUp when the last 24 hours leave nothing; ``spent`` holds the run that is asked for."""
    if spent.runs > limits.day_runs:
        if limits.day_runs == 0:
            raise UsedUp(_("Your limit allows no answers."))
        raise UsedUp(
            _("You have had %(number)s answers in 24 hours, which is your limit. %(when)s")
            % {"number": limits.day_runs, "when": _when(profile, "runs", limits.day_runs - 1)}
        )
    if spent.tokens >= limits.day_tokens:
        raise UsedUp(
            _("Your agents have read and written as much as they may in 24 hours. %(when)s")
            % {"when": _when(profile, "tokens", limits.day_tokens - 1)}
        )
    if spent.cost_usd >= limits.day_cost_usd:
        raise UsedUp(
            _("Your agents have cost $%(cost)s in 24 hours, which is your limit. %(when)s")
            % {
                "cost": f"{limits.day_cost_usd:.2f}",
                "when": _when(profile, "cost", limits.day_cost_usd - Decimal("0.000001")),
            }
        )
    if spent.calls >= limits.day_calls:
        raise UsedUp(
            _("Your agents have looked up as much as they may in 24 hours. %(when)s")
            % {"when": _when(profile, "calls", limits.day_calls - 1)}
        )
    if spent.seconds >= limits.day_seconds:
        raise UsedUp(
            _("Your agents have worked as long as they may in 24 hours. %(when)s")
            % {"when": _when(profile, "seconds", limits.day_seconds - 1)}
        )


def _when(profile: Profile, what: str, room: int | Decimal) -> str:
    """The sentence about when it goes on: when enough of the earliest runs are 24 hours old."""
    amounts: dict[str, Callable[[AIRun], Any]] = {
        "runs": lambda run: 1,
        "tokens": lambda run: run.total_tokens,
        "cost": lambda run: run.estimated_cost_usd or 0,
        "calls": lambda run: int(run.metadata.get("tool_calls", 0)),
        "seconds": lambda run: (run.duration_ms or 0) / 1000,
    }
    runs = list(
        recent_runs(profile)
        .only("created_at", "total_tokens", "estimated_cost_usd", "metadata", "duration_ms")
        .order_by("created_at")
    )
    moment = _free_at([(run.created_at, amounts[what](run)) for run in runs], room)
    if moment is None:
        return ""
    local = moment.astimezone(ZoneInfo(profile.timezone))
    if local.date() == timezone.now().astimezone(local.tzinfo).date():
        return _("It goes on at %(time)s.") % {"time": f"{local:%H:%M}"}
    return _("It goes on tomorrow at %(time)s.") % {"time": f"{local:%H:%M}"}


def _free_at(used: Iterable[tuple[datetime, Any]], room: Any) -> datetime | None:
    """When no more than ``room`` of what was used is younger than 24 hours."""
    rows = list(used)
    left = sum(amount for _at, amount in rows)
    for at, amount in rows:
        left -= amount
        if left <= room:
            # The next minute, so that who comes at the minute that was named is not early.
            return (at + WINDOW).replace(second=0, microsecond=0) + timedelta(minutes=1)
    return None


@dataclass
class Allowance:
    """What one run may still use, and the look that is taken between its steps.

    Attributes:
        profile: whose run it is.
        agent: the agent's name.
        run_id: the run, which is not counted among the others.
        limits: as they were at the last look.
    """

    profile: Profile
    agent: str
    run_id: uuid.UUID
    limits: Limits
    others: Spent

    @classmethod
    def of_run(cls, profile: Profile, agent: str, run_id: uuid.UUID) -> Allowance:
        """At the start of a run. Call it inside the transaction that marks it running.

        Raises:
            NotAllowed: it may not begin.
        """
        one_at_a_time(profile.pk)
        limits = limits_for(profile, agent)
        check_enabled(profile, limits)
        others = spent_lately(profile, without=run_id)
        check_day(profile, limits, others + Spent(runs=1))
        return cls(profile, agent, run_id, limits, others)

    @property
    def tokens(self) -> int:
        return max(0, min(self.limits.run_tokens, self.limits.day_tokens - self.others.tokens))

    @property
    def calls(self) -> int:
        return max(0, min(self.limits.run_calls, self.limits.day_calls - self.others.calls))

    @property
    def seconds(self) -> int:
        return max(1, min(self.limits.run_seconds, self.limits.day_seconds - self.others.seconds))

    @property
    def cost_usd(self) -> Decimal:
        return max(Decimal(0), min(self.limits.run_cost_usd, self.limits.day_cost_usd - self.others.cost_usd))

    def check(self, tokens: int, cost_usd: Decimal | None) -> None:
        """Look again between two steps: switches, and what this and the traveller's other runs have used.

        Args:
            tokens: of this run so far.
            cost_usd: of this run so far; None where it is unknown, and then tokens alone limit it.

        Raises:
            NotAllowed: the run has to end.
        """
        self.profile = Profile.objects.get(pk=self.profile.pk)
        self.limits = limits_for(self.profile, self.agent)
        check_enabled(self.profile, self.limits)
        self.others = spent_lately(self.profile, without=self.run_id)
        if tokens > self.tokens or (tokens and self.tokens == 0):
            raise UsedUp(too_much(_("%(number)s tokens") % {"number": f"{self.tokens:,}"}))
        if cost_usd is not None and cost_usd > self.cost_usd:
            raise UsedUp(too_much(f"${self.cost_usd:.2f}"))


def too_much(what: str) -> str:
    """What a traveller is told when one answer used all that it might."""
    words = _("This answer used up what it may (%(what)s) and was stopped; nothing was changed. Ask for less at once.")
    return words % {"what": what}
