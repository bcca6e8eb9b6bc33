"""What trips, their stops, money, conflicts and suggestions look like from outside."""

from __future__ import annotations

from places.api.resources import LOCATION
from tripos.api.resources import ME, Resource, column, computed, many, nullable, one
from trips.enums import MemberRole
from trips.models import BudgetTracking, ConflictResolution, ItineraryItem, ProactiveSuggestion, Trip

SCORE = nullable({"type": "number", "minimum": 0, "maximum": 1})
_AMOUNT = {"type": "string", "format": "decimal", "pattern": r"^-?\d+(\.\d+)?$"}
_OBJECT = {"type": "object", "additionalProperties": True}
_TRIP_ID = "5f0c1c4e-6c1f-4a53-9c39-0f5a1f0d2a11"
_REASON = {
    "type": "object",
    "properties": {"code": {"type": "string"}, "values": _OBJECT},
    "description": "A reason as data: a code, and what its sentence speaks of.",
}

ITEM = Resource(
    "ItineraryItem",
    ItineraryItem,
    column("id", example="7d1b2c3e-1111-4a53-9c39-0f5a1f0d2a11"),
    column("trip_id", source="trip", example=_TRIP_ID),
    column("title", example="Ateneum"),
    column("description", example=None),
    column("type", example="activity"),
    column("location_id", "the place of the catalogue", source="location", example=None),
    column("address", example="Kaivokatu 2"),
    column("latitude", example=60.1699),
    column("longitude", example=24.9441),
    column("timezone", "IANA zone where it differs from the trip's", example=None),
    column("end_address", "where transport ends", example=None),
    column("end_latitude", example=None),
    column("end_longitude", example=None),
    column("end_timezone", "IANA zone of where transport ends, where it differs", example=None),
    column("day_number", "1 is the trip's first day; null for an idea", example=1),
    column("start_time", "on the clock of its place", example="10:30:00"),
    column("end_time", example="12:00:00"),
    column("ends_next_day", "`end_time` is after midnight", example=False),
    column("duration_minutes", example=90),
    column("sort_order", "its place in its day", example=0),
    column("is_locked", "the planner leaves its day and time alone", example=False),
    column("meal", example=None),
    column("people", "how many take part; null for everybody", example=None),
    column("cost", "for everybody who takes part, in `currency`; null when unknown", example="18.00"),
    column("currency", "ISO 4217", example="EUR"),
    column("is_paid", example=False),
    column("cost_is_estimate", "from a table of usual prices", example=False),
    column("cost_as_of", "of which day the price is", example=None),
    column("cost_basis", "where an estimate comes from", example=""),
    column("converted_cost", "in `converted_currency`; null without a rate", example="18.00"),
    column("converted_currency", example="EUR"),
    column("exchange_rate_date", example=None),
    column("budget_category", "null: as its type says", example=None),
    column("booking_status", example=None),
    column("booking_reference", example=None),
    column("booking_url", example=None),
    column("suggested_by_ai", example=False),
    column("ai_agent_name", example=None),
    computed("confidence_score", "{t}.confidence_score::float8", SCORE, "how sure the agent was", example=None),
    computed("reasons", "{t}.reasons", {"type": "array", "items": _REASON}, "why it is in the plan", example=[]),
    column("image_url", example=None),
    column("notes", example="Closed on Mondays"),
    computed("tags", "{t}.tags", {"type": "array", "items": {"type": "string"}}, "words of yours", example=["art"]),
    column("created_at", example="2026-03-01T09:30:00.123456+00:00"),
    column("updated_at", example="2026-03-02T18:04:11.654321+00:00"),
    expands=[one("location", LOCATION, "{t}.location_id = {x}.id", "The place of the catalogue.")],
    description="A stop of a trip, or an idea without a day.",
)
BUDGET = Resource(
    "Budget",
    BudgetTracking,
    column("trip_id", source="trip", example=_TRIP_ID),
    column("currency", "ISO 4217; every amount here is in it", example="EUR"),
    column("total_budget", "the limit; null for no limit", example="900.00"),
    column("total_spent", "what is paid", example="120.50"),
    column("total_pending", "what is planned and not paid, estimates included", example="340.00"),
    column("estimated", "the part of `total_pending` that is only estimated", example="95.00"),
    computed(
        "left", "({t}.total_budget - {t}.total_spent - {t}.total_pending)::text", nullable(_AMOUNT),
        "of the limit; below zero when it is exceeded, null without a limit", example="439.50",
    ),
    column("unknown_count", "stops whose cost nobody knows", example=2),
    computed(
        "unconverted", "{t}.unconverted", _OBJECT, "currency -> amount that is in no total, for want of a rate",
        example={},
    ),
    column("is_partial", "something is missing from the totals", example=True),
    computed(
        "categories", "{t}.categories", _OBJECT, "category -> what it may cost (`budget`), what is paid and pending",
        example={"food": {"budget": 200, "spent": 60.5, "pending": 90}},
    ),
    computed(
        "alert_threshold", "{t}.alert_threshold::float8", {"type": "number", "minimum": 0, "maximum": 1},
        "the share of the limit from which you are told", example=0.8,
    ),
    column("updated_at", example="2026-03-02T18:04:11.654321+00:00"),
    description="The money of a trip, added up by the database from its stops.",
)  # fmt: skip
_ROLE = (
    f"case when {{t}}.user_id = {ME} then 'owner' else"
    f" (select m.role from trip_members m where m.trip_id = {{t}}.id and m.user_id = {ME}) end"
)

