"""Sentences about money: sums as the tools gave them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_noop

from ai.embedded.wording import listed, unframed
from trips.planning.words import CATEGORY_WORDS, category_words
from trips.sentences import saying, told_part

Facts = Mapping[str, Any]


def budget(facts: Facts) -> str:
    """Limit, paid, planned, left; by category and day where the tool says so."""
    unit = facts["currency"]
    planned = saying(
        "{known} known + {estimated} estimated + {unknown} unknown",
        known=f"{facts['planned_known']} {unit}",
        estimated=f"{facts['planned_estimated']} {unit}",
        unknown=facts["unknown"],
    )
    for code, amount in facts["not_converted"].items():
        planned += f" + {saying('{amounts} not converted', amounts=f'{amount} {code}')}"
    start = saying("Paid {paid}; planned {planned}.", paid=f"{facts['paid']} {unit}", planned=planned)
    parts = []
    if facts["limit"] is None:
        parts.append(f"{saying('This trip has no budget limit.')} {start}")
    else:
        more = f" {saying('What is unknown comes on top.')}" if facts["partial"] else ""
        over = str(facts["left"]).startswith("-")
        words = {"limit": f"{facts['limit']} {unit}", "amount": f"{str(facts['left']).lstrip('-')} {unit}"}
        left = (
            saying("Of {limit}, over by **{amount}**.", **words)
            if over
            else saying("Of {limit}, **{amount}** are left.", **words)
        )
        parts.append(f"{left} {start}{more}")
    for key, title in (("by_category", saying("By category")), ("by_day", saying("By day"))):
        parts += table(title, facts.get(key), unit)
    return "\n\n".join(parts)


def table(title: str, rows: Any, unit: str) -> list[str]:
    """Sums under a title, from a mapping or a list of rows."""
    if isinstance(rows, Mapping):
        lines = [f"- {_category(name)}: {_sum(value, unit)}" for name, value in rows.items()]
    else:
        lines = [f"- {_name(row)}: {_sum(row, unit)}" for row in rows or ()]
    return [f"{title}:\n" + "\n".join(lines)] if lines else []


def _name(row: Facts) -> str:
    name = row.get("category") or row.get("name")
    if not name and row.get("day_number"):
        return saying("day {number}", number=row["day_number"])
    return _category(name or "other")


def _category(name: Any) -> str:
    words = str(name)
    return told_part(category_words(words) if words in CATEGORY_WORDS else words.replace("_", " "))


def _sum(value: Any, unit: str) -> str:
    if isinstance(value, Mapping):
        known = [
            saying(SUMS[key], amount=amount) if key in SUMS else f"{key.replace('_', ' ')} {amount}"
            for key, amount in value.items()
            if key not in ("category", "name", "day_number", "date", "currency") and not _is_nothing(amount)
        ]
        sums = any(not _is_nothing(amount) for key, amount in value.items() if key in SUMS and key != "unknown")
        return ", ".join(known) + (f" ({unit})" if sums else "") if known else f"0 {unit}"
    return f"{value} {unit}"


SUMS = {
    "paid": gettext_noop("paid {amount}"),
    "planned": gettext_noop("planned {amount}"),
    "known": gettext_noop("known {amount}"),
    "estimated": gettext_noop("estimated {amount}"),
    "planned_known": gettext_noop("planned known {amount}"),
    "planned_estimated": gettext_noop("planned estimated {amount}"),
    "unknown": gettext_noop("{amount} of unknown cost"),
    "limit": gettext_noop("limit {amount}"),
    "left": gettext_noop("left {amount}"),
}


def _is_nothing(amount: Any) -> bool:
    return amount in (None, "", 0) or (isinstance(amount, str) and not amount.strip("0."))


def what_if(facts: Facts) -> str:
    """The budget as it would be."""
    unit = facts["currency"]
    if facts.get("plus") or (facts["cost_unknown"] and not facts["without"] and not facts.get("limit_then")):
        return _with_more(facts, unit)
    if not facts["without"]:
        left = str(facts["left_then"])
        limit = f"{facts['limit_then']} {unit}"
        if facts.get("limit"):
            now = f"{facts['limit']} {unit}"
            limit += f" {saying('(it is {amount} now)', amount=now)}"
        words = {"limit": limit, "amount": f"{left.lstrip('-')} {unit}"}
        if left.startswith("-"):
            return saying("With a limit of {limit} there would be over by **{amount}**. Nothing was changed.", **words)
        return saying("With a limit of {limit} there would be **{amount}** left. Nothing was changed.", **words)
    return _without(facts, unit)


def _with_more(facts: Facts, unit: str) -> str:
    """The budget with other places besides, and without some stops."""
    parts = []
    for row in facts["plus"]:
        parts.append(saying("**{place}** would cost {cost}.", place=row["place"], cost=row["cost"]))
    if facts["without"]:
        saved = f"{facts['saved']} {unit}"
        parts.append(saying("Without {names} you would save {saved}.", names=listed(facts["without"]), saved=saved))
    if facts["cost_unknown"]:
        parts.append(saying("What {names} costs is not known.", names=listed(facts["cost_unknown"])))
    then, now = f"{facts['planned_then']} {unit}", f"{facts['planned_now']} {unit}"
    parts.append(saying("Planned would be **{then}** instead of {now}.", then=then, now=now))
    left = facts.get("left_then")
    if left is not None:
        amount = f"{str(left).lstrip('-')} {unit}"
        parts.append(
            saying("That is over the budget by **{amount}**.", amount=amount)
            if str(left).startswith("-")
            else saying("**{amount}** would be left.", amount=amount)
        )
    return " ".join([*parts, saying("Nothing was changed.")])


def _without(facts: Facts, unit: str) -> str:
    words = {
        "names": listed(facts["without"]),
        "saved": f"{facts['saved']} {unit}",
        "then": facts["planned_then"],
        "now": f"{facts['planned_now']} {unit}",
    }
    if facts["saved_is_estimated"]:
        said = saying(
            "Without {names} you would save **{saved}** (estimated): planned {then} instead of {now}", **words
        )
    else:
        said = saying("Without {names} you would save **{saved}**: planned {then} instead of {now}", **words)
    if facts.get("left_then") is not None:
        left = saying("{amount} left of {limit}", amount=f"{facts['left_then']} {unit}", limit=facts["limit"])
        said = f"{said}, {left}"
    parts = [f"{said}."]
    if facts.get("cost_unknown"):
        parts.append(saying("What {names} costs is not known.", names=listed(facts["cost_unknown"])))
    if facts.get("paid_already"):
        parts.append(saying("Paid already, so not saved: {names}.", names=listed(facts["paid_already"])))
    return " ".join([*parts, saying("Nothing was changed.")])


def cheaper(facts: Facts) -> str:
    """Ways to spend less, which wait for the traveller."""
    unit = facts["currency"]
    if not facts["steps"]:
        return saying("The trip costs no more than that already.")
    lines = "\n".join(f"{number}. {_way(row, unit)}" for number, row in enumerate(facts["steps"], start=1))
    enough = ""
    if not facts["enough"]:
        wanted = f"{facts['wanted']} {unit}"
        enough = f" {saying('That is less than the {amount} you asked for.', amount=wanted)}"
    head = saying(
        "This would save **{saved}**, planned {then} instead of {now}:",
        saved=f"{facts['saved']} {unit}",
        then=facts["planned_then"],
        now=f"{facts['planned_now']} {unit}",
    )
    return f"{head}\n{lines}{enough}"


def _way(row: Facts, unit: str) -> str:
    amount = f"{row['saves']} {unit}"
    saves = saying("saves {amount} (estimated)", amount=amount) if row.get("estimated") else ""
    saves = saves or saying("saves {amount}", amount=amount)
    if row["do"] == "replace":
        costs = f"{row['costs_now']} → {row['costs_then']}"
        return f"**{row['stop']}** → **{row['with']}** · {costs} · {saves}"
    return f"{saying('leave out **{stop}**', stop=row['stop'])} · {row['costs_now']} · {saves}"


def limit(facts: Facts) -> str:
    """A new limit."""
    words = saying("The budget is {amount}", amount=f"{facts['limit']} {facts['currency']}")
    if facts.get("limit_before"):
        before = f"{facts['limit_before']} {facts['currency_before']}"
        words += f" {saying('(it was {amount})', amount=before)}"
    if facts.get("left") is None:
        return words + "."
    amount = str(facts["left"]).lstrip("-")
    if str(facts["left"]).startswith("-"):
        return f"{words}: {saying('over by {amount}', amount=amount)}."
    return f"{words}: {saying('{amount} left', amount=amount)}."


HOW_MUCH_PAID = gettext_noop("How much was it?")
PAID_FOR_WHAT = gettext_noop("What was it paid for? Name a stop, or what it was.")
PAID_FOR_WHICH = gettext_noop("For which of these was it paid?")
HOW_MUCH_LIMIT = gettext_noop("How much may it be?")
LIMIT_OF_WHAT = gettext_noop("The limit of what?")


def of_a_day(stop: str, number: int) -> str:
    """A stop as a button names it, where several have one name."""
    return saying("{stop}, day {number}", stop=stop, number=number)


def category_label(name: str) -> str:
    """A category as a button names it."""
    words = _category(name)
    return f"{words[:1].upper()}{words[1:]}"


def limit_in(currency: str) -> str:
    """A limit that was named in another currency than the trip reckons in."""
    return saying("Limits are kept in {currency}, as the trip's budget is: say the amount in it.", currency=currency)


def cost_noted(facts: Facts) -> str:
    """What was paid for something, or what it costs."""
    words = {"what": facts["what"], "amount": f"{facts['amount']} {facts['currency']}"}
    if facts.get("own_entry"):
        made = saying("**{what}**: {amount}, as an entry of its own.", **words)
        if facts["paid"]:
            return made
        if facts.get("on_a_day"):
            return f"{made} {saying('It counts as planned.')}"
        return f"{made} {saying('Without a day it counts once it is paid.')}"
    said = (
        saying("**{what}**: {amount}, paid", **words)
        if facts["paid"]
        else saying("**{what}**: {amount}, to be paid", **words)
    )
    if facts["was_paid"]:
        return f"{said}. {saying('It was noted as paid before: {cost}.', cost=facts['stood_at'])}"
    return f"{said}. {saying('In the plan it stood at: {cost}.', cost=facts['stood_at'])}"


def unpriced(named: Sequence[tuple[int, str]]) -> str:
    """The stops whose cost nobody knows, by their days."""
    if not named:
        return saying("Each stop has a price, or is known to be free.")
    lines = []
    for number in dict.fromkeys(day for day, _name in named):
        names = listed([name for day, name in named if day == number])
        lines.append("- " + saying("day {number}: {names}", number=number, names=names))
    return f"{saying('No price is known of these:')}\n" + "\n".join(lines)


def dearest(facts: Facts) -> str:
    """The stops that cost most."""
    unit = facts["currency"]
    lines = []
    for number, row in enumerate(facts["dearest"], start=1):
        name = of_a_day(f"**{row['stop']}**", row["day_number"]) if row["day_number"] else f"**{row['stop']}**"
        amount = f"{row['cost']} {unit}"
        cost = saying("{amount} (estimated)", amount=amount) if row["estimated"] else amount
        lines.append(f"{number}. {name}: {cost}")
    if not lines:
        return saying("No stop has a known cost yet.")
    more = f"\n\n{saying('What is unknown comes on top.')}" if facts["unknown"] else ""
    return f"{saying('What costs most')}:\n" + "\n".join(lines) + more


def of_one_day(facts: Facts, number: int, when: str, costs: Sequence[tuple[str, Decimal | None]]) -> str:
    """What a day costs: its sum as the budget has it, and its stops."""
    row = next((one for one in facts["by_day"] if one["day_number"] == number), None)
    if row is None:
        return saying("Nothing on {date} has a known cost.", date=when)
    unknown = saying("cost unknown")
    lines = [f"- {name}: {unknown if cost is None else cost}" for name, cost in costs if cost is None or cost]
    return f"**{when}**: {_sum(row, facts['currency'])}\n\n" + "\n".join(lines)


def of_a_kind(facts: Facts, what: str, costs: Sequence[tuple[str, Decimal | None]]) -> str:
    """What the stops of one kind cost: their sum, and each."""
    unit = facts["currency"]
    unknown = sum(cost is None for _name_, cost in costs)
    total = f"{sum((cost for _name_, cost in costs if cost is not None), Decimal(0))} {unit}"
    said = saying("For {what} the plan has **{total}**.", what=what, total=total)
    if unknown == len(costs):
        said = saying("What the stops for {what} cost is not known.", what=what)
    elif unknown:
        said += f" {saying('What is unknown comes on top.')}"
    lines = [f"- {name}: {saying('cost unknown') if cost is None else f'{cost} {unit}'}" for name, cost in costs]
    return f"{said}\n\n" + "\n".join(lines)


def of_a_category(facts: Facts, category: str) -> str:
    """What one category comes to, what is left of its limit, and what is left in all."""
    unit = facts["currency"]
    row: Facts = next((one for one in facts["by_category"] if one["category"] == category), {})
    parts = [f"**{category_label(category)}**: {_sum(row, unit)}."]
    if not row.get("limit"):
        parts.append(saying("There is no limit of its own for it."))
    if facts["limit"] is not None:
        left, limit = str(facts["left"]), f"{facts['limit']} {unit}"
        amount = f"{left.lstrip('-')} {unit}"
        over = left.startswith("-")
        parts.append(
            saying("Of {limit}, over by **{amount}**.", limit=limit, amount=amount)
            if over
            else saying("Of {limit}, **{amount}** are left.", limit=limit, amount=amount)
        )
    return " ".join(parts)


SHARED_OUT = {
    "person": ("for_each_person", gettext_noop("That is **{amount}** for each of the {people} people")),
    "day": ("for_each_day", gettext_noop("That is **{amount}** for each of the {days} days")),
    "person_per_day": (
        "for_each_person_and_day",
        gettext_noop("That is **{amount}** for each of the {people} people on each of the {days} days"),
    ),
}


def shared_out(facts: Facts, per: str) -> str:
    """What is paid and planned, for each person or day."""
    key, words = SHARED_OUT[per]
    unit = facts["currency"]
    total = Decimal(facts["paid"]) + Decimal(facts["planned"])
    said = saying(words, amount=f"{facts[key]} {unit}", people=facts["people"], days=facts["days"])
    of_all = saying("{total} are paid or planned in all", total=f"{total} {unit}")
    more = f" {saying('What is unknown comes on top.')}" if facts["partial"] else ""
    return f"{said}: {of_all}.{more}"


def category_limit(facts: Facts) -> str:
    """The limit of one category."""
    unit = facts["currency"]
    words = saying(
        "The limit for {category} is {amount}", category=_category(facts["category"]), amount=f"{facts['limit']} {unit}"
    )
    if facts.get("limit_before"):
        words += f" {saying('(it was {amount})', amount=facts['limit_before'] + ' ' + unit)}"
    planned, left = f"{facts['planned']} {unit}", str(facts["left"])
    amount = f"{left.lstrip('-')} {unit}"
    if left.startswith("-"):
        said = saying("{planned} are planned or paid, over by **{amount}**.", planned=planned, amount=amount)
    else:
        said = saying("{planned} are planned or paid, **{amount}** are left.", planned=planned, amount=amount)
    if facts["unknown"]:
        said += f" {saying('What is unknown comes on top.')}"
    return f"{words}: {said}"


def changes(facts: Facts, waiting: Sequence[str] = ()) -> str:
    """What was changed last, and what waits."""
    lines = []
    for row in facts["changes"]:
        line = f"- {row['on']}, {row['by']}: {unframed(row['what'])}"
        lines.append(f"{line} ({saying('undone since')})" if row["undone"] else line)
    parts = []
    if waiting:
        parts.append(saying("This waits for your yes: {what}. Nothing of it is done yet.", what=listed(list(waiting))))
    if lines:
        parts.append(f"{saying('Changed last, the latest first')}:\n" + "\n".join(lines))
    else:
        parts.append(saying("Nothing of this trip was changed so far."))
    if facts["more"]:
        parts.append(saying("Earlier changes are on the trip's history page, where each can be taken back."))
    return "\n\n".join(parts)


TELL: dict[str, Callable[[Facts], str]] = {
    "budget_summary": budget,
    "what_if": what_if,
    "make_cheaper": cheaper,
    "set_budget": limit,
    "limit_category": category_limit,
    "record_cost": cost_noted,
    "list_changes": changes,
}
