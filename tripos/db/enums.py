"""PostgreSQL enum types as Django fields."""

from __future__ import annotations

from typing import Any

from django.db import models


class PgEnumField(models.CharField):  # type: ignore[type-arg]
    """A column of a PostgreSQL enum type, with the choices of a ``TextChoices``.

    The type itself is made by a raw-SQL migration; a test compares its labels with the choices.

    Args:
        enum: the ``TextChoices`` class.
        type_name: the name of the PostgreSQL type.
    """

    def __init__(self, enum: type[models.TextChoices] | None = None, type_name: str = "", **kwargs: Any) -> None:
        self.enum, self.type_name = enum, type_name
        if enum is not None:
            kwargs.setdefault("choices", enum.choices)
        kwargs.setdefault("max_length", 63)
        super().__init__(**kwargs)

    def db_type(self, connection: Any) -> str:
        return self.type_name

    def cast_db_type(self, connection: Any) -> str:
        return self.type_name

    def db_parameters(self, connection: Any) -> dict[str, Any]:
        return {"type": self.type_name, "check": None}

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        # The labels live in the database; listing them in migrations would make every new sentence a migration.
        kwargs.pop("choices", None)
        kwargs.pop("max_length", None)
        kwargs["type_name"] = self.type_name
        return name, path, args, kwargs
