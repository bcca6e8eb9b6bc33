"""Files of places for tests of staged imports: the demo's city as rows, with faults put in."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from functools import cache
from typing import Any

from places.providers.osm import read_places
from places.staging import as_json
from places.tests.city import HELSINKI

HEAD = ("external_id", "name", "category", "subcategory", "latitude", "longitude", "city", "opening_hours", "website")


@cache
def city_rows() -> tuple[dict[str, Any], ...]:
    """The demo's 644 places as JSON rows, without their details."""
    return tuple({key: row[key] for key in HEAD if key in row} for row in map(as_json, read_places(HELSINKI)))


def row(number: int = 1, **values: Any) -> dict[str, Any]:
    """One good row, with other values where they are given."""
    return {
        "external_id": f"x/{number}",
        "name": f"Museum {number}",
        "category": "attraction",
        "subcategory": "museum",
        "latitude": 60.17 + number / 1000,
        "longitude": 24.94,
        "city": "Helsinki",
        **values,
    }


def as_csv(rows: Sequence[dict[str, Any]], delimiter: str = ",") -> bytes:
    out = io.StringIO()
    names = list(dict.fromkeys(name for one in rows for name in one))
    writer = csv.DictWriter(out, names, delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def as_ndjson(rows: Sequence[dict[str, Any]]) -> bytes:
    return "\n".join(json.dumps(one) for one in rows).encode()


def as_geojson(rows: Sequence[dict[str, Any]]) -> bytes:
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [one["longitude"], one["latitude"]]},
            "properties": {key: value for key, value in one.items() if key not in ("longitude", "latitude")},
        }
        for one in rows
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()
