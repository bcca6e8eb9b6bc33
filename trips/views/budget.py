"""A trip's money: its limits, where it goes, and what each stop costs."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tripos.db.constraints import refusals_on
from tripos.db.context import set_reason
from tripos.web.templatetags.charts import BarRow
from tripos.web.templatetags.money import format_money
from trips.access import Access, stop_for, trip_for
from trips.budget_card import CATEGORY_ICONS, budget_card, counts
from trips.enums import BudgetCategory
from trips.forms_budget import CostForm, LimitsForm
from trips.models import ItineraryItem, ProactiveSuggestion
from trips.presenters import cost_state
from trips.sentences import retold
from trips.spending import Share, by_category, by_day

Shown = dict[str, Any]


@login_required
@require_GET
def trip_budget(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Paid, planned and left; by category and by day; each stop's cost, to change in its place."""
    return _page(request, trip_for(request.user, pk))


@login_required
@require_POST
def budget_limits(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Change the limits."""
    access = trip_for(request.user, pk, edit=True, lock=True)
    form = LimitsForm(request.POST, instance=access.trip)
    if form.is_valid():
        set_reason(_("Changed the budget"))
        with refusals_on(form):
            form.save()
        if not form.errors:
            messages.success(request, _("Saved."))
            return redirect("trips:trip_budget", pk=pk)
    return _page(request, access, limits=form, status=422)


@login_required
@require_POST
def stop_cost(request: HttpRequest, pk: uuid.UUID, stop_id: uuid.UUID) -> HttpResponse:
    """Say what a stop costs, or that it is paid."""
    access = trip_for(request.user, pk, edit=True, lock=True)
    stop = stop_for(access, stop_id, lock=True)
    form = CostForm(request.POST, instance=stop)
    if form.is_valid():
        set_reason(_("Said what %(title)s costs") % {"title": stop.title})
        with refusals_on(form):
            form.save()
        if not form.errors:
            messages.success(request, _("Saved: %(title)s.") % {"title": stop.title})
            return HttpResponseRedirect(f"{reverse('trips:trip_budget', args=[pk])}#cost-{stop_id}")
    return _page(request, access, cost=form, status=422)


def _page(
    request: HttpRequest,
    access: Access,
    *,
    limits: LimitsForm | None = None,
    cost: CostForm | None = None,
    status: int = 200,
) -> HttpResponse:
    trip = access.trip
    stops = list(ItineraryItem.objects.of_trip(trip))
    card = budget_card(trip.budget, stops)
    days = by_day(stops)
    context = {
        "access": access,
        "trip": trip,
        "budget": card,
        "warning": _warning(trip, card),
        "categories": _categories(trip, stops),
        "days": [
            BarRow(
                _("Day %(n)s") % {"n": share.name},
                share.paid,
                share.planned - share.estimated,
                share.estimated,
                share.unknown,
                url=f"#costs-{share.name}",
            )
            for share in days
        ],
        "groups": _groups(access, stops, cost),
        "rates": _rates(trip, stops),
        "limits": limits or (LimitsForm(instance=trip) if access.can_edit else None),
        "is_open": bool(limits and limits.errors),
        "advice": _advice(access, request.user),
    }
    return render(request, "trips/budget.html", context, status=status)


def _warning(trip: Any, card: Shown) -> str:
    """What a reader must know first: over the limit, or past the share from which they asked to be told."""
    total, spent, currency = card["total"], card["spent"], card["currency"]
    if total is None:
        return ""
    if spent > total:
        return _("%(amount)s more than the budget is spent or planned.") % {
            "amount": format_money(spent - total, currency)
        }
    if total and spent >= trip.budget.alert_threshold * total:
        said = {"percent": int(100 * spent / total), "asked": int(100 * trip.budget.alert_threshold)}
        return _("%(percent)d %% of the budget is spent or planned; you asked to be told from %(asked)d %%.") % said
    return ""


def _categories(trip: Any, stops: Sequence[ItineraryItem]) -> list[Shown]:
    """A line for each category that has money or a limit."""
    found = {share.name: share for share in by_category(stops)}
    rows = []
    for category in BudgetCategory:
        share = found.get(category.value, Share(category.value))
        limit = trip.budget.categories.get(category.value, {}).get("budget")
        limit = Decimal(str(limit)) if limit else None
        if share.is_nothing and limit is None:
            continue
        used = share.paid + share.planned
        rows.append(
            {
                "bar": BarRow(
                    category.label,
                    share.paid,
                    share.planned - share.estimated,
                    share.estimated,
                    share.unknown,
                    CATEGORY_ICONS[category],
                ),
                "limit": limit,
                "left": None if limit is None else limit - used,
                "is_over": limit is not None and used > limit,
            }
        )
    return rows


def _groups(access: Access, stops: Sequence[ItineraryItem], open_form: CostForm | None) -> list[Shown]:
    """The stops by day, those without one last, each with the form of its cost."""
    days: dict[int | None, list[Shown]] = defaultdict(list)
    for stop in stops:
        form = open_form if open_form is not None and open_form.instance.pk == stop.pk else None
        days[stop.day_number].append(
            {
                "stop": stop,
                "state": cost_state(stop),
                "basis": (stop.cost_basis or "").replace("_", " ").replace(":", ", "),
                "form": form or (CostForm(instance=stop) if access.can_edit else None),
                "counts": counts(stop),
                "is_foreign": bool(stop.cost) and stop.currency != access.trip.currency,
            }
        )
    order = sorted(day for day in days if day is not None) + ([None] if None in days else [])
    return [
        {"day": day, "date": access.trip.date_of(day) if day is not None else None, "rows": days[day]} for day in order
    ]


def _rates(trip: Any, stops: Sequence[ItineraryItem]) -> list[Shown]:
    """The rates by which stops were converted, each with its day, once."""
    found = {
        (stop.currency, stop.exchange_rate_date, stop.exchange_rate)
        for stop in stops
        if stop.cost and stop.currency != trip.currency and stop.exchange_rate is not None
    }
    ordered = sorted(found, key=lambda rate: (rate[0], rate[1] or date.min))
    return [{"code": code, "day": day, "rate": rate.normalize()} for code, day, rate in ordered]


def _advice(access: Access, user: Any) -> list[Shown]:
    """Savings that were found, with the suggestion that carries each one out while it waits."""
    kept = access.trip.budget.ai_recommendations
    if not kept:
        return []
    keys = [row.get("key", "") for row in kept]
    rows = (
        ProactiveSuggestion.objects.for_user(user)
        .live(timezone.now())
        .filter(trip_id=access.trip.pk, stable_key__in=keys)
    )
    live = dict(rows.values_list("stable_key", "id"))
    return [
        {
            "title": retold((row.get("said") or {}).get("title"), row["title"]),
            "saving": Decimal(row["saving"]),
            "currency": row["currency"],
            "suggestion": live.get(row["key"]),
        }
        for row in kept
    ]
