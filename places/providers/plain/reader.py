"""Reading tables row by row: a faulty row is told with its number and its fault, and the next one is read."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from places.providers.plain.columns import Misfit, to_record
from places.providers.records import PlaceFileError, PlaceRecord

FORMATS = ("csv", "geojson", "ndjson")
_LONGEST_CELL = 100_000


@dataclass(frozen=True, slots=True)
class PlainRow:
    """One row: its number in the file (the first is 1), and its record, or what is wrong with it."""

    number: int
    record: PlaceRecord | None
    problem: str = ""
    external_id: str = ""
    name: str = ""


def read_rows(data: bytes, format: str, source: str) -> Iterator[PlainRow]:
    """The rows of a file.

    Args:
        data: the whole file, UTF-8.
        format: one of ``FORMATS``.
        source: whose places these are: what `locations.source` will say.

    Raises:
        PlaceFileError: the file is no such file at all.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise PlaceFileError("The file is not text in UTF-8.") from problem
    read = {"csv": _csv, "geojson": _geojson, "ndjson": _ndjson}[format]
    for number, values in enumerate(read(text), 1):
        if isinstance(values, str):
            yield PlainRow(number, None, values)
            continue
        identity = {key: str(values.get(key) or "")[:200] for key in ("external_id", "name")}
        try:
            yield PlainRow(number, to_record(values, source), **identity)
        except Misfit as problem:
            yield PlainRow(number, None, str(problem), **identity)


def _csv(text: str) -> Iterator[Mapping[str, Any] | str]:
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    csv.field_size_limit(_LONGEST_CELL)
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        names = {name.strip().casefold() for name in rows.fieldnames or ()}
    except csv.Error as problem:
        raise PlaceFileError(f"The first line cannot be read: {problem}") from problem
    if "name" not in names:
        raise PlaceFileError("The first line names no columns: at least name, external_id, category and a point.")
    while True:
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as problem:
            yield f"the line cannot be read: {problem}"
            continue
        extra = row.pop(None, None)
        yield "more cells than columns" if extra else {name: _undefused(cell) for name, cell in row.items()}


def _undefused(cell: str | None) -> str | None:
    """A cell without the apostrophe that keeps spreadsheets from reading it as a formula."""
    return cell[1:] if cell and cell[0] == "'" and cell[1:2] in ("=", "+", "-", "@") else cell


def _ndjson(text: str) -> Iterator[Mapping[str, Any] | str]:
    if not text.lstrip().startswith("{"):
        raise PlaceFileError("Every line is one JSON object; the first is not.")
    for line in text.splitlines():
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except ValueError as problem:
            yield f"not JSON: {problem}"
            continue
        yield value if isinstance(value, dict) else "not a JSON object"


def _geojson(text: str) -> Iterator[Mapping[str, Any] | str]:
    try:
        whole = json.loads(text)
        features = whole["features"] if whole["type"] == "FeatureCollection" else [whole]
    except (ValueError, KeyError, TypeError) as problem:
        raise PlaceFileError("The file is no GeoJSON FeatureCollection.") from problem
    if not isinstance(features, list):
        raise PlaceFileError("The features of the collection are no list.")
    for feature in features:
        if not isinstance(feature, dict) or not isinstance(feature.get("properties") or {}, dict):
            yield "not a GeoJSON feature"
            continue
        point = _point(feature.get("geometry"))
        properties = dict(feature.get("properties") or {})
        if point is None:
            yield "no geometry that has a point"
            continue
        properties.setdefault("external_id", feature.get("id"))
        yield {**properties, "longitude": point[0], "latitude": point[1]}


def _point(geometry: Any) -> tuple[float, float] | None:
    """(longitude, latitude) of a geometry: the point itself, or the mean of an outline's corners."""
    if not isinstance(geometry, dict):
        return None
    corners = list(_corners(geometry.get("coordinates")))
    if geometry.get("type") == "Polygon" and len(corners) > 1 and corners[0] == corners[-1]:
        corners = corners[:-1]
    if not corners:
        return None
    return sum(x for x, _ in corners) / len(corners), sum(y for _, y in corners) / len(corners)


def _corners(value: Any, depth: int = 0) -> Iterator[tuple[float, float]]:
    if not isinstance(value, list) or depth > 4:
        return
    if len(value) >= 2 and all(isinstance(one, int | float) and not isinstance(one, bool) for one in value[:2]):
        yield float(value[0]), float(value[1])
        return
    for one in value:
        yield from _corners(one, depth + 1)
