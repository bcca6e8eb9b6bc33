"""What the query string asks for: which fields, what expanded, in which order, from where, how many, filtered by what.

Everything that is not named by the resource is refused: a misspelt filter must not answer with everything.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django_filters import FilterSet

from tripos.api.problems import FieldError, Problem, invalid_parameter, unknown_parameters
from tripos.api.resources import Resource, Schema
from tripos.db.paging import MAX_SIZE, Keyset

DEFAULT_SIZE = 50
CURSOR, LIMIT, FIELDS, EXPAND, ORDERING, SEARCH = "cursor", "limit", "fields", "expand", "ordering", "search"


@dataclass(frozen=True)
class Parameter:
    """A query parameter as the schema names it."""

    name: str
    schema: Schema
    description: str
    style: str = ""  # "comma": a list in one value
    required: bool = False
    example: Any = None


@dataclass(frozen=True)
class Selection:
    """Which fields, and what expanded; ``only`` is None for all fields."""

    only: frozenset[str] | None = None
    expand: frozenset[str] = frozenset()


def selecting(resource: Resource) -> list[Parameter]:
    """The parameters that choose fields of a resource."""
    found = [
        Parameter(
            FIELDS,
            {"type": "array", "items": {"type": "string", "enum": list(resource.fields)}},
            "Only these fields, separated by commas.",
            "comma",
        )
    ]
    if resource.expands:
        items = {"type": "string", "enum": list(resource.expands)}
        found.append(
            Parameter(EXPAND, {"type": "array", "items": items}, "Related things to include, by commas.", "comma")
        )
    return found


def paging() -> list[Parameter]:
    return [
        Parameter(CURSOR, {"type": "string"}, "Where the page starts: take it from `next` of the page before."),
        Parameter(
            LIMIT,
            {"type": "integer", "minimum": 1, "maximum": MAX_SIZE, "default": DEFAULT_SIZE},
            "Rows on the page at most.",
        ),
    ]


def ordering(orders: Mapping[str, Keyset]) -> Parameter:
    default = next(iter(orders))
    return Parameter(
        ORDERING, {"type": "string", "enum": list(orders), "default": default}, "The order; a minus descends."
    )


def searching() -> Parameter:
    return Parameter(SEARCH, {"type": "string", "maxLength": 200}, "Words that must occur, whole or begun.")


def filtering(filters: type[FilterSet] | None) -> list[Parameter]:
    """The parameters of a filter set."""
    if filters is None:
        return []
    return [
        Parameter(name, _schema_of(each), str(each.extra.get("help_text") or each.label or ""), _style_of(each))
        for name, each in filters.base_filters.items()
    ]


def _style_of(each: Any) -> str:
    return "comma" if "InFilter" in type(each).__name__ or hasattr(each, "base_field_class") else ""


def _schema_of(each: Any) -> Schema:
    """What a django-filter filter takes."""
    names = {base.__name__ for base in type(each).__mro__}
    if names & {"ChoiceFilter", "MultipleChoiceFilter", "TypedChoiceFilter"}:
        return {"type": "string", "enum": [str(value) for value, _label in each.extra["choices"]]}
    for name, schema in (
        ("BooleanFilter", {"type": "boolean"}),
        ("UUIDFilter", {"type": "string", "format": "uuid"}),
        ("IsoDateTimeFilter", {"type": "string", "format": "date-time"}),
        ("DateFilter", {"type": "string", "format": "date"}),
        ("NumberFilter", {"type": "number"}),
    ):
        if name in names:
            return dict(schema)
    return {"type": "string"}


# -- reading ---------------------------------------------------------------------------------------------------------


def check_known(request: Any, parameters: Iterable[Parameter]) -> None:
    """Refuse what the address does not have, and what comes twice.

    Raises:
        Problem: an unknown or repeated parameter (400).
    """
    given = request.query_params
    unknown = given.keys() - {each.name for each in parameters}
    if unknown:
        raise unknown_parameters(unknown)
    for name, values in given.lists():
        if len(values) > 1:
            raise invalid_parameter(name, _("It may be given once; separate several values by commas."))


def selection(request: Any, resource: Resource) -> Selection:
    """Read ``fields`` and ``expand``.

    Raises:
        Problem: the resource has no such field (400).
    """
    fields, expand = request.query_params.get(FIELDS), request.query_params.get(EXPAND)
    only = None if fields is None else _names(FIELDS, fields, resource.fields)
    return Selection(only, frozenset() if expand is None else _names(EXPAND, expand, resource.expands))


def _names(parameter: str, text: str, known: Mapping[str, Any]) -> frozenset[str]:
    names = frozenset(name for name in text.split(",") if name)
    unknown = sorted(names - known.keys())
    if unknown:
        raise invalid_parameter(
            parameter,
            _("There is no %(name)s; there are: %(known)s.") % {"name": ", ".join(unknown), "known": ", ".join(known)},
        )
    return names


def size(request: Any, *, default: int = DEFAULT_SIZE, most: int = MAX_SIZE) -> int:
    """Read ``limit``.

    Raises:
        Problem: it is no number from 1 to ``most`` (400).
    """
    return integer(request, LIMIT, default, 1, most)


def integer(request: Any, name: str, default: int, least: int, most: int) -> int:
    text = request.query_params.get(name)
    if text is None:
        return default
    if not (text.isascii() and text.isdigit() and len(text) < 10 and least <= int(text) <= most):
        raise invalid_parameter(name, _("A whole number from %(least)d to %(most)d.") % {"least": least, "most": most})
    return int(text)


def number(request: Any, name: str, default: float | None, least: float, most: float) -> float:
    """Read a number with a point.

    Raises:
        Problem: it is missing without a default, or no number in the range (400).
    """
    text = request.query_params.get(name)
    if text is None and default is not None:
        return default
    try:
        value = float(text or "")
    except ValueError:
        value = float("nan")
    if not least <= value <= most:
        raise invalid_parameter(name, _("A number from %(least)g to %(most)g.") % {"least": least, "most": most})
    return value


def order(request: Any, orders: Mapping[str, Keyset]) -> Keyset:
    """Read ``ordering``; the first order is the default.

    Raises:
        Problem: there is no such order (400).
    """
    name = request.query_params.get(ORDERING)
    if name is None:
        return next(iter(orders.values()))
    if name not in orders:
        raise invalid_parameter(ORDERING, _("Choose one of: %(known)s.") % {"known": ", ".join(orders)})
    return orders[name]


def words(request: Any) -> str:
    """Read ``search``: at most 200 characters.

    Raises:
        Problem: it is longer (400).
    """
    text = str(request.query_params.get(SEARCH, "")).replace("\x00", "").strip()
    if len(text) > 200:
        raise invalid_parameter(SEARCH, _("At most %(n)d characters.") % {"n": 200})
    return text


def filters(request: Any, known: type[FilterSet] | None) -> bool:
    """Whether the request names a filter."""
    return known is not None and bool(request.query_params.keys() & known.base_filters.keys())


def filtered(request: Any, rows: QuerySet[Any], known: type[FilterSet] | None) -> QuerySet[Any]:
    """Apply the filters that were given; a filter set is costly and is made only when one was.

    Raises:
        Problem: a filter has no valid value (400).
    """
    if known is None or not filters(request, known):
        return rows
    found = known(data=request.query_params, queryset=rows, request=request)
    if not found.is_valid():
        errors = [
            FieldError(name, str(message), parameter=True)
            for name, messages in found.form.errors.items()
            for message in messages
        ]
        raise Problem("invalid-parameter", errors=errors)
    result: QuerySet[Any] = found.qs
    return result
