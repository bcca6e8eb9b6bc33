"""JSON schemas of the planner's dataclasses, by their type hints: what ``trips.planning.jsonable`` writes and reads."""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from tripos.api.resources import Schema

SCALARS: Mapping[Any, Schema] = {
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    float: {"type": "number"},
    str: {"type": "string"},
    Decimal: {"type": "string", "format": "decimal"},
    date: {"type": "string", "format": "date"},
    time: {"type": "string", "format": "time"},
    datetime: {"type": "string", "format": "date-time"},
}


def shape_of(kind: Any, more: Mapping[Any, Schema] | None = None) -> Schema:
    """The schema of a type.

    Args:
        kind: a dataclass, a container of them, or a scalar.
        more: dataclass -> further properties of it.
    """
    extra = more or {}
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        options = [shape_of(option, extra) for option in get_args(kind) if option is not type(None)]
        nothing = [{"type": "null"}] if type(None) in get_args(kind) else []
        return {"anyOf": [*options, *nothing]} if len(options) + len(nothing) > 1 else options[0]
    if origin is Literal:
        return {"type": "string", "enum": list(get_args(kind))}
    if origin is tuple:
        return {"type": "array", "items": shape_of(get_args(kind)[0], extra)}
    if origin is not None and issubclass(origin, Mapping):
        return {"type": "object", "additionalProperties": True}
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        properties = {item.name: shape_of(hints[item.name], extra) for item in fields(kind)}
        properties |= extra.get(kind, {})
        return {
            "type": "object",
            "additionalProperties": False,
            "required": list(properties),
            "properties": properties,
        }
    return dict(SCALARS[kind])
