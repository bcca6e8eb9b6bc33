"""Small OpenStreetMap files, written for one test."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import osmium
from osmium.osm.mutable import Node, Relation, Way

HELSINKI = Path(__file__).parents[2] / "tripos" / "demo" / "data" / "Helsinki.osm.pbf"


def node(number: int, lat: float = 60.17, lon: float = 24.94, **tags: str) -> Node:
    """A point; an underscore in the name of a tag stands for a colon (addr_street)."""
    return Node(id=number, location=(lon, lat), tags=_colons(tags), timestamp="2024-03-05T10:00:00Z", version=1)


def way(number: int, nodes: list[int], **tags: str) -> Way:
    return Way(id=number, nodes=nodes, tags=_colons(tags), timestamp="2024-03-05T10:00:00Z", version=1)


def relation(number: int, members: list[tuple[str, int, str]], **tags: str) -> Relation:
    return Relation(id=number, members=members, tags=_colons(tags), timestamp="2024-03-05T10:00:00Z", version=1)


def write(path: Path, *objects: Any, header: dict[str, str] | None = None) -> Path:
    """Writes the objects, nodes before ways before relations as the format wants it, and returns the path."""
    about = osmium.io.Header()
    for key, value in (header or {}).items():
        about.set(key, value)
    with osmium.SimpleWriter(str(path), header=about, overwrite=True) as writer:
        for thing in sorted(objects, key=lambda o: ("Node", "Way", "Relation").index(type(o).__name__)):
            writer.add(thing)
    return path


def _colons(tags: dict[str, str]) -> dict[str, str]:
    kept = {"fast_food", "opening_hours", "alt_name", "artwork_type", "public_transport"}
    return {key if key in kept else key.replace("_", ":"): value for key, value in tags.items()}
