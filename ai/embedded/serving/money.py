"""Requests about money."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from ai.embedded import wording, wording_money, wording_talk
from ai.embedded.serving.ordering import what_next
from ai.embedded.serving.stops import stop_of
from ai.embedded.steps import Call, Facts, Serve, Step, asking, slots_as
from ai.embedded.types import Context, Option, Question, Understanding


def what_if(reading: Understanding, context: Context) -> Step:
    """The budget without a stop, or without a day's stops."""
    without: list[str] = []
    plus: list[str] = []
    for prefix in ("", "other_"):
        slots = reading.slots
        key = slots.get(f"{prefix}event_id") or slots.get(f"{prefix}location_id")
        if key and not slots.get(f"{prefix}stop_id"):
            plus.append(str(key))  # what is not in the plan can only come on top
        elif stop_of(reading, prefix):
            without.append(stop_of(reading, prefix))
    if plus:
        return Step(reading, Call("what_if", {"plus": plus, **({"without": without} if without else {})}))
    last = context.last
    if without and reading.slots.get("on_top") and last is not None and last.intent == "what_if":
        # "And without the Ateneum as well?": beside what was reckoned without before.
        before = [str(last.slots[key]) for key in ("stop_id", "other_stop_id") if last.slots.get(key)]
        without = list(dict.fromkeys([*(last.slots.get("without") or ()), *before, *without]))
        reading = replace(reading, slots={**reading.slots, "without": without})
    day, trip = reading.slots.get("day_number"), context.trip
    if not without and day is not None and trip is not None:
        without = [one.id for one in trip.stops_on(int(day))]
    kind = str(reading.slots.get("category") or "")
    if not without and kind and trip is not None:
        without = [one.id for one in trip.stops if kind in one.kind.split(",")]  # "without any museums"
    if not without and not reading.slots.get("budget_amount"):
        asked = _of_what_was_asked(context)
        if asked:
            return Step(reading, Call("what_if", asked))
    if not without and reading.slots.get("budget_amount"):
        return _with_another_limit(reading, context)
    if not without:
        return Step(reading, words=wording.WHAT_IF_WHAT)
    return Step(reading, Call("what_if", {"without": without}))


def _of_what_was_asked(context: Context) -> dict[str, list[str]]:
    """ "How much does that save?" of a stop that is to go, or of another in its place, while that waits for a yes."""
    last, trip = context.last, context.trip
    if last is None or trip is None or last.intent not in ("remove_stop", "replace_stop"):
        return {}
    gone = [stop.id for stop in trip.stops if stop.id == last.slots.get("stop_id")]
    comes = str(last.slots.get("other_location_id") or "")
    return {"without": gone, **({"plus": [comes]} if comes else {})} if gone else {}


def _with_another_limit(reading: Understanding, context: Context) -> Step:
    """ "What if we bump the budget up a hundred?": reckoned, and then offered."""
    total = total_of(reading, context)
    if total is None:
        return Step(reading, words=wording.WHICH_BUDGET)
    slots = {"budget_amount": str(total), "budget_kind": "total", "budget_change": None}

    def then(facts: Facts) -> Step | None:
        if not facts.get("ok", True):
            return None
        told = wording.tell("what_if", facts, reading)
        options = (Option(wording.SET_IT, slots, "change_budget"), Option(wording.LEAVE_IT, {}, "deny"))
        return asking(reading, Question(f"{told} {wording.SHALL_I_SET}", "yes", options))

    return Step(reading, Call("what_if", {"limit": str(total)}), then=then, quiet=True)


def total_of(reading: Understanding, context: Context) -> Decimal | None:
    """The limit that is meant, for the whole trip: "a hundred more" is on top of the present one."""
    slots = reading.slots
    amount, kind = slots.get("budget_amount"), slots.get("budget_kind", "total")
    if amount is None or "person" in kind:
        return None
    total = Decimal(str(amount))
    if kind == "per_day" and context.trip is not None:
        total *= context.trip.days
    change = slots.get("budget_change")
    if change in ("add", "remove"):
        if context.trip is None or context.trip.budget is None:
            return None
        total = context.trip.budget + (total if change == "add" else -total)
    return total if total > 0 else None


def cheaper(reading: Understanding, context: Context) -> Step:
    """Cheaper by so much, or down to so much."""
    amount, of_a_day = reading.slots.get("budget_amount"), slots_as(reading, day_number="day_number", keep="keep")
    if amount is None:
        return Step(reading, Call("make_cheaper", of_a_day))
    to = reading.slots.get("budget_relation") in ("max", "to")
    if to:
        of_a_day.pop("day_number", None)  # what a day may come to is no figure of the budget
    return Step(reading, Call("make_cheaper", {"to" if to else "by": amount, **of_a_day}))


