"""``./manage.py draw_base_map rome Rome.osm.pbf``: streets, water and parks under the maps of a city."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_slug

from tripos.web.base_drawing import UNIT, draw_svg, read_extract
from tripos.web.base_maps import FOLDER, INDEX

ATTRIBUTION = "© OpenStreetMap contributors"


class Command(BaseCommand):
    help = (
        "Draw the base map of a city from an OpenStreetMap extract, as a static file. It is shown under "
        "every map of places nearby, where no tile address is set. Run collectstatic afterwards."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="a short name for the file, such as rome")
        parser.add_argument("file", type=Path, help="an .osm.pbf of the city; its centre is enough")
        parser.add_argument("--attribution", default=ATTRIBUTION)
        parser.add_argument("--folder", type=Path, default=FOLDER, help="where the drawings lie")

    def handle(self, *args: Any, **options: Any) -> None:
        name, file, folder = options["name"], options["file"], options["folder"]
        validate_slug(name)
        if not file.exists():
            raise CommandError(f"There is no file {file}.")
        shapes = read_extract(file)
        south, west, north, east = shapes.box
        if south > north:
            raise CommandError(f"{file} holds no points.")
        origin = ((south + north) / 2, (west + east) / 2)
        drawing = draw_svg(shapes, origin)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{name}.svg").write_text(drawing, encoding="utf-8")
        entry = {
            "name": name,
            "south": south,
            "west": west,
            "north": north,
            "east": east,
            "origin": origin,
            "unit": UNIT,
            "attribution": options["attribution"],
        }
        index = folder / INDEX
        others = json.loads(index.read_text(encoding="utf-8")) if index.exists() else []
        entries = sorted([*(e for e in others if e["name"] != name), entry], key=lambda e: str(e["name"]))
        index.write_text(json.dumps(entries, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        counts = ", ".join(f"{len(lines)} {layer}" for layer, lines in shapes.layers.items() if lines)
        self.stdout.write(f"Drew {name}: {counts}, {len(drawing) // 1024} KB.")
