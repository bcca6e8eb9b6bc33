"""A language is a folder of TOML files; this module reads it. The code knows no word of any language.

``settings.toml``   signs, clitics, number words, order of the layers, thresholds
``words*.toml``     tables of phrases: ``[category]`` → ``value = ["phrase", …]``
``grammar*.toml``   ``[[rule]]`` entries that build bigger things (dates, amounts, …) from smaller ones
``intents*.toml``   ``[[intent]]`` entries: what the traveller wants, as patterns
``phrases.toml``    what the reader itself says: questions, assumptions (English where it is missing)

``defaults.toml`` beside the folders is what every language shares: a new one says only what differs.

In a phrase ``[s]`` may be absent and ``(a|b)`` is one of several. Names of months and weekdays, and the
names and signs
of currencies, come from Babel.
"""

from __future__ import annotations

import itertools
import re
import tomllib
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from babel import Locale
from babel.numbers import get_currency_name

from ai.embedded.pattern import Needs, Node, compile_pattern
from ai.embedded.text import fold, tokenise

LANGUAGES = Path(__file__).parent / "languages"
# Its phrases stand in for those that another language lacks.
SPOKEN = "en"
_PIECE = re.compile(r"\[([^\[\]]*)\]|\(([^()]*)\)|([^\[\]()]+)")


class UnknownLanguage(LookupError):
    """There is no folder for the language."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One pattern that makes an edge of a category by an action."""

    category: str
    node: Node
    action: str
    args: dict[str, Any]
    weight: float
    source: str


@dataclass(frozen=True, slots=True)
class IntentPattern:
    """One way to ask for an intent. ``slots`` are fixed values that come with it."""

    node: Node
    first: frozenset[str] | None
    weight: float
    slots: dict[str, Any]
    source: str
    needs: Needs = ()


@dataclass(frozen=True, slots=True)
class Intent:
    """Something a traveller may want.

    Args:
        features: groups of slots that are read for it beside the captured ones (see ``features.py``).
        agents: additions to the score by agent type.
        needs: slots without which a question is asked.
        without: categories whose presence speaks against it.
    """

    name: str
    patterns: tuple[IntentPattern, ...]
    features: tuple[str, ...]
    agents: dict[str, float] = field(default_factory=dict)
    needs: tuple[str, ...] = ()
    needs_trip: bool = False


@dataclass(slots=True)
class Language:
    """All that is known of one language."""

    code: str
    settings: dict[str, Any]
    phrases: dict[str, str]
    lexicon: dict[str, list[tuple[tuple[str, ...], str, Any]]]
    layers: list[tuple[str, dict[str, list[Rule]], list[Rule]]]
    intents: tuple[Intent, ...]
    vocabulary: tuple[str, ...]
    known_words: frozenset[str]
    known_words_that_are_cities: frozenset[str]
    month_names: tuple[str, ...]
    weekday_names: tuple[str, ...]
    currency_codes: frozenset[str]

    def say(self, key: str, **values: Any) -> str:
        """Return a phrase of the language with its values filled in."""
        return self.phrases[key].format(**values)


def expand(phrase: str) -> list[str]:
    """Return every form of a phrase: ``museum[s]`` gives museum and museums.

    >>> expand("(take|leave) out")
    ['take out', 'leave out']
    """
    choices: list[list[str]] = []
    for optional, either, plain in _PIECE.findall(phrase):
        if plain:
            choices.append([plain])
        elif either:
            choices.append(either.split("|"))
        else:
            choices.append(["", *optional.split("|")])
    return [" ".join("".join(parts).split()) for parts in itertools.product(*choices)]


@lru_cache(maxsize=8)
def load_language(code: str) -> Language:
    """Read the folder of a language.

    Raises:
        UnknownLanguage: when there is none.
    """
    folder = LANGUAGES / code
    if not re.fullmatch(r"[a-z]{2,3}", code) or not (folder / "settings.toml").is_file():
        raise UnknownLanguage(code)
    settings = _merged(_read(LANGUAGES / "defaults.toml"), _read(folder / "settings.toml"))
    clitics = tuple(settings["clitics"])
    builder = _LexiconBuilder(clitics)
    for path in sorted(folder.glob("words*.toml")):
        for category, values in _read(path).items():
            for value, phrases in values.items():
                for phrase in phrases:
                    builder.add(category, value, phrase)
    locale = Locale.parse(code)
    builder.add_calendar(locale, settings)
    codes = builder.add_currencies(locale, settings)
    builder.add_numbers(settings["numbers"])
    rules = [rule for path in sorted(folder.glob("grammar*.toml")) for rule in _rules(_read(path), clitics)]
    intents = _intents([_read(path) for path in sorted(folder.glob("intents*.toml"))], clitics)
    known = builder.words | {fold(word) for text in settings["known_words"].values() for word in text.split()}
    for source in [rule.source for rule in rules] + [p.source for i in intents for p in i.patterns]:
        known |= {fold(word) for word in re.findall(r"[^\W\d_]+(?![\w:|]*>)", source)}
    return Language(
        code=code,
        settings=settings,
        phrases=_phrases(folder),
        lexicon=builder.lexicon,
        layers=_layers(rules, settings["layers"]),
        intents=tuple(intents),
        vocabulary=tuple(sorted(w for w in builder.words if len(w) >= settings["typos"]["shortest_target"])),
        known_words=frozenset(known),
        known_words_that_are_cities=frozenset(settings["known_words"]["cities"].split()),
        month_names=tuple(locale.months["format"]["wide"][n] for n in range(1, 13)),
        weekday_names=tuple(locale.days["format"]["wide"][n] for n in range(7)),
        currency_codes=codes,
    )


