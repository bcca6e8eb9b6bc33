"""Thirty days of a traveller's runs, added up: by agent, by day, and against the limits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Q, Sum
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from ai.enums import AgentType
from ai.limits import Limits, Spent, limits_for, spent_lately
from ai.models import AIRun
from conversations.explaining import cost_words, dollars
from tripos.accounts.models import Profile

DAYS = 30
RECENT = 20


@dataclass(frozen=True)
class Line:
    """A sum: ``cost_usd`` is of the runs whose cost is known, ``unknown`` counts the others."""

    label: Any
    runs: int = 0
    tokens: int = 0
    cost_usd: Decimal = Decimal(0)
    unknown: int = 0

    def __add__(self, other: Line) -> Line:
        return Line(
            self.label,
            self.runs + other.runs,
            self.tokens + other.tokens,
            self.cost_usd + other.cost_usd,
            self.unknown + other.unknown,
        )

    @property
    def cost(self) -> str:
        return dollars(self.cost_usd)


def usage_of(profile: Profile) -> dict[str, Any]:
    """What ``conversations/usage.html`` shows. The traveller is bound. Four queries."""
    runs = AIRun.objects.for_user(profile)
    rows = list(
        runs.filter(created_at__gte=timezone.now() - timedelta(days=DAYS))
        .annotate(day=TruncDate("created_at", tzinfo=ZoneInfo(profile.timezone)))
        .values("day", "agent_type")
        .annotate(
            runs=Count("pk"),
            tokens=Coalesce(Sum("total_tokens"), 0),
            cost_usd=Coalesce(Sum("estimated_cost_usd"), Decimal(0)),
            unknown=Count("pk", filter=Q(estimated_cost_usd=None)),
        )
    )
    limits, spent = limits_for(profile, AgentType.GENERAL_CONCIERGE), spent_lately(profile)
    recent = runs.defer("output_data").order_by("-created_at", "id")[:RECENT]
    return {
        "total": _sum(_("Together"), rows),
        "agents": sorted(_by(rows, "agent_type"), key=lambda line: (-line.runs, str(line.label))),
        "days": sorted(_by(rows, "day"), key=lambda line: line.label, reverse=True),
        "limits": list(_limit_lines(limits, spent)),
        "off": limits.off,
        "recent": [{"run": run, "agent": AgentType(run.agent_type).label, "cost": cost_words(run)} for run in recent],
    }


def _line(label: Any, row: Mapping[str, Any]) -> Line:
    return Line(label, row["runs"], row["tokens"], row["cost_usd"], row["unknown"])


def _sum(label: Any, rows: Iterable[Mapping[str, Any]]) -> Line:
    return sum((_line(label, row) for row in rows), Line(label))


def _by(rows: Iterable[Mapping[str, Any]], key: str) -> list[Line]:
    groups: dict[Any, list[Mapping[str, Any]]] = {}
    for row in rows:
        groups.setdefault(row[key], []).append(row)
    return [
        _sum(label if isinstance(label, date) else AgentType(label).label, those) for label, those in groups.items()
    ]


def _limit_lines(limits: Limits, spent: Spent) -> Iterable[dict[str, Any]]:
    """What the last 24 hours used of what they may."""
    for label, used, most in (
        (_("Answers"), spent.runs, limits.day_runs),
        (_("Tools called"), spent.calls, limits.day_calls),
        (_("Tokens"), spent.tokens, limits.day_tokens),
        (_("Seconds of work"), spent.seconds, limits.day_seconds),
    ):
        yield {"label": label, "used": _count(used), "most": _count(most), "share": _share(used, most)}
    yield {
        "label": _("Known cost"),
        "used": dollars(spent.cost_usd),
        "most": dollars(limits.day_cost_usd),
        "share": _share(spent.cost_usd, limits.day_cost_usd),
    }


def _count(number: int) -> str:
    return number_format(number, force_grouping=True)


def _share(used: Decimal | int, most: Decimal | int) -> int:
    """Used of the most, in per cent; full where nothing is allowed."""
    return 100 if most <= 0 else min(100, round(100 * used / most))
