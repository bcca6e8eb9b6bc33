from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from places.models import Location
from tripos.db import fields
from tripos.db.enums import PgEnumField
from trips.enums import BookingStatus, BudgetCategory, ItemType, Meal
from trips.models.trip import Trip
from trips.querysets import ItineraryItemQuerySet


class ItineraryItem(models.Model):
    """A stop of a trip. Its times are local to its place; an instant is computed when one is needed."""

    id = fields.key()
    trip = models.ForeignKey(Trip, on_delete=models.CASCADE, related_name="items", db_index=False)
    owner_id = fields.owner_copy()
    title = models.TextField()
    description = fields.text()
    type = PgEnumField(ItemType, "itinerary_item_type")

    location = models.ForeignKey(Location, null=True, blank=True, on_delete=models.SET_NULL, related_name="stops")
    address = fields.text()
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    timezone = fields.text(help_text="IANA zone where it differs from the trip's")
    end_address = fields.text(help_text="where a transport item ends")
    end_latitude = models.FloatField(null=True, blank=True)
    end_longitude = models.FloatField(null=True, blank=True)
    end_timezone = fields.text(help_text="IANA zone of a transport item's end")

    day_number = models.IntegerField(null=True, blank=True, help_text="empty for an idea not yet placed")
    start_time = models.TimeField(null=True, blank=True)
    end_time = models.TimeField(null=True, blank=True)
    ends_next_day = models.BooleanField(default=False, db_default=False)
    duration_minutes = models.IntegerField(null=True, blank=True)
    sort_order = models.IntegerField(default=0, db_default=0)
    is_locked = models.BooleanField(default=False, db_default=False)
    meal = models.TextField(null=True, blank=True, choices=Meal.choices)
    people = models.PositiveSmallIntegerField(null=True, blank=True, help_text="how many take part; empty = everybody")

    cost = fields.money(null=True, blank=True, help_text="for the whole party; empty when unknown")
    currency = fields.currency()
    is_paid = models.BooleanField(default=False, db_default=False)
    cost_is_estimate = models.BooleanField(default=False, db_default=False)
    cost_as_of = models.DateField(null=True, blank=True)
    cost_basis = models.TextField(default="", blank=True, db_default="", help_text="where an estimate comes from")
    budget_category = models.TextField(null=True, blank=True, choices=BudgetCategory.choices)
    exchange_rate = models.DecimalField(max_digits=20, decimal_places=10, null=True, blank=True, editable=False)
    exchange_rate_date = models.DateField(null=True, blank=True, editable=False)
    converted_cost = fields.money(null=True, blank=True, editable=False)
    converted_currency = models.TextField(null=True, blank=True, editable=False, help_text="what converted_cost is in")

    booking_status = models.TextField(null=True, blank=True, choices=BookingStatus.choices)
    booking_reference = fields.text()
    booking_url = fields.text()

    suggested_by_ai = models.BooleanField(default=False, db_default=False, editable=False)
    ai_agent_name = models.TextField(null=True, blank=True, editable=False)
    confidence_score = fields.score(null=True, blank=True, editable=False)
    # Structured reasons from the planner (code and numbers); agents write them with the stop.
    reasons = models.JSONField(
        default=list, blank=True, db_default=models.Value([], models.JSONField()), editable=False
    )

    image_url = fields.text()
    images = models.JSONField(default=list, blank=True, db_default=models.Value([], models.JSONField()))
    notes = fields.text()
    tags = models.JSONField(default=list, blank=True, db_default=models.Value([], models.JSONField()))
    metadata = models.JSONField(default=dict, blank=True, db_default=models.Value({}, models.JSONField()))
    created_at = fields.created()
    updated_at = fields.updated()
    deleted_at = fields.deleted()
    # Set by the database with deleted_at: whoever removed a stop may undo that, though only the owner sees the trash.
    deleted_by = models.UUIDField(null=True, blank=True, editable=False)

    objects = ItineraryItemQuerySet.as_manager()

    class Meta:
        db_table = "itinerary_items"
        constraints = [
            models.CheckConstraint(condition=Q(day_number__gt=0), name="valid_day_number"),
            models.CheckConstraint(
                # An end needs a start; an end before the start needs ends_next_day, and the other way round.
                condition=Q(end_time__isnull=True)
                | Q(start_time__isnull=False, ends_next_day=False, end_time__gt=F("start_time"))
                | Q(start_time__isnull=False, ends_next_day=True, end_time__lte=F("start_time")),
                name="valid_times",
                violation_error_message="The end is before the start: let it end the next day, or change a time.",
            ),
            models.CheckConstraint(
                condition=Q(duration_minutes__isnull=True) | Q(duration_minutes__gt=0), name="valid_duration"
            ),
            models.CheckConstraint(condition=Q(people__isnull=True) | Q(people__gte=1), name="valid_people"),
            models.CheckConstraint(condition=Q(cost__isnull=True) | Q(cost__gte=0), name="valid_cost"),
            models.CheckConstraint(
                condition=Q(confidence_score__isnull=True) | Q(confidence_score__range=(0, 1)), name="valid_confidence"
            ),
            models.CheckConstraint(condition=Q(latitude__range=(-90, 90)), name="valid_item_latitude"),
            models.CheckConstraint(condition=Q(longitude__range=(-180, 180)), name="valid_item_longitude"),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__isnull=False, longitude__isnull=False),
                name="whole_item_point",
            ),
            models.CheckConstraint(condition=Q(end_latitude__range=(-90, 90)), name="valid_item_end_latitude"),
            models.CheckConstraint(condition=Q(end_longitude__range=(-180, 180)), name="valid_item_end_longitude"),
            models.CheckConstraint(
                condition=Q(end_latitude__isnull=True, end_longitude__isnull=True)
                | Q(end_latitude__isnull=False, end_longitude__isnull=False),
                name="whole_item_end_point",
            ),
            models.CheckConstraint(condition=Q(booking_status__in=BookingStatus.values), name="valid_booking_status"),
            models.CheckConstraint(condition=Q(booking_url__startswith="https://"), name="https_booking_url"),
            models.CheckConstraint(condition=Q(budget_category__in=BudgetCategory.values), name="valid_category"),
            models.CheckConstraint(condition=~Q(title=""), name="titled_item"),
            models.CheckConstraint(condition=Q(meal__in=Meal.values), name="valid_meal"),
        ]
        indexes = [
            models.Index(fields=["trip", "owner_id", "day_number", "sort_order"], name="idx_itinerary_items_day_order"),
            models.Index(fields=["owner_id", "trip"], name="idx_itinerary_items_owner"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_booked(self) -> bool:
        return self.booking_status in (BookingStatus.CONFIRMED, BookingStatus.REQUESTED, BookingStatus.WAITLISTED)
