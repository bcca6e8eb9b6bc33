"""Kinds of action on a trip's money: its limit, one category's, and what something cost."""

from __future__ import annotations

import uuid
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ai.approvals import ActionKind, Arguments, Row, register, row, stop_line, stops_of
from tripos.web.templatetags.money import format_money
from trips import actions, spending
from trips.enums import BudgetCategory
from trips.models import BudgetTracking, ItineraryItem, Trip

SET_BUDGET, LIMIT_CATEGORY, RECORD_COST = "set_budget", "limit_category", "record_cost"


def trip_of(user_id: uuid.UUID, arguments: Arguments) -> Trip:
    """The trip of an action, theirs to edit.

    Raises:
        actions.NotPossible: it is gone, or never was theirs.
    """
    trip: Trip | None = Trip.objects.editable_by(user_id).filter(pk=arguments["trip_id"]).first()
    if trip is None:
        raise actions.NotPossible(_("That trip is gone already."))
    return trip


def _limit(amount: Decimal | None, currency: str) -> str:
    return _("no limit") if amount is None else str(format_money(amount, currency))


def _budget_rows(user_id: uuid.UUID, arguments: Arguments) -> list[Row]:
    trip = trip_of(user_id, arguments)
    wanted = format_money(Decimal(arguments["amount"]), arguments["currency"])
    what = _("Budget of %(title)s: %(amount)s") % {"title": trip.title, "amount": wanted}
    return [row(what, was=_limit(trip.budget_total, trip.currency))]


def _set_budget(user_id: uuid.UUID, arguments: Arguments) -> str:
    amount = Decimal(arguments["amount"])
    spending.set_budget(trip_of(user_id, arguments), amount, arguments["currency"])
    return _("Set the budget to %(amount)s") % {"amount": format_money(amount, arguments["currency"])}


def _in_the_currency(user_id: uuid.UUID, arguments: Arguments) -> Trip:
    """The trip, if it still reckons in the currency that the limit was named in."""
    trip = trip_of(user_id, arguments)
    if trip.currency != arguments["currency"]:
        raise actions.NotPossible(_("The trip's currency was changed meanwhile: name the limit again."))
    return trip


def _category_rows(user_id: uuid.UUID, arguments: Arguments) -> list[Row]:
    trip = _in_the_currency(user_id, arguments)
    budget = BudgetTracking.objects.for_user(user_id).get(trip=trip)
    was = _limit(spending.limit_of(budget, arguments["category"]), trip.currency)
    label = BudgetCategory(arguments["category"]).label
    amount = format_money(Decimal(arguments["amount"]), trip.currency)
    return [row(_("Limit for %(category)s: %(amount)s") % {"category": label, "amount": amount}, was=was)]


def _limit_category(user_id: uuid.UUID, arguments: Arguments) -> str:
    trip, amount = _in_the_currency(user_id, arguments), Decimal(arguments["amount"])
    spending.set_limit(trip, arguments["category"], amount)
    words = {
        "category": BudgetCategory(arguments["category"]).label,
        "amount": format_money(amount, trip.currency),
    }
    return _("Set the limit for %(category)s to %(amount)s") % words


def _stop(user_id: uuid.UUID, arguments: Arguments) -> ItineraryItem | None:
    if not arguments.get("item_id"):
        return None
    (found,) = stops_of(user_id, {"trip_id": arguments["trip_id"], "item_ids": [arguments["item_id"]]})
    return found


def _cost_rows(user_id: uuid.UUID, arguments: Arguments) -> list[Row]:
    cost = str(format_money(Decimal(arguments["amount"]), arguments["currency"]))
    state = _("paid") if arguments["paid"] else _("to be paid")
    stop = _stop(user_id, arguments)
    if stop is None:
        trip = trip_of(user_id, arguments)
        what = _("%(what)s, an entry of its own in the budget of %(title)s: %(state)s") % {
            "what": arguments["title"],
            "title": trip.title,
            "state": state,
        }
        return [row(what, "add", cost=cost)]
    was = _("cost unknown") if stop.cost is None else str(format_money(stop.cost, stop.currency))
    return [row(f"{stop_line(stop)}: {cost}, {state}", was=was)]


def _record(user_id: uuid.UUID, arguments: Arguments) -> str:
    amount, currency, paid = Decimal(arguments["amount"]), arguments["currency"], bool(arguments["paid"])
    stop = _stop(user_id, arguments)
    if stop is not None:
        spending.record_cost(stop, amount, currency, paid=paid)
    else:
        trip = trip_of(user_id, arguments)
        spending.add_expense(
            trip,
            arguments["title"],
            amount,
            currency,
            category=arguments["category"],
            paid=paid,
            day_number=arguments.get("day_number"),
        )
    words = {"what": stop.title if stop else arguments["title"], "amount": format_money(amount, currency)}
    return (_("Noted %(amount)s paid for %(what)s") if paid else _("Noted that %(what)s costs %(amount)s")) % words


register(
    ActionKind(SET_BUDGET, gettext_lazy("Change the budget?"), gettext_lazy("Change it"), _budget_rows, _set_budget)
)
register(
    ActionKind(LIMIT_CATEGORY, gettext_lazy("Set this limit?"), gettext_lazy("Set it"), _category_rows, _limit_category)
)
register(
    ActionKind(
        RECORD_COST,
        gettext_lazy("Note this cost?"),
        gettext_lazy("Note it"),
        _cost_rows,
        _record,
        always_waits=True,
    )
)
