"""Finding the names of cities, known or only guessed by their place in the sentence."""

from __future__ import annotations

from ai.embedded.chart import Edge
from ai.embedded.grammar import Env
from ai.embedded.mentions import Mentions
from ai.embedded.places import PlaceIndex, city_index, name_tokens
from ai.embedded.world import town_called

LONGEST_CITY = 4
ONE_SLIP, TWO_SLIPS = 5, 9
# People in a town whose name alone, without a preposition, is taken for it.
NAMED_ALONE = 30_000


def add_cities(env: Env, mentions: Mentions) -> None:
    """Add ``city`` edges: names of the catalogue's cities anywhere, and unknown names after "to", "in",
    "visit".
    """
    chart = env.chart
    index = city_index(env.context.cities)
    norms = tuple(token.norm for token in chart.tokens)
    trip = env.context.trip
    home = trip.destination if trip is not None else ""
    for at in range(len(chart.tokens)):
        length = index.longest_name(norms[at : at + LONGEST_CITY])
        pair = norms[at : at + 2]
        begun = index.beginning_with(pair) if len(pair) == 2 and not length and chart.tokens[at].is_word else ""
        if begun and chart.tokens[at + 1].is_word and chart.tokens[at].is_capital:
            chart.add(Edge("city", at, at + 2, begun, 1.25))
            continue
        alias = env.language.settings["city_aliases"].get(norms[at])
        if alias and not length:
            chart.add(Edge("city", at, at + 1, alias, 1.2))
            continue
        if length:
            name = index.match(chart.text(at, at + length), 1)[0].name
            chart.add(Edge("city", at, at + length, name, 1.3))
            continue
        if _like_a_city(env, index, at) or _stands_alone(env, at):
            continue
        if at and norms[at - 1] in (
            *env.language.settings["city_words"],
            *env.language.settings["origin_words"],
        ):
            _guess(env, mentions, at, home)


def _like_a_city(env: Env, index: PlaceIndex, at: int) -> bool:
    """A misspelt name of a city of the catalogue, anywhere."""
    token = env.chart.tokens[at]
    if not token.is_word or len(token.norm) < ONE_SLIP or token.norm in env.language.known_words:
        return False
    if token.is_capital and town_called(token.text) is not None:
        return False  # "Helsingborg" is no slip for "Helsingfors"
    near = index.slip_of(token.norm, 2 if len(token.norm) >= TWO_SLIPS else 1)
    if not near:
        return False
    env.chart.add(Edge("city", at, at + 1, near, 1.2))
    return True


def _slip_of(index: PlaceIndex, text: str) -> str:
    """The city of the catalogue whose name is the text with a slip of the keyboard, or begins with its words.

    One slip from five letters on, two from nine; the first letter holds. "Cork" is no slip for "New York City", and
    "Bath" none for "Batu Caves".
    """
    said = name_tokens(text)
    joined = "".join(said)
    begun = index.beginning_with(said)
    if begun or len(joined) < ONE_SLIP:
        return begun
    return index.slip_of(joined, 2 if len(joined) >= TWO_SLIPS else 1)


def _guess(env: Env, mentions: Mentions, at: int, home: str) -> None:
    """An unknown name after a preposition of place: capitalised words, or one word that is in no list of
    ours.
    """
    chart = env.chart
    end = at
    while end < min(at + LONGEST_CITY, len(chart.tokens)) and _may_be_city(env, at, end):
        end += 1
    if end == at:
        return
    text = chart.text(at, end)
    exact = town_called(text) if chart.tokens[at].is_capital else None
    if exact is not None:
        chart.add(Edge("city", at, end, exact.name, 1.2))
        return
    near = _slip_of(city_index(env.context.cities), text)
    if near:
        chart.add(Edge("city", at, end, near, 1.2))
        return
    if home and text.casefold() == home.casefold():
        chart.add(Edge("city", at, end, home, 1.2))
        return
    town = next(((stop, found) for stop in range(end, at, -1) if (found := _town(env, at, stop))), None)
    if town is not None:
        chart.add(Edge("city", at, town[0], town[1], 1.2))
        return
    if mentions.env.context.trip is not None and mentions.stops_like(text)[:1]:
        return
    known = mentions.places_like(text)[:1]
    if known and known[0].score >= 0.9:
        return
    chart.add(Edge("city", at, end, text if chart.tokens[at].is_capital else text.title(), 0.9))


def _town(env: Env, start: int, end: int) -> str:
    """The town of the world that some words name, written as towns are; else ""."""
    if end - start == 1 and not env.chart.tokens[start].is_capital:
        return ""
    town = town_called(env.chart.text(start, end))
    return town.name if town is not None else ""


def _stands_alone(env: Env, at: int) -> bool:
    """A large city of the world that begins a clause or a list of facts: "Porvoo, 13 June", "Chicago. Blues." """
    chart, tokens = env.chart, env.chart.tokens
    if env.context.trip is not None or not tokens[at].is_capital or not chart.starts_clause(at):
        return False
    for end in range(min(at + LONGEST_CITY, len(tokens)), at, -1):
        if not all(tokens[i].is_capital for i in (at, end - 1)) or not (
            chart.ends_clause(end) or _starts_something(env, end)
        ):
            continue
        if end - at == 1 and tokens[at].norm in env.language.known_words - env.language.known_words_that_are_cities:
            continue
        town = town_called(chart.text(at, end), least=NAMED_ALONE)
        if town is not None:
            chart.add(Edge("city", at, end, town.name, 1.2))
            return True
    return False


def _may_be_city(env: Env, at: int, index: int) -> bool:
    chart, token = env.chart, env.chart.tokens[index]
    if not token.is_word or len(token.norm) < 2 or token.norm.startswith("'"):
        return False
    known = token.norm in env.language.known_words or token.norm in env.language.settings["filler"]
    names = env.language.known_words_that_are_cities
    if token.is_capital:
        all_capitals = sum(t.is_capital for t in chart.tokens if t.is_word) > len(chart.tokens) // 2
        return not known or token.norm in names or (index > at and not all_capitals and not known)
    return (not known or token.norm in names) and index == at and not _starts_something(env, index)


def _starts_something(env: Env, at: int) -> bool:
    return any(key.startswith("<") and key not in ("<hole>",) for key in env.chart.keys(at))
