"""Sentences about money: sums as the tools gave them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ai.embedded.wording import asides, sentence

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
            if key not in ("category", "name", "day_number", "date", "currency") and amount not in (None, "")
        ]
        return ", ".join(known) + f" ({unit})"
    return f"{value} {unit}"


def what_if(facts: Facts) -> str:
    """The budget as it would be."""
    if facts.get("summary") or facts.get("message"):
        return sentence(str(facts.get("summary") or facts["message"]))
    unit = facts.get("currency", "")
    names = facts.get("without") or ()
    parts = [f"Without {', '.join(str(name) for name in names)}:" if names else "Then:"]
    for key, label in (("saves", "saves"), ("saved", "saves"), ("planned", "planned"), ("left", "left")):
        if facts.get(key) is not None:
            parts.append(f"{label} {facts[key]} {unit}".strip())
    return sentence(parts[0] + " " + "; ".join(parts[1:])) + " Nothing was changed."


def cheaper(facts: Facts) -> str:
    """Ways to spend less, for the traveller to choose from."""
    rows = facts.get("proposals") or facts.get("options") or facts.get("swaps") or ()
    parts = []
    if rows:
        lines = "\n".join(f"{number}. {_way(row)}" for number, row in enumerate(rows, start=1))
        parts.append(f"Ways to spend less:\n{lines}")
    elif not facts.get("changes"):
        parts.append("I found nothing cheaper that fits.")
    if facts.get("message"):
        parts.append(sentence(str(facts["message"])))
    if facts.get("changes"):
        parts.append("What changes:\n" + "\n".join(f"- {change}" for change in facts["changes"]))
    parts += asides("What did not work", facts.get("failures") or ())
    return "\n\n".join(parts)


def _way(row: Any) -> str:
    if not isinstance(row, Mapping):
        return str(row)
    words = row.get("description") or row.get("message")
    if words is None:
        words = f"**{row.get('stop') or row.get('name')}**"
        instead = row.get("instead") or row.get("replacement") or row.get("wanted")
        words += f" → {instead}" if instead else ": leave it out"
    saves = row.get("saves") or row.get("saving")
    return f"{words}" + (f" · saves {saves}" if saves else "")


def limit(facts: Facts) -> str:
    """A new limit."""
    amount = facts.get("limit") or facts.get("budget") or facts.get("amount")
    return f"The budget is now {amount} {facts.get('currency', '')}".strip() + "."


TELL: dict[str, Callable[[Facts], str]] = {
    "budget_summary": budget,
    "what_if": what_if,
    "make_cheaper": cheaper,
    "set_budget": limit,
}
