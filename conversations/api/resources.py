"""What conversations, their messages, runs and approvals look like from outside."""

from __future__ import annotations

from ai.enums import ApprovalStatus
from ai.models import AIRun, Approval
from conversations.models import Conversation, Message
from tripos.api.resources import Resource, column, computed

_TALK = "1a28bf1b-9999-4a53-9c39-0f5a1f0d2a11"
_RUN = "2b39c02c-aaaa-4a53-9c39-0f5a1f0d2a11"
_TRIP = "5f0c1c4e-6c1f-4a53-9c39-0f5a1f0d2a11"

CONVERSATION = Resource(
    "Conversation",
    Conversation,
    column("id", example=_TALK),
    column("title", example="A weekend in Helsinki"),
    column("agent_type", "who answers", example="general_concierge"),
    column("status", example="active"),
    column("trip_id", "what it is about", source="trip", example=_TRIP),
    column("message_count", example=4),
    column("last_message_at", example="2026-03-02T18:04:11.654321+00:00"),
    column("created_at", example="2026-03-01T09:30:00.123456+00:00"),
    column("updated_at", example="2026-03-02T18:04:11.654321+00:00"),
    description="A talk with an agent.",
)
MESSAGE = Resource(
    "Message",
    Message,
    column("id", example="3c4ad13d-bbbb-4a53-9c39-0f5a1f0d2a11"),
    column("conversation_id", source="conversation", example=_TALK),
    column("position", "rises with time", example=2),
    column("role", "user, assistant, system, or function for a tool's step", example="assistant"),
    column("content", "Markdown", example="Here is a plan of three days."),
    column("run_id", "the run that it belongs to", example=_RUN),
    column("agent_name", example="general_concierge"),
    column("function_call", "the tool and its arguments", example=None),
    computed("function_response", "{t}.function_response", {}, "what the tool answered; any JSON value", example=None),
    column("input_tokens", example=None),
    column("output_tokens", example=None),
    column("total_tokens", example=None),
    column("latency_ms", example=None),
    column("created_at", example="2026-03-02T18:04:11.654321+00:00"),
    description="One line of a conversation, or one step of a tool.",
)
RUN = Resource(
    "AIRun",
    AIRun,
    column("id", example=_RUN),
    column("conversation_id", source="conversation", example=_TALK),
    column("agent_type", example="general_concierge"),
    column("status", example="pending"),
    column("error_message", "a sentence, where it failed", example=None),
    computed("input_data", "{t}.input_data", {"type": "object", "additionalProperties": True}, "what was asked",
             example={"text": "Plan a weekend in Helsinki"}),
    computed("output_data", "{t}.output_data", {}, "what came of it; any JSON value", example=None),
    column("input_tokens", example=0),
    column("output_tokens", example=0),
    column("total_tokens", example=0),
    column("duration_ms", example=None),
    column("estimated_cost_usd", "null: unknown; 0 for the embedded model", example=None),
    column("model_name", example=None),
    column("created_at", example="2026-03-02T18:04:11.654321+00:00"),
    column("started_at", example=None),
    column("completed_at", "null while it runs", example=None),
    column("cancel_requested_at", "you asked it to stop", example=None),
    description="One turn of an agent.",
)  # fmt: skip
APPROVAL = Resource(
    "Approval",
    Approval,
    column("id", example="4d5be24e-cccc-4a53-9c39-0f5a1f0d2a11"),
    column("run_id", source="run", example=_RUN),
    column("conversation_id", source="conversation", example=_TALK),
    column("trip_id", example=_TRIP),
    column("tool_name", example="remove_stops"),
    column("arguments", "exactly what is carried out", example={}),
    column("preview", "what changes, in words (`lines`)", example={"lines": ["Ateneum: taken out"]}),
    computed(
        "status",
        "case when {t}.status = 'pending' and {t}.expires_at <= now() then 'expired' else {t}.status::text end",
        {"type": "string", "enum": ApprovalStatus.values},
        "a question whose time is over is expired",
        example="pending",
    ),
    column("expires_at", example="2026-03-03T18:04:11.654321+00:00"),
    column("answered_at", example=None),
    column("created_at", example="2026-03-02T18:04:11.654321+00:00"),
    description="A change of an agent that waits for your word.",
)
