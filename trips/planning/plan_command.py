"""Planning from the command line's inputs, as a function: JSON request in, plan out, with or without a
database.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from trips.planning.catalogue import Place
from trips.planning.estimates import CostEstimate, Estimates
from trips.planning.itinerary import Plan
from trips.planning.money import Rate, Rates
from trips.planning.plan import plan_trip
from trips.planning.request import PlanRequest, RequestError


def read_request(text: str) -> PlanRequest:
    """A request from JSON text; RequestError says in a sentence what is wrong with it."""
    try:
        data = json.loads(text.removeprefix("\ufeff"))
    except json.JSONDecodeError as error:
        raise RequestError(f"the request is not JSON: {error}") from error
    except RecursionError as error:
        raise RequestError("the request is not JSON that a person wrote: it is nested too deeply") from error
    return PlanRequest.from_json(data)


def read_estimates(rows: Iterable[Mapping[str, Any]], rates: Iterable[Mapping[str, Any]] = ()) -> Estimates:
    """Cost estimates from rows (kind, amount, currency, city, country, as_of) and rates (source, target,
    value, on).

    Raises RequestError for a row that is not of this shape.
    """
    try:
        table = tuple(
            CostEstimate(
                str(row["kind"]),
                Decimal(str(row["amount"])),
                str(row["currency"]),
                row.get("city") or None,
                row.get("country") or None,
                _date(row.get("as_of")),
            )
            for row in rows
        )
        pairs = {
            (str(row["source"]), str(row["target"])): Rate(Decimal(str(row["value"])), _date(row["on"]) or date.min)
            for row in rates
        }
    except (KeyError, ValueError, InvalidOperation) as error:
        raise RequestError(f"a cost estimate or rate cannot be read: {error!r}") from error
    return Estimates(table, Rates(pairs))


def _date(value: Any) -> date | None:
    if value is None or isinstance(value, date):
        return value
    return date.fromisoformat(str(value))


def plan_from_json(text: str, catalogue: Sequence[Place], estimates: Estimates, today: date) -> Plan:
    """Plan the trip that JSON `text` asks for. Raises RequestError."""
    return plan_trip(read_request(text), catalogue, estimates, today)
