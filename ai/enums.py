"""Agents and the endings of a run; PostgreSQL types of the same labels are made by ``sql/0001_enums.sql``."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AgentType(models.TextChoices):
    LOCAL_SCOUT = "local_scout", _("Local scout")
    DINING_ORCHESTRATOR = "dining_orchestrator", _("Dining")
    EVENT_CURATOR = "event_curator", _("Events")
    ITINERARY_OPTIMIZER = "itinerary_optimizer", _("Route")
    BUDGET_GUARDIAN = "budget_guardian", _("Budget")
    BOOKING_ASSISTANT = "booking_assistant", _("Bookings")
    GENERAL_CONCIERGE = "general_concierge", _("Concierge")


class RunStatus(models.TextChoices):
    PENDING = "pending", _("Waiting")
    RUNNING = "running", _("Running")
    SUCCESS = "success", _("Done")
    ERROR = "error", _("Failed")
    TIMEOUT = "timeout", _("Took too long")
    CANCELLED = "cancelled", _("Stopped")


class ApprovalStatus(models.TextChoices):
    PENDING = "pending", _("Waiting")
    APPROVED = "approved", _("Approved")
    DENIED = "denied", _("Denied")
    EXPIRED = "expired", _("Expired")


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
