"""Places for the tests of search: made one by one, or whole cities from the shared data."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from places.models import Location
from tripos.db.context import acting_as_worker
from tripos.testing.owner import as_owner

SHARED = Path(os.environ.get("TRIPOS_SHARED") or Path(__file__).resolve().parents[3] / "shared")


def add_place(name: str, **columns: Any) -> Location:
    """A place with this name, at the centre of Helsinki unless told otherwise."""
    values = {
        "category": "attraction",
        "latitude": 60.1699,
        "longitude": 24.9384,
        "source": "test",
        **columns,
    }
    with acting_as_worker():
        return Location.objects.create(name=name, **values)


def add_points(points: list[tuple[float, float]], category: str = "other") -> None:
    """Places named "0", "1", … at these latitudes and longitudes."""
    as_owner(
        "insert into locations (name, category, latitude, longitude, source)"
        " select (n - 1)::text, %s::location_category, latitude, longitude, 'test'"
        " from unnest(%s::float8[], %s::float8[]) with ordinality as p (latitude, longitude, n)",
        [category, [point[0] for point in points], [point[1] for point in points]],
    )


def add_city(name: str) -> None:
    """All places of `places-<name>` of the shared data, as their importer stores them; skips without."""
    path = SHARED / "data" / f"places-{name}" / "places.ndjson"
    if not path.exists():
        pytest.skip(f"needs the places of {name.capitalize()} in {path.parent}")
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    for row in rows:
        row["details"] = {key: row[key] for key in ("name_en", "wikidata", "neighbourhood") if key in row}
        if row["category"] == "event_venue":
            row["category"] = "other"
    as_owner(
        "insert into locations (name, category, subcategory, latitude, longitude, city, country, source,"
        " external_id, cuisine_types, details)"
        " select name, category, subcategory, latitude, longitude, city, country, source, external_id, cuisine,"
        " details from jsonb_to_recordset(%s::jsonb) as rows (name text, category location_category,"
        " subcategory text, latitude float8, longitude float8, city text, country text, source text,"
        " external_id text, cuisine text[], details jsonb)",
        [json.dumps(rows)],
    )
    as_owner("analyze locations")
