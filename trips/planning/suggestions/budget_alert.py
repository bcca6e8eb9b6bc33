"""Limits that spending reaches: when an alert is due, when it is armed again, and the suggestion that tells it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, time, timedelta
from decimal import ROUND_UP, Decimal
from typing import Any

from trips.planning.conflicts import LoadedTrip
from trips.planning.money import Money, Totals, add_up
from trips.planning.said import Said, joined, say, say_many
from trips.planning.suggestions.data import BudgetAlert
from trips.planning.suggestions.model import Alert, Scene, Step, Suggestion, key_of
from trips.planning.words import category_words

FULL = Decimal(1)


def due_alerts(trip: LoadedTrip, sent: Iterable[Mapping[str, Any]], now: datetime) -> list[Alert]:
    """The thresholds that are reached: one for each threshold and category, and since when.

    Thresholds are the share that the traveller set and the whole limit, of the trip's budget and of each category's.
    What was sent before keeps its time; what spending fell below is left out, and so is armed again. A limit that is
    changed is another limit. Costs that are unknown or without a rate are not counted, and their number is told.

    Args:
        trip: with its budgets.
        sent: `budget_tracking.alerts_sent`.
        now: the time of new ones.
    """
    before = {_mark(entry["scope"], entry["threshold"], entry["limit"]): str(entry["at"]) for entry in sent}
    limits: list[tuple[str, Money]] = [("total", trip.budget)] if trip.budget is not None else []
    limits += sorted(trip.category_budgets.items())
    found = []
    for scope, limit in limits:
        items = [item for item in trip.items if scope in ("total", item.budget_category)]
        totals = add_up((item.cost for item in items), limit.currency, trip.rates)
        for threshold in sorted({share for share in (trip.alert_threshold, FULL) if share > 0}):
            if limit.amount > 0 and _reached(totals, limit, threshold):
                at = before.get(_mark(scope, threshold, limit.amount), now.isoformat())
                found.append(
                    Alert(
                        scope=scope,
                        threshold=threshold,
                        limit=limit.amount,
                        counted=totals.counted.amount,
                        currency=limit.currency,
                        at=at,
                        estimated=totals.estimated.amount,
                        unknown=totals.unknown + len(totals.unconverted),
                    )
                )
    return found


def _reached(totals: Totals, limit: Money, threshold: Decimal) -> bool:
    """The whole limit is reached when it is exceeded: to spend just what one meant to is no reason to warn."""
    counted = totals.counted.amount
    return counted > limit.amount if threshold == FULL else counted >= threshold * limit.amount


def _mark(scope: Any, threshold: Any, limit: Any) -> tuple[str, Decimal, Decimal]:
    return str(scope), Decimal(str(threshold)), Decimal(str(limit))


def find_budget_alerts(scene: Scene) -> list[Suggestion]:
    """The highest threshold that each budget reached, once for each time that it is reached."""
    highest: dict[str, Alert] = {}
    for alert in scene.alerts:
        present = highest.get(alert.scope)
        if present is None or alert.threshold > present.threshold:
            highest[alert.scope] = alert
    return [_suggested(scene, alert) for _scope, alert in sorted(highest.items())]


def _suggested(scene: Scene, alert: Alert) -> Suggestion:
    over = max(Decimal(0), alert.counted - alert.limit)
    percent = int(alert.counted * 100 / alert.limit)
    facts = BudgetAlert(
        scope=alert.scope,
        threshold=alert.threshold,
        percent=percent,
        limit=alert.limit,
        counted=alert.counted,
        estimated=alert.estimated,
        unknown=alert.unknown,
        over=over,
        currency=alert.currency,
    )
    steps = _raised(scene, alert) if over else ()
    limit, counted = Money(alert.limit, alert.currency), Money(alert.counted, alert.currency)
    last = datetime.combine(scene.trip.dates[-1] + timedelta(days=1), time(0), scene.trip.zone)
    raised = Money(Decimal(steps[0].values["amount"]), alert.currency) if steps else None
    return Suggestion(
        type="budget_alert",
        key=key_of("budget_alert", alert.scope, alert.threshold.normalize(), alert.limit.normalize(), alert.at),
        title=_title(alert, over, percent),
        description=say("{counted} of {limit} are spent or planned.", counted=counted, limit=limit),
        reasoning=_reasoning(alert, counted, over),
        confidence=0.95 if not alert.unknown else 0.85,
        priority=(8 if alert.scope == "total" else 7) if over else 5,
        expires=last,
        facts=facts,
        accept=say("Raise it to {amount}", amount=raised) if raised else say("Good to know"),
        steps=steps,
        asks=bool(steps),
        touches=frozenset({f"budget:{alert.scope}"}),
    )


def _title(alert: Alert, over: Decimal, percent: int) -> Said:
    if alert.scope == "total":
        if over:
            return say("{over} over the budget of the trip", over=Money(over, alert.currency))
        return say("{percent} % of the budget of the trip is planned", percent=percent)
    category = category_words(alert.scope)
    if over:
        return say("{over} over the budget of “{category}”", over=Money(over, alert.currency), category=category)
    return say("{percent} % of the budget of “{category}” is planned", percent=percent, category=category)


def _reasoning(alert: Alert, counted: Money, over: Decimal) -> Said:
    estimated = Money(alert.estimated, alert.currency)
    parts = [say("{counted} counted, {estimated} of it estimated", counted=counted, estimated=estimated)]
    if alert.unknown:
        parts.append(say_many("and one cost is not known", "and {count} costs are not known", alert.unknown))
    evidence = joined(parts, ", ")
    if over:
        return joined([evidence], ends=".")
    asked = say("a warning was asked for from {percent} %", percent=int(alert.threshold * 100))
    return joined([evidence, asked], ends=".")


def _raised(scene: Scene, alert: Alert) -> tuple[Step, ...]:
    """The limit raised to what is planned, rounded up to ten; a category's only where the whole budget allows it."""
    amount = (alert.counted / 10).quantize(Decimal(1), ROUND_UP) * 10
    total = scene.trip.budget
    if alert.scope != "total" and total is not None:
        others = sum(
            (limit.amount for name, limit in scene.trip.category_budgets.items() if name != alert.scope), Decimal(0)
        )
        if others + amount > total.amount:
            return ()
    return (Step("budget", None, {"scope": alert.scope, "amount": str(amount)}, {"amount": str(alert.limit)}),)


def entry_of(alert: Alert) -> dict[str, str]:
    """An alert as `alerts_sent` keeps it."""
    plain = replace(alert)
    return {
        "scope": plain.scope,
        "threshold": f"{plain.threshold.normalize():f}",
        "limit": f"{plain.limit:f}",
        "currency": plain.currency,
        "at": plain.at,
    }
