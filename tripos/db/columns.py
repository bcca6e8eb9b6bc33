"""Columns that SQL generates and models do not know, as expressions for querysets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import models
from django.db.models.expressions import Expression


class GeneratedColumn(Expression):
    """A generated column of the queryset's own table: ``GeneratedColumn("search", SearchVectorField())``.

    Args:
        name: the column's name in the database.
        output_field: what Django should take its values for.
    """

    def __init__(self, name: str, output_field: models.Field[Any, Any]) -> None:
        super().__init__(output_field=output_field)
        self.name = name
        self.alias: str | None = None

    def resolve_expression(self, query: Any = None, *args: Any, **kwargs: Any) -> GeneratedColumn:
        resolved = self.copy()
        resolved.alias = query.get_initial_alias()
        return resolved

    def relabeled_clone(self, change_map: Mapping[str, str]) -> GeneratedColumn:
        clone = self.copy()
        clone.alias = change_map.get(self.alias or "", self.alias)
        return clone

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """The column under its table's alias.

        Raises:
            ValueError: the expression was not used in a queryset.
        """
        if self.alias is None:
            raise ValueError(f"Column {self.name} belongs to a queryset's table and was used outside one.")
        return f"{compiler.quote_name_unless_alias(self.alias)}.{connection.ops.quote_name(self.name)}", ()
