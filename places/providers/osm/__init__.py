"""Places of OpenStreetMap (ODbL 1.0) from any .osm.pbf file."""

from places.providers.osm.reader import read_places

__all__ = ["ATTRIBUTION", "SOURCE", "read_places"]

SOURCE = "openstreetmap"
ATTRIBUTION = "© OpenStreetMap contributors, openstreetmap.org/copyright (ODbL 1.0)"
