"""`import_places` as an operator types it."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from places.management.commands.import_places import ProgressBar
from places.models import Location
from places.tests.osm_files import HELSINKI, node, write

pytestmark = pytest.mark.django_db(databases=["default", "owner"])


def run(*arguments: str | Path) -> str:
    out = StringIO()
    call_command("import_places", *map(str, arguments), stdout=out, stderr=StringIO())
    return out.getvalue()


def test_import_command_brings_helsinki_in_and_says_what_it_did():
    said = run("osm", HELSINKI)

    assert Location.objects.using("owner").filter(source="openstreetmap").count() == 644
    assert "Imported from openstreetmap:" in said
    assert "    644 added" in said
    assert "     29 skipped: no name" in said
    assert "    644 kept: nothing new" in run("osm", HELSINKI)


def test_import_command_prints_counts_as_json(tmp_path):
    path = write(tmp_path / "x.osm.pbf", node(1, amenity="cafe", name="A"), node(2, amenity="cafe"))

    counts = json.loads(run("osm", path, "--json", "--dry-run"))

    assert counts["change_set"]
    assert {key: counts[key] for key in ("source", "dry_run", "added", "changed", "kept", "skipped")} == {
        "source": "openstreetmap",
        "dry_run": True,
        "added": 1,
        "changed": 0,
        "kept": {},
        "skipped": {"no name": 1},
    }
    assert not Location.objects.using("owner").exists()


def test_import_command_of_a_bad_file_fails_in_one_sentence(tmp_path):
    path = tmp_path / "x.osm.pbf"
    path.write_text("no map")

    with pytest.raises(CommandError, match=r"x\.osm\.pbf cannot be read as OpenStreetMap data"):
        run("osm", path)


def test_import_command_without_the_owners_connection_says_what_is_missing(settings, monkeypatch):
    monkeypatch.delitem(settings.DATABASES, "owner")

    with pytest.raises(CommandError, match="DATABASE_OWNER_URL"):
        run("osm", HELSINKI)


class Screen(StringIO):
    def __init__(self, live: bool) -> None:
        super().__init__()
        self.live = live

    def isatty(self) -> bool:
        return self.live


def test_progress_bar_draws_on_a_terminal_only():
    from django.core.management.base import OutputWrapper

    shown, silent = Screen(True), Screen(False)
    for screen in (shown, silent):
        bar = ProgressBar(OutputWrapper(screen))
        bar("reading", 5001, None)
        bar("places", 322, 644)
        bar.close()

    assert shown.getvalue() == (
        "\r\x1b[Kreading: 5,001 objects\r\x1b[Kplaces: [###############...............] 322 of 644\r\x1b[K"
    )
    assert silent.getvalue() == ""
