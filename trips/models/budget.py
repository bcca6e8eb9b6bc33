from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from tripos.db import fields
from trips.enums import BudgetCategory
from trips.models.trip import Trip
from trips.querysets import TripChildQuerySet


def default_categories() -> dict[str, Any]:
    return {category: {"budget": 0, "spent": 0} for category in BudgetCategory.values}


class BudgetTrackingQuerySet(TripChildQuerySet["BudgetTracking"]):
    pass


class BudgetTracking(models.Model):
    """The money of one trip, in the trip's currency. The database derives every total from the stops."""

    id = fields.key()
    trip = models.OneToOneField(Trip, on_delete=models.CASCADE, related_name="budget")
    owner_id = fields.owner_copy()
    total_budget = fields.money(null=True, blank=True, editable=False)
    total_spent = fields.money(default=0, db_default=0, editable=False)
    total_pending = fields.money(default=0, db_default=0, editable=False)
    currency = fields.currency()
    categories = models.JSONField(default=default_categories)
    alert_threshold = fields.score(default="0.8", db_default="0.8")
    alerts_sent = models.JSONField(default=list, db_default=models.Value([], models.JSONField()), editable=False)
    ai_recommendations = models.JSONField(default=list, db_default=models.Value([], models.JSONField()), editable=False)
    last_optimization_at = models.DateTimeField(null=True, blank=True, editable=False)
    # Parts of the totals that a reader must know about: what is only estimated, and what could not be counted.
    estimated = fields.money(default=0, db_default=0, editable=False)
    unknown_count = models.IntegerField(default=0, db_default=0, editable=False)
    unconverted = models.JSONField(default=dict, db_default=models.Value({}, models.JSONField()), editable=False)
    is_partial = models.BooleanField(default=False, db_default=False, editable=False)
    created_at = fields.created()
    updated_at = fields.updated()

    objects = BudgetTrackingQuerySet.as_manager()

    class Meta:
        db_table = "budget_tracking"
        constraints = [
            models.CheckConstraint(
                condition=Q(total_budget__isnull=True) | Q(total_budget__gte=0), name="valid_total_budget"
            ),
            models.CheckConstraint(condition=Q(total_spent__gte=0), name="valid_spent"),
            models.CheckConstraint(condition=Q(total_pending__gte=0), name="valid_pending"),
            models.CheckConstraint(condition=Q(alert_threshold__range=(0, 1)), name="valid_threshold"),
        ]
        indexes = [models.Index(fields=["owner_id"], name="idx_budget_tracking_owner")]

    def __str__(self) -> str:
        return f"Budget of {self.trip_id}"


class ExchangeRate(models.Model):
    """Units of ``currency`` for one euro on a day (European Central Bank reference rates)."""

    id = fields.key()
    currency = models.TextField()
    rate_date = models.DateField()
    rate = models.DecimalField(max_digits=20, decimal_places=10)
    source = models.TextField(default="ECB", db_default="ECB")

    class Meta:
        db_table = "exchange_rates"
        constraints = [
            models.UniqueConstraint(fields=["currency", "rate_date"], name="unique_rate_per_day"),
            models.CheckConstraint(condition=Q(rate__gt=0), name="valid_rate"),
        ]

    def __str__(self) -> str:
        return f"{self.currency} {self.rate_date}"


class CostEstimate(models.Model):
    """What a kind of place costs one person, where no price is known; always shown as an estimate."""

    id = fields.key()
    kind = models.TextField(help_text="place kind, such as museum or lunch")
    city = fields.text()
    country = fields.text(help_text="ISO 3166-1 alpha-2 code")
    amount = fields.money()
    currency = fields.currency("EUR")
    as_of = models.DateField()
    note = models.TextField(default="", blank=True, db_default="")

    class Meta:
        db_table = "cost_estimates"
        constraints = [
            models.UniqueConstraint(fields=["kind", "city", "country"], name="unique_estimate", nulls_distinct=False),
            models.CheckConstraint(condition=Q(amount__gte=0), name="valid_amount"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} in {self.city or self.country or 'general'}"
