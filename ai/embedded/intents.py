"""Scoring what the traveller may want."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise

from ai.embedded.chart import Edge
from ai.embedded.grammar import Env
from ai.embedded.language import Intent, IntentPattern
from ai.embedded.mentions import Mentions
from ai.embedded.pattern import Captures

# A pattern may match in very many ways; the first ones are the longest names and the shortest gaps.
MATCHES_PER_PATTERN = 12
PER_TOKEN = 0.004
TOKENS_COUNTED = 10
AT_START = 0.03
KNOWN_NAME = 0.03
UNKNOWN_NAME = -0.04
# So many words without a capital that no map knows are hardly a name.
LEAST_PROSE, HALF_A_SENTENCE = 3, -0.3
PRONOUN = -0.03
AFTER_EDIT_VERB = 0.15
NEEDS_TRIP = 0.2
# How far a trip may lie behind a request of its own where there is a trip already.
BEHIND = 0.05
# Cities of the catalogue weigh so much, a name that only stands where a city may stand less.
KNOWN_CITY = 1.2
HAS_TRIP = 0.08
# How far a new trip may lie behind the requests that describe it.
PARTS_MARGIN = 0.25
# Requests that go on with a search, and are none where nothing was searched for.
OF_A_LIST = frozenset({"more_of_list", "which_of_list"})
# What an agent is asked for rather than for a whole trip.
OF_THE_AGENT = {"booking_assistant": ("find_lodging",)}
# From here on, what follows "yes" or "hello" is the request.
A_REQUEST = 0.8
# Requests that change the plan, how far they lie behind in a question how it is, and from where they are said outright.
EDITS = frozenset({"add_stop", "move_stop", "remove_stop", "replace_stop", "swap_stops", "clear_day", "lock_stop"})
NOT_ASKED_TO, SAID_OUTRIGHT = 0.35, 1.15
LONGEST_START = 4


@dataclass(frozen=True, slots=True)
class Candidate:
    """One intent with the match that speaks best for it."""

    intent: Intent
    pattern: IntentPattern
    score: float
    start: int
    end: int
    captures: Captures
    touched: frozenset[int] = frozenset()

    def captured(self, name: str) -> Edge | None:
        """The edge kept under a name, if any."""
        return next((edge for key, edge in self.captures if key == name), None)


def rank(env: Env, mentions: Mentions) -> list[Candidate]:
    """Return the best candidate of every intent that matches at all, best first."""
    found: list[Candidate] = []
    lead = _lead_end(env)
    places = env.chart.places_by_key()
    edits = any(env.chart.starting(lead, verb) for verb in env.language.settings["edit_verbs"])
    asks = _asks_how_it_is(env)
    for intent in env.language.intents:
        if intent.name in OF_A_LIST and env.context.search is None:
            continue
        best: Candidate | None = None
        touched: set[int] = set()
        for pattern in intent.patterns:
            if any(keys.isdisjoint(places) for keys in pattern.needs):
                continue  # a word that it cannot do without is not there
            candidate = _best_match(env, mentions, intent, pattern, lead, places)
            if candidate is None:
                continue
            # A second sentence for the same wish ("start later, we are slow in the morning") is understood
            # too.
            touched.update(range(candidate.start, candidate.end))
            if best is None or candidate.score > best.score:
                best = candidate
        if best is not None:
            search = edits and intent.name in env.language.settings["searches"]
            score = best.score - (AFTER_EDIT_VERB if search else 0.0)
            if asks and intent.name in EDITS and best.pattern.weight < SAID_OUTRIGHT:
                score -= NOT_ASKED_TO
            found.append(replace(best, score=score, touched=frozenset(touched)))
    ranked = sorted(_as_one_trip(env, found), key=lambda candidate: -candidate.score)
    return _after_lead_in(env, ranked)


def _after_lead_in(env: Env, ranked: list[Candidate]) -> list[Candidate]:
    """ "No, drop the cathedral" is the request after the "no"."""
    lead_ins = env.language.settings["lead_ins"]
    if not ranked or ranked[0].intent.name not in lead_ins:
        return ranked
    for candidate in ranked[1:]:
        if candidate.intent.name in lead_ins or candidate.score < A_REQUEST:
            continue
        if candidate.start >= ranked[0].end:
            return [candidate, *(other for other in ranked if other is not candidate)]
    return ranked


def _as_one_trip(env: Env, found: list[Candidate]) -> list[Candidate]:
    """A new trip is described with its budget, party and tastes: these are then no requests of their own."""
    parts = env.language.settings["parts_of_a_trip"]
    best = max((candidate.score for candidate in found), default=0.0)
    for index, candidate in enumerate(found):
        name = candidate.intent.name
        if name != "plan_trip" or candidate.score < best - PARTS_MARGIN:
            continue
        if env.context.trip is not None and candidate.score < best - BEHIND:
            continue
        if any(other.intent.name in OF_THE_AGENT.get(env.context.agent, ()) for other in found):
            continue
        top = [other for other in found if other.score > candidate.score]
        if all(other.intent.name in parts for other in top):
            found[index] = replace(candidate, score=best + PER_TOKEN)
    return found


def _asks_how_it_is(env: Env) -> bool:
    """ "Do we get to the museum in time?" asks how the plan is, and for nothing to be done."""
    norms = [token.norm for token in env.chart.tokens]
    pairs = {f"{one} {then}" for one, then in pairwise(norms[:LONGEST_START])}
    return norms[-1:] == ["?"] and bool(pairs & set(env.language.settings["how_it_is"]))


def _lead_end(env: Env) -> int:
    """The first token that is not part of a polite beginning."""
    at = 0
    chart = env.chart
    while at < len(chart.tokens):
        lead = chart.starting(at, "lead")
        if lead:
            at = lead[0].end
        elif chart.tokens[at].norm in (",", "!", "."):
            at += 1
        else:
            return at
    return at


def _best_match(
    env: Env,
    mentions: Mentions,
    intent: Intent,
    pattern: IntentPattern,
    lead: int,
    places: dict[str, list[int]],
) -> Candidate | None:
    chart = env.chart
    best: Candidate | None = None
    if pattern.first is None:
        starts: Iterable[int] = range(len(chart.tokens))
    else:
        starts = sorted({at for key in pattern.first if key in places for at in places[key]})
    for at in starts:
        chart.tick()
        held = 0
        for count, (end, captures) in enumerate(pattern.node.match(chart, at)):
            if count >= MATCHES_PER_PATTERN:
                break
            quality = _hole_quality(mentions, captures)
            names = sum(edge.category == "hole" for _, edge in captures)
            if quality is None or end == at or names < held:
                continue  # a name that may be left out is not left out where it is said
            held = names
            score = pattern.weight + PER_TOKEN * min(end - at, TOKENS_COUNTED) + quality
            score += AT_START if at <= lead else 0.0
            score += intent.agents.get(env.context.agent, 0.0)
            if intent.needs_trip and env.context.trip is None:
                score -= NEEDS_TRIP if any(e.weight >= KNOWN_CITY for e in chart.all(("city",))) else BEHIND
            if intent.name == "plan_trip" and env.context.trip is not None:
                score -= HAS_TRIP
            if best is None or score > best.score:
                best = Candidate(intent, pattern, score, at, end, captures)
    return best


def _unknown_name(mentions: Mentions, edge: Edge) -> float:
    """What a name that nobody knows takes from a reading: more where it is rather half a sentence."""
    start, end = mentions.trim(edge)
    tokens = mentions.env.chart.tokens[start:end]
    words = sum(token.is_word for token in tokens)
    return HALF_A_SENTENCE if words >= LEAST_PROSE and not any(token.is_capital for token in tokens) else UNKNOWN_NAME


def _is_spoken_of(mentions: Mentions) -> bool:
    """Whether "it" can be something: a place last spoken of, or what the last answer listed."""
    return bool(mentions.env.context.last_places or mentions.env.context.offered)


def _is_listed(mentions: Mentions, edge: Edge, sort: str) -> bool:
    """Whether a name or "the second one" points at what the last answer listed."""
    offered = mentions.env.context.offered
    if not offered or sort not in ("reference", "known"):
        return False
    if sort == "reference":
        return True
    location = mentions.resolve(edge, new=True, listed=offered).location
    return location is not None and location.id in {offer.id for offer in offered}


def _is_there(mentions: Mentions, edge: Edge, sort: str) -> bool:
    """Whether a hole names a place, or what may be a stop of the plan: no superlative, and no thing nobody knows."""
    chart = mentions.env.chart
    if any(e.value.by for at in range(edge.start, edge.end) for e in chart.starting(at, "stopref")):
        return False
    if sort == "kind":
        is_meal = any(one.start >= edge.start and one.end <= edge.end for one in chart.all(("meal",)))
        return is_meal or mentions.resolve(edge).stop is not None
    return sort in ("known", "reference") or (sort == "pronoun" and _is_spoken_of(mentions))


def _is_plain(mentions: Mentions, edge: Edge) -> bool:
    """Whether a name that nobody knows is but small words."""
    chart, filler = mentions.env.chart, mentions.env.language.settings["filler"]
    start, end = mentions.trim(edge)
    words = [token for token in chart.tokens[start:end] if token.is_word]
    if any(token.is_capital for token in words) or not words:
        return False
    return all(token.norm in filler or token.norm in mentions.env.language.settings["never_near"] for token in words)


def _hole_quality(mentions: Mentions, captures: Captures) -> float | None:
    """What the names in the holes add; None when a hole cannot be a name at all."""
    total, unknown = 0.0, False
    for name, edge in captures:
        if edge.category != "hole":
            continue
        sort = mentions.sort(edge)
        if sort == "refused":
            return None
        if sort == "kind" and name in ("destination", "near_place"):
            return None
        if sort in ("known", "reference", "pronoun") and name == "destination":
            return None
        if name == "near_place" and sort == "unknown" and _is_plain(mentions, edge):
            return None  # "at least once" is nowhere
        if name == "one" and not _is_listed(mentions, edge, sort):
            return None
        if any(one.start < edge.start < one.end for one in mentions.env.chart.all(("clock",))):
            return None  # "at half past seven rather than earlier" names no "seven rather"
        if name == "there" and not _is_there(mentions, edge, sort):
            return None
        total += {
            "known": KNOWN_NAME,
            "kind": 0.0,
            "reference": KNOWN_NAME,
            "pronoun": KNOWN_NAME if _is_spoken_of(mentions) else PRONOUN,
            "unknown": _unknown_name(mentions, edge) if not unknown else 0.0,
        }[sort]
        unknown |= sort == "unknown"
    return total
