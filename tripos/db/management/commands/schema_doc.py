"""``./manage.py schema_doc``: draw the tables and relations of the models into ``docs/schema.md``."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connections, models

BEGIN = "<!-- drawn by ./manage.py schema_doc: do not edit from here -->"
END = "<!-- to here -->"
ROOMS = ("accounts", "audit", "places", "trips", "ai", "conversations")


def our_models() -> list[type[models.Model]]:
    """Every managed model of ours, room by room from the foundation up, then by table name."""
    order = {label: number for number, label in enumerate(ROOMS)}
    return sorted(
        (model for model in apps.get_models() if model._meta.managed and _is_ours(Path(model._meta.app_config.path))),
        key=lambda model: (order.get(model._meta.app_label, len(order)), model._meta.app_label, model._meta.db_table),
    )


def _is_ours(path: Path) -> bool:
    """Whether an app lies in the checkout, and not in a virtual environment inside it."""
    return path.is_relative_to(settings.BASE_DIR) and "site-packages" not in path.parts


def _type(field: models.Field) -> str:
    """The column's type as one word, which is all that the drawing takes."""
    name = field.db_type(connections["default"]) or ""
    return re.sub(r"\W+", "_", name.replace("[]", " array")).strip("_")


def _columns(model: type[models.Model]) -> Iterable[models.Field]:
    return model._meta.local_concrete_fields


def relations(found: list[type[models.Model]]) -> list[str]:
    """One line a foreign key: many (or one) to one, optional where the column may be null."""
    lines = []
    for model in found:
        for field in _columns(model):
            target = field.related_model
            if not isinstance(field, models.ForeignKey) or not isinstance(target, type) or target not in found:
                continue
            many = "||" if field.unique else "o{"
            one = "|o" if field.null else "||"
            lines.append(f"    {target._meta.db_table} {one}--{many} {model._meta.db_table} : {field.column}")
    return lines


def table(model: type[models.Model]) -> list[str]:
    """The block of one table: type, column, key."""
    lines = [f"    {model._meta.db_table} {{"]
    for field in _columns(model):
        keys = [mark for mark, given in (("PK", field.primary_key), ("FK", field.is_relation)) if given]
        lines.append(" ".join(["       ", _type(field), str(field.column), ", ".join(keys)]).rstrip())
    return [*lines, "    }"]


def drawing() -> str:
    """The generated part of the page: how tables hang together, and each room's columns."""
    found = our_models()
    parts = [BEGIN, "", "## How the tables hang together", "", "```mermaid", "erDiagram", *relations(found), "```", ""]
    for label in dict.fromkeys(model._meta.app_label for model in found):
        inside = [model for model in found if model._meta.app_label == label]
        parts += [f"## Columns of `{inside[0]._meta.app_config.name}`", "", "```mermaid", "erDiagram"]
        for model in inside:
            parts += table(model)
        parts += ["```", ""]
    return "\n".join([*parts, END])


class Command(BaseCommand):
    help = "Draw the tables and relations of the models into docs/schema.md; --check only says whether they differ."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--check", action="store_true", help="write nothing; fail if the page is out of date")

    def handle(self, *args: Any, **options: Any) -> None:
        page = Path(settings.BASE_DIR) / "docs" / "schema.md"
        before = page.read_text(encoding="utf-8")
        if before.count(BEGIN) != 1 or before.count(END) != 1:
            raise CommandError(f"{page.name} has lost the marks between which the drawing goes.")
        start, end = before.index(BEGIN), before.index(END) + len(END)
        after = before[:start] + drawing() + before[end:]
        if after == before:
            self.stdout.write("docs/schema.md is up to date.")
        elif options["check"]:
            raise CommandError("docs/schema.md is out of date: run ./manage.py schema_doc.")
        else:
            page.write_text(after, encoding="utf-8")
            self.stdout.write("docs/schema.md is drawn anew.")
