"""``docs/agents.md`` says what the code does."""

from __future__ import annotations

import re

from django.conf import settings
from django.core.management import call_command


def test_table_of_agents_is_up_to_date() -> None:
    call_command("agents_doc", check=True)


def test_named_files_exist() -> None:
    page = (settings.BASE_DIR / "docs" / "agents.md").read_text(encoding="utf-8")
    for path in re.findall(r"`((?:ai|conversations|docs)/[\w/.]+)`", page):
        assert (settings.BASE_DIR / path).exists(), path
