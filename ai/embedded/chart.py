"""The chart: everything that was found in the tokens so far, by place and category."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from ai.embedded.text import Token

# More edges than this at one place and category help nobody and cost time.
EDGES_PER_CELL = 6


class TimeUp(Exception):
    """The message took longer to read than it may."""


@dataclass(frozen=True, slots=True)
class Edge:
    """Tokens ``start`` to ``end`` (exclusive) read as ``category`` with a value."""

    category: str
    start: int
    end: int
    value: Any = None
    weight: float = 1.0
    parts: tuple[tuple[str, Edge], ...] = field(default=(), compare=False, repr=False)

    @property
    def length(self) -> int:
        """Number of tokens."""
        return self.end - self.start


class Chart:
    """Edges over the tokens of one message, with the clock of that message."""

    def __init__(
        self,
        tokens: list[Token],
        *,
        sentence_ends: frozenset[str],
        hole_breaks: frozenset[str],
        hole_boundaries: frozenset[str],
        hole_trim: frozenset[str],
        possessive: frozenset[str] = frozenset(),
        deadline: float = float("inf"),
        least: float = 0.0,
        source: str = "",
    ) -> None:
        self.tokens = tokens
        self.deadline = deadline
        self.least = least
        self.source = source
        self._sentence_ends = sentence_ends
        self._hole_breaks = hole_breaks
        self._hole_boundaries = hole_boundaries
        self._hole_trim = hole_trim
        self._possessive = possessive
        self._cells: list[dict[str, list[Edge]]] = [{} for _ in range(len(tokens) + 1)]
        self._ticks = 0
        # Tokens of what was said and corrected: understood, and not meant.
        self.taken_back: set[int] = set()

    def tick(self) -> None:
        """Look at the clocks now and then.

        A message is given up after ``deadline`` of wall time, but never before it has had ``least`` of the
        processor: on a
        busy machine an ordinary message is late rather than refused.

        Raises:
            TimeUp: past the deadline.
        """
        self._ticks += 1
        if not self._ticks % 128 and time.perf_counter() > self.deadline and time.thread_time() > self.least:
            raise TimeUp

    def add(self, edge: Edge) -> bool:
        """Keep an edge unless the cell has the same span already with as good a weight; tell whether it was kept."""
        cell = self._cells[edge.start].setdefault(edge.category, [])
        for index, other in enumerate(cell):
            if other.end == edge.end:
                if other.weight >= edge.weight:
                    return False
                cell[index] = edge
                return True
        if len(cell) >= EDGES_PER_CELL:
            if cell[-1].end >= edge.end:
                return False
            cell.pop()  # the shortest makes room
        cell.append(edge)
        cell.sort(key=lambda other: -other.end)
        return True

    def starting(self, at: int, category: str) -> list[Edge]:
        """Edges of a category that start at a token, longest first (a copy, so that rules may add meanwhile)."""
        if at >= len(self._cells):
            return []
        return list(self._cells[at].get(category, ()))

    def keys(self, at: int) -> Iterator[str]:
        """What a pattern may begin with at a token: its word, and the categories that start there."""
        if at < len(self.tokens):
            yield self.tokens[at].norm
        for category in tuple(self._cells[at]):
            yield f"<{category}>"

    def places_by_key(self) -> dict[str, list[int]]:
        """Where a pattern may begin, by the keys of :meth:`keys`."""
        places: dict[str, list[int]] = {}
        for at in range(len(self.tokens)):
            for key in self.keys(at):
                places.setdefault(key, []).append(at)
        return places

    def all(self, categories: Iterable[str]) -> list[Edge]:
        """All edges of some categories, by place, longest first."""
        wanted = tuple(categories)
        return [edge for cell in self._cells for category in wanted for edge in cell.get(category, ())]

    def is_break(self, at: int) -> bool:
        """True when the token ends a sentence."""
        token = self.tokens[at]
        if token.norm not in self._sentence_ends:
            return False
        following = self.tokens[at + 1] if at + 1 < len(self.tokens) else None
        return not (token.norm == "." and following is not None and following.glued)

    def starts_clause(self, at: int) -> bool:
        """True at the first token, and after a sign that ends a clause."""
        return at == 0 or self.tokens[at - 1].norm in self._hole_breaks

    def ends_clause(self, at: int) -> bool:
        """True at the end, and before a sign that ends a clause."""
        return at >= len(self.tokens) or self.tokens[at].norm in self._hole_breaks

    def holes(self, at: int, limit: int) -> Iterator[Edge]:
        """Runs of tokens from ``at`` that may be a name, longest first.

        A run stops before a sign that ends a clause and before a date, a time, an amount and the like, and
        does not
        end in a small word such as "to" or "on".
        """
        at = self._after_possessive(at)
        end = at
        while end < min(at + limit, len(self.tokens)) and not self._stops_hole(at, end):
            end += 1
        for edge in self._cells[at].get("stopref", ()) if at < len(self.tokens) else ():
            if end < edge.end <= at + limit:
                yield Edge("hole", at, edge.end, self.text(at, edge.end))  # "the two o'clock thing"
        while end > at:
            pronoun = end - at == 1 and "stopref" in self._cells[at]
            if pronoun or self.tokens[end - 1].norm not in self._hole_trim:
                yield Edge("hole", at, end, self.text(at, end))
            self.tick()
            end -= 1

    def _after_possessive(self, at: int) -> int:
        """ "Tomorrow's dinner": the name begins after the day."""
        if at < len(self.tokens):
            for category in ("date", "dayref"):
                for edge in self._cells[at].get(category, ()):
                    if edge.end < len(self.tokens) - 1 and self.tokens[edge.end].norm in self._possessive:
                        return edge.end + 1
        return at

    def _stops_hole(self, at: int, end: int) -> bool:
        if self.tokens[end].norm in self._hole_breaks and not self._inner_sign(end):
            return True
        return end > at and any(category in self._hole_boundaries for category in self._cells[end])

    def _inner_sign(self, at: int) -> bool:
        """True for the point of "St. Paul's": a one- to three-letter capitalised word before it, a word after it."""
        if self.tokens[at].norm != "." or at == 0 or at + 1 >= len(self.tokens):
            return False
        before = self.tokens[at - 1]
        return before.is_capital and len(before.text) <= 3 and self.tokens[at + 1].is_capital

    def text(self, start: int, end: int, source: str | None = None) -> str:
        """The words of some tokens as written, white space made single."""
        pieces: list[str] = []
        for index in range(start, end):
            token = self.tokens[index]
            if index > start and (not token.glued or token.start > self.tokens[index - 1].end):
                pieces.append("-" if token.glued else " ")
            pieces.append(token.text)
        return "".join(pieces)
