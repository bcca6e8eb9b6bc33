"""A trip's money."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from tripos.api.views import Changes
from tripos.api.writing import Strict
from trips import changes
from trips.access import lock_trip
from trips.api.children import OfTrip
from trips.api.resources import BUDGET
from trips.enums import BudgetCategory
from trips.models import BudgetTracking, Trip
from trips.spending import with_limits


class CategoryLimitsWriter(Strict):
    """What each category may cost, in the trip's currency; null for no limit."""

    def get_fields(self) -> dict[str, Any]:
        return {
            name: serializers.DecimalField(
                max_digits=12, decimal_places=2, min_value=Decimal(0), required=False, allow_null=True
            )
            for name in BudgetCategory.values
        }


class BudgetWriter(Strict):
    total_budget = serializers.DecimalField(
        max_digits=12,
        decimal_places=2,
        min_value=Decimal(0),
        required=False,
        allow_null=True,
        help_text="The limit, in the trip's currency; null for no limit.",
    )
    alert_threshold = serializers.DecimalField(
        max_digits=3,
        decimal_places=2,
        min_value=Decimal(0),
        max_value=Decimal(1),
        required=False,
        help_text="The share of the limit from which you are told.",
    )
    categories = CategoryLimitsWriter(required=False)

    example: ClassVar[dict[str, Any]] = {"total_budget": "900.00", "categories": {"food": "200.00"}}


class BudgetDetail(OfTrip, Changes):
    """A trip's money: the limits are yours to set, the sums follow from the stops."""

    steady = True
    lookup = "trip_id"
    resource = BUDGET
    tag = "Budget"
    writers: ClassVar[dict[str, Any]] = {"patch": BudgetWriter}
    summaries: ClassVar[dict[str, str]] = {"get": "Read a trip's budget", "patch": "Set limits"}
    reasons: ClassVar[dict[str, Any]] = {"patch": _("Changed the budget")}

    def key(self) -> Any:
        return self.kwargs["trip"]

    def rows(self) -> QuerySet[Any]:
        return BudgetTracking.objects.for_user(self.request.user)

    def editable(self) -> QuerySet[Any]:
        return BudgetTracking.objects.editable_by(self.request.user)

    def locked(self) -> Any:
        lock_trip(self.request.user, self.key())
        return super().locked()

    def change(self, row: Any, content: dict[str, Any]) -> None:
        if "total_budget" in content:
            Trip.objects.editable_by(self.request.user).filter(pk=row.trip_id).update(
                budget_total=content["total_budget"]
            )
        columns: dict[str, Any] = {}
        if "alert_threshold" in content:
            columns["alert_threshold"] = content["alert_threshold"]
        if content.get("categories"):
            columns["categories"] = with_limits(row.categories, content["categories"])
        if columns:
            self.editable().filter(pk=row.pk).update(**columns)
        changes.changed(row.trip_id)
