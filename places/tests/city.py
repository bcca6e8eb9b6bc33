"""The demo's city as a catalogue, for tests that need real places."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from places.imports import import_places
from places.providers.osm import read_places
from tripos.db.context import acting_as

HELSINKI = Path(settings.BASE_DIR) / "tripos" / "demo" / "data" / "Helsinki.osm.pbf"


def import_helsinki() -> None:
    """Bring the centre of Helsinki into the catalogue, as the worker does."""
    with acting_as(None, role="worker"):
        import_places(read_places(HELSINKI), "openstreetmap", using="default")