def _merged(shared: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    """Shared settings with a language's own over them, table by table."""
    merged = dict(shared)
    for key, value in own.items():
        both = isinstance(value, dict) and isinstance(merged.get(key), dict)
        merged[key] = _merged(merged[key], value) if both else value
    return merged


def _phrases(folder: Path) -> dict[str, str]:
    """What the reader says; in English where the language has no words for it yet."""
    own = folder / "phrases.toml"
    return {**_read(LANGUAGES / SPOKEN / "phrases.toml"), **(_read(own) if own.is_file() else {})}


def _read(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        return tomllib.load(file)


class _LexiconBuilder:
    def __init__(self, clitics: tuple[str, ...]) -> None:
        self.clitics = clitics
        self.lexicon: dict[str, list[tuple[tuple[str, ...], str, Any]]] = {}
        self.words: set[str] = set()
        self._seen: set[tuple[tuple[str, ...], str]] = set()

    def add(self, category: str, value: Any, phrase: str) -> None:
        """Enter all forms of a phrase; the first value wins for the same words and category."""
        for form in expand(phrase):
            norms = tuple(token.norm for token in tokenise(form, self.clitics))
            if not norms or (norms, category) in self._seen:
                continue
            self._seen.add((norms, category))
            self.lexicon.setdefault(norms[0], []).append((norms, category, value))
            self.words.update(norm for norm in norms if norm.isalpha())

    def add_calendar(self, locale: Locale, settings: dict[str, Any]) -> None:
        for width in ("wide", "abbreviated"):
            for number, name in locale.months["format"][width].items():
                self.add("month", number, name)
            for number, name in locale.days["format"][width].items():
                self.add("weekday", number, name)
        for number, name in locale.days["format"]["wide"].items():
            for suffix in settings["weekday_suffixes"]:
                self.add("weekday", number, name + suffix)
        for category in ("month", "weekday"):
            for number, names in settings.get(f"more_{category}s", {}).items():
                for name in names:
                    self.add(category, int(number), name)

    def add_currencies(self, locale: Locale, settings: dict[str, Any]) -> frozenset[str]:
        """Enter names and signs; return all codes (these count only next to an amount)."""
        current = set(settings["currencies"]["common"])
        for key, words in settings["currencies"]["shared"].items():
            for word in words:
                self.add("currency", f"?{key}", word)
        for code in settings["currencies"]["common"]:
            names = {locale.currencies.get(code, code), code}
            for count in ("one", "other"):
                names.add(_plural_name(locale, code, count))
            symbol = locale.currency_symbols.get(code, code)
            for name in names | {symbol}:
                self.add("currency", code, name)
        for code, words in settings["currencies"]["words"].items():
            for word in words:
                self.add("currency", code, word)
        return frozenset(current | set(locale.currencies))

    def add_numbers(self, numbers: dict[str, Any]) -> None:
        for kind in ("units", "tens", "scales", "ordinals"):
            self.words.update(fold(word) for word in numbers[kind])


def _plural_name(locale: Locale, code: str, count: str) -> str:
    return get_currency_name(code, count=1 if count == "one" else 2, locale=locale)


def _rules(data: dict[str, Any], clitics: tuple[str, ...]) -> list[Rule]:
    rules: list[Rule] = []
    for entry in data.get("rule", ()):
        for pattern in entry["patterns"]:
            rules.append(
                Rule(
                    category=entry["make"],
                    node=compile_pattern(pattern, clitics),
                    action=entry["action"],
                    args={k: v for k, v in entry.items() if k not in ("make", "action", "patterns", "weight")},
                    weight=float(entry.get("weight", 1.0)),
                    source=pattern,
                )
            )
    return rules


def _layers(rules: list[Rule], order: list[str]) -> list[tuple[str, dict[str, list[Rule]], list[Rule]]]:
    """Group rules by category in the order given, indexed by what they may begin with."""
    unknown = {rule.category for rule in rules} - set(order)
    if unknown:
        raise ValueError(f"rules for categories without a layer: {sorted(unknown)}")
    layers = []
    for category in order:
        index: dict[str, list[Rule]] = {}
        anywhere: list[Rule] = []
        for rule in rules:
            if rule.category != category:
                continue
            first = rule.node.first()
            if first is None:
                anywhere.append(rule)
            for key in first or ():
                index.setdefault(key, []).append(rule)
        layers.append((category, index, anywhere))
    return layers


def _intents(files: list[dict[str, Any]], clitics: tuple[str, ...]) -> list[Intent]:
    """Build the intents of all files: ``[[intent]]`` defines one, ``[[more]]`` adds patterns to it."""
    entries = {entry["name"]: entry for data in files for entry in data.get("intent", ())}
    groups = {name: list(entry["ask"]) for name, entry in entries.items()}
    for data in files:
        for more in data.get("more", ()):
            groups[more["name"]] += more["ask"]
    intents: list[Intent] = []
    for name, entry in entries.items():
        patterns: list[IntentPattern] = []
        for group in groups[name]:
            fixed = {k: v for k, v in group.items() if k not in ("patterns", "weight")}
            for source in group["patterns"]:
                weight = float(group.get("weight", 0.9))
                node = compile_pattern(source, clitics)
                patterns.append(IntentPattern(node, node.first(), weight, fixed, source, node.needs()))
        intents.append(
            Intent(
                name=name,
                patterns=tuple(patterns),
                features=tuple(entry.get("features", ())),
                agents=entry.get("agents", {}),
                needs=tuple(entry.get("needs", ())),
                needs_trip=bool(entry.get("needs_trip", False)),
            )
        )
    return intents
