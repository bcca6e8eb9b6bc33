"""Requests about what was paid, and about what a kind of cost may come to."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from ai.embedded import wording_money as wording
from ai.embedded.steps import Call, Facts, Serve, Step, asking
from ai.embedded.types import Context, Option, Question, Stop, Understanding

CATEGORIES = ("food", "activities", "transport", "accommodation", "shopping", "other")
MOST_STOPS = 7


def record(reading: Understanding, context: Context) -> Step:
    """Of a stop that is named, of the day's meal, else an entry of its own."""
    slots = reading.slots
    amount = _for_all(reading, context)
    if amount is None:
        return asking(reading, Question(wording.HOW_MUCH_PAID, "budget_amount"))
    arguments: dict[str, object] = {"amount": str(amount)}
    guessed = any(assumption.kind == "currency" for assumption in reading.assumed)
    if slots.get("budget_currency") and not guessed:
        arguments["currency"] = slots["budget_currency"]
    if slots.get("unpaid"):
        arguments["paid"] = False
    stop = _stop(reading, context)
    if stop is not None:
        return Step(reading, Call("record_cost", {"stop": stop.id, **arguments}))
    meals = _meals(reading, context)
    if len(meals) > 1:
        options = tuple(_option(one, context) for one in meals[:MOST_STOPS])
        return asking(reading, Question(wording.PAID_FOR_WHICH, "place", options))
    title = _title(reading)
    if not title:
        stops = context.trip.stops if context.trip is not None else ()
        options = tuple(_option(one, context) for one in stops[:MOST_STOPS])
        return asking(reading, Question(wording.PAID_FOR_WHAT, "place", options))
    entries = context.trip.entries if context.trip is not None and slots.get("corrects") else ()
    noted = [key for key, named in entries if named.casefold() == title.casefold()]
    if len(noted) == 1:
        return Step(reading, Call("record_cost", {"stop": noted[0], **arguments}))  # the entry that is wrong
    own = {"title": title, "category": slots.get("expense_category", "other")}
    if slots.get("day_number"):
        own["day_number"] = slots["day_number"]
    return Step(reading, Call("record_cost", {**arguments, **own}))


def _for_all(reading: Understanding, context: Context) -> Decimal | None:
    """The amount for the whole party: "12 each" is that many times."""
    if reading.slots.get("budget_amount") is None:
        return None
    amount = Decimal(str(reading.slots["budget_amount"]))
    if str(reading.slots.get("budget_kind")) != "per_person":
        return amount
    if context.trip is None:
        return None
    return amount * (context.trip.adults + len(context.trip.children))


def _stop(reading: Understanding, context: Context) -> Stop | None:
    """The stop that was paid for. A ride to it is none of its costs."""
    slots = reading.slots
    if context.trip is None:
        return None
    keys = [slots.get(name) for name in ("stop_id", "other_stop_id", "near_stop_id")]
    named = next((one for key in keys if key for one in context.trip.stops if one.id == key), None)
    if named is not None and slots.get("expense_category") == "transport" and "transport" not in named.kind:
        return None
    if named is not None:
        return named
    meals = _meals(reading, context)
    return meals[0] if len(meals) == 1 else None


def _meals(reading: Understanding, context: Context) -> list[Stop]:
    """The stops for the meal that was paid for."""
    meal = reading.slots.get("meal")
    if context.trip is None or not meal or reading.slots.get("place") or reading.slots.get("other_place"):
        return []
    day = reading.slots.get("day_number")
    stops = context.trip.stops_on(int(day) if day else None)
    return [stop for stop in stops if meal in stop.kind.split(",")]


def _option(stop: Stop, context: Context) -> Option:
    label = wording.of_a_day(stop.name, stop.day_number)
    return Option(label, {"stop_id": stop.id, "place": stop.name})


def _title(reading: Understanding) -> str:
    """What an entry of its own is called: as the traveller said it."""
    slots = reading.slots
    named = slots.get("place") or slots.get("other_place") or slots.get("expense") or slots.get("meal")
    said = next((span.text for span in reading.spans if span.slot in ("place", "other_place")), "")
    if named and said.islower() and "stop_id" not in slots:
        named = said  # "the hotel bar" is no bar of the catalogue that is called alike
    if slots.get("expense") and slots.get("expense_category") == "transport":
        named = slots["expense"]
    if not named and reading.not_understood:
        named = reading.not_understood[0]
    words = str(named or "").strip()
    return f"{words[:1].upper()}{words[1:]}"


def limit(reading: Understanding, context: Context) -> Step:
    """A limit for one kind of cost, in the trip's currency."""
    slots = reading.slots
    category, amount = slots.get("expense_category"), slots.get("budget_amount")
    if amount is None:
        return asking(reading, Question(wording.HOW_MUCH_LIMIT, "budget_amount"))
    currency, trip = slots.get("budget_currency"), context.trip
    guessed = any(assumption.kind == "currency" for assumption in reading.assumed)
    if trip is not None and currency and not guessed and trip.currency and currency != trip.currency:
        return Step(reading, words=wording.limit_in(trip.currency))
    if category is None:
        options = tuple(Option(wording.category_label(one), {"expense_category": one}) for one in CATEGORIES)
        return asking(reading, Question(wording.LIMIT_OF_WHAT, "expense_category", options))
    total = Decimal(str(amount))
    kind = str(slots.get("budget_kind") or "total")
    if trip is not None and "day" in kind:
        total *= trip.days
    if trip is not None and "person" in kind:
        total *= trip.adults + len(trip.children)
    return Step(reading, Call("limit_category", {"category": category, "amount": str(total)}))


def changed(reading: Understanding, context: Context) -> Step:
    """What was changed last, and what waits for a yes."""

    def then(facts: Facts) -> Step | None:
        if not facts.get("ok", True):
            return None
        return Step(replace(reading, question=None), words=wording.changes(facts, context.waiting))

    return Step(reading, Call("list_changes"), then=then, quiet=True)


INTENTS: dict[str, Serve] = {"record_expense": record, "limit_category": limit, "what_changed": changed}
