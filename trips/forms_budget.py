"""The forms of a trip's money: its limits, and what one stop costs."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

import trips.constraints  # noqa: F401  (registers the sentences)
from tripos.accounts.choices import currency_choices
from trips import changes
from trips.enums import BudgetCategory
from trips.merging import MergingForm
from trips.models import BudgetTracking, ItineraryItem, Trip
from trips.spending import MOST, with_limits

LIMIT = "limit_"


def _amount(label: Any, help_text: Any = "") -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        required=False,
        min_value=0,
        max_value=MOST,
        decimal_places=2,
        help_text=help_text,
        widget=forms.NumberInput(attrs={"min": 0, "step": "0.01", "inputmode": "decimal", "class": "input"}),
    )


class LimitsForm(MergingForm):
    """A trip's limit and currency, those of its categories, and from when its people are told."""

    alert_percent = forms.IntegerField(
        label=gettext_lazy("Tell me from"),
        min_value=1,
        max_value=100,
        help_text=gettext_lazy("Percent of the limit, and of each category's."),
        widget=forms.NumberInput(attrs={"min": 1, "max": 100, "inputmode": "numeric", "class": "input"}),
    )

    budget_total = _amount(gettext_lazy("Budget of the trip"), gettext_lazy("For everybody together. Empty: no limit."))
    limit_accommodation = _amount(BudgetCategory.ACCOMMODATION.label)
    limit_food = _amount(BudgetCategory.FOOD.label)
    limit_activities = _amount(BudgetCategory.ACTIVITIES.label)
    limit_transport = _amount(BudgetCategory.TRANSPORT.label)
    limit_shopping = _amount(BudgetCategory.SHOPPING.label)
    limit_other = _amount(BudgetCategory.OTHER.label)

    class Meta:
        model = Trip
        fields: ClassVar[list[str]] = ["budget_total", "currency"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["currency"] = forms.ChoiceField(
            label=_("Currency"),
            choices=currency_choices(),
            help_text=_("What is added up in. Prices keep the currency that they were entered in."),
            widget=forms.Select(attrs={"class": "select"}),
        )
        for name in self.merged:
            self.initial[name] = self._stored[name]

    def instance_value(self, name: str) -> Any:
        budget: BudgetTracking = self.instance.budget
        if name == "alert_percent":
            return int(budget.alert_threshold * 100)
        if name.startswith(LIMIT):
            amount = budget.categories.get(name.removeprefix(LIMIT), {}).get("budget")
            return Decimal(str(amount)) if amount else None
        return super().instance_value(name)

    @property
    def limit_fields(self) -> list[forms.BoundField]:
        """The categories' own limits."""
        return [self[LIMIT + category.value] for category in BudgetCategory]

    def save(self, commit: bool = True) -> Trip:
        """Write what differs; the sums follow in the database."""
        trip: Trip = self.instance
        changed = self.changed_columns()
        columns = {name: value for name, value in changed.items() if name in self.Meta.fields}
        limits = {name.removeprefix(LIMIT): value for name, value in changed.items() if name.startswith(LIMIT)}
        if columns:
            Trip.objects.filter(pk=trip.pk).update(**columns)
        rest: dict[str, Any] = {}
        if "alert_percent" in changed:
            rest["alert_threshold"] = Decimal(changed["alert_percent"]) / 100
        if limits:
            kept = BudgetTracking.objects.of_trip(trip).select_for_update(of=("self",)).get().categories
            rest["categories"] = with_limits(kept, limits)
        if rest:
            BudgetTracking.objects.of_trip(trip).update(**rest)
        if changed:
            changes.changed(trip.pk)
        return trip


class CostForm(MergingForm):
    """What one stop costs, and whether it is paid."""

    class Meta:
        model = ItineraryItem
        fields: ClassVar[list[str]] = ["cost", "currency", "is_paid"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id=f"id_%s_{kwargs['instance'].pk}", **kwargs)
        attrs = {"min": 0, "step": "0.01", "inputmode": "decimal", "class": "input cost-row__amount"}
        self.fields["cost"] = forms.DecimalField(
            label=_("Cost"),
            required=False,
            min_value=0,
            max_value=MOST,
            decimal_places=2,
            widget=forms.NumberInput(attrs={**attrs, "placeholder": _("unknown")}),
        )
        self.fields["currency"] = forms.ChoiceField(
            label=_("Currency"),
            choices=[(code, code) for code, _name in currency_choices()],
            widget=forms.Select(attrs={"class": "select"}),
        )
        self.fields["is_paid"].label = _("Paid")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("is_paid") and cleaned.get("cost") is None and "cost" not in self.errors:
            self.add_error("cost", _("Say what was paid."))
        return cleaned

    def save(self, commit: bool = True) -> ItineraryItem:
        """Write what differs. A person's word is no estimate, and what is paid is known."""
        stop: ItineraryItem = self.instance
        changed = self.changed_columns()
        if "cost" in changed or changed.get("is_paid"):
            changed |= {"cost_is_estimate": False, "cost_as_of": None, "cost_basis": ""}
        if changed:
            ItineraryItem.objects.filter(pk=stop.pk).update(**changed)
            changes.changed(stop.trip_id)
        return stop
