"""What is read when the rest is known: where one wants to stay, and where in the message every slot was read."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

from ai.embedded.chart import Edge
from ai.embedded.grammar import Env
from ai.embedded.semantics.values import Money
from ai.embedded.slot_amounts import put_budget
from ai.embedded.slots import Reading

# Requests about a sum, and what a figure may be instead of one.
OF_MONEY = ("record_expense", "change_budget", "limit_category")
LEAST_BUDGET = 10
MOST_BEFORE_SPARED = 4
FROM_TO = (("from", "to"), ("from", "down"), ("from", "up"))
PERCENT = frozenset({"%", "percent", "per"})
ELSEWHERE = ("range", "date", "period", "dayref", "duration", "party", "members", "ordinal")
# Words of a landmark that one wants to stay near ("the central railway station").
LONGEST_LANDMARK = 4
# Slots that follow from others: where they were read is where the first of these was.
FOLLOWS_FROM = {
    "end_date": ("days", "nights", "start_date", "month"),
    "start_date": ("date", "end_date", "days"),
    "days": ("nights", "end_date", "start_date"),
    "nights": ("days",),
    "month": ("start_date", "days"),
    "day_number": ("date", "place", "stop_id", "time_of_day"),
    "to_day_number": ("to_date",),
    "date": ("day_number",),
    "adults": ("party_size", "children"),
    "children": ("party_size",),
    "party_size": ("children", "adults"),
    "budget_kind": ("budget_amount",),
    "budget_currency": ("budget_amount",),
    "budget_relation": ("budget_amount",),
    "other_budget_kind": ("other_budget_amount",),
    "meal_diets": ("diets", "meal"),
    "meal": ("time_of_day", "time", "date"),
    "time_end": ("time",),
    "time_relation": ("time",),
    "role": ("email",),
    "expense": ("expense_category",),
}
OF_A_PLACE = ("category", "stop_id", "location_id", "event_id", "stop_position")
PREFIXES = ("", "other_", "before_", "after_", "near_")


def lodging_area(reading: Reading) -> None:
    """ "A hotel near the station", "an apartment in the old town": where one wants to stay."""
    chart = reading.env.chart
    if reading.intent not in ("plan_trip", "find_lodging") or "near_place" in reading.slots:
        return
    if reading.intent == "plan_trip" and "lodging" not in reading.slots and not chart.all(("lodging",)):
        return
    boundaries = reading.env.language.settings["hole_boundaries"]
    for edge in chart.all(("near",)):
        end = edge.end
        while end < len(chart.tokens) and end - edge.end < LONGEST_LANDMARK and chart.tokens[end].is_word:
            taken = end in reading.used and not chart.starting(end, "kind")
            if taken or any(chart.starting(end, category) for category in boundaries):
                break
            end += 1
        if end > edge.end and edge.start not in reading.used:
            reading.put("lodging_area", chart.text(edge.start, end), edge.start, end)
            return
    for edge in chart.all(("area",)):
        reading.put("lodging_area", chart.text(edge.start, edge.end), edge.start, edge.end)
        return


# Requests in which words say what the money is for.
FOR_SOMETHING = ("record_expense", "limit_category")


def what_for(reading: Reading) -> None:
    """ "20 euros on souvenirs", "at most 300 for food": the category, and the words that told it.

    A word of a place's name tells nothing: "the Design Museum shop" is read as that place.
    """
    if reading.intent not in FOR_SOMETHING:
        return
    places = [span for span in reading.spans if span.slot.endswith("place") and not span.text.islower()]
    named = {at for span in places for at in range(span.start, span.end)}
    tokens = reading.env.chart.tokens
    found = [
        edge
        for edge in reading.env.chart.all(("expense",))
        if not named & set(range(tokens[edge.start].start, tokens[edge.end - 1].end))
    ]
    if found:
        first = last = min(found, key=lambda edge: (edge.start, -edge.end))
        while (after := next((edge for edge in found if edge.start == last.end), None)) is not None:
            last = after  # "the hotel breakfast" is a breakfast
        reading.put("expense_category", str(last.value), first.start, last.end)
        reading.slots["expense"] = reading.env.chart.text(first.start, last.end)
    elif reading.slots.get("meal"):
        reading.slots["expense_category"] = "food"
    norms = [token.norm for token in tokens]
    if reading.intent == "record_expense" and any(" ".join(pair) in _not_yet(reading) for pair in pairwise(norms)):
        reading.slots["unpaid"] = True


def _not_yet(reading: Reading) -> list[str]:
    words: list[str] = reading.env.language.settings["unpaid_words"]
    return words


# So much of what one likes is kept as it was said.
MOST_LIKED = 3


def liked(reading: Reading) -> None:
    """ "We like quiet places": kept in these words, where no word of ours says it."""
    known = {"diets", "interests", "cuisines", "accessibility", "avoid", "pace", "time"}
    if reading.intent != "remember_preference" or known & reading.slots.keys():
        return
    tokens, settings = reading.env.chart.tokens, reading.env.language.settings
    refusing = {at for edge in reading.env.chart.all(("negator",)) for at in range(edge.start, edge.end)}
    starts = [at + 1 for at, token in enumerate(tokens) if token.norm in settings["taste_words"]]
    if not starts or refusing:
        return
    end = starts[0]
    while end < len(tokens) and tokens[end].is_word and tokens[end].norm not in (*settings["list_joins"], "please"):
        end += 1
    if 0 < end - starts[0] <= MOST_LIKED:
        reading.put("liked", reading.env.chart.text(starts[0], end), starts[0], end)


def not_planned(reading: Reading) -> None:
    """ "We can skip the flea market", which is in no plan: that is said, and no other stop is offered for it."""
    asked = reading.question is not None and reading.question.slot == "place"
    known = {"location_id", "event_id"} & reading.slots.keys() and "stop_id" not in reading.slots
    if reading.intent == "remove_stop" and asked and known:
        reading.question = None


def undone_alone(reading: Reading) -> None:
    """ "Undo the last change. We have to be at work on Monday": what stands in the next sentence is no part of it."""
    chart = reading.env.chart
    ends = [at for at in range(len(chart.tokens) - 1) if chart.is_break(at)]
    if reading.intent != "undo" or not ends:
        return
    first = {span.slot for span in reading.spans if span.start < chart.tokens[ends[0]].start}
    for name in ("place", "date"):
        if name in reading.slots and name not in first:
            for slot in ("place", "stop_id", "location_id", "of_change") if name == "place" else ("date", "day_number"):
                reading.slots.pop(slot, None)


def said_of_another(reading: Reading) -> None:
    """ "I bought the Kiasma tickets, the reference is X" is about Kiasma, not about the stop spoken of before."""
    slots = reading.slots
    guess = next((one for one in reading.assumed if one.kind == "stop"), None)
    if reading.intent not in ("booking_confirmed", "cancel_booking") or guess is None or not slots.get("other_stop_id"):
        return
    reading.assumed.remove(guess)
    for key in ("place", "stop_id"):
        slots[key] = slots.pop(f"other_{key}")


def from_sum_to_sum(reading: Reading) -> None:
    """ "Change the budget from 900 to 500 euros": to the second."""
    chart = reading.env.chart
    if reading.intent != "change_budget" or "budget_amount" not in reading.slots:
        return
    sums = [edge for edge in chart.all(("money", "amount")) if isinstance(edge.value, Money)]
    outer = [
        e
        for e in sums
        if not any(o is not e and o.start <= e.start and e.end <= o.end and o.length > e.length for o in sums)
    ]
    outer.sort(key=lambda edge: edge.start)
    if len(outer) != 2 or outer[0].start == 0:
        return
    first, second = outer
    words = chart.tokens[first.start - 1].norm, chart.tokens[second.start - 1].norm
    if words in FROM_TO:
        for key in ("budget_amount", "budget_currency", "budget_kind", "other_budget_amount", "other_budget_currency"):
            reading.slots.pop(key, None)
        put_budget(reading, second.value, second)


def spared(reading: Reading) -> None:
    """ "Save 50 euros without dropping the Savoy": what stays as it is."""
    slots, chart = reading.slots, reading.env.chart
    if reading.intent != "cheaper" or not slots.get("stop_id"):
        return
    words = set(reading.env.language.settings["sparing_starts"])
    place = next((span for span in reading.spans if span.slot == "place"), None)
    before = [token.norm for token in chart.tokens if place is not None and token.start < place.start]
    if words & set(before[-MOST_BEFORE_SPARED:]):
        slots["keep"] = [slots["stop_id"]]


def is_elsewhere(env: Env, edge: Edge) -> bool:
    """Whether a figure belongs to a date or the like ("42 for lunch on the 14th")."""
    others = [other for sort in ELSEWHERE for other in env.chart.all((sort,))]
    # "For 48" ends within "48.60", which is therefore no party.
    taken = {at for one in others if not edge.start < one.end < edge.end for at in range(one.start, one.end)}
    return not isinstance(edge.value, Money) and bool(taken & set(range(edge.start, edge.end)))


def is_too_little(reading: Reading, edge: Edge) -> bool:
    """Whether a figure without a currency is no budget: "three days are not enough, one more"."""
    return reading.intent == "change_budget" and not isinstance(edge.value, Money) and edge.value < LEAST_BUDGET


def bare_amount(reading: Reading) -> None:
    """ "The bill came to 57.20", "groceries 23": of an expense or a budget, the one figure that is nothing else."""
    chart = reading.env.chart
    if reading.intent not in OF_MONEY or "budget_amount" in reading.slots:
        return
    numbers = [
        edge
        for edge in chart.all(("number",))
        if chart.tokens[edge.start].number is not None
        and not set(range(edge.start, edge.end)) & reading.used
        and not is_elsewhere(reading.env, edge)
        and not (edge.end < len(chart.tokens) and chart.tokens[edge.end].norm in PERCENT)
        and not any(other.end > edge.end for other in chart.starting(edge.start, "number"))
    ]
    outer = [e for e in numbers if not any(o.start < e.start < o.end for o in numbers)]
    if len(outer) != 1 or Decimal(outer[0].value) <= 0:
        return
    put_budget(reading, Money(Decimal(outer[0].value)), outer[0])


def complete_spans(reading: Reading) -> None:
    """Say of every slot where it was read; what follows from other words points to these."""
    tokens = reading.env.chart.tokens
    places = {f"{prefix}{name}": (f"{prefix}place",) for prefix in PREFIXES for name in OF_A_PLACE}
    for slot in reading.slots:
        known = {span.slot: span for span in reversed(reading.spans)}
        source = next(
            (known[name] for name in (*FOLLOWS_FROM.get(slot, ()), *places.get(slot, ())) if name in known), None
        )
        if slot in known or source is None:
            continue
        inside = [at for at, token in enumerate(tokens) if source.start <= token.start < source.end]
        if inside:
            reading.mark(slot, inside[0], inside[-1] + 1)
