"""Places as files that the importer reads again: CSV and GeoJSON."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from typing import Any, Literal

from django.http import HttpResponse

from places.models import Location
from places.providers.plain import COLUMNS
from places.providers.plain.columns import DETAILS

_LISTS = ("tags", "cuisine_types", "dietary_options")
# A cell that begins so is a formula to a spreadsheet; an apostrophe keeps it text there.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
TYPES = {"csv": "text/csv; charset=utf-8", "geojson": "application/geo+json"}


def values_of(place: Location) -> dict[str, Any]:
    """A place by the columns of the importer, without what is unknown."""
    details = place.details or {}
    admission = details.get("admission") or {}
    values: dict[str, Any] = {name: getattr(place, name, None) for name in COLUMNS}
    values |= {name: details.get(name) for name in (*DETAILS, "stars")}
    values |= {f"admission_{part}": admission.get(part) for part in ("amount", "currency", "as_of")}
    values["external_id"] = place.external_id or str(place.pk)
    values["as_of"] = place.as_of.isoformat() if place.as_of else None
    return {"source": place.source} | {name: value for name, value in values.items() if value not in (None, "", [])}


def as_csv(places: Iterable[Location]) -> str:
    """A line for each place under a line of column names."""
    out = io.StringIO()
    writer = csv.DictWriter(out, ("source", *COLUMNS), restval="", lineterminator="\n")
    writer.writeheader()
    for place in places:
        row = values_of(place)
        writer.writerow({name: _cell(name, value) for name, value in row.items()})
    return out.getvalue()


def _cell(name: str, value: Any) -> Any:
    if name in _LISTS:
        value = ";".join(value)
    if isinstance(value, str) and value.startswith(_FORMULA) and name != "phone":
        return f"'{value}"
    return value


def as_geojson(places: Iterable[Location]) -> str:
    """A FeatureCollection; a place without a point has no geometry."""
    features = []
    for place in places:
        row = values_of(place)
        point = [row.pop("longitude"), row.pop("latitude")] if place.latitude is not None else None
        geometry = {"type": "Point", "coordinates": point} if point else None
        features.append({"type": "Feature", "id": str(place.pk), "geometry": geometry, "properties": row})
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)


def download(places: Iterable[Location], format: Literal["csv", "geojson"]) -> HttpResponse:
    """The places as a file to save."""
    text = as_csv(places) if format == "csv" else as_geojson(places)
    response = HttpResponse(text, content_type=TYPES[format])
    response["Content-Disposition"] = f'attachment; filename="places.{format}"'
    return response
