"""Finding a place by a name that is nearly right."""

from __future__ import annotations

from collections.abc import Iterable
from math import log

from rapidfuzz import process
from rapidfuzz.distance import OSA

from ai.embedded.text import tokenise
from ai.embedded.types import City, PlaceMatch

# A token this alike counts as a slip of the keyboard.
LIKE = 0.74
# Names that have more than the words asked for ("Ateneum" for "Ateneum Art Museum") are a little less sure.
PART_OF_NAME = 0.16
MOST_TOKENS = 10


class PlaceIndex:
    """Names and aliases of places by their words, without case, accents and with typos forgiven.

    Args:
        places: id, name, aliases of each place.

    A query scores by the share of its words that a name has, each word weighing more the rarer it is, less a
    little for
    the words of the name that were not said. Words found only by likeness count by their likeness.
    """

    def __init__(self, places: Iterable[tuple[str, str, Iterable[str]]]) -> None:
        self._names: list[tuple[str, str, tuple[str, ...]]] = []
        self._by_token: dict[str, list[int]] = {}
        self._exact: dict[tuple[str, ...], list[int]] = {}
        for place_id, name, aliases in places:
            for written in dict.fromkeys((name, *aliases)):
                tokens = name_tokens(written)
                if not tokens:
                    continue
                index = len(self._names)
                self._names.append((place_id, name, tokens))
                self._exact.setdefault(tokens, []).append(index)
                for token in set(tokens):
                    self._by_token.setdefault(token, []).append(index)
        self._vocabulary = list(self._by_token)
        self._joined: dict[str, dict[str, str]] | None = None

    def __len__(self) -> int:
        return len({place_id for place_id, _, _ in self._names})

    def has_word(self, norm: str) -> bool:
        """True when some name has the (folded) word."""
        return norm in self._by_token

    def longest_name(self, norms: tuple[str, ...]) -> int:
        """How many of the first tokens are exactly a name; 0 when none are."""
        for length in range(min(len(norms), MOST_TOKENS), 0, -1):
            if norms[:length] in self._exact:
                return length
        return 0

    def slip_of(self, joined: str, slips: int) -> str:
        """The first name that is the folded text, spaces left out, with at most so many slips of the keyboard; else "".

        The first letter holds: it is rarely wrong, and names are many.
        """
        if self._joined is None:
            self._joined = {}
            for _, name, tokens in self._names:
                self._joined.setdefault(tokens[0][0], {}).setdefault("".join(tokens), name)
        names = self._joined.get(joined[:1], {})
        best = process.extractOne(joined, names.keys(), scorer=OSA.distance, score_cutoff=slips)
        return names[best[0]] if best is not None else ""

    def beginning_with(self, words: tuple[str, ...]) -> str:
        """The first name that begins with the folded words; else ""."""
        for index in self._by_token.get(words[0], ()) if words else ():
            _, name, tokens = self._names[index]
            if tokens[: len(words)] == words:
                return name
        return ""

    def match(self, text: str, limit: int = 5) -> list[PlaceMatch]:
        """Return at most ``limit`` places whose name is like ``text``, best first; scores from 0 to 1."""
        query = name_tokens(text)[:MOST_TOKENS]
        if not query or limit < 1:
            return []
        gained: dict[int, float] = {}
        total = 0.0
        for token in query:
            alike = self._alike(token)
            rarity = max((self._rarity(other) for other, _ in alike), default=log(len(self._names) + 2))
            total += rarity
            best: dict[int, float] = {}
            for other, likeness in alike:
                for index in self._by_token[other]:
                    best[index] = max(best.get(index, 0.0), likeness * rarity)
            for index, gain in best.items():
                gained[index] = gained.get(index, 0.0) + gain
        if not total:
            return []
        found: dict[str, PlaceMatch] = {}
        for index, gain in gained.items():
            place_id, name, tokens = self._names[index]
            score = gain / total * (1 - PART_OF_NAME * self._unsaid(query, tokens))
            if place_id not in found or score > found[place_id].score:
                found[place_id] = PlaceMatch(place_id, name, round(min(score, 1.0), 4))
        whole = self._whole(query)
        for match in whole:
            if match.id not in found or match.score > found[match.id].score:
                found[match.id] = match
        return sorted(found.values(), key=lambda match: (-match.score, len(match.name), match.name))[:limit]

    def _alike(self, token: str) -> list[tuple[str, float]]:
        if token in self._by_token:
            return [(token, 1.0)]
        if len(token) < 4:
            return []
        found = process.extract(token, self._vocabulary, scorer=OSA.normalized_similarity, score_cutoff=LIKE, limit=4)
        alike = [(other, 0.6 + 0.4 * score) for other, score, _ in found]
        if len(token) >= 5:
            alike += [(o, 0.85) for o in self._vocabulary if o.startswith(token) and len(o) > len(token)][:4]
        return alike

    def _whole(self, query: tuple[str, ...]) -> list[PlaceMatch]:
        """Names that are like the query when the spaces are forgotten ("kamppi chapel" for "Kampinkappeli" is not)."""
        joined = "".join(query)
        if len(joined) < 6:
            return []
        starts = {index for token in self._by_token if token[:2] == joined[:2] for index in self._by_token[token]}
        choices = {index: "".join(self._names[index][2]) for index in starts}
        found = process.extract(joined, choices, scorer=OSA.normalized_similarity, score_cutoff=0.85, limit=3)
        return [
            PlaceMatch(self._names[index][0], self._names[index][1], round(0.5 + 0.5 * score, 4))
            for _, score, index in found
        ]

    def _rarity(self, token: str) -> float:
        return log((len(self._names) + 2) / (len(self._by_token[token]) + 1)) + 0.2

    def _unsaid(self, query: tuple[str, ...], name: tuple[str, ...]) -> float:
        """Share of a name's words that the query lacks (0: none, towards 1: nearly all)."""
        return max(len(name) - len(query), 0) / len(name)


def name_tokens(text: str) -> tuple[str, ...]:
    """The folded words and figures of a name, without signs."""
    return tuple(token.norm for token in tokenise(text, limit=20) if token.is_word or token.number is not None)


_CITY_INDEXES: dict[int, tuple[tuple[City, ...], PlaceIndex]] = {}
MOST_CITY_INDEXES = 64


def city_index(cities: tuple[City, ...]) -> PlaceIndex:
    """Index of the catalogue's cities by name; the id is the name.

    Kept by the identity of the tuple: thousands of cities take longer to hash than a message may take to read.
    """
    kept = _CITY_INDEXES.get(id(cities))
    if kept is None or kept[0] is not cities:
        if len(_CITY_INDEXES) >= MOST_CITY_INDEXES:
            _CITY_INDEXES.clear()
        kept = (cities, PlaceIndex((city.name, city.name, city.aliases) for city in cities))
        _CITY_INDEXES[id(cities)] = kept
    return kept[1]
