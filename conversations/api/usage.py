"""What one's agents used in thirty days, and what they may still use."""

from __future__ import annotations

import json
from datetime import timedelta
from decimal import Decimal
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.db.models import Count, IntegerField, Q, Sum
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce, TruncDate
from django.http import HttpResponse
from django.utils import timezone

from ai.enums import AgentType
from ai.limits import WINDOW, limits_for
from ai.models import AIRun
from conversations.api.resources import RUN
from conversations.api.talks import AgentsView
from conversations.usage import DAYS
from tripos.api import conditional
from tripos.api.answers import TAG, Answer, Refer
from tripos.api.resources import Schema

_COUNT: Schema = {"type": "integer", "minimum": 0}
_COST: Schema = {"type": "string", "format": "decimal", "description": "US dollars, of the runs whose cost is known."}


def _object(properties: dict[str, Schema]) -> Schema:
    return {"type": "object", "additionalProperties": False, "required": list(properties), "properties": properties}


def _pair(used: Schema) -> Schema:
    return _object({"used": used, "most": used})


LINE: dict[str, Schema] = {
    "runs": _COUNT,
    "tokens": _COUNT,
    "cost_usd": _COST,
    "unknown_cost_runs": _COUNT,
}
USAGE = _object({
    "days": {"type": "array", "description": f"Of the last {DAYS}, on your clock, those with runs, by agent.",
             "items": _object({"day": {"type": "string", "format": "date"},
                               "agent_type": {"type": "string", "enum": AgentType.values}, **LINE})},
    "total": _object(LINE),
    "last_24_hours": _object({"runs": _pair(_COUNT), "calls": _pair(_COUNT), "tokens": _pair(_COUNT),
                              "seconds": _pair(_COUNT), "cost_usd": _pair(_COST)}),
    "off": {"type": "string", "description": "Why nothing may run; empty when it may."},
})  # fmt: skip
_LINE_EXAMPLE = {"runs": 12, "tokens": 40210, "cost_usd": "0.12", "unknown_cost_runs": 0}
EXAMPLE = {
    "days": [{"day": "2026-05-06", "agent_type": "general_concierge", **_LINE_EXAMPLE}],
    "total": _LINE_EXAMPLE,
    "last_24_hours": {
        "runs": {"used": 3, "most": 200},
        "calls": {"used": 14, "most": 1000},
        "tokens": {"used": 9120, "most": 2000000},
        "seconds": {"used": 21, "most": 3600},
        "cost_usd": {"used": "0.03", "most": "5"},
    },
    "off": "",
}


def _usage(refer: Refer) -> Schema:
    return USAGE


class Usage(AgentsView):
    """Thirty days of your runs by day and agent, and how much of the last 24 hours' limits is used."""

    resource = RUN
    tag = "Runs of agents"
    summaries: ClassVar[dict[str, str]] = {"get": "Read what agents used"}
    answers: ClassVar[dict[str, Answer]] = {"get": Answer(200, _usage, "What was used.", EXAMPLE, TAG)}

    def get(self, request: Any, **kwargs: Any) -> HttpResponse:
        profile, now = request.user.profile, timezone.now()
        lately = Q(created_at__gte=now - WINDOW)
        calls = Cast(KeyTextTransform("tool_calls", "metadata"), IntegerField())
        rows: list[Any] = list(
            AIRun.objects.for_user(profile)
            .filter(created_at__gte=now - timedelta(days=DAYS))
            .annotate(day=TruncDate("created_at", tzinfo=ZoneInfo(profile.timezone)))
            .values("day", "agent_type")
            .annotate(
                runs=Count("pk"),
                tokens=Coalesce(Sum("total_tokens"), 0),
                cost_usd=Coalesce(Sum("estimated_cost_usd"), Decimal(0)),
                unknown_cost_runs=Count("pk", filter=Q(estimated_cost_usd=None)),
                late_runs=Count("pk", filter=lately),
                late_calls=Coalesce(Sum(calls, filter=lately), 0),
                late_tokens=Coalesce(Sum("total_tokens", filter=lately), 0),
                late_milliseconds=Coalesce(Sum("duration_ms", filter=lately), 0),
                late_cost_usd=Coalesce(Sum("estimated_cost_usd", filter=lately), Decimal(0)),
            )
            .order_by("-day", "agent_type")
        )
        limits = limits_for(profile, AgentType.GENERAL_CONCIERGE)
        late = {
            name: sum((row[f"late_{name}"] for row in rows), 0)
            for name in ("runs", "calls", "tokens", "milliseconds", "cost_usd")
        }
        late["seconds"] = round(late.pop("milliseconds") / 1000)
        found = {
            "days": [
                {"day": row["day"].isoformat(), "agent_type": row["agent_type"], **{n: _plain(row[n]) for n in LINE}}
                for row in rows
            ],
            "total": {name: _plain(sum((row[name] for row in rows), Decimal(0) if name == "cost_usd" else 0))
                      for name in LINE},
            "last_24_hours": {
                name: {
                    "used": _plain(Decimal(late[name]) if name == "cost_usd" else late[name]),
                    "most": _plain(getattr(limits, f"day_{name}")),
                }
                for name in ("runs", "calls", "tokens", "seconds", "cost_usd")
            },
            "off": limits.off,
        }  # fmt: skip
        body = json.dumps(found, ensure_ascii=False)
        return self.reply(body, tag=conditional.tag_of(body))


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, Decimal) else value
