"""Runs of agents: what they were asked, what they did, what it cost, and what waits for the traveller's word."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from ai.enums import LIMITS, UNFINISHED, AgentType, ApprovalStatus, RunStatus
from tripos.accounts.models import Profile
from tripos.db import fields
from tripos.db.context import user_key
from tripos.db.enums import PgEnumField
from tripos.db.ownership import OwnedQuerySet
from tripos.db.paging import Keyset


class AIRunQuerySet(OwnedQuerySet["AIRun"]):
    paging: ClassVar[Keyset] = Keyset("-created_at", "id")

    def unfinished(self) -> Self:
        return self.filter(status__in=UNFINISHED)


class AIRun(models.Model):
    """One turn of an agent. The ledger outlives its account: ``user`` becomes null when that is erased."""

    id = fields.key()
    user = models.ForeignKey(Profile, null=True, on_delete=models.SET_NULL, related_name="runs", db_index=False)
    conversation = models.ForeignKey(
        "conversations.Conversation", null=True, blank=True, on_delete=models.SET_NULL, related_name="runs"
    )
    agent_name = models.TextField()
    agent_type = PgEnumField(AgentType, "agent_type")
    status = PgEnumField(RunStatus, "ai_run_status", default=RunStatus.PENDING, db_default=RunStatus.PENDING)
    error_message = fields.text()
    input_data = models.JSONField()
    output_data = models.JSONField(null=True, blank=True)
    input_tokens = models.IntegerField(default=0, db_default=0)
    output_tokens = models.IntegerField(default=0, db_default=0)
    total_tokens = models.IntegerField(default=0, db_default=0)
    duration_ms = models.IntegerField(null=True, blank=True)
    estimated_cost_usd = models.DecimalField(
        max_digits=10, decimal_places=6, null=True, blank=True, help_text="null: unknown; 0 for the embedded model"
    )
    model_name = fields.text()
    temperature = models.DecimalField(max_digits=3, decimal_places=2, null=True, blank=True)
    metadata = models.JSONField(default=dict, blank=True, db_default=models.Value({}, models.JSONField()))
    created_at = fields.created()
    started_at = models.DateTimeField(null=True, blank=True)
    completed_at = models.DateTimeField(null=True, blank=True)
    # The traveller's wish to stop; the worker looks at it between steps.
    cancel_requested_at = models.DateTimeField(null=True, blank=True)

    objects = AIRunQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = "AI run", "AI runs"
        db_table = "ai_runs"
        constraints = [
            models.CheckConstraint(condition=Q(duration_ms__gte=0), name="valid_run_duration"),
            models.CheckConstraint(condition=Q(estimated_cost_usd__gte=0), name="valid_run_cost"),
            models.CheckConstraint(
                condition=Q(
                    input_tokens__gte=0, output_tokens__gte=0, total_tokens=F("input_tokens") + F("output_tokens")
                ),
                name="valid_run_tokens",
            ),
            models.CheckConstraint(condition=Q(temperature__range=(0, 2)), name="valid_temperature"),
        ]
        indexes = [
            models.Index(fields=["user", "-created_at", "id"], name="idx_ai_runs_user_id"),
            models.Index(fields=["-created_at"], name="idx_ai_runs_created_at"),
            models.Index(fields=["created_at"], condition=Q(status__in=UNFINISHED), name="idx_ai_runs_unfinished"),
        ]

    def __str__(self) -> str:
        return f"{self.agent_name} {self.created_at:%Y-%m-%d %H:%M}"


class AIRunEventQuerySet(OwnedQuerySet["AIRunEvent"]):
    owner_field: ClassVar[str] = "owner_id"


class AIRunEvent(models.Model):
    """One step of a run as its readers see it: the stream is fed from these rows."""

    id = models.BigAutoField(primary_key=True)
    run = models.ForeignKey(AIRun, on_delete=models.CASCADE, related_name="events", db_index=False)
    owner_id = models.UUIDField(null=True, editable=False)
    sequence = models.IntegerField()
    kind = models.TextField()
    data = models.JSONField()
    created_at = fields.created()

    objects = AIRunEventQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = "step of an AI run", "steps of AI runs"
        db_table = "ai_run_events"
        constraints = [models.UniqueConstraint(fields=["run", "sequence"], name="unique_event")]
        indexes = [models.Index(fields=["owner_id"], name="idx_ai_run_events_owner")]

    def __str__(self) -> str:
        return f"{self.sequence} {self.kind}"


class ApprovalQuerySet(OwnedQuerySet["Approval"]):
    pass


class Approval(models.Model):
    """A change that waits for the traveller: bound to exactly these arguments, good once, until it expires."""

    id = fields.key()
    user = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="approvals", db_index=False)
    # The unique constraint on (run, tool_call_id) serves the foreign key.
    run = models.ForeignKey(AIRun, null=True, on_delete=models.SET_NULL, related_name="approvals", db_index=False)
    conversation = models.ForeignKey(
        "conversations.Conversation", null=True, on_delete=models.CASCADE, related_name="approvals"
    )
    trip_id = models.UUIDField(null=True)
    tool_call_id = models.TextField()
    tool_name = models.TextField()
    arguments = models.JSONField()
    preview = models.JSONField(default=dict, db_default=models.Value({}, models.JSONField()))
    status = models.TextField(choices=ApprovalStatus.choices, default=ApprovalStatus.PENDING, db_default="pending")
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    change_set_id = models.UUIDField(null=True)
    created_at = fields.created()

    objects = ApprovalQuerySet.as_manager()

    class Meta:
        db_table = "approvals"
        constraints = [
            models.CheckConstraint(condition=Q(status__in=ApprovalStatus.values), name="valid_approval_status"),
            models.UniqueConstraint(fields=["run", "tool_call_id"], name="unique_approval"),
        ]
        indexes = [models.Index(fields=["user", "status", "-created_at"], name="idx_approvals_user")]

    def __str__(self) -> str:
        return f"{self.tool_name} ({self.status})"

    @property
    def is_over(self) -> bool:
        """Whether it still stands as waiting though its time is over: nothing writes that down by itself."""
        return self.status == ApprovalStatus.PENDING and self.expires_at <= timezone.now()


class AgentLimitQuerySet(OwnedQuerySet["AgentLimit"]):
    def holding_for(self, user: Any, agent: str) -> Self:
        """What holds for a traveller with an agent, the most general first."""
        return self.filter(Q(user_id=user_key(user)) | Q(user=None), Q(agent_type=agent) | Q(agent_type=None)).order_by(
            F("user").asc(nulls_first=True), F("agent_type").asc(nulls_first=True)
        )


class AgentLimit(models.Model):
    """What staff allow: for everybody, for one agent, for one traveller, or for one traveller with one agent.

    An empty number leaves what holds more generally, at last the settings. Where ``is_enabled`` is off, nothing runs.
    """

    id = fields.key()
    agent_type = PgEnumField(
        AgentType, "agent_type", verbose_name="agent", null=True, blank=True, help_text="empty: all agents"
    )
    user = models.ForeignKey(
        Profile,
        verbose_name="traveller",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="agent_limits",
        db_index=False,  # the unique index begins with it
        help_text="empty: everybody",
    )
    is_enabled = models.BooleanField("on", default=True, db_default=True, help_text="off: stops at once")
    reason = fields.text(help_text="one sentence that the traveller is told when this is off")
    run_calls = models.IntegerField("calls a run", null=True, blank=True)
    run_tokens = models.IntegerField("tokens a run", null=True, blank=True)
    run_seconds = models.IntegerField("seconds a run", null=True, blank=True)
    run_cost_usd = models.DecimalField("US dollars a run", max_digits=10, decimal_places=6, null=True, blank=True)
    day_runs = models.IntegerField("runs in 24 hours", null=True, blank=True)
    day_calls = models.IntegerField("calls in 24 hours", null=True, blank=True)
    day_tokens = models.IntegerField("tokens in 24 hours", null=True, blank=True)
    day_seconds = models.IntegerField("seconds in 24 hours", null=True, blank=True)
    day_cost_usd = models.DecimalField(
        "US dollars in 24 hours", max_digits=10, decimal_places=6, null=True, blank=True, help_text="of known costs"
    )
    created_at = fields.created()
    updated_at = fields.updated()

    objects = AgentLimitQuerySet.as_manager()

    class Meta:
        db_table = "agent_limits"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "agent_type"],
                nulls_distinct=False,
                name="unique_agent_limit",
                violation_error_message="There is a row for these already: change that one.",
            ),
            models.CheckConstraint(
                condition=Q(*[(f"{name}__gte", 0) for name in LIMITS]),
                name="valid_agent_limits",
                violation_error_message="A limit is not negative.",
            ),
            models.CheckConstraint(
                condition=Q(agent_type=None) | Q(*[(f"{name}__isnull", True) for name in LIMITS[4:]]),
                name="daily_limits_of_all_agents",
                violation_error_message="What a traveller may use in 24 hours counts all agents together.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agent_type or 'all agents'}, {self.user or 'everybody'}"


class UserAIStatsQuerySet(OwnedQuerySet["UserAIStats"]):
    pass


class UserAIStats(models.Model):
    """Thirty days of a traveller's runs, refreshed by ``refresh_user_ai_stats()``."""

    user = models.OneToOneField(Profile, primary_key=True, on_delete=models.CASCADE, related_name="ai_stats")
    total_conversations = models.BigIntegerField()
    total_runs = models.BigIntegerField()
    total_tokens = models.BigIntegerField()
    total_cost = models.DecimalField(max_digits=14, decimal_places=6, help_text="of the runs whose cost is known")
    avg_duration_ms = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    last_run_at = models.DateTimeField()
    unknown_cost_runs = models.BigIntegerField()
    refreshed_at = fields.updated()

    objects = UserAIStatsQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = "use of AI by a traveller", "use of AI by travellers"
        db_table = "user_ai_stats"

    def __str__(self) -> str:
        return str(self.pk)
