"""What places, saved places and collections look like from outside."""

from __future__ import annotations

from places.models import Collection, Location, SavedPlace
from tripos.api.resources import ME, Resource, column, computed, nullable, one

ATENEUM = "1d3f7a52-0c1b-4f0e-9a55-66b1e0a1c001"
RATING = nullable({"type": "number", "minimum": 0, "maximum": 5})

LOCATION = Resource(
    "Location",
    Location,
    column("id", example=ATENEUM),
    column("name", example="Ateneum"),
    column("description", example=None),
    column("category", example="attraction"),
    column("subcategory", example="museum"),
    column("tags", example=["notable"]),
    column("address", example="Kaivokatu 2"),
    column("city", example="Helsinki"),
    column("region", example=None),
    column("country", example="FI"),
    column("postal_code", example="00100"),
    column("latitude", "WGS 84", example=60.1702),
    column("longitude", "WGS 84", example=24.9442),
    column("timezone", example="Europe/Helsinki"),
    column("details", "what has no field of its own", example={"wheelchair": "yes"}),
    column("cuisine_types", example=None),
    column("price_level", "1 (cheap) to 4", example=None),
    column("dietary_options", example=None),
    column("event_start_time", example=None),
    column("event_end_time", example=None),
    column("event_type", example=None),
    column("ticket_url", example=None),
    column("vehicle_type", example=None),
    column("opening_hours", "OpenStreetMap's opening_hours syntax", example="Tu-Su 10:00-20:00"),
    column("capacity", example=None),
    column("phone", example="+358 294 500 401"),
    column("email", example=None),
    column("website", example="https://ateneum.fi/"),
    column("primary_image_url", example=None),
    computed("rating", "{t}.rating::float8", RATING, "0 to 5", example=None),
    column("rating_count", example=None),
    column("source", "who told about it", example="openstreetmap"),
    column("external_id", "its id there", example="way/123"),
    column("external_url", example=None),
    column("as_of", "the day or month that the data tells about", example="2026-10-01"),
    column("language", "of name and description", example="fi"),
    column("is_active", "it is still there, as far as is known", example=True),
    column("is_verified", "staff have looked at it", example=False),
    computed(
        "is_mine", f"coalesce({{t}}.created_by_id = {ME}, false)", {"type": "boolean"}, "you added it", example=False
    ),
    column("created_at", example="2026-03-01T09:30:00.123456+00:00"),
    column("updated_at", example="2026-03-01T09:30:00.123456+00:00"),
    description="A place of the public catalogue. What no source knows is null.",
)

COLLECTION = Resource(
    "Collection",
    Collection,
    column("id", example="77f0a9f0-64a4-4d11-8f57-0a4f3c0d2b01"),
    column("name", example="Rainy days"),
    column("description", example=None),
    column("emoji", example="☔"),
    column("color", "red, orange, yellow, green, teal, blue, violet, pink or grey", example="blue"),
    column("is_public", "anybody may read it", example=False),
    column("item_count", "places in it", example=4),
    column("cover_image_url", example=None),
    column("created_at", example="2026-03-01T09:30:00.123456+00:00"),
    column("updated_at", example="2026-03-01T09:30:00.123456+00:00"),
    description="A named list of saved places.",
)

SAVED_PLACE = Resource(
    "SavedPlace",
    SavedPlace,
    column("id", example="9b1c2a34-1111-4a2b-8c3d-0123456789ab"),
    column("location_id", "the place", source="location", example=ATENEUM),
    column("collection_id", "the collection it is in", source="collection", example=None),
    column("tags", "your own", example=["rainy days"]),
    column("notes", example="Closed on Mondays"),
    column("is_favorite", example=True),
    column("priority", "higher comes first", example=0),
    column("saved_at", example="2026-03-01T09:30:00.123456+00:00"),
    expands=[
        one("location", LOCATION, "{x}.id = {t}.location_id", "The place."),
        one("collection", COLLECTION, "{x}.id = {t}.collection_id and {x}.deleted_at is null", "The collection."),
    ],
    description="A place that you keep.",
)
