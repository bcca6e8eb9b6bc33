"""The trip's enums; PostgreSQL types of the same labels are made by ``sql/0001_enums.sql``."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class TripStatus(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PLANNING = "planning", _("Planning")
    CONFIRMED = "confirmed", _("Confirmed")
    IN_PROGRESS = "in_progress", _("In progress")
    COMPLETED = "completed", _("Completed")
    CANCELLED = "cancelled", _("Cancelled")


class ItemType(models.TextChoices):
    ACTIVITY = "activity", _("Activity")
    RESTAURANT = "restaurant", _("Food and drink")
    ACCOMMODATION = "accommodation", _("Stay")
    TRANSPORT = "transport", _("Transport")
    EVENT = "event", _("Event")
    CUSTOM = "custom", _("Other")


class BookingStatus(models.TextChoices):
    NEEDED = "needed", _("Needs booking")
    REQUESTED = "requested", _("Requested")
    CONFIRMED = "confirmed", _("Confirmed")
    WAITLISTED = "waitlisted", _("Waitlisted")
    CANCELLED = "cancelled", _("Cancelled")


class Meal(models.TextChoices):
    BREAKFAST = "breakfast", _("Breakfast")
    LUNCH = "lunch", _("Lunch")
    COFFEE = "coffee", _("Coffee")
    DINNER = "dinner", _("Dinner")


class BudgetCategory(models.TextChoices):
    ACCOMMODATION = "accommodation", _("Stay")
    FOOD = "food", _("Food and drink")
    ACTIVITIES = "activities", _("Sights and activities")
    TRANSPORT = "transport", _("Transport")
    SHOPPING = "shopping", _("Shopping")
    OTHER = "other", _("Other")


# The category that a stop's cost belongs to unless somebody says otherwise; the same as app.budget_category().
CATEGORY_OF_TYPE = {
    ItemType.ACTIVITY: BudgetCategory.ACTIVITIES,
    ItemType.EVENT: BudgetCategory.ACTIVITIES,
    ItemType.RESTAURANT: BudgetCategory.FOOD,
    ItemType.ACCOMMODATION: BudgetCategory.ACCOMMODATION,
    ItemType.TRANSPORT: BudgetCategory.TRANSPORT,
    ItemType.CUSTOM: BudgetCategory.OTHER,
}


class SuggestionType(models.TextChoices):
    ADD_ACTIVITY = "add_activity", _("Add an activity")
    OPTIMIZE_ROUTE = "optimize_route", _("Better route")
    BOOK_RESTAURANT = "book_restaurant", _("Book a table")
    BUDGET_ALERT = "budget_alert", _("Budget")
    CONFLICT_WARNING = "conflict_warning", _("Conflict")
    TIME_OPTIMIZATION = "time_optimization", _("Better timing")
    WEATHER_ALERT = "weather_alert", _("Weather")
    LOCAL_EVENT = "local_event", _("Local event")
    COST_SAVINGS = "cost_savings", _("Save money")


class SuggestionStatus(models.TextChoices):
    PENDING = "pending", _("New")
    SHOWN = "shown", _("Seen")
    ACCEPTED = "accepted", _("Accepted")
    REJECTED = "rejected", _("Rejected")
    EXPIRED = "expired", _("Expired")


class ConflictType(models.TextChoices):
    TIME_OVERLAP = "time_overlap", _("Overlapping times")
    BUDGET_EXCEEDED = "budget_exceeded", _("Over budget")
    LOCATION_DISTANCE = "location_distance", _("Too far in too little time")
    BOOKING_UNAVAILABLE = "booking_unavailable", _("Not available")
    PREFERENCE_MISMATCH = "preference_mismatch", _("Against your preferences")
    WEATHER_ISSUE = "weather_issue", _("Weather")
    CAPACITY_ISSUE = "capacity_issue", _("Too small for the party")


class ResolutionStatus(models.TextChoices):
    DETECTED = "detected", _("Open")
    PENDING_REVIEW = "pending_review", _("Waiting for approval")
    AUTO_RESOLVED = "auto_resolved", _("Gone")
    USER_RESOLVED = "user_resolved", _("Resolved")
    IGNORED = "ignored", _("Ignored")


class MemberRole(models.TextChoices):
    VIEWER = "viewer", _("May look")
    EDITOR = "editor", _("May edit")
