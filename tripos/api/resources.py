"""A resource: one declaration that gives both what PostgreSQL writes as JSON and what the schema says of it.

    PLACE = Resource(
        "Place", Location,
        column("id", example="…"),
        column("name", "its name on the spot", example="Ateneum"),
        computed("is_mine", "{t}.created_by_id = " + ME, {"type": "boolean"}, "you added it", example=False),
        expands=[one("collection", COLLECTION, "{t}.collection_id = {x}.id", "the collection it is in")],
    )

Rows never become model instances or Python dictionaries: the SELECT list is one JSON document a row, and the view
joins the documents into the body. ``{t}`` in SQL stands for the resource's table, ``{x}`` for an expanded one.

Conventions of every resource: an amount is a decimal string (``"12.50"``) and the currency that it is in stands beside
it in ``currency`` (or the field that its description names); a time is ISO 8601 with its offset; a day is
``2026-05-14``, a local time of day ``10:30:00``; what nobody knows is null, never an empty string or 0.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.expressions import RawSQL

Schema = dict[str, Any]
ME = "(select nullif(current_setting('app.user_id', true), '')::uuid)"
"""SQL for the id of whoever asks; evaluated once a statement."""
_UNSET = object()


@dataclass(frozen=True)
class Field:
    """One property of a resource.

    Attributes:
        name: in JSON.
        sql: an expression over ``{t}``; a column of the model where ``source`` is set.
        schema: OpenAPI 3.1 schema, without the description.
        description: for the reader of the schema.
        example: a value of it.
        source: the model's field.
    """

    name: str
    sql: str = ""
    schema: Schema = field(default_factory=dict)
    description: str = ""
    example: Any = None
    source: str | None = None


@dataclass(frozen=True)
class Expansion:
    """A related resource that ``?expand=`` puts into the document.

    Attributes:
        where: SQL that finds its rows, over ``{t}`` and ``{x}``.
        many: an array in the order of ``order_by`` (SQL over ``{x}``), else an object or null.
    """

    name: str
    resource: Resource
    where: str
    description: str = ""
    many: bool = False
    order_by: str = ""

    def sql(self, alias: str) -> str:
        own = f"x_{self.name}"
        source = self.resource.model._meta.db_table
        where = self.where.replace("{t}", alias).replace("{x}", own)
        doc = self.resource.document(own)
        if not self.many:
            return f"(select {doc} from {source} {own} where {where})"
        order = f" order by {self.order_by.replace('{x}', own)}" if self.order_by else ""
        return f"(select coalesce(json_agg({doc}{order}), '[]'::json) from {source} {own} where {where})"


def column(name: str, description: str = "", *, source: str | None = None, example: Any = None) -> Field:
    """A column of the model, its type, choices and nullability taken from there.

    Args:
        source: the model field's name, where it differs.
    """
    return Field(name, description=description, example=example, source=source or name)


def computed(name: str, sql: str, schema: Schema, description: str = "", *, example: Any = None) -> Field:
    """A value that SQL computes; the schema says what comes out."""
    return Field(name, sql, schema, description, example)


def one(name: str, resource: Resource, where: str, description: str = "") -> Expansion:
    return Expansion(name, resource, where, description)


def many(name: str, resource: Resource, where: str, order_by: str, description: str = "") -> Expansion:
    return Expansion(name, resource, where, description, many=True, order_by=order_by)


class Resource:
    """What one kind of row looks like from outside.

    Args:
        name: the schema's component, such as ``"Trip"``.
        model: where the rows are.
        fields: properties, in their order.
        expands: what ``?expand=`` may add.
        description: for the schema.
    """

    def __init__(
        self,
        name: str,
        model: type[models.Model],
        *fields: Field,
        expands: Sequence[Expansion] = (),
        description: str = "",
    ) -> None:
        self.name, self.model, self.description = name, model, description
        self.fields = {each.name: self._resolved(each) for each in fields}
        self.expands = {each.name: each for each in expands}
        self._documents: dict[tuple[str, frozenset[str] | None, frozenset[str]], str] = {}

    def _resolved(self, each: Field) -> Field:
        if each.source is None:
            return each
        source: Any = self.model._meta.get_field(each.source)
        sql, schema = read_as(source)
        described = each.description or str(source.help_text or "")
        return Field(each.name, sql, schema, described, each.example, each.source)

    # -- reading -------------------------------------------------------------------------------------------------

    def document(self, alias: str, only: Collection[str] | None = None, expand: Collection[str] = ()) -> str:
        """SQL for one row as JSON.

        Args:
            alias: how the statement calls the table.
            only: the fields that are wanted, None for all.
            expand: names of expansions; they come on top of ``only``.
        """
        key = alias, None if only is None else frozenset(only), frozenset(expand)
        found = self._documents.get(key)
        if found is None:
            parts = [
                (name, each.sql.replace("{t}", alias))
                for name, each in self.fields.items()
                if only is None or name in only
            ]
            parts += [(name, each.sql(alias)) for name, each in self.expands.items() if name in expand]
            found = _object(parts)
            if len(self._documents) < 200:  # selections are the client's to make up
                self._documents[key] = found
        return found

    def selected(self, only: Collection[str] | None = None, expand: Collection[str] = ()) -> RawSQL:
        """The document as text, for ``values_list`` of a queryset over the model."""
        table = f'"{self.model._meta.db_table}"'
        # Two per cent signs for one: the statement has parameters.
        return RawSQL(  # noqa: S611 - made of declarations; nothing of it comes from a request
            self.document(table, only, expand).replace("%", "%%") + "::text", [], models.TextField()
        )

    @cached_property
    def version(self) -> RawSQL:
        """The row's version: the transaction that wrote it last."""
        return RawSQL(f'"{self.model._meta.db_table}".xmin::text', [], models.TextField())  # noqa: S611 - a table's name

    # -- the schema ----------------------------------------------------------------------------------------------

    def schema(self, refer: Any) -> Schema:
        """The OpenAPI schema.

        Args:
            refer: gives the reference of another resource's component.
        """
        properties = {name: _described(each.schema, each.description) for name, each in self.fields.items()}
        for name, each in self.expands.items():
            target = refer(each.resource)
            shape = {"type": "array", "items": target} if each.many else {"oneOf": [target, {"type": "null"}]}
            properties[name] = {**shape, "description": f"{each.description} Only with `expand={name}`.".strip()}
        found: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
        return _described(found, self.description)

    def example(self) -> dict[str, Any]:
        """A document as it might be."""
        return {name: each.example for name, each in self.fields.items()}