TRIP = Resource(
    "Trip",
    Trip,
    column("id", example=_TRIP_ID),
    column("owner_id", "the account whose trip it is", source="user", example="0b8f5c0e-9a55-4f0a-8a53-2f8f6f0c7d11"),
    column("title", example="Helsinki in May"),
    column("description", example=None),
    column("destination", example="Helsinki"),
    column("country", example="FI"),
    column("start_date", "the first day", example="2026-05-14"),
    column("end_date", "the last day, counted", example="2026-05-16"),
    column("timezone", "IANA zone in which the trip's days and times are", example="Europe/Helsinki"),
    column("destination_latitude", example=60.1699),
    column("destination_longitude", example=24.9384),
    column("adults", example=2),
    column("children_ages", "in years, one for each child", example=[7]),
    column("budget_total", "the limit, in `currency`; null for no limit", example="900.00"),
    column("budget_spent", "what is paid, in `currency`", example="120.50"),
    column("currency", "ISO 4217 code of the trip's amounts", example="EUR"),
    column("status", example="planning"),
    column("is_optimized", "no change since its order was optimised", example=False),
    computed("optimization_score", "{t}.optimization_score::float8", SCORE, "how good its order is", example=None),
    column("last_optimized_at", example=None),
    column("is_public", "anybody may read it", example=False),
    column("show_costs", "public readers see costs", example=False),
    column("cover_image_url", example=None),
    computed(
        "role", _ROLE, {"type": "string", "enum": ["owner", *MemberRole.values]}, "your part in it", example="owner"
    ),
    column("content_version", "rises with every change of the trip or anything in it", example=7),
    column("created_at", example="2026-03-01T09:30:00.123456+00:00"),
    column("updated_at", example="2026-03-02T18:04:11.654321+00:00"),
    expands=[
        many(
            "itinerary_items", ITEM, "{x}.trip_id = {t}.id and {x}.deleted_at is null",
            "{x}.day_number, {x}.sort_order, {x}.start_time, {x}.id", "Its stops, day by day, ideas last.",
        ),
        one("budget", BUDGET, "{x}.trip_id = {t}.id", "Its money."),
    ],
    description="A journey of one owner, shared with companions.",
)  # fmt: skip

CONFLICT = Resource(
    "Conflict",
    ConflictResolution,
    column("id", example="a3b1a8a4-2222-4a53-9c39-0f5a1f0d2a11"),
    column("trip_id", source="trip", example=_TRIP_ID),
    column("type", example="time_overlap"),
    column("severity", "1 to 10", example=7),
    column("title", example="Two stops at the same time"),
    column("description", example="Ateneum ends at 12:30, and lunch is at 12:00."),
    computed(
        "affected_items", "{t}.affected_items", {"type": "array", "items": {"type": "string"}}, "ids of stops",
        example=["7d1b2c3e-1111-4a53-9c39-0f5a1f0d2a11"],
    ),
    column("status", example="detected"),
    computed(
        "resolution_options", "coalesce({t}.resolution_options, '[]'::jsonb)", {"type": "array", "items": _OBJECT},
        "ways out, each with its `key`, `description` and `changes`",
        example=[{"key": "later:7d1b2c3e", "description": "Have lunch at 12:45", "changes": []}],
    ),
    column("selected_resolution", "the way out that was taken", example=None),
    column("resolved_by", example=None),
    computed("evidence", "coalesce({t}.metadata->'evidence', '{}'::jsonb)", _OBJECT, "what it was seen by", example={}),
    column("detected_at", example="2026-03-02T18:04:11.654321+00:00"),
    column("resolved_at", example=None),
    description="Something wrong with a trip, its evidence and its ways out.",
)  # fmt: skip
SUGGESTION = Resource(
    "Suggestion",
    ProactiveSuggestion,
    column("id", example="b4c2b9b5-3333-4a53-9c39-0f5a1f0d2a11"),
    column("trip_id", source="trip", example=_TRIP_ID),
    column("type", example="cost_savings"),
    column("title", example="Take the tram on Friday"),
    column("description", example="A day ticket is 9 euros less than four single ones."),
    column("agent_name", example="budget_guardian"),
    computed("confidence_score", "{t}.confidence_score::float8", SCORE, "how sure the agent is", example=0.8),
    column("reasoning", example="Four rides on one day."),
    column("suggestion_data", "what it rests on, and what accepting it does (`steps`)", example={"steps": []}),
    column("action_url", example=None),
    column("status", example="pending"),
    column("priority", "1 to 10", example=5),
    column("shown_at", example=None),
    column("responded_at", example=None),
    column("response_reason", "why you did not want it", example=None),
    column("expires_at", "it cannot be accepted after that", example="2026-05-14T10:00:00+00:00"),
    column("snoozed_until", example=None),
    column("change_set_id", "the change that accepting it made", example=None),
    column("created_at", example="2026-03-02T18:04:11.654321+00:00"),
    description="Something that an agent proposes to you unasked.",
)
