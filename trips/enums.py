"""The trip's enums; PostgreSQL types of the same labels are made by ``sql/0001_enums.sql``."""

from django.db import models


class TripStatus(models.TextChoices):
    DRAFT = "draft", "Draft"
    PLANNING = "planning", "Planning"
    CONFIRMED = "confirmed", "Confirmed"
    IN_PROGRESS = "in_progress", "In progress"
    COMPLETED = "completed", "Completed"
    CANCELLED = "cancelled", "Cancelled"


class ItemType(models.TextChoices):
    ACTIVITY = "activity", "Activity"
    RESTAURANT = "restaurant", "Food and drink"
    ACCOMMODATION = "accommodation", "Stay"
    TRANSPORT = "transport", "Transport"
    EVENT = "event", "Event"
    CUSTOM = "custom", "Other"


class BookingStatus(models.TextChoices):
    NEEDED = "needed", "Needs booking"
    REQUESTED = "requested", "Requested"
    CONFIRMED = "confirmed", "Confirmed"
    WAITLISTED = "waitlisted", "Waitlisted"
    CANCELLED = "cancelled", "Cancelled"


class Meal(models.TextChoices):
    BREAKFAST = "breakfast", "Breakfast"
    LUNCH = "lunch", "Lunch"
    COFFEE = "coffee", "Coffee"
    DINNER = "dinner", "Dinner"


class BudgetCategory(models.TextChoices):
    ACCOMMODATION = "accommodation", "Stay"
    FOOD = "food", "Food and drink"
    ACTIVITIES = "activities", "Sights and activities"
    TRANSPORT = "transport", "Transport"
    SHOPPING = "shopping", "Shopping"
    OTHER = "other", "Other"


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
    ADD_ACTIVITY = "add_activity", "Add an activity"
    OPTIMIZE_ROUTE = "optimize_route", "Better route"
    BOOK_RESTAURANT = "book_restaurant", "Book a table"
    BUDGET_ALERT = "budget_alert", "Budget"
    CONFLICT_WARNING = "conflict_warning", "Conflict"
    TIME_OPTIMIZATION = "time_optimization", "Better timing"
    WEATHER_ALERT = "weather_alert", "Weather"
    LOCAL_EVENT = "local_event", "Local event"
    COST_SAVINGS = "cost_savings", "Save money"


class SuggestionStatus(models.TextChoices):
    PENDING = "pending", "New"
    SHOWN = "shown", "Seen"
    ACCEPTED = "accepted", "Accepted"
    REJECTED = "rejected", "Rejected"
    EXPIRED = "expired", "Expired"


class ConflictType(models.TextChoices):
    TIME_OVERLAP = "time_overlap", "Overlapping times"
    BUDGET_EXCEEDED = "budget_exceeded", "Over budget"
    LOCATION_DISTANCE = "location_distance", "Too far in too little time"
    BOOKING_UNAVAILABLE = "booking_unavailable", "Not available"
    PREFERENCE_MISMATCH = "preference_mismatch", "Against your preferences"
    WEATHER_ISSUE = "weather_issue", "Weather"
    CAPACITY_ISSUE = "capacity_issue", "Too small for the party"


class ResolutionStatus(models.TextChoices):
    DETECTED = "detected", "Open"
    PENDING_REVIEW = "pending_review", "Waiting for approval"
    AUTO_RESOLVED = "auto_resolved", "Gone"
    USER_RESOLVED = "user_resolved", "Resolved"
    IGNORED = "ignored", "Ignored"


class MemberRole(models.TextChoices):
    VIEWER = "viewer", "May look"
    EDITOR = "editor", "May edit"
