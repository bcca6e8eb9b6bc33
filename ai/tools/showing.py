"""Tools that show what is planned, and why."""

from __future__ import annotations

from typing import Any

from ai.draft import TurnDeps
from ai.facts import change_words, cost_words, day_facts, evidence_of, fixed_by, money_facts
from ai.tools.base import (
    Answer,
    Ctx,
    answered,
    day_at_hand,
    english_names,
    item_at_hand,
    plan_at_hand,
    short,
    stop_at_hand,
)
from ai.tools.history import told
from tripos.audit.models import AuditLog, ChangeSet
from trips import planner
from trips.models import ItineraryItem
from trips.planning.itinerary import PlannedStop
from trips.sentences import explained

MOST_IDEAS, MOST_HISTORY = 12, 5


async def show_day(ctx: Ctx, day_number: int | None = None) -> Answer:
    """What is planned, with times, ways, opening hours and costs: one day, or the whole trip.

    Args:
        day_number: the day of the trip; all days without it.
    """

    def work() -> Answer:
        deps = ctx.deps
        plan = plan_at_hand(deps)
        day = day_at_hand(plan, day_number)
        names = english_names(plan)
        timed = {stop.key for stop in plan.stops}
        loose = [item for item in deps.draft.items if str(item.pk) not in timed]
        return {
            "ok": True,
            "city": plan.city,
            "days": [day_facts(one, names) for one in plan.days if day is None or one.date == day],
            "without_a_time": [
                {"key": str(item.pk), "name": short(item.title), "day_number": item.day_number}
                for item in loose
                if item.day_number is not None and day_number in (None, item.day_number)
            ][:MOST_IDEAS],
            "ideas": [{"key": str(item.pk), "name": short(item.title)} for item in loose if item.day_number is None][
                :MOST_IDEAS
            ],
            "changed_in_this_answer": [change_words(change, names) for change in deps.draft.changes],
            "money": money_facts(plan),
        }

    return await answered(work)


async def explain_stop(ctx: Ctx, stop: str) -> Answer:
    """Why a stop is in the plan, at that time: the reasons stored with it, what they rest on, and who changed it.

    Args:
        stop: its name, or its key.
    """

    def work() -> Answer:
        deps = ctx.deps
        plan = plan_at_hand(deps)
        stored = {str(item.pk): item for item in deps.draft.items}
        if deps.draft.is_new:
            return _planned(deps, stop_at_hand(deps, stop))
        item = item_at_hand(deps, stop)
        found = plan.stop(str(item.pk))
        if found is not None:
            return _planned(deps, found) | _told(deps, stored[found.key])
        return {
            "ok": True,
            "stop": {"key": str(item.pk), "name": short(item.title)},
            "reasons": [],
            "evidence": {"price": cost_words(planner.cost_of_item(item))},
            **_told(deps, item),
        }

    return await answered(work)


def _planned(deps: TurnDeps, stop: PlannedStop) -> dict[str, Any]:
    plan = plan_at_hand(deps)
    names = english_names(plan)
    day = plan.day_of(stop.key)
    return {
        "ok": True,
        "stop": {
            "key": stop.key,
            "name": names.get(stop.key, stop.name),
            "day_number": day.number if day else None,
            "date": day.date.isoformat() if day else None,
            "start": f"{stop.start:%H:%M}",
            "leave": f"{stop.leave:%H:%M}",
            "fixed": fixed_by(stop),
        },
        "reasons": [explained(reason) for reason in stop.reasons],
        "evidence": evidence_of(stop, names),
    }


def _told(deps: TurnDeps, item: ItineraryItem) -> dict[str, Any]:
    """Who put a stop there, and the history's words about it; the words of others are data."""
    entries = AuditLog.objects.filter(table_name="itinerary_items", row_id=item.pk, change_set__isnull=False)
    wanted = entries.order_by("-sequence").values_list("change_set_id", flat=True)[: 4 * MOST_HISTORY]
    changes = ChangeSet.objects.filter(pk__in=list(wanted)).order_by("-created_at", "-id")[:MOST_HISTORY]
    return {
        "suggested_by": item.ai_agent_name if item.suggested_by_ai else None,
        "history": [{"on": change.created_at.date().isoformat(), **told(deps, change)} for change in changes],
    }
