"""Runs of agents in figures: by day, agent, model and status, and their errors in groups. No words of travellers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from importlib.metadata import version
from itertools import groupby
from operator import itemgetter
from typing import Any

from django import forms
from django.db.models import Count, F, Func, Max, Q, QuerySet, Sum, TextField, Value
from django.db.models.functions import TruncDate
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ai.admin import WORDS
from ai.enums import AgentType, RunStatus
from ai.models import AgentLimit, AIRun
from tripos.db.paging import Keyset

FAILED = (RunStatus.ERROR.value, RunStatus.TIMEOUT.value)
ORDER = Keyset("-created_at", "id")
DAYS = (("1", _("24 hours")), ("7", _("7 days")), ("30", _("30 days")), ("90", _("90 days")))
MOST_ERRORS = 20


class RunFilter(forms.Form):
    """What of the runs is shown; anything that is no choice of a list counts as left out."""

    days = forms.ChoiceField(label=_("Time"), choices=DAYS, required=False)
    agent = forms.ChoiceField(label=_("Agent"), choices=[("", _("all")), *AgentType.choices], required=False)
    status = forms.ChoiceField(label=_("Status"), choices=[("", _("all")), *RunStatus.choices], required=False)
    model = forms.CharField(label=_("Model"), max_length=100, required=False)
    traveller = forms.UUIDField(label=_("Traveller's id"), required=False)

    def rows(self) -> QuerySet[AIRun]:
        """The runs that fit, without the columns that staff may not read."""
        self.is_valid()
        found = self.cleaned_data
        since = timezone.now() - timedelta(days=int(found.get("days") or 7))
        rows = AIRun.objects.defer(*WORDS).filter(created_at__gt=since)
        for field, column in (("agent", "agent_type"), ("status", "status"), ("model", "model_name")):
            if found.get(field):
                rows = rows.filter(**{column: found[field]})
        return rows.filter(user_id=found["traveller"]) if found.get("traveller") else rows


_FIGURES: dict[str, Any] = {
    "runs": Count("pk"),
    "failed": Count("pk", filter=Q(status__in=FAILED)),
    "tokens": Sum("total_tokens"),
    "cost": Sum("estimated_cost_usd"),
    "unknown": Count("pk", filter=Q(estimated_cost_usd__isnull=True)),
}


def totals(rows: QuerySet[AIRun]) -> dict[str, Any]:
    """How many ran and failed, their tokens, the sum of known costs in US dollars, and how many costs are unknown."""
    return rows.aggregate(**_FIGURES)


def grouped(rows: QuerySet[AIRun], column: str) -> list[Any]:
    """The same figures by agent, model or status, the most frequent first."""
    found: Any = rows.order_by().values(name=F(column))
    return list(found.annotate(**_FIGURES).order_by("-runs", "name"))


@dataclass(frozen=True, slots=True)
class Day:
    """One day's runs; the cost is the known part of it, in US dollars."""

    day: date
    runs: int
    failed: int
    cost: float


def by_day(rows: QuerySet[AIRun], days: int) -> list[Day]:
    """Every one of the latest ``days`` days, on the reader's clock, those without a run too."""
    found: dict[date, Any] = {
        row["day"]: row
        for row in rows.order_by()
        .annotate(day=TruncDate("created_at"))
        .values("day")
        .annotate(runs=_FIGURES["runs"], failed=_FIGURES["failed"], cost=_FIGURES["cost"])
    }
    today = timezone.localdate()
    wanted = [today - timedelta(days=back) for back in range(days, -1, -1)]
    none: dict[str, Any] = {"runs": 0, "failed": 0, "cost": None}
    return [
        Day(day, row["runs"], row["failed"], float(row["cost"] or 0))
        for day in wanted
        for row in [found.get(day, none)]
    ]


def errors(rows: QuerySet[AIRun]) -> list[Any]:
    """Failures with the same words, numbers and keys left out, the most frequent first."""
    alike = Func(
        F("error_message"),
        Value(r"[0-9a-f]{8}-[0-9a-f-]{27}|[0-9]+"),
        Value("…"),
        Value("g"),
        function="regexp_replace",
        output_field=TextField(),
    )
    return list(
        rows.filter(status__in=FAILED)
        .order_by()
        .annotate(words=alike)
        .values("words")
        .annotate(runs=Count("pk"), last=Max("created_at"), agents=Count("agent_type", distinct=True))
        .order_by("-runs", "-last")[:MOST_ERRORS]
    )


@dataclass(frozen=True, slots=True)
class Stretch:
    """Steps of one kind in a row: the pieces of a text are many."""

    kind: str
    count: int
    first: datetime
    last: datetime

    @property
    def seconds(self) -> int:
        """Whole seconds from the first to the last."""
        return int((self.last - self.first).total_seconds())


def folded(events: Iterable[tuple[str, datetime]]) -> list[Stretch]:
    """A run's steps (kind and moment, in their order), those of one kind in a row as one."""
    found = []
    for kind, row in groupby(events, key=itemgetter(0)):
        moments = [moment for _kind, moment in row]
        found.append(Stretch(kind, len(moments), moments[0], moments[-1]))
    return found


def switched_off() -> list[AgentLimit]:
    """The kill switches that are thrown, the most general first."""
    return list(
        AgentLimit.objects.filter(is_enabled=False)
        .select_related("user")
        .order_by(F("user").asc(nulls_first=True), F("agent_type").asc(nulls_first=True))[:50]
    )


def price_table() -> str:
    """The version of the table of prices that costs are computed from."""
    return f"genai-prices {version('genai-prices')}"
