"""Names of places: of the plan, of what was listed, of the catalogue, or of none of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from ai.embedded.chart import Edge
from ai.embedded.described import DESCRIBED, described
from ai.embedded.grammar import Env
from ai.embedded.options import stop_options
from ai.embedded.places import PlaceIndex
from ai.embedded.semantics.values import Clock, StopRef
from ai.embedded.text import fold
from ai.embedded.types import Offer, Option, PlaceMatch, Stop, TripSnapshot

if TYPE_CHECKING:
    from ai.embedded.mentions import Mentions

# A kind of place that is this much like the name of one stop is that stop.
NAMED_BY_KIND = 0.85
# How sure a name is that is neither a stop nor a place of the catalogue.
UNFOUND = 0.55
# Letters of a word by which one of a list may be told.
LEAST_OF_A_NAME = 4


@dataclass(frozen=True, slots=True)
class Mention:
    """What a hole turned out to be. ``options`` are set when several places answer to the name."""

    text: str
    start: int
    end: int
    name: str = ""
    stop: Stop | None = None
    location: PlaceMatch | None = None
    category: str = ""
    position: int | None = None
    pronoun: str = ""
    definite: bool = False
    options: tuple[Option, ...] = ()
    reason: str = ""
    score: float = 0.0
    stops: tuple[Stop, ...] = field(default=())


@lru_cache(maxsize=64)
def stop_index(trip: TripSnapshot) -> PlaceIndex:
    return PlaceIndex((stop.id, stop.name, stop.aliases) for stop in trip.stops)


@lru_cache(maxsize=64)
def offer_index(named: tuple[tuple[str, str], ...]) -> PlaceIndex:
    return PlaceIndex((offer_id, name, ()) for offer_id, name in named)


def has_all_words(name: str, text: str) -> bool:
    """Whether every word of a text is one of a name: "flea market" of "Flea market at Hietalahti"."""
    return set(fold(text).split()) <= set(fold(name).split())


def named_in_list(mentions: Mentions, edge: Edge, start: int, end: int, listed: tuple[Offer, ...]) -> Offer | None:
    """ "The flea market" after "Flea market at Hietalahti" was listed: the one of the list that is called so."""
    if not listed or mentions.covering(("meal",), start, end):
        return None
    is_definite = mentions.env.chart.tokens[edge.start].norm in mentions.env.language.settings["definite"]
    if mentions.is_kind(start, end) and not is_definite:
        return None
    trip, text = mentions.env.context.trip, fold(mentions.env.chart.text(start, end))
    if any(fold(stop.name) == text for stop in (trip.stops if trip is not None else ())):
        listed = tuple(offer for offer in listed if fold(offer.name) == text)  # "the Ateneum" is not its bistro
    margin = mentions.env.language.settings["thresholds"]["name_margin"]
    by_id = {offer.id: offer for offer in listed}
    index = offer_index(tuple((offer.id, offer.name) for offer in listed))
    for wording in mentions.wordings(start, end):
        found = [match for match in index.match(wording, 2) if match.score >= NAMED_BY_KIND]
        if found and (len(found) == 1 or found[1].score < found[0].score - margin):
            return by_id[found[0].id]
    return _by_a_word(mentions, start, end, listed) if is_definite else None


def _by_a_word(mentions: Mentions, start: int, end: int, listed: tuple[Offer, ...]) -> Offer | None:
    """ "The puppet show" after "Puppet Parade" was listed: the only one whose name has one of the words."""
    words = {token.norm for token in mentions.env.chart.tokens[start:end] if len(token.norm) >= LEAST_OF_A_NAME}
    if end - start < 2:
        return None
    found = [offer for offer in listed if words & set(fold(offer.name).split())]
    return found[0] if len(found) == 1 else None


def by_name(
    mentions: Mentions, text: str, start: int, end: int, day_number: int | None, new: bool, near: bool = False
) -> Mention:
    thresholds = mentions.env.language.settings["thresholds"]
    found, margin = thresholds["name_found"], thresholds["name_margin"]
    stops: list[PlaceMatch] = []
    places: list[PlaceMatch] = []
    for wording in mentions.readings(start, end):
        stops = [match for match in mentions.stops_like(wording) if match.score >= found]
        places = [match for match in mentions.places_like(wording) if match.score >= found]
        if stops or places:
            break
    trip = mentions.env.context.trip
    is_the_stop = near and bool(stops) and bool(places) and stops[0].score >= NAMED_BY_KIND and places[0].score < 1.0
    is_first = not new or not places or is_the_stop or (bool(stops) and stops[0].score > places[0].score + margin)
    if stops and trip is not None and is_first:
        by_id = {stop.id: stop for stop in trip.stops}
        close = [by_id[m.id] for m in stops if m.score >= stops[0].score - margin]
        on_day = [stop for stop in close if day_number in (None, stop.day_number)] or close
        if len(on_day) > 1:
            return Mention(
                text,
                start,
                end,
                name=text,
                reason="ask_place_found",
                options=stop_options(mentions.env, on_day),
                score=0.7,
            )
        return Mention(text, start, end, name=on_day[0].name, stop=on_day[0], score=stops[0].score)
    if places:
        close_places = [match for match in places if match.score >= places[0].score - margin]
        if len(close_places) > 1 and places[0].score < 1.0:
            options = tuple(Option(m.name, {"place": m.name, "location_id": m.id}) for m in close_places[:5])
            return Mention(text, start, end, name=text, reason="ask_place_found", options=options, score=0.7)
        return Mention(text, start, end, name=places[0].name, location=places[0], score=places[0].score)
    meant = [] if new else described(mentions, start, end, day_number)
    if len(meant) == 1:
        return Mention(text, start, end, name=meant[0].name, stop=meant[0], definite=True, score=DESCRIBED)
    if meant:
        options = stop_options(mentions.env, meant)
        return Mention(text, start, end, name=text, reason="ask_which_stop", options=options, score=UNFOUND)
    return Mention(text, start, end, name=text, score=UNFOUND)


def by_hour(env: Env, clock: Clock, text: str, start: int, end: int, day_number: int | None) -> Mention:
    """ "The two o'clock thing": what begins then; morning or evening where that was not said."""
    trip, at = env.context.trip, clock.start
    stops = [stop for stop in trip.stops_on(day_number) if stop.start is not None] if trip is not None else []
    exact = [stop for stop in stops if stop.start == at]
    if not exact and at is not None and not clock.sure:
        at = at.replace(hour=(at.hour + 12) % 24)
        exact = [stop for stop in stops if stop.start == at]
    if len(exact) == 1:
        return Mention(text, start, end, name=exact[0].name, stop=exact[0], definite=True, score=0.95)
    options = stop_options(env, exact or stops)
    return Mention(text, start, end, reason="ask_which_stop" if exact else "ask_place", options=options)


def last_spoken_of(env: Env, value: StopRef, text: str, start: int, end: int, new: bool) -> Mention:
    """ "It" is what was spoken of last; of what is to be added, the last that is not in the plan."""
    spoken, trip = env.context.last_places, env.context.trip
    known = {name for stop in trip.stops for name in (stop.id, stop.name)} if trip else set()
    fresh = [one for one in spoken if one.id not in known and one.name not in known] if new else []
    last = (fresh or spoken)[0]
    stop = next((s for s in trip.stops if {last.id, last.name} & s.keys), None) if trip else None
    location = None if stop is not None and stop.id == last.id else last
    return Mention(text, start, end, name=last.name, stop=stop, location=location, pronoun=value.pronoun, score=0.9)
