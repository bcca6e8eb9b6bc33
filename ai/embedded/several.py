"""One request about several stops: "drop both museums", "lock the church and the sauna", "move all of Saturday"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from ai.embedded.chart import Chart, Edge
from ai.embedded.grammar import Env
from ai.embedded.kinds import is_of_kind
from ai.embedded.mentions import Mentions
from ai.embedded.paired_sums import PAIRED, each_sum
from ai.embedded.types import Span, Stop, Understanding

# Requests that may be carried out for one stop after the other.
OF_EACH = frozenset({"remove_stop", "lock_stop", "unlock_stop", "move_stop", "shorten_stop", "lengthen_stop"})
# More at once is a day to be cleared, or a trip to be planned anew.
MOST = 8
LONGEST_NAME = 4
OF_A_PLACE = ("place", "stop_id", "location_id", "category", "stop_position", "count")
OF_A_NEW_PLACE = (*OF_A_PLACE, "event_id")
OTHER = "other_"


def each_of(env: Env, mentions: Mentions, understanding: Understanding) -> Understanding:
    """The same request for every stop that the message means, as requests of their own behind the first one.

    Args:
        understanding: the message read as a request about one stop.
    """
    trip = env.context.trip
    if understanding.intent in PAIRED:
        return each_sum(env, understanding)
    together = _on_one_day(env, mentions, understanding)
    if together is not None:
        return together
    if understanding.intent == "add_stop" and trip is not None and not understanding.also:
        return _both_found(env, understanding) or _added_each(env, mentions, understanding)
    if trip is None or understanding.intent not in OF_EACH or understanding.also:
        return understanding
    stops = _all_of(env, mentions, understanding) or _listed(env, mentions, understanding) or _spoken_of(env)
    if not 2 <= len(stops) <= MOST:
        return understanding
    shared = {
        slot: value
        for slot, value in understanding.slots.items()
        if slot not in OF_A_PLACE and slot.removeprefix(OTHER) not in OF_A_PLACE
    }
    spans = tuple(span for span in understanding.spans if span.slot in shared)
    where = _span_of(understanding, env.chart)
    readings = [_about(understanding, shared, spans, stop, where) for stop in stops]
    return replace(readings[0], also=tuple(readings[1:]))


def _on_one_day(env: Env, mentions: Mentions, understanding: Understanding) -> Understanding | None:
    """ "Put the Ateneum and Kiasma on the same day": the others go to where the first stands."""
    norms = [token.norm for token in env.chart.tokens]
    if understanding.intent not in ("move_stop", "add_stop") or env.context.trip is None or understanding.also:
        return None
    if not any(" ".join(pair) in env.language.settings["same_day"] for pair in pairwise(norms)):
        return None
    first, *others = _listed(env, mentions, understanding) or (None,)
    if first is None or not others:
        return None
    goal = {"to_day_number": first.day_number}
    moved = [
        replace(
            understanding,
            intent="move_stop",
            slots={"place": one.name, "stop_id": one.id, **goal},
            question=None,
            not_understood=(),
            assumed=(),
        )
        for one in others
    ]
    return replace(moved[0], also=tuple(moved[1:]))


def _both_found(env: Env, understanding: Understanding) -> Understanding | None:
    """ "Add both", "put them both in": the two that the last search found; None where it found more or fewer."""
    found = env.context.found
    both = any(token.norm in env.language.settings["both_words"] for token in env.chart.tokens)
    if not both or len(found) != 2 or {"location_id", "event_id", "category"} & understanding.slots.keys():
        return None
    shared = {slot: value for slot, value in understanding.slots.items() if slot not in OF_A_NEW_PLACE}
    readings = [
        replace(understanding, slots={**shared, "place": one.name, "location_id": one.id}, question=None, also=())
        for one in found
    ]
    return replace(readings[0], also=(readings[1],))


def _added_each(env: Env, mentions: Mentions, understanding: Understanding) -> Understanding:
    """ "Add Oodi and the Design Museum to day 3": every place of the catalogue that is named one after the other."""
    chart, joins = env.chart, env.language.settings["list_joins"]
    where = next((span for span in understanding.spans if span.slot == "place"), None)
    if where is None or "location_id" not in understanding.slots or understanding.question is not None:
        return understanding
    shown = str(understanding.slots["place"])
    inside = [at for at, token in enumerate(chart.tokens) if where.start <= token.start < where.end]
    # A name that swallowed the list ends at its first join, unless the place itself is called so.
    swallowed = [at for at in inside if chart.tokens[at].norm in joins and chart.tokens[at].norm not in _words(shown)]
    end = swallowed[0] if swallowed else inside[-1] + 1
    shared = {
        slot: value for slot, value in understanding.slots.items() if slot.removeprefix(OTHER) not in OF_A_NEW_PLACE
    }
    readings = [understanding]
    while len(readings) < MOST:
        at = _after_joins(chart, end, joins)
        hole = (
            next((h for h in chart.holes(at, LONGEST_NAME) if mentions.sort(h) == "known"), None) if at > end else None
        )
        mention = mentions.resolve(hole, new=True) if hole is not None else None
        if hole is None or mention is None or mention.location is None:
            break
        slots = {**shared, "place": mention.location.name, "location_id": mention.location.id}
        low, high = chart.tokens[hole.start].start, chart.tokens[hole.end - 1].end
        named = Span("place", low, high, chart.source[low:high])
        kept = (span for span in understanding.spans if span.slot in shared)
        readings.append(replace(understanding, slots=slots, spans=(*kept, named), also=(), not_understood=()))
        end = hole.end
    if len(readings) < 2:
        return understanding
    first = {slot: value for slot, value in understanding.slots.items() if not slot.startswith(OTHER)}
    spans = tuple(span for span in understanding.spans if span.slot in first)
    return replace(understanding, slots=first, spans=spans, not_understood=(), also=tuple(readings[1:]))


def _words(name: str) -> list[str]:
    return name.casefold().split()


def _about(
    understanding: Understanding, shared: dict[str, object], spans: tuple[Span, ...], stop: Stop, where: Span | None
) -> Understanding:
    slots = {**shared, "place": stop.name, "stop_id": stop.id}
    if understanding.intent != "move_stop":
        slots["day_number"] = stop.day_number
        slots.pop("date", None)
    told = tuple(replace(where, slot=slot) for slot in ("place", "stop_id") if where is not None)
    kept = tuple(span for span in spans if span.slot in slots)
    return replace(
        understanding, slots=slots, spans=(*kept, *told), question=None, not_understood=(), also=(), assumed=()
    )


def _span_of(understanding: Understanding, chart: Chart) -> Span | None:
    """Where the stops are named: the words of the place, else the whole message."""
    found = next((span for span in understanding.spans if span.slot in ("place", "category")), None)
    return found or Span("place", chart.tokens[0].start, chart.tokens[-1].end, chart.source.strip())


def _all_of(env: Env, mentions: Mentions, understanding: Understanding) -> Sequence[Stop]:
    """ "Both museums", "all the cafés", "everything on Saturday": every stop of a kind, or of a day."""
    chart, settings, trip = env.chart, env.language.settings, env.context.trip
    assert trip is not None
    day = understanding.slots.get("day_number")
    number = day if isinstance(day, int) and day > 0 else None
    everything = any(token.norm in settings["everything_words"] for token in chart.tokens)
    if everything and number is not None and understanding.intent == "move_stop":
        return trip.stops_on(number)
    for edge in chart.all(("kind", "meal")):
        if not chart.tokens[edge.end - 1].norm.endswith(tuple(settings["plural_endings"])):
            continue
        said = _how_many(env, edge)
        if said == 0:
            continue
        stops = [stop for stop in trip.stops_on(number) if is_of_kind(env, stop, str(edge.value))]
        if said is None or len(stops) == said:
            return stops
    return ()


def _how_many(env: Env, edge: Edge) -> int | None:
    """How many of a kind are meant: 2 for "both", None for all there are, 0 where that is not said."""
    chart, settings = env.chart, env.language.settings
    at = edge.start - 1
    while at >= 0 and chart.tokens[at].norm in settings["articles"]:
        at -= 1
    before = chart.tokens[at].norm if at >= 0 else ""
    if before in settings["both_words"]:
        return 2
    if before in settings["all_words"]:
        return None
    for number in chart.all(("number",)):
        if number.end == at + 1 and at >= 0:
            return int(number.value)
    return None if edge.start and chart.tokens[edge.start - 1].norm in settings["definite"] else 0


def _listed(env: Env, mentions: Mentions, understanding: Understanding) -> Sequence[Stop]:
    """ "The church and the sauna", "Kiasma, Oodi & the market": stops one after the other, joined by nothing else."""
    chart, joins = env.chart, env.language.settings["list_joins"]
    where = next((span for span in understanding.spans if span.slot == "place"), None)
    if where is None:
        return ()
    inside = [at for at, token in enumerate(chart.tokens) if where.start <= token.start < where.end]
    trip = env.context.trip
    first = [stop for stop in (trip.stops if trip else ()) if stop.id == understanding.slots.get("stop_id")]
    swallowed = any(chart.tokens[at].norm in joins for at in inside)
    found, at = ([], inside[0]) if swallowed or not first else (first, _after_joins(chart, inside[-1] + 1, joins))
    while found is not first or at > inside[-1] + 1:
        stop, end = _stop_at(env, mentions, at)
        if stop is None:
            break
        found = [*found, stop] if stop not in found else found
        at = _after_joins(chart, end, joins)
        if at == end:
            break
    return found


def _after_joins(chart: Chart, at: int, joins: Sequence[str]) -> int:
    while at < len(chart.tokens) and chart.tokens[at].norm in joins:
        at += 1
    return at


def _stop_at(env: Env, mentions: Mentions, at: int) -> tuple[Stop | None, int]:
    """The one stop that is named from a token on, and where its name ends."""
    joins, changes = env.language.settings["list_joins"], env.language.settings["change_words"]
    if at < len(env.chart.tokens) and env.chart.tokens[at].norm in changes:
        return None, at  # "less time at Kiasma, more at the Ateneum"
    for hole in env.chart.holes(at, LONGEST_NAME):
        if any(env.chart.tokens[i].norm in joins for i in range(hole.start, hole.end)):
            continue
        if mentions.sort(hole) in ("known", "kind", "reference"):
            mention = mentions.resolve(hole)
            if mention.stop is not None:
                return mention.stop, hole.end
    return None, at


def _spoken_of(env: Env) -> Sequence[Stop]:
    """ "Both", "them" alone: the stops that were spoken of last."""
    chart, settings, trip = env.chart, env.language.settings, env.context.trip
    assert trip is not None
    both = any(token.norm in settings["both_words"] for token in chart.tokens)
    if not both and not any(token.norm in settings["them_words"] for token in chart.tokens):
        return ()
    by_id = {stop.id: stop for stop in trip.stops}
    names = [by_id[place.id] for place in env.context.last_places if place.id in by_id]
    return list(dict.fromkeys(names))[:2] if both else ()
