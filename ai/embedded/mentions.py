"""From the words in a hole to a place: a stop of the trip, a place of the catalogue, a kind of place, or
only a name.
"""

from __future__ import annotations

from dataclasses import replace

from ai.embedded.chart import Edge
from ai.embedded.grammar import Env
from ai.embedded.kinds import is_of_kind, meal_within
from ai.embedded.listed import chosen, most_of_stops, number_of, of_that_kind, spoken_of
from ai.embedded.naming import (
    NAMED_BY_KIND,
    UNFOUND,
    Mention,
    by_hour,
    by_name,
    has_all_words,
    last_spoken_of,
    named_in_list,
    stop_index,
)
from ai.embedded.options import offer_options, stop_options
from ai.embedded.ordinary import is_a_city, is_common, is_titled
from ai.embedded.semantics.values import StopRef
from ai.embedded.text import fold
from ai.embedded.types import Offer, PlaceMatch

# A kind of place that is written as a name is a place that is this much like it.
TITLED = 0.9
# A name counts as known when it is this much surer than a name that is merely found.
SURELY = 0.1
MOST_OF_A_KIND = 20
# Letters of a word that may be an unknown name.
SHORTEST = 3


class Mentions:
    """Resolves holes of one message; each text is looked up once."""

    def __init__(self, env: Env) -> None:
        self.env = env
        self._sorts: dict[tuple[int, int], str] = {}
        self._matches: dict[str, list[PlaceMatch]] = {}

    def trim(self, edge: Edge) -> tuple[int, int]:
        """The hole without articles before it and small words after it."""
        settings, tokens = self.env.language.settings, self.env.chart.tokens
        start, end = edge.start, edge.end
        while start < end - 1 and tokens[start].norm in settings["articles"]:
            start += 1
        is_booked = start < end - 2 and tokens[start].norm in settings["booked_words"]
        if is_booked and tokens[start + 1].norm in settings["booked_at"]:
            start += 2  # "the booking for Savoy"
        while start < end - 1 and tokens[start].norm in settings["articles"]:
            start += 1
        for number in self.env.chart.starting(start, "number"):
            if number.end < end and self.covering(("kind", "event_kind"), number.end, end):
                start = number.end  # "Two museums": a kind, and how many.
                break
            if number.end < end - 1 and tokens[number.end].norm in settings["at_words"]:
                start = number.end + 1  # "A table for two at the Savoy"
                break
        while end - 1 > start and tokens[end - 1].norm in settings["hole_trim"]:
            end -= 1
        return start, end

    def count(self, edge: Edge) -> int | None:
        """How many of a kind are wanted, when that is said ("two museums")."""
        start, _ = self.trim(edge)
        for at in range(edge.start, start):
            for number in self.env.chart.starting(at, "number"):
                if number.end == start and 1 < number.value <= MOST_OF_A_KIND:
                    return int(number.value)
        return None

    def sort(self, edge: Edge) -> str:
        """Tell what a hole may be: "known" place, "kind", "reference" to a stop, "pronoun", "unknown" name,
        or "refused".
        """
        key = (edge.start, edge.end)
        if key not in self._sorts:
            self._sorts[key] = self._sort(edge)
        return self._sorts[key]

    def _sort(self, edge: Edge) -> str:
        chart, settings = self.env.chart, self.env.language.settings
        start, end = self.trim(edge)
        reference = self.covering(("stopref",), edge.start, edge.end) or self.covering(("stopref",), start, end)
        if reference is not None:
            after = chart.tokens[edge.end].norm if edge.end < len(chart.tokens) else ""
            if reference.value.by and reference.value.kind and after in settings["to_words"]:
                return "refused"  # "the closest café to the Ateneum" is looked for, not chosen
            return "pronoun" if reference.value.pronoun else "reference"
        if self.covering(("kind", "meal", "event_kind", "cuisine"), start, end) and not is_titled(self.env, start, end):
            return "kind"
        norms = [chart.tokens[index].norm for index in range(start, end)]
        if end - start > 1 and any(e.value.pronoun for e in chart.starting(start, "stopref")):
            return "refused"
        if self.covering(("clock", "bare_hour", "unit", "daypart"), start, end):
            return "refused"
        if any(edge.end > end for sort in ("clock", "duration") for edge in chart.starting(start, sort)):
            return "refused"  # "half" of "half past one"
        if end - start > 1 and self.is_name(start, end):
            return "known"  # "Jazz at the Pier": whatever words a name is made of
        if any(norm in settings["hole_refused"] for norm in norms):
            return "refused"
        if any(norm in settings["side_words"] for norm in norms[1:-1]):
            return "refused"  # "Ateneum before lunch" is a place and where it goes
        if any(self.covering((category,), start, end) for category in settings["hole_boundaries"]):
            return "refused"
        if all(norm in settings["articles"] for norm in norms):
            return "refused"  # "the" alone is no name, whatever a place may be called
        if self._known(start, end):
            return "known"
        if norms[0] in settings["booked_words"] or self.covering(("booking",), start, end):
            return "refused"  # "a table by the window", "to reserve"
        if not any(chart.tokens[index].is_word for index in range(start, end)):
            return "refused"
        small = (settings["filler"], settings["hole_trim"], settings["booked_words"])
        if all(any(norm in words for words in small) or len(norm) < SHORTEST for norm in norms):
            return "refused"
        return "unknown"

    def is_name(self, start: int, end: int) -> bool:
        """Whether the words are, letter by letter, a name of the plan or of what was listed."""
        context = self.env.context
        names = [offer.name for offer in (*context.offered, *context.found)]
        names += [stop.name for stop in context.trip.stops] if context.trip is not None else []
        text = fold(self.env.chart.text(start, end))
        return any(fold(name) == text for name in names)

    def is_beside(self, hole: Edge) -> bool:
        """Whether something may be near it: no kind, and no "that" which leads on ("something nearby that is free")."""
        tokens, settings = self.env.chart.tokens, self.env.language.settings
        follows = tokens[hole.end].norm if hole.end < len(tokens) else ""
        leads_on = tokens[hole.start].norm in settings["pointing_words"] and follows in settings["not_there"]
        return not leads_on and self.sort(hole) in ("known", "reference", "pronoun", "unknown")

    def is_plain(self, at: int) -> bool:
        """Whether a word is an ordinary one, and no stop ("Wild") or find is called so."""
        token, language = self.env.chart.tokens[at], self.env.language
        if token.is_capital and self.is_name(at, at + 1):
            return False
        return token.norm in language.known_words or token.norm in language.settings["filler"]

    def _known(self, start: int, end: int) -> bool:
        least = self.env.language.settings["thresholds"]["name_found"] + SURELY
        for text in self.wordings(start, end):
            if any(match.score >= least for match in (*self.stops_like(text)[:1], *self.places_like(text)[:1])):
                return True
        return False

    def wordings(self, start: int, end: int) -> list[str]:
        """The words of a hole, and these without "visit to", "dinner", "stop" around the name proper.

        A kind of place is taken off only where it touches the name: "the Savoy restaurant" is the Savoy, but
        "the
        supermarket closest to Kiasma" is not Kiasma.
        """
        chart, trim = self.env.chart, self.env.language.settings["hole_trim"]
        low, high = start, end
        while low < high - 1 and self._is_around(low, chart.tokens[low + 1].norm in trim):
            low += 1
        while high - 1 > low and self._is_around(high - 1, False):
            high -= 1
        texts = [chart.text(start, end)]
        return texts if (low, high) == (start, end) else [*texts, chart.text(low, high)]

    def _is_around(self, at: int, before_small_word: bool) -> bool:
        chart = self.env.chart
        if chart.tokens[at].norm in self.env.language.settings["hole_trim"]:
            return True
        if any(chart.starting(at, category) for category in ("stop_word", "meal")):
            return True
        return bool(chart.starting(at, "kind")) and not before_small_word

    def covering(self, categories: tuple[str, ...], start: int, end: int) -> Edge | None:
        for category in categories:
            for edge in self.env.chart.starting(start, category):
                if edge.end == end:
                    return edge
        return None

    def stops_like(self, text: str) -> list[PlaceMatch]:
        """Stops of the trip whose name is like the text."""
        trip = self.env.context.trip
        if trip is None or is_common(self.env, text, stop_index(trip)):
            return []
        found = stop_index(trip).match(text, 5)
        if is_a_city(self.env, text):  # "three days in Helsinki" speaks of no stop that has the city in its name
            return [match for match in found if fold(match.name) == fold(text)]
        return found

    def places_like(self, text: str) -> list[PlaceMatch]:
        """Places of the catalogue whose name is like the text."""
        index = self.env.context.places
        if index is None or not text or is_a_city(self.env, text) or is_common(self.env, text, index):
            return []
        if text not in self._matches:
            self.env.chart.tick()
            # A dozen look-ups is more than any sensible message needs; each may cost milliseconds.
            if len(self._matches) >= 12:
                return []
            self._matches[text] = list(index.match(text, 5))
        return self._matches[text]

    def resolve(
        self,
        edge: Edge,
        *,
        day_number: int | None = None,
        new: bool = False,
        near: bool = False,
        listed: tuple[Offer, ...] = (),
    ) -> Mention:
        """Say what a hole means.

        Args:
            day_number: the day on which a stop by order or kind is looked for (None: any).
            new: a place that is not in the plan yet is expected (add, replace by, nearby): the catalogue
            first.
            near: what something is to be near to: a name that a stop shares with other places is the stop's.
            listed: "the second one" is one of these, unless a stop of the plan is named.
        """
        start, end = self.trim(edge)
        text = self.env.chart.text(start, end)
        reference = self.covering(("stopref",), edge.start, edge.end) or self.covering(("stopref",), start, end)
        if reference is not None and reference.value.day is not None:
            day_number = number_of(reference.value.day, self.env.context.trip)
        if end - start > 1 and (reference is None or reference.value.kind):
            among = listed or tuple(one for one in self.env.context.found if has_all_words(one.name, text))
            said = named_in_list(self, edge, start, end, among)
            if said is not None:
                return self._offered(said, text, start, end)
        if self.is_kind(start, end) and is_titled(self.env, start, end):
            # "The Design Museum" where there is none: no museum in its place, and none that is called alike.
            called = by_name(self, text, start, end, day_number, new, near)
            return called if called.score >= TITLED else Mention(text, start, end, name=text, score=UNFOUND)
        if reference is not None and reference.value.kind and reference.value.position is None:
            named = self._exactly_named(text, start, end, day_number, new)
            if named is not None:
                return named
        said_the = self.env.chart.tokens[edge.start].norm in self.env.language.settings["definite"]
        is_definite = reference is not None and reference.value.definite and (said_the or reference.value.position)
        if reference is not None and not (new and self.is_kind(start, end) and not is_definite):
            mention = self._reference(reference, text, start, end, day_number, listed, new)
            if mention is not None and not (new and mention.category and mention.stop is None and not mention.pronoun):
                return mention
        said = named_in_list(self, edge, start, end, listed)
        if said is not None:
            return self._offered(said, text, start, end)
        named = self._exactly_named(text, start, end, day_number, new)
        if named is not None:
            return named
        kind = self.covering(("kind", "event_kind", "meal"), start, end)
        first = self.env.chart.tokens[edge.start].norm
        if kind is not None:
            definite = first in self.env.language.settings["definite"]
            indefinite = first in self.env.language.settings["indefinite"]
            if not new and not indefinite:
                found = self._by_kind(str(kind.value), text, start, end, day_number, None)
                if found is not None:
                    return found
            return Mention(text, start, end, category=str(kind.value), definite=definite, score=0.9)
        return by_name(self, text, start, end, day_number, new, near)

    def _exactly_named(self, text: str, start: int, end: int, day_number: int | None, new: bool) -> Mention | None:
        """A kind that is also the name of one place: "the Design Museum", "the cathedral" (but not "the museum")."""
        kind = self.covering(("kind", "event_kind", "meal"), start, end)
        if kind is None:
            return None
        folded = self.env.chart.tokens[start].norm if end - start == 1 else ""
        if folded and (kind.category == "meal" or folded.rstrip("s") == str(kind.value).rstrip("s")):
            return None
        stops = self.stops_like(text)[:2]
        if stops and stops[0].score >= NAMED_BY_KIND and (len(stops) == 1 or stops[1].score < stops[0].score - 0.1):
            return by_name(self, text, start, end, day_number, new)
        places = self.places_like(text)[:1] if end - start > 1 else []
        if places and places[0].score >= 0.97:
            return by_name(self, text, start, end, day_number, new)
        return None

    def readings(self, start: int, end: int) -> list[str]:
        """The wordings, then shorter and shorter beginnings of the hole ("Savoy and ask")."""
        beginnings = [self.env.chart.text(start, cut) for cut in range(end - 1, start, -1)][-3:]
        return [*self.wordings(start, end), *(text for text in beginnings if len(text) > 3)]

    def is_kind(self, start: int, end: int) -> bool:
        return self.covering(("kind", "event_kind", "meal"), start, end) is not None

    def _reference(
        self, edge: Edge, text: str, start: int, end: int, day_number: int | None, listed: tuple[Offer, ...], new: bool
    ) -> Mention | None:
        value: StopRef = edge.value
        context = self.env.context
        if value.hour is not None:
            return by_hour(self.env, value.hour, text, start, end, day_number)
        if value.pronoun and context.last_places:
            return last_spoken_of(self.env, value, text, start, end, new)
        if value.listed and (context.offered or context.found):
            return self._of_list(value, text, start, end, context.offered or context.found)
        of_the_plan = day_number is not None or self._names_the_plan(edge)
        among = of_that_kind(listed, value.kind, context)
        if among and not of_the_plan and (value.pronoun or value.position is not None or value.by):
            return self._of_list(value, text, start, end, among)
        pointed = self.env.chart.tokens[edge.start].norm in self.env.language.settings["pointing_words"]
        if among and value.kind and pointed and not of_the_plan:
            # "That café", after cafés were listed.
            if len(among) == 1:
                return self._offered(among[0], text, start, end)
            return Mention(text, start, end, reason="ask_which_offer", options=offer_options(among))
        if value.pronoun:
            return Mention(text, start, end, pronoun=value.pronoun, reason="ask_place")
        found_nothing = context.search is not None and not context.found
        if found_nothing and value.position is not None and not value.kind and not of_the_plan:
            # "The second one" is then none of the plan.
            return Mention(text, start, end, position=value.position, reason="ask_place")
        if found_nothing and value.by == "near_min" and not value.kind:
            return Mention(text, start, end, position=1, reason="ask_place")  # what is near is listed so
        kind = meal_within(self.env, edge.start, edge.end, value.kind)
        return self._by_kind(kind, text, start, end, day_number, value.position, value.by)

    def _names_the_plan(self, edge: Edge) -> bool:
        words = self.env.language.settings["plan_words"]
        return any(token.norm in words for token in self.env.chart.tokens[edge.start : edge.end])

    def _of_list(self, value: StopRef, text: str, start: int, end: int, listed: tuple[Offer, ...]) -> Mention:
        """ "The second one", "that one", "the cheapest": of what was listed."""
        one = None if value.pronoun and len(listed) > 1 else chosen(listed, replace(value, kind=""))
        if one is None:
            return Mention(
                text, start, end, pronoun=value.pronoun, reason="ask_which_offer", options=offer_options(listed)
            )
        return self._offered(one, text, start, end)

    def _offered(self, one: Offer, text: str, start: int, end: int) -> Mention:
        trip = self.env.context.trip
        stop = next((stop for stop in trip.stops if one.id in stop.keys), None) if trip is not None else None
        location = None if stop is not None and stop.id == one.id else PlaceMatch(one.id, one.name, 1.0)
        return Mention(text, start, end, name=one.name, stop=stop, location=location, score=1.0)

    def _by_kind(
        self,
        kind: str,
        text: str,
        start: int,
        end: int,
        day_number: int | None,
        position: int | None,
        by: str = "",
    ) -> Mention | None:
        trip = self.env.context.trip
        if trip is None or not trip.stops:
            if position is None and kind:
                return Mention(text, start, end, name="", category=kind, definite=True, score=0.8)
            return Mention(text, start, end, category=kind, position=position, score=0.85)
        stops = [stop for stop in trip.stops_on(day_number) if not kind or is_of_kind(self.env, stop, kind)]
        if day_number is None and self.env.context.day is not None:
            # Of each day's lunch the one of the day that was spoken of.
            stops = [stop for stop in stops if stop.day_number == self.env.context.day] or stops
        if day_number is None and position is None and not by:
            stops = spoken_of(stops, self.env.context)
        if by:
            one = most_of_stops(stops, by)
            if one is not None:
                return Mention(text, start, end, name=one.name, stop=one, score=1.0)
            return Mention(text, start, end, reason="ask_which_stop", options=stop_options(self.env, stops))
        if position is not None:
            stops = [stop for stop in stops if kind or stop.kind not in ("accommodation", "transport")] or stops
            index = position - 1 if position > 0 else position
            if -len(stops) <= index < len(stops):
                stop = stops[index]
                return Mention(text, start, end, name=stop.name, stop=stop, position=position, score=1.0)
            return Mention(
                text,
                start,
                end,
                category=kind,
                position=position,
                reason="ask_place",
                options=stop_options(self.env, stops),
            )
        if len(stops) == 1:
            return Mention(text, start, end, name=stops[0].name, stop=stops[0], definite=True, score=0.95)
        if not stops:
            return None
        return Mention(
            text,
            start,
            end,
            category=kind,
            definite=True,
            reason="ask_which_stop",
            options=stop_options(self.env, stops),
            stops=tuple(stops),
            score=0.8,
        )
