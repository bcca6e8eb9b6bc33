"""Migrations whose one operation names a raw-SQL file: ``<app>/sql/<name>.sql`` and ``<name>.down.sql``."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

from django.db import migrations


def sql_file(package: str, name: str) -> str:
    """The text of ``<package>/sql/<name>``.

    Raises:
        FileNotFoundError: there is no such file.
    """
    module = import_module(package)
    return (Path(module.__path__[0]) / "sql" / name).read_text(encoding="utf-8")


class RunSQLFile(migrations.RunSQL):
    """Run a file forward, its ``.down`` twin backward.

    Args:
        package: the app's package, such as ``"trips"`` or ``"tripos.audit"``.
        name: the file's name without ``.sql``.
    """

    def __init__(self, package: str, name: str) -> None:
        self.package, self.name = package, name
        super().__init__(
            sql=sql_file(package, f"{name}.sql"),
            reverse_sql=sql_file(package, f"{name}.down.sql"),
        )

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return self.__class__.__name__, [self.package, self.name], {}

    def describe(self) -> str:
        return f"SQL file {self.package}/sql/{self.name}.sql"
