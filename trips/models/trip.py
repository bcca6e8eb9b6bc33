from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from tripos.accounts.models import Profile
from tripos.db import fields
from tripos.db.context import user_key
from tripos.db.enums import PgEnumField
from trips.enums import TripStatus
from trips.querysets import TripQuerySet


class Trip(models.Model):
    """A journey of one owner, shared with members, over whole days in its own time zone."""

    id = fields.key()
    # The index on (user_id, start_date) below serves the foreign key.
    user = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="trips", db_index=False)
    title = models.TextField()
    description = fields.text()
    destination = models.TextField()
    country = fields.text(help_text="ISO 3166-1 alpha-2 code of the destination, for its public holidays")
    start_date = models.DateField()
    end_date = models.DateField()
    timezone = models.TextField("time zone", default="UTC", db_default="UTC")
    destination_latitude = models.FloatField(null=True, blank=True)
    destination_longitude = models.FloatField(null=True, blank=True)

    adults = models.PositiveSmallIntegerField(default=1, db_default=1)
    children_ages = ArrayField(
        models.PositiveSmallIntegerField(),
        default=list,
        blank=True,
        db_default=models.Value([], ArrayField(models.PositiveSmallIntegerField())),
    )

    budget_total = fields.money(null=True, blank=True, help_text="no limit when empty")
    budget_spent = fields.money(default=0, db_default=0, editable=False)
    currency = fields.currency()

    status = PgEnumField(TripStatus, "trip_status", default=TripStatus.DRAFT, db_default=TripStatus.DRAFT)

    is_optimized = models.BooleanField(default=False, db_default=False, editable=False)
    last_optimized_at = models.DateTimeField(null=True, blank=True, editable=False)
    optimization_score = fields.score(null=True, blank=True, editable=False)

    is_public = models.BooleanField(default=False, db_default=False)
    show_costs = models.BooleanField(default=False, db_default=False, help_text="public readers see costs")
    share_token = models.TextField(null=True, blank=True, editable=False)

    cover_image_url = fields.text()
    images = models.JSONField(default=list, blank=True, db_default=models.Value([], models.JSONField()))
    # What the planner was asked for, so that a trip can be replanned; null for a trip made by hand.
    plan_request = models.JSONField(null=True, blank=True, editable=False)
    language = models.TextField(default="en", db_default="en", editable=False)
    metadata = models.JSONField(default=dict, blank=True, db_default=models.Value({}, models.JSONField()))
    content_version = models.BigIntegerField(default=1, db_default=1, editable=False)
    created_at = fields.created()
    updated_at = fields.updated()
    deleted_at = fields.deleted()

    objects = TripQuerySet.as_manager()

    class Meta:
        db_table = "trips"
        constraints = [
            models.CheckConstraint(
                condition=Q(end_date__gte=F("start_date")),
                name="valid_dates",
                violation_error_message="The last day is before the first: choose a later one.",
            ),
            models.CheckConstraint(
                condition=(Q(budget_total__isnull=True) | Q(budget_total__gte=0)) & Q(budget_spent__gte=0),
                name="valid_budget",
            ),
            models.CheckConstraint(
                condition=Q(optimization_score__isnull=True) | Q(optimization_score__range=(0, 1)),
                name="valid_optimization_score",
            ),
            models.CheckConstraint(condition=Q(destination_latitude__range=(-90, 90)), name="valid_trip_latitude"),
            models.CheckConstraint(condition=Q(destination_longitude__range=(-180, 180)), name="valid_trip_longitude"),
            models.CheckConstraint(
                condition=Q(destination_latitude__isnull=True, destination_longitude__isnull=True)
                | Q(destination_latitude__isnull=False, destination_longitude__isnull=False),
                name="whole_trip_point",
            ),
            models.UniqueConstraint(fields=["share_token"], name="unique_trip_share_token"),
            models.CheckConstraint(condition=Q(share_token__isnull=True), name="trip_tokens_are_hashed"),
            models.CheckConstraint(condition=~Q(title=""), name="titled_trip"),
            models.UniqueConstraint(fields=["id", "user"], name="trips_id_user"),
        ]
        indexes = [
            models.Index(fields=["user", "-start_date", "id"], name="idx_trips_user_id"),
            models.Index(fields=["start_date"], condition=Q(deleted_at__isnull=True), name="idx_trips_start_date"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def length(self) -> int:
        """Number of days, the first and the last counted."""
        return (self.end_date - self.start_date).days + 1

    @property
    def party_size(self) -> int:
        return self.adults + len(self.children_ages)

    def date_of(self, day_number: int) -> date:
        """The calendar date of day ``day_number`` (1 is the first)."""
        return self.start_date + timedelta(days=day_number - 1)

    def is_owned_by(self, user: Any) -> bool:
        return bool(self.user_id == user_key(user))
