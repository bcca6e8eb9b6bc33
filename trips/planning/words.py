"""Words of tables as travellers read them: what the data call ``food``, ``packed`` or ``gluten_free``."""

from __future__ import annotations

import re
from collections.abc import Mapping

from trips.planning.money import Totals
from trips.planning.said import Part, Said, joined, noted, say, word

PACE_WORDS: Mapping[str, Said] = {"relaxed": word("relaxed"), "normal": word("normal"), "packed": word("packed")}

CATEGORY_WORDS: Mapping[str, Said] = {
    "accommodation": word("accommodation"),
    "food": word("food"),
    "activities": word("activities"),
    "transport": word("transport"),
    "shopping": word("shopping"),
    "other": word("other"),
}

DIET_WORDS: Mapping[str, Said] = {
    "vegetarian": word("vegetarian"),
    "vegan": word("vegan"),
    "pescetarian": word("pescetarian"),
    "gluten_free": word("gluten-free"),
    "lactose_free": word("lactose-free"),
    "dairy_free": word("dairy-free"),
    "nut_free": word("nut-free"),
    "halal": word("halal"),
    "kosher": word("kosher"),
}

MEAL_WORDS: Mapping[str, Said] = {
    "breakfast": word("breakfast"),
    "lunch": word("lunch"),
    "coffee": word("coffee"),
    "dinner": word("dinner"),
}

MODE_WORDS: Mapping[str, Said] = {
    "walk": word("on foot"),
    "bicycle": word("by bicycle"),
    "transit": word("by public transport"),
    "car": word("by car"),
}


def diet_words(diet: object) -> Part:
    """A diet, or several joined by "and"; what the table lacks as it is written, without underscores."""
    found = [DIET_WORDS.get(one, one.replace("_", "-")) for one in str(diet).split(" and ")]
    words, *others = found
    for other in others:
        words = say("{first} and {second}", first=words, second=other)
    return words


def meal_words(meal: object) -> Part:
    """The name of a meal."""
    return MEAL_WORDS.get(str(meal), str(meal))


def category_words(category: str) -> Part:
    """The name of a category of costs."""
    return CATEGORY_WORDS.get(category, category)


def cost_words(totals: Totals) -> Said:
    """What is known, estimated, not known and without a rate, apart from each other."""
    parts = [
        say("{amount} known", amount=totals.known),
        say("{amount} estimated", amount=totals.estimated),
        *([say("{number} unknown", number=totals.unknown)] if totals.unknown else []),
        *(say("{amount} not converted", amount=money) for money in totals.unconverted),
    ]
    return joined(parts, " + ")


# What the solver says of a stop that it left out (`optimise.explain`), and the planner beside it: recognised in the
# text that a plan carries along, for the solver knows nothing of languages.
_BECAUSE = tuple(
    (sentence, re.compile(re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>.+)", re.escape(sentence))))
    for sentence in (
        noted("closed on all days"),
        noted("closed on {day}"),
        noted("cannot be reached and left again within the hours of any day"),
        noted("no time left"),
        noted("no time left on that day"),
        noted("clashes with booking {other}"),
        noted("clashes with locked stop {other}"),
        noted("clashes with must-do {other}"),
        noted("over the budget"),
        noted("category cap: enough of {category} on the trip"),
        noted("category cap: enough of {category} on each day that has time"),
        noted("pace: the days that have time have stops enough"),
        noted("pace: too much for one day"),
        noted("would move more stops of the present plan than asked for"),
        noted("not worth the way"),
        noted("of no interest (score 0)"),
        noted("only for meals, and no meal took it"),
        noted("its place in the plan is taken by another choice of the same meal"),
        noted("{first} and {second} cannot both be kept"),
        noted("booking {name}"),
        noted("locked stop {name}"),
        noted("must-do {name}"),
        noted("no time left in its hours"),
        noted("no choice is open in its hours"),
    )
)


def because_words(text: object) -> Part:
    """The solver's reasons as sentences; what is none of its own as it is written."""
    found = [_recognised(one) for one in str(text).split("; ")]
    return found[0] if len(found) == 1 else joined(found)


def _recognised(text: str) -> str:
    for sentence, pattern in _BECAUSE:
        match = pattern.fullmatch(text)
        if match is not None:
            found = match.groupdict()
            return say(sentence, **{name: _recognised(one) if name in _FIRM else one for name, one in found.items()})
    return text


_FIRM = ("first", "second")
