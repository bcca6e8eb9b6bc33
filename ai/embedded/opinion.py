"""The intent of a message by two opinions: what its patterns found, and what it resembles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ai.embedded.grammar import Env
from ai.embedded.intents import OF_A_LIST, Candidate
from ai.embedded.language import IntentPattern
from ai.embedded.listed import of_kind
from ai.embedded.mentions import Mentions
from ai.embedded.pattern import Word
from ai.embedded.resembling import resembling

# How likely another intent than the patterns' has to be before it is taken, by how well theirs matches.
NOTHING_MATCHES = 0.38
TAKEN_FROM = ((0.8, 0.45), (0.95, 0.55), (1.02, 0.65))
WELL_MATCHED = 0.8
# A pattern of so much weight says what is wanted in so many words.
SAID_OUTRIGHT, SURELY_ANOTHER = 1.15, 0.98
# What the patterns found stays while it is half as likely.
HALF = 0.5
# A guess is as sure as a loose pattern at best.
LEAST, MOST = 0.5, 0.8
# How much likelier an agent's subject is than the examples alone say.
OF_THE_SUBJECT = 3.0
# And how much less likely what the agent has no tool for.
NOT_SERVED = 0.15
# Guesses that are offered as buttons.
WORTH_ASKING, MOST_GUESSES = 0.06, 3
# What values alone are taken to ask for has to be at least this likely.
ALLOWED = 0.03
NO_PATTERN = Word("")
UNKNOWN = "unknown"


def weighed(env: Env, mentions: Mentions, ranked: Sequence[Candidate]) -> list[Candidate]:
    """Put the more likely intent first.

    Args:
        ranked: what the patterns found, best first.

    Returns:
        The candidates, best first; none where the message is for no travel assistant.
    """
    likely = _of_the_agent(env, resembling(env, mentions, ranked))
    if not likely:
        return list(ranked)
    guess = max(likely, key=lambda name: likely[name])
    found = list(ranked)
    if found and found[0].intent.name in env.context.cannot and likely[guess] >= NOTHING_MATCHES:
        # What the agent has no tool for is meant only where nothing else is likely.
        found = [candidate for candidate in found if candidate.intent.name not in env.context.cannot]
    best = found[0] if found else None
    if best is not None and (_akin(env, best.intent.name, guess) or _speaks_of_list(env)):
        return found
    if best is not None and likely.get(best.intent.name, 0.0) >= HALF * likely[guess]:
        return found
    if likely[guess] < _needed(best):
        return found
    if guess == UNKNOWN:
        return []
    own = _candidate(env, guess, found, likely[guess])
    if own is None:
        return found
    own = replace(own, score=max(own.score, best.score if best else 0.0))
    return [own, *(candidate for candidate in found if candidate.intent.name != guess)]


def _of_the_agent(env: Env, likely: dict[str, float]) -> dict[str, float]:
    """Who asks a specialist asks rather for the specialist's subject: "what's on Saturday?" is no one question."""
    subjects = env.language.settings["subjects"].get(env.context.agent, ())
    cannot = set(env.context.cannot)
    if env.context.trip is None:
        cannot |= {intent.name for intent in env.language.intents if intent.needs_trip}
    weighted = {
        name: share * (OF_THE_SUBJECT if name in subjects else 1.0) * (NOT_SERVED if name in cannot else 1.0)
        for name, share in likely.items()
    }
    total = sum(weighted.values())
    return {name: share / total for name, share in weighted.items()}


def _akin(env: Env, one: str, other: str) -> bool:
    """Whether two intents differ by what was said before or by a time alone, which no example tells."""
    return any(one in family and other in family for family in env.language.settings["akin"])


def _speaks_of_list(env: Env) -> bool:
    """ "Add the second one": what was listed says what is meant."""
    offered = env.context.offered
    said = [edge.value for edge in env.chart.all(("stopref",))] if offered else []
    return any(one.position is not None or one.by or one.pronoun or of_kind(offered, one.kind) for one in said)


def _needed(best: Candidate | None) -> float:
    """How likely an intent has to be to be taken instead of the patterns' best."""
    if best is None:
        return NOTHING_MATCHES
    if best.score >= SAID_OUTRIGHT:
        return SURELY_ANOTHER
    return next((needed for score, needed in TAKEN_FROM if best.score < score), WELL_MATCHED)


def may_be(env: Env, mentions: Mentions, ranked: Sequence[Candidate], intent: str) -> bool:
    """Whether what was learnt allows for an intent; true where nothing was learnt."""
    likely = resembling(env, mentions, ranked)
    return not likely or likely.get(intent, 1.0) >= ALLOWED


def guesses(env: Env, mentions: Mentions, ranked: Sequence[Candidate]) -> list[Candidate]:
    """What the message may be about, the likeliest first, for a question."""
    likely = _of_the_agent(env, resembling(env, mentions, ranked))
    names = [name for name in sorted(likely, key=lambda name: -likely[name]) if likely[name] >= WORTH_ASKING]
    names += [candidate.intent.name for candidate in ranked]
    found = [_candidate(env, name, ranked, likely.get(name, 0.0)) for name in dict.fromkeys(names)]
    return [candidate for candidate in found if candidate is not None][:MOST_GUESSES]


def _candidate(env: Env, name: str, found: Sequence[Candidate], share: float) -> Candidate | None:
    """The patterns' candidate for an intent, or one of no pattern; None where nobody may ask for it."""
    score = LEAST + (MOST - LEAST) * share
    own = next((candidate for candidate in found if candidate.intent.name == name), None)
    if own is not None:
        return replace(own, score=max(own.score, score))
    intent = next((intent for intent in env.language.intents if intent.name == name), None)
    if intent is None or name in OF_A_LIST or (intent.needs_trip and env.context.trip is None):
        return None
    # No pattern matches: the message as a whole speaks for it.
    pattern = IntentPattern(NO_PATTERN, None, score, {}, "")
    return Candidate(intent, pattern, score, 0, 0, (), frozenset(range(len(env.chart.tokens))))


def is_guess(candidate: Candidate) -> bool:
    """Whether no pattern matched, so that nothing was captured."""
    return candidate.pattern.node is NO_PATTERN
