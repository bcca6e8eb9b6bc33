"""What a wish for a trip tells beside its slots: a town that is none, nights, the very dish or sight that was named."""

from __future__ import annotations

from ai.embedded.chart import Edge
from ai.embedded.intents import KNOWN_CITY
from ai.embedded.slots import Reading
from ai.embedded.world import LARGE, town_called

# Tokens of a name that is looked for where no destination was read ("Rothenburg ob der Tauber").
LONGEST_NAME = 4
TASTE_SLOTS = ("interests", "cuisines")
KINDS = ("per_couple", "per_person", "per_day")


def settle_trip(reading: Reading) -> None:
    """Settle what follows from the words of a wish for a trip."""
    _named_town(reading)
    _nights(reading)
    _kept_words(reading)
    _kind_told_later(reading)


def settle_party(reading: Reading) -> None:
    """How many come or stay away, where the whole is not told: "two more people", "the kids stay home"."""
    chart, slots = reading.env.chart, reading.slots
    words = reading.env.language.settings["party_changes"]
    numbers = [edge for edge in chart.all(("number",)) if edge.value == int(edge.value)]
    for edge in numbers:
        change = words.get(chart.tokens[edge.end].norm) if edge.end < len(chart.tokens) else None
        if change:
            reading.put("party_size", int(edge.value), edge.start, edge.end + 1)
            slots["change"] = change
            return
    members = max(chart.all(("members",)), key=lambda edge: edge.end - edge.start, default=None)
    if members is not None and "change" in slots and "party_size" not in slots:
        reading.put("party_size", members.value.total, members.start, members.end)
        if members.value.children:
            slots["children"] = list(members.value.children)
    elif numbers and "party_size" not in slots:
        reading.put("party_size", int(numbers[-1].value), numbers[-1].start, numbers[-1].end)


def _named_town(reading: Reading) -> None:
    """A name that nothing else accounts for is where they want to go, where no town was read: it is asked for."""
    chart, slots = reading.env.chart, reading.slots
    if "destination" in slots or reading.env.context.trip is not None:
        return
    shouted = all(token.text.isupper() for token in chart.tokens if token.is_word)
    for at, token in enumerate(chart.tokens):
        if shouted or not _is_name(reading, at) or (at and token.norm.startswith("'")):
            continue
        end = last = at + 1
        while last < min(len(chart.tokens), at + LONGEST_NAME) and _goes_on(reading, last):
            last += 1
            end = last if chart.tokens[last - 1].is_capital else end
        name = chart.text(at, end)
        reading.guessed.append(name)
        reading.put("destination", name, at, end)
        return


def _is_name(reading: Reading, at: int) -> bool:
    """A word with a capital that the language does not know and nothing was read from."""
    chart, language = reading.env.chart, reading.env.language
    token = chart.tokens[at]
    if at in reading.used or not token.is_word or not token.is_capital or len(token.norm) < 3:
        return False
    if token.norm in language.known_words or token.norm in language.settings["filler"]:
        return False
    after = chart.tokens[at + 1].norm if at + 1 < len(chart.tokens) else ""
    return not after.startswith("'") and after not in language.settings["states"]


def _goes_on(reading: Reading, at: int) -> bool:
    """Whether a name may go on with a word: "ob", "der" and "Tauber", but not "on"."""
    token = reading.env.chart.tokens[at]
    known = token.norm in reading.env.language.known_words or token.norm in reading.env.language.settings["filler"]
    return token.is_word and at not in reading.used and not known


def _nights(reading: Reading) -> None:
    """Keep the nights that were said within a stretch of days ("from the 30th for five nights")."""
    slots = reading.slots
    if "nights" in slots:
        return
    for edge in reading.env.chart.all(("duration",)):
        value = edge.value
        fits = slots.get("days") in (None, value.days)
        if (
            value.unit == "night"
            and value.days is not None
            and fits
            and set(range(edge.start, edge.end)) <= reading.used
        ):
            reading.put("nights", int(value.amount), edge.start, edge.end)
            return


def _kept_words(reading: Reading) -> None:
    """Keep the very thing that was named beside the taste that it belongs to: ramen beside Japanese food."""
    kept = set(reading.env.language.settings["kept_words"])
    for slot in TASTE_SLOTS:
        said = [
            span.text.casefold() for span in sorted(reading.spans, key=lambda span: span.start) if span.slot == slot
        ]
        known = reading.slots.get(slot, [])
        known.extend(word for word in dict.fromkeys(said) if word in kept and word not in known)


def _kind_told_later(reading: Reading) -> None:
    """ "100 euros a day, oops, per person I meant": the sum is for each as well."""
    chart, kind = reading.env.chart, str(reading.slots.get("budget_kind", ""))
    corrections = chart.all(("correction",))
    if not kind or not corrections:
        return
    first = min(edge.start for edge in corrections)
    later = [edge for edge in chart.all(("per",)) if edge.start >= first and edge.start not in reading.used]
    told = {str(edge.value) for edge in later} | {one for one in KINDS if one in kind}
    kinds = [one for one in KINDS if one in told]
    if later and kinds:
        for edge in later:
            reading.mark("budget_kind", edge.start, edge.end)
        reading.slots["budget_kind"] = "_".join(kinds).replace("per_couple_per_person", "per_person")


def is_further(reading: Reading, edge: Edge) -> bool:
    """Whether a second town is one to go to: "samba", "the Prado" and "Greta's knee" are none."""
    tokens = reading.env.chart.tokens
    before = tokens[edge.start - 1].norm if edge.start else ""
    town = town_called(str(edge.value))
    if edge.weight < KNOWN_CITY or town is None:
        return False
    if before in reading.env.language.settings["further_words"]:
        return True
    first = town_called(str(reading.slots["destination"]))
    near = first is not None and first.country == town.country
    return tokens[edge.start].is_capital and (near or town_called(town.name, least=LARGE) is not None)
