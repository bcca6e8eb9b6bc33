"""Dataclasses to JSON values and back, by their type hints.

Dates and times are ISO 8601 text, decimals are text (a float would round money), tuples are lists. Reading is
strict: an unknown key or a value of another type is an error that names its path.
"""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

T = TypeVar("T")


def to_json(value: Any) -> Any:
    """JSON values for a dataclass, a container or a scalar; TypeError for anything else."""
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if is_dataclass(value) and not isinstance(value, type):
        return {item.name: to_json(getattr(value, item.name)) for item in fields(value)}
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): to_json(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [to_json(item) for item in value]
    raise TypeError(f"no JSON for {type(value).__name__}")


def from_json(kind: type[T], data: Any) -> T:
    """Build `kind` from JSON values; ValueError with the path of what does not fit."""
    return cast(T, _read(kind, data, kind.__name__))


@lru_cache(maxsize=256)
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _read(kind: Any, data: Any, path: str) -> Any:
    origin = get_origin(kind)
    if kind is Any:
        return data
    if origin in (Union, types.UnionType):
        return _read_union(get_args(kind), data, path)
    if origin is Literal:
        if data not in get_args(kind):
            raise ValueError(f"{path}: {data!r} is none of {', '.join(map(repr, get_args(kind)))}")
        return data
    if origin is tuple:
        return _read_tuple(get_args(kind), data, path)
    if origin is not None and issubclass(origin, Mapping):
        return _read_mapping(get_args(kind), data, path)
    if is_dataclass(kind):
        return _read_dataclass(cast(type, kind), data, path)
    return _read_scalar(kind, data, path)


def _read_union(options: tuple[Any, ...], data: Any, path: str) -> Any:
    if data is None and type(None) in options:
        return None
    problems = []
    for option in options:
        if option is type(None):
            continue
        try:
            return _read(option, data, path)
        except ValueError as error:
            problems.append(str(error))
    raise ValueError("; ".join(problems) or f"{path}: null is not allowed")


def _read_tuple(parts: tuple[Any, ...], data: Any, path: str) -> tuple[Any, ...]:
    if not isinstance(data, list | tuple):
        raise ValueError(f"{path}: a list is wanted, not {data!r}")
    if len(parts) == 2 and parts[1] is Ellipsis:
        return tuple(_read(parts[0], item, f"{path}[{index}]") for index, item in enumerate(data))
    if len(parts) != len(data):
        raise ValueError(f"{path}: {len(parts)} values are wanted, not {len(data)}")
    return tuple(
        _read(part, item, f"{path}[{index}]") for index, (part, item) in enumerate(zip(parts, data, strict=True))
    )


def _read_mapping(parts: tuple[Any, ...], data: Any, path: str) -> dict[Any, Any]:
    if not isinstance(data, Mapping):
        raise ValueError(f"{path}: an object is wanted, not {data!r}")
    value_kind = parts[1] if len(parts) == 2 else Any
    return {key: _read(value_kind, item, f"{path}.{key}") for key, item in data.items()}


def _read_dataclass(kind: type, data: Any, path: str) -> Any:
    if not isinstance(data, Mapping):
        raise ValueError(f"{path}: an object is wanted, not {data!r}")
    hints = _hints(kind)
    known = {item.name: item for item in fields(kind) if item.init}
    unknown = sorted(set(data) - set(known))
    if unknown:
        raise ValueError(f"{path}: unknown {', '.join(unknown)}")
    values = {}
    for name, item in known.items():
        if name in data:
            values[name] = _read(hints[name], data[name], f"{path}.{name}")
        elif item.default is MISSING and item.default_factory is MISSING:
            raise ValueError(f"{path}.{name} is missing")
    return kind(**values)


def _read_scalar(kind: Any, data: Any, path: str) -> Any:
    try:
        if kind is Decimal:
            if isinstance(data, bool) or not isinstance(data, str | int | float):
                raise ValueError(data)
            number = Decimal(str(data))
            if not number.is_finite():
                raise ValueError(data)
            return number
        if kind in (date, datetime, time):
            return kind.fromisoformat(data)
    except (ValueError, TypeError, InvalidOperation) as error:
        raise ValueError(f"{path}: {data!r} is not {_words(kind)}") from error
    if kind is float and isinstance(data, int) and not isinstance(data, bool):
        return float(data)
    if isinstance(data, kind) and (kind is bool or not isinstance(data, bool)):
        return data
    raise ValueError(f"{path}: {data!r} is not {_words(kind)}")


_WORDS = {int: "a whole number", float: "a number", Decimal: "a number", str: "text", bool: "true or false"}


def _words(kind: Any) -> str:
    """What was wanted, as a person would say it."""
    return _WORDS.get(kind) or f"a {getattr(kind, '__name__', kind)}"
