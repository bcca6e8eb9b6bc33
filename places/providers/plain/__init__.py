"""Places of tables and lists: CSV, GeoJSON, and one JSON object a line. Each row stands alone, good or faulty."""

from places.providers.plain.columns import COLUMNS, to_record
from places.providers.plain.reader import FORMATS, PlainRow, read_rows

__all__ = ["COLUMNS", "FORMATS", "PlainRow", "read_rows", "to_record"]
