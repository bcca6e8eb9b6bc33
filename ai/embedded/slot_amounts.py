"""People and money as slots."""

from __future__ import annotations

from typing import TYPE_CHECKING

from babel.numbers import get_territory_currencies

from ai.embedded.chart import Edge
from ai.embedded.grammar import Env
from ai.embedded.semantics.amounts import MOST_PEOPLE
from ai.embedded.semantics.values import Money, Party

if TYPE_CHECKING:
    from ai.embedded.slots import Reading


def put_party(reading: Reading, party: Party, edge: Edge) -> None:
    """Number of people, adults, children's ages."""
    if _is_bystander(reading, party, edge):
        reading.mark("party", edge.start, edge.end)
        return
    if party.size is not None and not 1 <= party.size <= MOST_PEOPLE:
        reading.mark("party_size", edge.start, edge.end)
        reading.ask("ask_party", "party_size")
        return
    known: list[int | None] = reading.slots.get("children", [])
    told = reading.slots.get("party_size", 0)
    if told and party.size is not None and party.size < told and not party.children:
        reading.mark("party_size", edge.start, edge.end)  # "We are nine, one of us in a wheelchair"
        return
    if told and party.size is not None and not party.children:
        # "My brother is coming, so we are three", "Our sons are 13 and 15. Four of us.": the whole counts.
        reading.put("party_size", party.size, edge.start, edge.end)
        for slot in ("adults", "change"):
            reading.slots.pop(slot, None)
        if known:
            reading.slots["adults"] = party.size - len(known)
        return
    if _are_known(reading, party, edge):
        reading.mark("children", edge.start, edge.end)  # "No spicy food for the little ones": those of whom was told
        return
    if known and party.adults and party.size is None and not party.children and reading.slots.get("adults") == 1:
        # "With a two-year-old and a baby, two grown-ups": these, and not the speaker alone.
        reading.put("adults", party.adults, edge.start, edge.end)
        reading.put("party_size", party.adults + len(known), edge.start, edge.end)
        return
    if "party_size" in reading.slots:
        # "For four, two adults and two kids": the first number is the whole, the rest its parts.
        if party.children and len(known) + len(party.children) <= reading.slots["party_size"] - (not known):
            reading.slots["children"] = [*known, *party.children]
            reading.mark("children", edge.start, edge.end)
            if party.total + int(reading.slots.get("adults", 0)) > reading.slots["party_size"]:
                reading.slots["party_size"] = max(reading.slots["party_size"], party.total)
        reading.mark("party_size", edge.start, edge.end)
        return
    reading.put("party_size", party.total, edge.start, edge.end)
    if party.children:
        reading.slots["children"] = list(party.children)
        reading.mark("children", edge.start, edge.end)
    if party.adults:
        reading.put("adults", party.adults, edge.start, edge.end)
    elif party.size is not None and party.children:
        reading.put("adults", party.size - len(party.children), edge.start, edge.end)


def _are_known(reading: Reading, party: Party, edge: Edge) -> bool:
    """Whether children without ages and number are those whose ages were told before."""
    known = reading.slots.get("children", [])
    if not any(age is not None for age in known) or party.adults or party.size is not None or not party.children:
        return False
    counted = any(reading.env.chart.starting(at, "number") for at in range(edge.start, edge.end))
    indefinite = reading.env.chart.tokens[edge.start].norm in reading.env.language.settings["indefinite"]
    return not counted and not indefinite and all(age is None for age in party.children)


def _is_bystander(reading: Reading, party: Party, edge: Edge) -> bool:
    """ "My mother uses a wheelchair", "one of us is vegan" tell of somebody, not of how many there are."""
    if party.size is not None and reading.intent != "change_party" and _is_some_of_us(reading, edge):
        return True
    if party.size is not None or party.total != 1 or reading.intent == "change_party":
        return False
    chart = reading.env.chart
    after = chart.tokens[edge.end].norm if edge.end < len(chart.tokens) else ""
    if after in reading.env.language.settings["states"]:
        return not any(chart.starting(edge.start, word) for word in ("me",))
    named = any(low.end <= edge.end for at in range(edge.start, edge.end) for low in chart.starting(at, "companion"))
    alone = reading.intent == "plan_trip" or chart.starts_clause(edge.start)
    return named and alone and not any(chart.starting(edge.start, word) for word in ("me",))


def _is_some_of_us(reading: Reading, edge: Edge) -> bool:
    settings, tokens = reading.env.language.settings, reading.env.chart.tokens
    among = any(token.norm in settings["among_words"] for token in tokens[edge.start : edge.end])
    first = tokens[edge.start].number is not None or bool(reading.env.chart.starting(edge.start, "number"))
    after = tokens[edge.end].norm if edge.end < len(tokens) else ""
    return among and first and after in settings["states"]


def put_budget(reading: Reading, money: Money, edge: Edge) -> None:
    """An amount; a currency that was not said or is shared is taken and said aloud."""
    if "budget_amount" in reading.slots and reading.slots.get("budget_kind") == (money.kind or "total"):
        return
    prefix = "budget" if "budget_amount" not in reading.slots else "other_budget"
    currency = money.currency or one_currency(reading, f"?{money.shared}")
    reading.put(f"{prefix}_amount", plain(money), edge.start, edge.end)
    reading.put(f"{prefix}_currency", currency, edge.start, edge.end)
    reading.put(f"{prefix}_kind", money.kind or "total", edge.start, edge.end)
    if money.relation and money.relation != "exact":
        reading.put(f"{prefix}_relation", money.relation, edge.start, edge.end)


def one_currency(reading: Reading, value: str) -> str:
    """A code; of several that a sign may mean, that of the city spoken of, else one's own, else the first."""
    if not value.startswith("?"):
        return value
    trip = reading.env.context.trip
    own = (trip.currency if trip is not None else "") or reading.env.context.currency
    codes = value[1:].split(",") if value != "?" else [own]
    there = [code for code in currencies_there(reading.env) if code in codes]
    currency = own if own in codes and not there else (there or codes)[0]
    reading.assume("currency", currency)
    return currency


def currencies_there(env: Env) -> list[str]:
    """What is paid with where the message's city is: ISO 4217, of Unicode's tables."""
    named = {str(edge.value) for edge in env.chart.all(("city",))}
    countries = {city.country for city in env.context.cities if city.name in named and city.country}
    return [code for country in sorted(countries) for code in get_territory_currencies(country)]


def plain(money: Money) -> str:
    """An amount as a decimal without exponent or needless zeros: "300", "49.5"."""
    text = f"{money.amount:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
