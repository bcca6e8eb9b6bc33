r"""The little pattern language of the grammar files, compiled to matchers over a chart.

======================  ======================================================================
``word``                that token, folded (also signs: ``-`` ``/`` ``.`` ``,``)
``<cat>``               something already found of a category (a table or rule of the language)
``<name:cat|other>``    the same, kept under a name; one of several categories
``x?``                  optional
``(a b|c)``             one of several sequences
``~x``                  x without white space before it
``{place}``             a hole: the longest run of tokens that may be a name
``{one}``               a hole that has to point at what was listed: "the second one"
``{there}``             a hole that has to be a known place, or a stop by its kind
``..``                  a gap of up to six tokens within the sentence
``^`` ``$``             start and end of the clause
``\\(``                 that sign itself
======================  ======================================================================
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from ai.embedded.text import fold, tokenise

if TYPE_CHECKING:
    from ai.embedded.chart import Chart, Edge

Captures = tuple[tuple[str, "Edge"], ...]
Match = tuple[int, Captures]
Needs = tuple[frozenset[str], ...]
GAP_TOKENS = 6
HOLE_TOKENS = 8

_LEXEME = re.compile(r"\\.|<[^<>\s]+>|\{\w+\}|\.\.|[()|?~^$]|[^\s()|?~<>{}\\]+")


class Node(Protocol):
    """A compiled piece of a pattern."""

    def match(self, chart: Chart, at: int) -> Iterator[Match]:
        """Yield every end position with what was captured on the way."""
        ...

    def first(self) -> frozenset[str] | None:
        """Return the words and ``<categories>`` it may begin with; None when it may begin with anything."""
        ...

    def needs(self) -> Needs:
        """Return sets of words and ``<categories>``: of each, one has to stand somewhere for a match to be possible."""
        ...


@dataclass(frozen=True, slots=True)
class Word:
    """One literal token."""

    norm: str

    def match(self, chart: Chart, at: int) -> Iterator[Match]:
        if at < len(chart.tokens) and chart.tokens[at].norm == self.norm:
            yield at + 1, ()

    def first(self) -> frozenset[str] | None:
        return frozenset((self.norm,))

    def needs(self) -> Needs:
        return (frozenset((self.norm,)),)


@dataclass(frozen=True, slots=True)
class Category:
    """Something already in the chart."""

    name: str
    categories: tuple[str, ...]

    def match(self, chart: Chart, at: int) -> Iterator[Match]:
        for category in self.categories:
            for edge in chart.starting(at, category):
                chart.tick()
                yield edge.end, (((self.name, edge),) if self.name else ())

    def first(self) -> frozenset[str] | None:
        return frozenset(f"<{category}>" for category in self.categories)

    def needs(self) -> Needs:
        return (frozenset(f"<{category}>" for category in self.categories),)


@dataclass(frozen=True, slots=True)
class Glued:
    """What follows must touch the token before it."""

    node: Node

    def match(self, chart: Chart, at: int) -> Iterator[Match]:
        if at < len(chart.tokens) and chart.tokens[at].glued:
            yield from self.node.match(chart, at)

    def first(self) -> frozenset[str] | None:
        return self.node.first()

    def needs(self) -> Needs:
        return self.node.needs()


@dataclass(frozen=True, slots=True)
class Optional:
    """Present if it can be."""

    node: Node

    def match(self, chart: Chart, at: int) -> Iterator[Match]:
        yield from self.node.match(chart, at)
        yield at, ()

    def first(self) -> frozenset[str] | None:
        return None

    def needs(self) -> Needs:
        return ()


@dataclass(frozen=True, slots=True)
class Either:
    """One of several sequences, in the order written."""

    nodes: tuple[Node, ...]

    def match(self, chart: Chart, at: int) -> Iterator[Match]:
        for node in self.nodes:
            yield from node.match(chart, at)

    def first(self) -> frozenset[str] | None:
        firsts = [node.first() for node in self.nodes]
        return None if None in firsts else frozenset().union(*(f for f in firsts if f is not None))

    def needs(self) -> Needs:
        each = [node.needs() for node in self.nodes]
        # One branch will match: whichever it is, it needs one of the first set of it.
        return (frozenset().union(*(sets[0] for sets in each)),) if all(each) else ()


@dataclass(frozen=True, slots=True)
class Sequence:
    """One after the other."""

    nodes: tuple[Node, ...]

    def match(self, chart: Chart, at: int) -> Iterator[Match]:
        return self._from(0, chart, at)

    def _from(self, index: int, chart: Chart, at: int) -> Iterator[Match]:
        chart.tick()
        if index == len(self.nodes):
            yield at, ()
            return
        for end, captures in self.nodes[index].match(chart, at):
            for last, more in self._from(index + 1, chart, end):
                yield last, captures + more

    def first(self) -> frozenset[str] | None:
        keys: frozenset[str] = frozenset()
        for node in self.nodes:
            inner = node.node if isinstance(node, Optional) else node
            first = inner.first()
            if first is None:
                return None
            keys |= first
            if not isinstance(node, Optional):
                return keys
        return None

    def needs(self) -> Needs:
        return tuple(dict.fromkeys(keys for node in self.nodes for keys in node.needs()))


@dataclass(frozen=True, slots=True)
class Hole:
    """A run of tokens that may be a name, longest first."""

    name: str

    def match(self, chart: Chart, at: int) -> Iterator[Match]:
        for edge in chart.holes(at, HOLE_TOKENS):
            yield edge.end, ((self.name, edge),)

    def first(self) -> frozenset[str] | None:
        return None

    def needs(self) -> Needs:
        return ()


@dataclass(frozen=True, slots=True)
class Gap:
    """A few tokens of no matter, shortest first."""

    def match(self, chart: Chart, at: int) -> Iterator[Match]:
        for end in range(at, min(at + GAP_TOKENS, len(chart.tokens)) + 1):
            yield end, ()
            if end < len(chart.tokens) and chart.is_break(end):
                return

    def first(self) -> frozenset[str] | None:
        return None

    def needs(self) -> Needs:
        return ()


@dataclass(frozen=True, slots=True)
class Edge0:
    """The start (``^``) or end (``$``) of a clause."""

    at_end: bool

    def match(self, chart: Chart, at: int) -> Iterator[Match]:
        if chart.ends_clause(at) if self.at_end else chart.starts_clause(at):
            yield at, ()

    def first(self) -> frozenset[str] | None:
        return None

    def needs(self) -> Needs:
        return ()


def compile_pattern(source: str, clitics: Iterable[str] = ()) -> Node:
    """Compile a pattern.

    Args:
        clitics: endings that the language's tokens are split at, so that "it's" in a pattern is two tokens.

    Raises:
        ValueError: for an unbalanced or empty pattern, with the pattern in the message.
    """
    lexemes = [piece for lexeme in _LEXEME.findall(source) for piece in _as_tokens(lexeme, tuple(clitics))]
    node, rest = _alternatives(lexemes, 0, source)
    if rest != len(lexemes):
        raise ValueError(f"unbalanced pattern: {source!r}")
    return node


def _as_tokens(lexeme: str, clitics: tuple[str, ...]) -> list[str]:
    """A literal word as the tokens it is cut into; a group of its own when there are several."""
    if not lexeme[0].isalpha():
        return [lexeme]
    tokens = [token.norm for token in tokenise(lexeme, clitics)]
    return tokens if len(tokens) == 1 else ["(", *tokens, ")"]


def _alternatives(lexemes: list[str], at: int, source: str) -> tuple[Node, int]:
    branches: list[Node] = []
    while True:
        branch, at = _sequence(lexemes, at, source)
        branches.append(branch)
        if at < len(lexemes) and lexemes[at] == "|":
            at += 1
            continue
        return (branches[0] if len(branches) == 1 else Either(tuple(branches))), at


def _sequence(lexemes: list[str], at: int, source: str) -> tuple[Node, int]:
    nodes: list[Node] = []
    while at < len(lexemes) and lexemes[at] not in ")|":
        node, at = _item(lexemes, at, source)
        nodes.append(node)
    if not nodes:
        raise ValueError(f"empty part in pattern: {source!r}")
    return (nodes[0] if len(nodes) == 1 else Sequence(tuple(nodes))), at


def _item(lexemes: list[str], at: int, source: str) -> tuple[Node, int]:
    lexeme = lexemes[at]
    node: Node
    if lexeme == "~":
        if at + 1 >= len(lexemes):
            raise ValueError(f"nothing after ~ in pattern: {source!r}")
        inner, at = _item(lexemes, at + 1, source)
        if isinstance(inner, Optional):
            return Optional(Glued(inner.node)), at
        return Glued(inner), at
    if lexeme == "(":
        node, at = _alternatives(lexemes, at + 1, source)
        if at >= len(lexemes) or lexemes[at] != ")":
            raise ValueError(f"unbalanced pattern: {source!r}")
    elif lexeme.startswith("<") and lexeme.endswith(">"):
        name, _, categories = lexeme[1:-1].rpartition(":")
        node = Category(name, tuple(categories.split("|")))
    elif lexeme.startswith("{"):
        node = Hole(lexeme[1:-1])
    elif lexeme == "..":
        node = Gap()
    elif lexeme in "^$":
        node = Edge0(lexeme == "$")
    elif lexeme == "?":
        raise ValueError(f"nothing before ? in pattern: {source!r}")
    else:
        node = Word(fold(lexeme.removeprefix("\\")))
    at += 1
    if at < len(lexemes) and lexemes[at] == "?":
        return Optional(node), at + 1
    return node, at
