"""Agents and the endings of a run; PostgreSQL types of the same labels are made by ``sql/0001_enums.sql``."""

from django.db import models


class AgentType(models.TextChoices):
    LOCAL_SCOUT = "local_scout", "Local scout"
    DINING_ORCHESTRATOR = "dining_orchestrator", "Dining"
    EVENT_CURATOR = "event_curator", "Events"
    ITINERARY_OPTIMIZER = "itinerary_optimizer", "Route"
    BUDGET_GUARDIAN = "budget_guardian", "Budget"
    BOOKING_ASSISTANT = "booking_assistant", "Bookings"
    GENERAL_CONCIERGE = "general_concierge", "Concierge"


class RunStatus(models.TextChoices):
    PENDING = "pending", "Waiting"
    RUNNING = "running", "Running"
    SUCCESS = "success", "Done"
    ERROR = "error", "Failed"
    TIMEOUT = "timeout", "Took too long"
    CANCELLED = "cancelled", "Stopped"


class ApprovalStatus(models.TextChoices):
    PENDING = "pending", "Waiting"
    APPROVED = "approved", "Approved"
    DENIED = "denied", "Denied"
    EXPIRED = "expired", "Expired"


UNFINISHED = (RunStatus.PENDING.value, RunStatus.RUNNING.value)
# What staff may limit, for a run and for 24 hours; the settings hold the defaults.
LIMITS = (
    "run_calls",
    "run_tokens",
    "run_seconds",
    "run_cost_usd",
    "day_runs",
    "day_calls",
    "day_tokens",
    "day_seconds",
    "day_cost_usd",
)
