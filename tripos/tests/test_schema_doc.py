"""``docs/schema.md`` is drawn from the models, and every fault of the specification is accounted for."""

from __future__ import annotations

import re
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tripos.db.management.commands import schema_doc
from tripos.testing.catalogue import our_tables

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "schema.md"


def test_the_drawing_is_up_to_date() -> None:
    out = StringIO()
    call_command("schema_doc", check=True, stdout=out)
    assert "up to date" in out.getvalue()


def test_a_changed_model_is_noticed_and_drawn(tmp_path: Path, settings: Any) -> None:
    (tmp_path / "docs").mkdir()
    page = tmp_path / "docs" / "schema.md"
    original = PAGE.read_text(encoding="utf-8")
    page.write_text(original.replace("content_version", "other_name"), encoding="utf-8")
    models = schema_doc.our_models()
    settings.BASE_DIR = tmp_path
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(schema_doc, "our_models", lambda: models)
        with pytest.raises(CommandError, match="out of date"):
            call_command("schema_doc", check=True)
        call_command("schema_doc", stdout=StringIO())
        drawn = page.read_text(encoding="utf-8")
    start = original.index(schema_doc.BEGIN)
    assert drawn[drawn.index(schema_doc.BEGIN) :] == original[start:]


def test_every_table_is_drawn() -> None:
    drawn = set(re.findall(r"^    (\w+) \{$", PAGE.read_text(encoding="utf-8"), re.M))
    assert drawn == set(our_tables())


def test_every_fault_has_a_named_test_or_a_reason() -> None:
    tested = {
        int(number)
        for path in ROOT.glob("*/**/test_*.py")
        if ".venv" not in path.parts
        for number in re.findall(r"^def test_s(\d\d)_", path.read_text(encoding="utf-8"), re.M)
    }
    excused = {int(number) for number in re.findall(r"^- \*\*S(\d+)\*\*", PAGE.read_text(encoding="utf-8"), re.M)}
    assert set(range(1, 57)) - tested - excused == set()
