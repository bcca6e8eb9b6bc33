"""Filling the chart: words, number words, then the rules of the language, layer by layer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ai.embedded.chart import Chart, Edge
from ai.embedded.language import Language, Rule
from ai.embedded.types import Context

# A layer may feed itself ("a week from the Friday after"): so often at most.
ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Env:
    """What an action may look at beside its parts."""

    context: Context
    language: Language
    chart: Chart


Parts = dict[str, Edge]
Action = Callable[[Env, Parts, dict[str, Any]], Any]
ACTIONS: dict[str, Action] = {}


def action(function: Action) -> Action:
    """Register a function under its name for ``action = "…"`` in a grammar file.

    It gets the environment, the named parts and the rule's further keys, and returns the value of the new
    edge, or
    None when the parts do not fit together after all (14 May on a day that does not exist).
    """
    ACTIONS[function.__name__] = function
    return function


def look_up_words(env: Env) -> None:
    """Add an edge for every phrase of the language that stands in the tokens."""
    tokens = env.chart.tokens
    for at, token in enumerate(tokens):
        for norms, category, value in env.language.lexicon.get(token.norm, ()):
            if all(at + index < len(tokens) and tokens[at + index].norm == norm for index, norm in enumerate(norms)):
                env.chart.add(Edge(category, at, at + len(norms), value))


def look_up_numbers(env: Env) -> None:
    """Add ``int`` (digits), ``number`` (digits with separators, or words) and ``ordinal`` edges."""
    numbers = env.language.settings["numbers"]
    for at, token in enumerate(env.chart.tokens):
        env.chart.tick()
        if token.number is not None:
            env.chart.add(Edge("int", at, at + 1, token.number))
            for end, value in _digits(env, at):
                env.chart.add(Edge("number", at, end, value))
            suffix = env.chart.tokens[at + 1] if at + 1 < len(env.chart.tokens) else None
            if suffix is not None and suffix.glued and suffix.norm in numbers["ordinal_suffixes"]:
                env.chart.add(Edge("ordinal", at, at + 2, token.number))
                env.chart.add(Edge("figure_ordinal", at, at + 2, token.number))
        elif token.is_word:
            spelled = _spelled(env, at, numbers)
            if spelled is not None:
                env.chart.add(spelled)


def _digits(env: Env, at: int) -> list[tuple[int, Decimal]]:
    """Readings of a run of digits with glued points, commas or spaces: 1.200,50 and 1,200.50 and 14.5."""
    tokens = env.chart.tokens
    readings = [(at + 1, Decimal(tokens[at].number or 0))]
    groups, signs, end = [tokens[at].text], [], at + 1
    while end + 1 < len(tokens) and tokens[end].norm in ".,'" and tokens[end].glued and tokens[end + 1].glued:
        if tokens[end + 1].number is None or len(groups) >= 5:
            break
        signs.append(tokens[end].norm)
        groups.append(tokens[end + 1].text)
        end += 2
        value = _with_separators(groups, signs)
        if value is not None:
            readings.append((end, value))
    if not signs:
        spaced, last = tokens[at].text, at + 1
        while len(tokens[at].text) <= 3 and last < len(tokens) and len(tokens[last].text) == 3:
            if tokens[last].number is None or tokens[last].start != tokens[last - 1].end + 1 or len(spaced) > 6:
                break
            spaced += tokens[last].text
            last += 1
            readings.append((last, Decimal(spaced)))
    return readings


def _with_separators(groups: list[str], signs: list[str]) -> Decimal | None:
    """The value of digit groups: the last sign is the decimal one unless three digits follow it and it repeats."""
    head, tail = groups[:-1], groups[-1]
    thousands = all(len(group) == 3 for group in groups[1:])
    if thousands and len(set(signs)) == 1 and len(groups[0]) <= 3:
        return Decimal("".join(groups))
    if len(set(signs[:-1])) > 1 or (signs[:-1] and signs[-1] in signs[:-1]):
        return None
    if any(len(group) != 3 for group in head[1:]) or len(tail) > 3 or signs[-1] == "'":
        return None
    return Decimal("".join(head) + "." + tail)


def _spelled(env: Env, at: int, numbers: dict[str, Any]) -> Edge | None:
    """Number words from a place: "twenty one", "a hundred and fifty", "twenty-first"."""
    tokens, units, tens = env.chart.tokens, numbers["units"], numbers["tens"]
    scales, ordinals, joiners = numbers["scales"], numbers["ordinals"], numbers["joiners"]
    total, group, end, last_kind = 0, None, at, ""
    index = at
    while index < len(tokens) and index < at + 10:
        norm = tokens[index].norm
        if norm in ordinals and (last_kind in ("", "tens", "scale")):
            value = total + (group or 0) + ordinals[norm]
            return Edge("ordinal", at, index + 1, value)
        if norm in tens and last_kind in ("", "scale"):
            group, last_kind = (group or 0) + tens[norm], "tens"
        elif norm in units and (last_kind in ("", "scale") or (last_kind == "tens" and units[norm] < 10)):
            group, last_kind = (group or 0) + units[norm], "units"
        elif norm in scales and (group or _may_stand(env, at, index, numbers)) and last_kind != "scale":
            if scales[norm] >= 1000:
                total, group = total + (group or 1) * scales[norm], 0
            else:
                group = (group or 1) * scales[norm]
            last_kind = "scale"
        elif norm in joiners and last_kind == "scale" and index + 1 < len(tokens):
            follower = tokens[index + 1].norm
            if follower not in units and follower not in tens:
                break
            index += 1
            continue
        else:
            break
        index += 1
        end = index
    if end == at:
        return None
    return Edge("number", at, end, Decimal(total + (group or 0)))


def _may_stand(env: Env, at: int, index: int, numbers: dict[str, Any]) -> bool:
    """Whether a scale without a number before it is one: "a hundred" is, "hundred" alone is not."""
    tokens = env.chart.tokens
    said_a = index == at and at > 0 and tokens[at - 1].norm in numbers.get("articles", ())
    return said_a or tokens[index].norm not in numbers["bare_scale_refused"]


def apply_rules(env: Env) -> None:
    """Run the layers of the language over the chart.

    Raises:
        TimeUp: when the message's time is over.
    """
    from_the_end = env.language.settings["layers_from_the_end"]
    for category, index, anywhere in env.language.layers:
        places = range(len(env.chart.tokens))
        for _round in range(ROUNDS):
            if not _apply_layer(env, index, anywhere, places[::-1] if category in from_the_end else places):
                break


def _apply_layer(env: Env, index: dict[str, list[Rule]], anywhere: list[Rule], places: range) -> bool:
    added = False
    for at in places:
        rules: dict[int, Rule] = {}
        for key in env.chart.keys(at):
            for rule in index.get(key, ()):
                rules[id(rule)] = rule
        for rule in [*rules.values(), *anywhere]:
            for end, captures in rule.node.match(env.chart, at):
                env.chart.tick()
                if end == at:
                    continue
                parts = dict(captures)
                value = ACTIONS[rule.action](env, parts, rule.args)
                if value is not None:
                    added |= env.chart.add(Edge(rule.category, at, end, value, rule.weight, captures))
    return added
