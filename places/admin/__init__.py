"""The catalogue in the back office."""

from places.admin.imports import PlaceImportAdmin
from places.admin.locations import LocationAdmin

__all__ = ["LocationAdmin", "PlaceImportAdmin"]