def limit(reading: Understanding, context: Context) -> Step:
    """A new limit; one for each day is reckoned over the trip's days."""
    slots = reading.slots
    if "person" in slots.get("budget_kind", "total"):
        return Step(reading, words=wording.BUDGET_IN_ALL)
    total = total_of(reading, context)
    if total is None:
        return Step(reading, words=wording.WHICH_BUDGET)
    arguments: dict[str, str] = {"amount": str(total)}
    guessed = any(assumption.kind == "currency" for assumption in reading.assumed)
    if slots.get("budget_currency") and not guessed:
        arguments["currency"] = slots["budget_currency"]
    return Step(reading, Call("set_budget", arguments))


def spent(reading: Understanding, context: Context) -> Step:
    """What is planned and paid; of "which day is the dearest?" that day, of "which stop?" the stops."""
    of_a_day = reading.slots.get("day_number")
    if reading.slots.get("unpriced") and context.trip is not None:
        stops = [stop for stop in context.trip.stops_on(of_a_day) if stop.cost is None]
        named = [(stop.day_number, stop.name) for stop in stops]
        return _told(reading, lambda _facts: wording_money.unpriced(named))
    if reading.slots.get("by") == "price_max" and not of_a_day:
        return _told(reading, lambda facts: wording_money.dearest(facts))
    if reading.slots.get("by"):
        return what_next(reading, context)
    if of_a_day and not reading.slots.get("day_by") and context.trip is not None:
        number, trip = int(of_a_day), context.trip
        when = wording.day_words(trip.date_of(number).isoformat())
        costs = [(stop.name, stop.cost) for stop in trip.stops_on(number)]
        return _told(reading, lambda facts: wording_money.of_one_day(facts, number, when, costs))
    per = str(reading.slots.get("per") or "")
    if per in wording_money.SHARED_OUT and not of_a_day:
        return _told(reading, lambda facts: wording_money.shared_out(facts, per))
    by = reading.slots.get("day_by")
    if not by:
        return of_one_kind(reading, context)

    def then(facts: Facts) -> Step | None:
        rows = [row for row in facts.get("by_day") or () if facts.get("ok", True)]
        sums = [(Decimal(row["planned"]) + Decimal(row["paid"]), int(row["day_number"])) for row in rows]
        known = [pair for pair in sums if pair[0] > 0]
        if context.trip is None:
            return None
        if not known and facts.get("unknown"):
            return Step(reading, words=wording_talk.no_dearest_day(int(facts["unknown"])))
        if not known:
            return None
        total, day = max(known) if by == "max" else min(sums)
        when = wording.day_words(context.trip.date_of(day).isoformat())
        about_it = replace(reading, slots={**reading.slots, "day_number": day})
        return Step(about_it, words=wording.dearest_day(by == "max", day, when, f"{total} {facts['currency']}"))

    return Step(reading, Call("budget_summary"), then=then, quiet=True)


# What is eaten and drunk is one category of a budget.
OF_FOOD = frozenset({"restaurant", "cafe", "bar", "bakery", "pub", "fast_food", "breakfast", "lunch", "dinner", "food"})


def of_one_kind(reading: Understanding, context: Context) -> Step:
    """Of "how much goes on food?" that category, of "… on museums?" those stops; else all of the budget."""
    category, trip = str(reading.slots.get("category") or ""), context.trip
    of_budget = str(reading.slots.get("expense_category") or "")
    if of_budget:
        return _told(reading, lambda facts: wording_money.of_a_category(facts, of_budget))
    if not category or reading.slots.get("stop_id") or trip is None:
        return Step(reading, Call("budget_summary"))
    if category in OF_FOOD:
        return _told(reading, lambda facts: wording_money.of_a_category(facts, "food"))
    costs = [(stop.name, stop.cost) for stop in trip.stops if category in stop.kind.split(",")]
    if not costs:
        return Step(reading, Call("budget_summary"))
    what = next((span.text for span in reading.spans if span.slot == "category"), category.replace("_", " "))
    return _told(reading, lambda facts: wording_money.of_a_kind(facts, what, costs))


def _told(reading: Understanding, words: Callable[[Facts], str]) -> Step:
    """The budget, told by these words."""

    def then(facts: Facts) -> Step | None:
        return Step(reading, words=words(facts)) if facts.get("ok", True) else None

    return Step(reading, Call("budget_summary"), then=then, quiet=True)


INTENTS: dict[str, Serve] = {
    "budget_left": of_one_kind,
    "spent": spent,
    "what_if": what_if,
    "cheaper": cheaper,
    "change_budget": limit,
}
