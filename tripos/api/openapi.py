"""What the API's description says of the API as a whole (a setting of drf-spectacular)."""

from __future__ import annotations

from typing import Any

SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "Tripos API",
    "VERSION": "1",
    "DESCRIPTION": (
        "Everything that a traveller can do on the site, for programs. Start with a personal token, send it as "
        "`Authorization: Bearer …`, and repeat a POST safely with an `Idempotency-Key`. Problems are RFC 9457 objects."
    ),
    "SERVERS": [{"url": "/", "description": "This site"}],
    "TAGS": [
        {"name": name, "description": words}
        for name, words in {
            "Approvals": "What agents want to do and may not without a yes.",
            "Budget": "A trip's limits, and what is paid, planned, estimated and unknown.",
            "Collections": "Named lists of saved places, their trash and their links.",
            "Conflicts": "What is wrong with a trip, with its evidence and its ways out.",
            "Conversations": "Talking with the agents.",
            "Description": "This description.",
            "History": "Who changed what and why, and taking it back.",
            "Itinerary items": "The stops of a trip, alone and in bulk, and its ideas.",
            "Locations": "The catalogue of places: lists, search, what is nearby, and adding to it.",
            "Members": "Who travels along, and invitations.",
            "Planning": "From a structured request to a checked plan.",
            "Profile": "The token's holder: preferences that plans use.",
            "Runs of agents": "What an agent was asked, looked up, changed and cost; its events as they happen.",
            "Saved places": "Places that are kept, with notes and tags.",
            "Shares": "Links that open a trip to whoever has them.",
            "Suggestions": "Advice that can be taken, put off or refused.",
            "Tokens": "Personal tokens: made, listed and revoked.",
            "Trips": "Trips whole: lists, days, copies, the trash, a better order.",
        }.items()
    ],
    "OAS_VERSION": "3.1.0",
    "SERVE_URLCONF": "tripos.api_urls",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "POSTPROCESSING_HOOKS": [],
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_ADD_EXPLICIT_BLANK_NULL_CHOICE": False,
    "APPEND_COMPONENTS": {
        "securitySchemes": {
            "token": {"type": "http", "scheme": "bearer", "description": "A personal token: `POST /api/v1/tokens/`."},
            "session": {
                "type": "apiKey",
                "in": "cookie",
                "name": "sessionid",
                "description": "The site's own pages; writing needs the CSRF token in `X-CSRFToken`.",
            },
        },
    },
}
