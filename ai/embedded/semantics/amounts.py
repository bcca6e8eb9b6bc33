"""Lengths of time, money, people."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from ai.embedded.chart import Edge
from ai.embedded.grammar import Env, Parts, action
from ai.embedded.semantics.values import Duration, Money, Party

MOST_PEOPLE = 60
OLDEST_CHILD = 17
LARGEST_AMOUNT = Decimal(100_000_000)


def _number(parts: Parts, name: str) -> Decimal | None:
    return Decimal(parts[name].value) if name in parts else None


@action
def duration(env: Env, parts: Parts, args: dict[str, Any]) -> Any:
    """ "Three days", "an hour", "1.5 hours", "a week and a half": a number and a unit."""
    amount = _number(parts, "n")
    amount = Decimal(1) if amount is None else amount
    amount += Decimal(str(args.get("plus", 0)))
    if "half" in args:
        amount = Decimal("0.5")
    unit = str(parts["u"].value)
    if "share" in args:  # of an hour, in minutes
        return Duration(Decimal(args["share"]), "minute") if unit == "hour" else None
    return Duration(amount, unit) if 0 < amount <= 10_000 else None


@action
def duration_sum(env: Env, parts: Parts, args: dict[str, Any]) -> Any:
    """ "An hour and 20 minutes", "1h30", "two weeks and three days"."""
    first: Duration = parts["a"].value
    if "b" in parts and isinstance(parts["b"].value, Duration):
        second: Duration = parts["b"].value
    else:
        second = Duration(Decimal(parts["b"].value), "minute")
    if first.minutes is not None and second.minutes is not None and second.unit == "minute" and first.unit == "hour":
        return Duration(Decimal(first.minutes + second.minutes), "minute")
    if first.unit == "week" and second.unit == "day" and first.days is not None and second.days is not None:
        return Duration(Decimal(first.days + second.days), "day")
    return None


@action
def amount(env: Env, parts: Parts, args: dict[str, Any]) -> Any:
    """A number of money, with "k" for a thousand."""
    value = _number(parts, "n")
    if value is None or value > LARGEST_AMOUNT:
        return None
    return value * Decimal(args.get("times", 1))


@action
def money(env: Env, parts: Parts, args: dict[str, Any]) -> Any:
    """An amount with a currency."""
    code = str(parts["c"].value)
    if code.startswith("?"):
        return Money(parts["n"].value, shared=code[1:])
    return Money(parts["n"].value, code)


@action
def money_range(env: Env, parts: Parts, args: dict[str, Any]) -> Any:
    """ "200 to 300 euros": the upper end is the limit."""
    high: Money = parts["m"].value
    return replace(high, relation="max") if parts["n"].value <= high.amount else None


@action
def budget(env: Env, parts: Parts, args: dict[str, Any]) -> Any:
    """An amount as a budget: with a limit word, with "per person", "a day", "in total"."""
    if "m" in parts:
        made: Money = parts["m"].value
    else:
        made = Money(parts["n"].value)
        if made.amount < args.get("least", 0):
            return None
    relation = str(parts["rel"].value) if "rel" in parts else made.relation
    kinds = [str(parts[name].value) for name in ("k", "k2") if name in parts]
    kind = "_".join(dict.fromkeys(k for k in sorted(kinds, key=("per_couple", "per_person", "per_day", "total").index)))
    return replace(made, relation=relation, kind=kind or made.kind)


@action
def grand(env: Env, parts: Parts, args: dict[str, Any]) -> Any:
    """ "One grand", "two grand": a thousand each, of a currency that was not said."""
    count = _number(parts, "n")
    total = 1000 * (Decimal(1) if count is None else count)
    relation = str(parts["rel"].value) if "rel" in parts else ""
    return Money(total, relation=relation) if total <= LARGEST_AMOUNT else None


@action
def notes_of(env: Env, parts: Parts, args: dict[str, Any]) -> Any:
    """ "A tenner", "two fivers": so many notes of a currency that was not said."""
    count = _number(parts, "n")
    total = Decimal(args["note"]) * (Decimal(1) if count is None else count)
    relation = str(parts["rel"].value) if "rel" in parts else ""
    return Money(total, relation=relation) if total <= LARGEST_AMOUNT else None


@action
def ages(env: Env, parts: Parts, args: dict[str, Any]) -> Any:
    """One or several ages of children."""
    value = _number(parts, "n")
    if value is None or value > OLDEST_CHILD or value != int(value):
        return None
    if any(e.end > parts["n"].end for c in ("range", "date") for e in env.chart.starting(parts["n"].start, c)):
        return None  # "Two kids, 15-17 May": the figure begins a date.
    more: tuple[int, ...] = parts["more"].value if "more" in parts else ()
    return (int(value), *more)


@action
def age_in_months(env: Env, parts: Parts, args: dict[str, Any]) -> Any:
    """ "An 18 month old"."""
    value = _number(parts, "n")
    return Party(children=(int(value) // 12,)) if value is not None and 0 <= value <= 36 else None


@action
def adults(env: Env, parts: Parts, args: dict[str, Any]) -> Any:
    """ "Two adults", "my wife", "three friends"."""
    count = _number(parts, "n")
    whole = int(count) if count is not None else int(args.get("count", 1))
    return Party(adults=whole) if 1 <= whole <= MOST_PEOPLE else None


@action
def children(env: Env, parts: Parts, args: dict[str, Any]) -> Any:
    """ "Two kids", "a 6 year old", "kids aged 4 and 7", "a baby": as many as said, with the ages said."""
    known: tuple[int | None, ...] = parts["ages"].value if "ages" in parts else ()
    count = _number(parts, "n")
    if "n2" in parts and parts["n2"].value > OLDEST_CHILD + 1:
        return None
    word = str(parts["c"].value) if "c" in parts else ""
    implied, _, least = word.partition("+")
    default_age = int(implied) if implied.isdigit() else None
    whole = int(count) if count is not None else max(len(known), int(least or 1))
    if not 1 <= whole <= MOST_PEOPLE or len(known) > whole:
        return None
    return Party(children=known + (default_age if not known else None,) * (whole - len(known)))


@action
def only_children(env: Env, parts: Parts, args: dict[str, Any]) -> Any:
    """Members of a party that are all children: part of a family that was counted."""
    found: Party = parts["m"].value
    return found if found.children and not found.adults and found.size is None else None


@action
def same_age(env: Env, parts: Parts, args: dict[str, Any]) -> Any:
    """ "Twins", "our triplets (6)": so many children of one age."""
    age = _number(parts, "a")
    if age is not None and (age > OLDEST_CHILD or age != int(age)):
        return None
    return Party(children=(int(age) if age is not None else None,) * int(parts["k"].value))


@action
def couples(env: Env, parts: Parts, args: dict[str, Any]) -> Any:
    """ "Three couples"."""
    count = _number(parts, "n")
    whole = 2 * int(count) if count is not None else 2
    return Party(adults=whole) if 2 <= whole <= MOST_PEOPLE else None


@action
def and_more(env: Env, parts: Parts, args: dict[str, Any]) -> Any:
    """ "Me + 1", "me and a guest"."""
    count = _number(parts, "n")
    whole = 1 + (int(count) if count is not None else 1)
    return Party(size=whole) if 2 <= whole <= MOST_PEOPLE else None


@action
def crowd(env: Env, parts: Parts, args: dict[str, Any]) -> Any:
    """A number of people that no trip is planned for: it is asked about."""
    count = Decimal(parts["n"].value)
    return Party(size=int(min(count, LARGEST_AMOUNT))) if not 1 <= count <= MOST_PEOPLE else None


@action
def together(env: Env, parts: Parts, args: dict[str, Any]) -> Any:
    """ "Two adults and a child"; ``plus`` counts the speaker."""
    if "n" in parts:
        return couples(env, parts, args)
    edges = [parts[name] for name in ("a", "b") if name in parts]
    found = [edge.value for edge in edges]
    # "With a baby, two grown-ups" counts everybody; "with my parents" leaves the speaker out.
    counted = any(low.start <= word.start < low.end for low in edges for word in env.chart.all(("adult",)))
    made = Party(
        adults=sum(p.adults or (p.size or 0) for p in found) + (0 if counted else int(args.get("plus", 0))),
        children=tuple(age for p in found for age in p.children),
    )
    if counted and len(edges) == 2 and edges[0].category == "party" and _is_the_speaker(env, edges[0]):
        made = replace(made, adults=made.adults - 1)
    return made if 1 <= made.total <= MOST_PEOPLE else None


def _is_the_speaker(env: Env, edge: Edge) -> bool:
    """Whether the one adult of a party is who speaks, whom nobody named: "with a baby"."""
    named = env.chart.all(("adult", "companion", "me"))
    return edge.value.adults == 1 and not any(edge.start <= word.start < edge.end for word in named)


@action
def group(env: Env, parts: Parts, args: dict[str, Any]) -> Any:
    """ "Family of four", "for two", "solo": a number of people, the children perhaps said beside it."""
    count = _number(parts, "n")
    size = int(count) if count is not None else int(args["count"])
    other = ("duration", "money", "ordinal")
    if "n" in parts and any(env.chart.starting(parts["n"].start, category) for category in other if count):
        return None  # "For one day", "for 300 euros", "for 14th".
    if not 1 <= size <= MOST_PEOPLE or (count is not None and count != size):
        return None
    kids: tuple[int | None, ...] = parts["kids"].value.children if "kids" in parts else ()
    if "kids" in parts and args.get("add"):
        return Party(adults=size, children=kids)
    return Party(children=kids, size=size) if len(kids) < size or not kids else None
