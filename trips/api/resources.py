"""What trips look like from outside."""

from __future__ import annotations

from tripos.api.resources import ME, Resource, column, computed, nullable
from trips.enums import MemberRole
from trips.models import Trip

SCORE = nullable({"type": "number", "minimum": 0, "maximum": 1})
_ROLE = (
    f"case when {{t}}.user_id = {ME} then 'owner' else"
    f" (select m.role from trip_members m where m.trip_id = {{t}}.id and m.user_id = {ME}) end"
)

TRIP = Resource(
    "Trip",
    Trip,
    column("id", example="5f0c1c4e-6c1f-4a53-9c39-0f5a1f0d2a11"),
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
    description="A journey of one owner, shared with companions.",
)