def _described(schema: Schema, description: str) -> Schema:
    return {**schema, "description": description} if description else dict(schema)


def _object(parts: Sequence[tuple[str, str]]) -> str:
    """SQL for a JSON object of (key, expression)."""
    if not parts:
        return "json_build_object()"
    if len(parts) <= 50:  # a function takes a hundred arguments
        return "json_build_object(" + ", ".join(f"'{name}', {sql}" for name, sql in parts) + ")"
    columns = ", ".join(f'{sql} as "{name}"' for name, sql in parts)
    return f"(select row_to_json(r) from (select {columns}) r)"


_TYPES: Sequence[tuple[type[models.Field[Any, Any]], Schema]] = (
    (models.BooleanField, {"type": "boolean"}),
    (models.UUIDField, {"type": "string", "format": "uuid"}),
    (models.DateTimeField, {"type": "string", "format": "date-time"}),
    (models.DateField, {"type": "string", "format": "date"}),
    (models.TimeField, {"type": "string", "format": "time"}),
    (models.DecimalField, {"type": "string", "format": "decimal", "pattern": r"^-?\d+(\.\d+)?$"}),
    (models.FloatField, {"type": "number"}),
    (models.IntegerField, {"type": "integer"}),
    (models.TextField, {"type": "string"}),
    (models.CharField, {"type": "string"}),
)


def read_as(source: Any) -> tuple[str, Schema]:
    """SQL and schema of a model field as the API gives it."""
    sql = f'{{t}}."{source.column}"'
    if isinstance(source, models.DecimalField):
        sql += "::text"  # a JSON number would lose what it is: 12.50 is not 12.5
    return sql, nullable(schema_of(source)) if source.null else schema_of(source)


def schema_of(source: Any) -> Schema:
    """The schema of a model field's values, null aside."""
    if isinstance(source, models.ForeignKey | models.OneToOneField):
        return schema_of(source.target_field)
    if isinstance(source, ArrayField):
        return {"type": "array", "items": schema_of(source.base_field)}
    if isinstance(source, models.JSONField):
        kind = "array" if source.default is list else "object"
        return {"type": "array", "items": {}} if kind == "array" else {"type": "object", "additionalProperties": True}
    for column_type, schema in _TYPES:
        if isinstance(source, column_type):
            found = dict(schema)
            break
    else:
        raise TypeError(f"{source} has no schema: use computed().")
    if source.choices:
        found["enum"] = [value for value, _label in source.flatchoices]
    return found


def nullable(schema: Schema) -> Schema:
    """The schema, or null: unknown."""
    found = dict(schema)
    if "type" in found:
        found["type"] = [found["type"], "null"]
    if "enum" in found:
        found["enum"] = [*found["enum"], None]
    return found


def joined(documents: Iterable[str]) -> str:
    """A JSON array of documents that are JSON already."""
    return "[" + ",".join(documents) + "]"


def object_of(parts: Mapping[str, str]) -> str:
    """A JSON object whose values are JSON already."""
    return "{" + ",".join(f'"{name}":{value}' for name, value in parts.items()) + "}"
