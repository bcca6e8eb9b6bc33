"""Sentences about money: sums as the tools gave them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ai.embedded.wording import listed

Facts = Mapping[str, Any]


def budget(facts: Facts) -> str:
    """Limit, paid, planned, left; by category and day where the tool says so."""
    unit = facts["currency"]
    planned = f"{facts['planned_known']} known + {facts['planned_estimated']} estimated + {facts['unknown']} unknown"
    other = "".join(f" + {amount} {code} not converted" for code, amount in facts["not_converted"].items())
    start = f"Paid {facts['paid']} {unit}; planned {planned} {unit}{other}."
    parts = []
    if facts["limit"] is None:
        parts.append(f"This trip has no budget limit. {start}")
    else:
        more = " What is unknown comes on top." if facts["partial"] else ""
        over = str(facts["left"]).startswith("-")
        left = (
            f"over by **{str(facts['left']).lstrip('-')} {unit}**" if over else f"**{facts['left']} {unit}** are left"
        )
        parts.append(f"Of {facts['limit']} {unit}, {left}. {start}{more}")
    for key, title in (("by_category", "By category"), ("by_day", "By day")):
        parts += table(title, facts.get(key), unit)
    return "\n\n".join(parts)


def table(title: str, rows: Any, unit: str) -> list[str]:
    """Sums under a title, from a mapping or a list of rows."""
    if isinstance(rows, Mapping):
        lines = [f"- {str(name).replace('_', ' ')}: {_sum(value, unit)}" for name, value in rows.items()]
    else:
        lines = [f"- {_name(row)}: {_sum(row, unit)}" for row in rows or ()]
    return [f"{title}:\n" + "\n".join(lines)] if lines else []


def _name(row: Facts) -> str:
    name = row.get("category") or row.get("name") or (f"day {row['day_number']}" if row.get("day_number") else "other")
    return str(name).replace("_", " ")


def _sum(value: Any, unit: str) -> str:
    if isinstance(value, Mapping):
        known = [
            f"{key.replace('_', ' ')} {amount}"
            for key, amount in value.items()
            if key not in ("category", "name", "day_number", "date", "currency") and not _is_nothing(amount)
        ]
        return ", ".join(known) + f" ({unit})" if known else f"0 {unit}"
    return f"{value} {unit}"


def _is_nothing(amount: Any) -> bool:
    return amount in (None, "", 0) or (isinstance(amount, str) and not amount.strip("0."))


def what_if(facts: Facts) -> str:
    """The budget as it would be."""
    unit = facts["currency"]
    if not facts["without"]:
        left = str(facts["left_then"])
        rest = f"over by **{left.lstrip('-')} {unit}**" if left.startswith("-") else f"**{left} {unit}** left"
        now = f" (it is {facts['limit']} {unit} now)" if facts.get("limit") else ""
        return f"With a limit of {facts['limit_then']} {unit}{now} there would be {rest}. Nothing was changed."
    estimated = " (estimated)" if facts["saved_is_estimated"] else ""
    words = f"Without {listed(facts['without'])} you would save **{facts['saved']} {unit}**{estimated}: "
    words += f"planned {facts['planned_then']} instead of {facts['planned_now']} {unit}"
    words += f", {facts['left_then']} {unit} left of {facts['limit']}." if facts.get("left_then") is not None else "."
    if facts.get("cost_unknown"):
        words += f" What {listed(facts['cost_unknown'])} costs is not known."
    if facts.get("paid_already"):
        words += f" Paid already, so not saved: {listed(facts['paid_already'])}."
    return words + " Nothing was changed."


def cheaper(facts: Facts) -> str:
    """Ways to spend less, which wait for the traveller."""
    unit = facts["currency"]
    if not facts["steps"]:
        return "The trip costs no more than that already."
    lines = "\n".join(f"{number}. {_way(row, unit)}" for number, row in enumerate(facts["steps"], start=1))
    enough = "" if facts["enough"] else f" That is less than the {facts['wanted']} {unit} you asked for."
    sums = f"planned {facts['planned_then']} instead of {facts['planned_now']} {unit}"
    return f"This would save **{facts['saved']} {unit}**, {sums}:\n{lines}{enough}"


def _way(row: Facts, unit: str) -> str:
    about = " (estimated)" if row.get("estimated") else ""
    if row["do"] == "replace":
        costs = f"{row['costs_now']} → {row['costs_then']}"
        return f"**{row['stop']}** → **{row['with']}** · {costs} · saves {row['saves']} {unit}{about}"
    return f"leave out **{row['stop']}** · {row['costs_now']} · saves {row['saves']} {unit}{about}"


def limit(facts: Facts) -> str:
    """A new limit."""
    words = f"The budget is {facts['limit']} {facts['currency']}"
    if facts.get("limit_before"):
        words += f" (it was {facts['limit_before']} {facts['currency_before']})"
    if facts.get("left") is None:
        return words + "."
    over = str(facts["left"]).startswith("-")
    return f"{words}: {'over by ' + str(facts['left']).lstrip('-') if over else str(facts['left']) + ' left'}."


TELL: dict[str, Callable[[Facts], str]] = {
    "budget_summary": budget,
    "what_if": what_if,
    "make_cheaper": cheaper,
    "set_budget": limit,
}
