"""From features and names to slots."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from ai.embedded.chart import Edge
from ai.embedded.features import Feature
from ai.embedded.grammar import Env
from ai.embedded.naming import Mention
from ai.embedded.semantics.values import (
    Clock,
    DateSpan,
    DayRef,
    Duration,
    Money,
    Note,
    Party,
)
from ai.embedded.slot_amounts import one_currency, put_budget, put_party
from ai.embedded.slot_dates import ask_dates, assume_dates
from ai.embedded.slot_groups import AHEAD, NEEDS_TRIP_DAY, OF_THE_MOMENT, PLACE_IS_EXTRA, TRIP_DATES
from ai.embedded.types import Assumption, Option, Question, Span


@dataclass(slots=True)
class Reading:
    """The slots of one request while they are gathered."""

    env: Env
    intent: str
    slots: dict[str, Any] = field(default_factory=dict)
    spans: list[Span] = field(default_factory=list)
    assumed: list[Assumption] = field(default_factory=list)
    question: Question | None = None
    used: set[int] = field(default_factory=set)
    # Destinations that are no city of the catalogue, only a name where a city may stand.
    guessed: list[str] = field(default_factory=list)

    # --- keeping
    # ---------------------------------------------------------------------------------------------------

    def put(self, slot: str, value: Any, start: int, end: int) -> None:
        """Set a slot (lists grow) and remember where it was read."""
        if isinstance(value, list):
            known = self.slots.setdefault(slot, [])
            known.extend(item for item in value if item not in known)
        else:
            self.slots[slot] = value
        self.mark(slot, start, end)

    def mark(self, slot: str, start: int, end: int) -> None:
        """Remember where a slot was read."""
        if end <= start:
            return
        tokens = self.env.chart.tokens
        low, high = tokens[start].start, tokens[end - 1].end
        span = Span(slot, low, high, self.env.chart.source[low:high])
        if span not in self.spans:
            self.spans.append(span)
        self.used.update(range(start, end))

    def assume(self, kind: str, value: str, **words: Any) -> None:
        """Note something that was not said."""
        text = self.env.language.say(f"assumed_{kind}", value=words.pop("shown", value), **words)
        assumption = Assumption(kind, value, text)
        if assumption not in self.assumed:
            self.assumed.append(assumption)

    def ask(self, key: str, slot: str, options: tuple[Option, ...] = (), **words: Any) -> None:
        """Ask a question unless one is asked already."""
        if self.question is None:
            self.question = Question(self.env.language.say(key, **words), slot, options)

    def show(self, day: date) -> str:
        """A date in words."""
        language = self.env.language
        return language.say(
            "date",
            weekday=language.weekday_names[day.weekday()],
            day=day.day,
            month=language.month_names[day.month - 1],
            year=day.year,
        )

    # --- features
    # --------------------------------------------------------------------------------------------------

    def put_feature(self, feature: Feature) -> None:
        """Turn one feature into slots."""
        edge, value = feature.edge, feature.value
        if isinstance(value, DateSpan):
            self.put_dates(value, edge)
        elif isinstance(value, DayRef):
            self.put_day(value, edge)
        elif isinstance(value, Duration):
            self.put_duration(value, edge)
        elif isinstance(value, Party):
            put_party(self, value, edge)
        elif isinstance(value, Money):
            put_budget(self, value, edge)
        elif isinstance(value, Clock):
            self.put_clock(value, edge)
        else:
            self._put_word(feature)

    def _put_word(self, feature: Feature) -> None:
        edge, value = feature.edge, str(feature.value)
        category = feature.category
        if category == "allergen":
            self.put("diets", [value], edge.start, edge.end)
        elif feature.negated and category in (
            "interest",
            "genre",
            "event_kind",
            "cuisine",
            "nuisance",
            "kind",
            "transport",
            "lodging",
        ):
            self.put("avoid", [value], edge.start, edge.end)
        elif feature.negated and category == "diet":
            self.put("without_diets", [value], edge.start, edge.end)
        elif category in ("interest", "diet", "cuisine"):
            self.put(category + "s", [value], edge.start, edge.end)
        elif category == "genre":
            self.put("interests", [value.replace("_", " ")], edge.start, edge.end)
            sort = self.env.language.settings["event_of_genre"].get(value, "concert")
            if self.intent != "plan_trip":
                self.put("event_types", [sort], edge.start, edge.end)
        elif category in ("accessibility",):
            self.put(category, [value], edge.start, edge.end)
        elif category == "kind":
            self.put("category", value, edge.start, edge.end)
        elif category == "event_kind":
            self.put("event_types", [value], edge.start, edge.end)
        elif category == "daypart_at":
            self.put("time_of_day", value, edge.start, edge.end)
        elif category == "currency":
            self.put("budget_currency", one_currency(self, value), edge.start, edge.end)
        else:
            slot = "destination" if category == "city" else category
            self.put(slot, value, edge.start, edge.end)

    # --- dates and days
    # ---------------------------------------------------------------------------------------------

    def _role(self, edge: Edge) -> str:
        """ "to_" when the words before an edge of a move point to its goal."""
        before = self.env.chart.tokens[edge.start - 1].norm if edge.start else ""
        if self.intent in ("move_stop", "swap_stops") and "day_number" in self.slots and self.intent == "swap_stops":
            return "to_"
        if self.intent != "move_stop":
            return ""
        first = self.env.chart.tokens[edge.start].norm
        away = self.env.language.settings["from_words"][:2]
        settings = self.env.language.settings
        if before in away or first in away:
            return ""
        if before in settings["to_words"] or first in settings["to_words"]:
            return "to_"
        return "to_" if not self._another_goal(edge) else ""

    def _another_goal(self, edge: Edge) -> bool:
        """True when another day of the sentence is the goal by its preposition."""
        to_words = self.env.language.settings["to_words"]
        others = self.env.chart.all(("dayref", "date", "timespan", "daypart_at"))
        return any(
            other.start and other.start >= edge.end and self.env.chart.tokens[other.start - 1].norm in to_words
            for other in others
        )

    def put_day(self, ref: DayRef, edge: Edge) -> None:
        """A day of the trip by number."""
        if ref.every:
            self.put("all_days", True, edge.start, edge.end)
            return
        if ref.beside:
            self.put("day_beside", ref.beside, edge.start, edge.end)  # beside which one is known at the end
            return
        trip, number = self.env.context.trip, ref.number or 0
        role = self._role(edge)
        if trip is not None and number < 0:
            number += trip.days + 1
        if trip is not None and not 1 <= number <= trip.days and self.intent not in ("plan_trip", "extend_trip"):
            self.ask("ask_no_such_day", role + "day_number", self.day_options(role), days=trip.days)
            self.mark(role + "day_number", edge.start, edge.end)
            return
        if role + "day_number" in self.slots and not role:
            self.put("day_numbers", [self.slots["day_number"], number], edge.start, edge.end)
            return
        self.put(role + "day_number", number, edge.start, edge.end)

    def day_options(self, role: str = "") -> tuple[Option, ...]:
        """Buttons for the days of the trip."""
        trip = self.env.context.trip
        if trip is None:
            return ()
        return tuple(
            Option(
                self.env.language.say("day", number=number, date=self.show(trip.date_of(number))),
                {role + "day_number": number},
            )
            for number in range(1, min(trip.days, 10) + 1)
        )

    def put_dates(self, span: DateSpan, edge: Edge) -> None:
        """A date or a range, for the trip or for a day in it."""
        trip = self.env.context.trip
        whole_trip = self.intent in TRIP_DATES or (trip is None and not span.is_day)
        today = self.env.context.today
        if (
            span.end < today
            and not span.choices
            and self.intent in AHEAD
            and (trip is None or not trip.day_of(span.end))
        ):
            # "A table for yesterday": what is over cannot be planned.
            tomorrow = today + timedelta(days=1)
            pairs = ((today, today), (tomorrow, tomorrow), (span.start, span.end))
            span = replace(span, choices=pairs, reason="past_date")
        if span.choices:
            ask_dates(self, span, edge, whole_trip)
            return
        if whole_trip:
            if span.grain == "month":
                self.put("month", f"{span.start:%Y-%m}", edge.start, edge.end)
                assume_dates(self, span.notes)
                return
            self._put_trip_dates(span, edge)
            return
        elif span.is_day:
            self._put_day_date(span, edge)
        else:
            self.put("start_date", span.start.isoformat(), edge.start, edge.end)
            self.put("end_date", span.end.isoformat(), edge.start, edge.end)
        assume_dates(self, span.notes)

    def _put_trip_dates(self, span: DateSpan, edge: Edge) -> None:
        if "start_date" in self.slots and span.is_day and "end_date" not in self.slots:
            end = span.start
            start = date.fromisoformat(self.slots["start_date"])
            if span.day_only:  # "From 2 July, back on the sixth": of the month of the start, or of the next.
                near = (start + timedelta(days=ahead) for ahead in range(1, 62))
                end = next((day for day in near if day.day == span.start.day), end)
            elif span.weekday is not None and end <= start:
                end = start + timedelta(days=(span.weekday - start.weekday()) % 7 or 7)
            if isinstance(self.slots.get("days"), int) and (end - start).days + 1 not in self._lengths():
                return  # "Two days from 29 May; is the castle open on Mondays?"
            if end > start:
                self.put("end_date", end.isoformat(), edge.start, edge.end)
                assume_dates(self, (Note("date", end.isoformat()),) if end != span.start else span.notes)
            return
        if "start_date" in self.slots:
            return
        assume_dates(self, span.notes)
        if span.grain == "part":
            self.put("window_start", span.start.isoformat(), edge.start, edge.end)
            self.put("window_end", span.end.isoformat(), edge.start, edge.end)
            return
        self.put("start_date", span.start.isoformat(), edge.start, edge.end)
        if not span.is_day or (edge.category == "range" and span.grain == "day"):
            self.put("end_date", span.end.isoformat(), edge.start, edge.end)
            self.slots["days"] = span.days

    def _lengths(self) -> tuple[int, ...]:
        """How many days the length that was said may be: nights may be told as days."""
        return (self.slots["days"], self.slots["days"] + 1)

    def _put_day_date(self, span: DateSpan, edge: Edge) -> None:
        trip, role = self.env.context.trip, self._role(edge)
        number = trip.day_of(span.start) if trip is not None else None
        if trip is not None and span.weekday is not None and number is not None and trip.days > 7:
            numbers = [n for n in range(1, trip.days + 1) if trip.date_of(n).weekday() == span.weekday]
            if len(numbers) > 1 and self.intent in NEEDS_TRIP_DAY:
                options = tuple(o for o in self.day_options(role) if o.slots[role + "day_number"] in numbers)
                self.ask("ask_day_number", role + "day_number", options)
        if trip is not None and number is None and self.intent in NEEDS_TRIP_DAY:
            self.mark(role + "day_number", edge.start, edge.end)
            self.ask("ask_not_in_trip", role + "day_number", self.day_options(role), date=self.show(span.start))
            return
        self.put(role + "date", span.start.isoformat(), edge.start, edge.end)
        if number is not None:
            self.put(role + "day_number", number, edge.start, edge.end)

    # --- other values
    # -----------------------------------------------------------------------------------------------

    def put_duration(self, length: Duration, edge: Edge) -> None:
        """Minutes of a visit, or days of a trip."""
        if length.minutes is not None and self.intent in TRIP_DATES:
            self.mark("duration_minutes", edge.start, edge.end)
        elif length.minutes is not None:
            self.put("duration_minutes", length.minutes, edge.start, edge.end)
        elif length.days is not None and "days" not in self.slots:
            if length.unit == "night":
                self.put("nights", int(length.amount), edge.start, edge.end)
            self.put("days", length.days, edge.start, edge.end)
        elif length.unit == "month":
            self.put("months", int(length.amount), edge.start, edge.end)
        else:
            self.mark("days", edge.start, edge.end)

    def put_clock(self, clock: Clock, edge: Edge) -> None:
        """A time of day, or a stretch of it."""
        if clock.start is None:
            return
        now_words = {e.end for e in self.env.chart.starting(edge.start, "when_word")}
        if edge.length == 1 and edge.end in now_words and self.intent not in OF_THE_MOMENT:
            return  # "We now leave earlier" names no hour.
        if edge.length == 1 and edge.end in now_words and edge.start == 0 and self._goes_on_from(edge.end):
            return  # nor does "Now, is there time for lunch?".
        start = clock.start
        if not clock.sure and start.hour < 12 and self._meal() == "dinner":
            start = start.replace(hour=start.hour + 12)
        self.put("time", f"{start:%H:%M}", edge.start, edge.end)
        if clock.end is not None:
            self.put("time_end", f"{clock.end:%H:%M}", edge.start, edge.end)
        if clock.relation != "at":
            self.put("time_relation", clock.relation, edge.start, edge.end)
        if not clock.sure:
            self.assume("time", f"{start:%H:%M}")

    def _goes_on_from(self, at: int) -> bool:
        """Whether a question or a request begins there, which asks for nothing that is open."""
        tokens, settings = self.env.chart.tokens[at:], self.env.language.settings
        norms = [token.norm for token in tokens if token.is_word]
        starts = {*settings["question_starts"], *settings["wh_words"], *settings["request_words"]}
        return bool(norms) and norms[0] in starts and not {*norms} & {*settings["opening_words"]}

    def _meal(self) -> str:
        """The meal that is spoken of: in the message, else in the search that it goes on with."""
        last = self.env.context.search or self.env.context.last
        goes_on = self.intent in ("find_food", "booking_request", "which_of_list") or (
            self.intent == "add_stop" and self.env.context.offered
        )
        return str(self.slots.get("meal") or (last.slots.get("meal", "") if last is not None and goes_on else ""))

    # --- places
    # -----------------------------------------------------------------------------------------------------

    def put_mention(self, slot: str, mention: Mention) -> None:
        """A place under ``place``, ``other_place`` and the like."""
        prefix = slot.removesuffix("place")
        start, end = mention.start, mention.end
        self.mark(slot, start, end)
        if mention.category and not mention.stop:
            self.slots[f"{prefix}category"] = mention.category
        if mention.position is not None:
            self.slots[f"{prefix}stop_position"] = mention.position
        if mention.name:
            self.put(slot, mention.name, start, end)
        if mention.stop is not None:
            self.slots[f"{prefix}stop_id"] = mention.stop.id
            edits = NEEDS_TRIP_DAY - {"add_stop", "move_stop"}
            if not prefix and "day_number" not in self.slots and self.intent in edits:
                self.slots["day_number"] = mention.stop.day_number
        if mention.location is not None:
            self.slots[f"{prefix}location_id"] = mention.location.id
        if mention.pronoun and mention.name:
            self.assume("pronoun", mention.name, text=mention.text)
        here = slot == "near_place" and mention.pronoun
        if mention.reason and self.intent not in PLACE_IS_EXTRA and not here:
            options = tuple(
                Option(o.label, {k if not prefix else f"{prefix}{k}": v for k, v in o.slots.items()})
                for o in mention.options
            )
            self.ask(mention.reason, slot, options, name=mention.name or mention.text)
