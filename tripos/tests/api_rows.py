"""The rows, bodies and queries with which the API's matrix is played."""

from __future__ import annotations

import uuid
from typing import Any

from places.models import Location
from tripos.accounts.models import ApiToken
from tripos.db.context import acting_as
from tripos.testing.api_client import make_api_token
from tripos.testing.cast import Cast
from tripos.tests.makers import catalogue_place, make_collection, make_place, save_place


def make_rows(cast: Cast) -> dict[str, uuid.UUID]:
    """Alice's rows, by the name that addresses call them."""
    location = make_place(cast.alice)
    collection = make_collection(cast.alice)
    saved = save_place(cast.alice, location, collection)
    make_api_token(cast.alice, ["trips:read"])
    with acting_as(cast.alice):
        token = ApiToken.objects.owned_by(cast.alice).get()
    other: Location = catalogue_place(name="Ateneum", latitude=60.17, longitude=24.94, external_id="way/1")
    return {
        "trip": cast.trip.pk,
        "location": location.pk,
        "collection": collection.pk,
        "saved_place": saved.pk,
        "token": token.pk,
        "other_location": other.pk,
    }


def body_of(method: str, path: str, rows: dict[str, uuid.UUID]) -> Any:
    """A valid body for a method of an address."""
    bodies: dict[str, Any] = {
        "PATCH profile/": {"full_name": "New"},
        "POST tokens/": {"name": "New", "scopes": ["trips:read"]},
        "POST locations/": {"name": "Kiosk", "category": "other"},
        "PATCH locations/{location}/": {"name": "New"},
        "POST locations/upserts/": {
            "source": "harbour",
            "rows": [{"external_id": "1", "name": "Quay", "category": "other", "latitude": 60.1, "longitude": 24.9}],
        },
        "POST saved-places/": {"location_id": str(rows["other_location"])},
        "PATCH saved-places/{saved_place}/": {"notes": "New"},
        "POST collections/": {"name": "New"},
        "PATCH collections/{collection}/": {"name": "New"},
        "POST trips/": {"destination": "Turku", "start_date": "2026-06-01", "end_date": "2026-06-02"},
        "PATCH trips/{trip}/": {"title": "New"},
    }
    return bodies.get(f"{method} {path}")


QUERIES = {
    "locations/nearby/": "?latitude=60.17&longitude=24.94",
    "locations/search/": "?q=ateneum",
}
