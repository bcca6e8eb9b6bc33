"""Dates that are asked, and dates that are taken and said aloud."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from ai.embedded.chart import Edge
from ai.embedded.semantics.values import DateSpan, Note
from ai.embedded.slot_groups import NEEDS_TRIP_DAY
from ai.embedded.types import Option

if TYPE_CHECKING:
    from ai.embedded.slots import Reading


def ask_dates(reading: Reading, span: DateSpan, edge: Edge, whole_trip: bool) -> None:
    """Ask which of several dates is meant, each a button that fills the slots."""
    options = []
    for start, end in span.choices:
        if whole_trip:
            slots: dict[str, Any] = {"start_date": start.isoformat()}
            if end > start or span.days_within:
                slots |= {"end_date": end.isoformat(), "days": (end - start).days + 1}
        else:
            slots = {"date": start.isoformat()}
            number = reading.env.context.trip.day_of(start) if reading.env.context.trip else None
            if number is not None:
                slots["day_number"] = number
        label = reading.show(start) if end == start else f"{reading.show(start)} – {reading.show(end)}"
        options.append(Option(label, slots))
    reading.mark("start_date" if whole_trip else "date", edge.start, edge.end)
    if span.days_within:
        reading.put("days", span.days_within, edge.start, edge.end)
    if span.grain in ("month", "within", "weekend") and whole_trip and span.days_within:
        reading.slots["month"] = f"{span.start:%Y-%m}"
    tokens = reading.env.chart.tokens
    text = reading.env.chart.source[tokens[edge.start].start : tokens[edge.end - 1].end]
    said = span.choices[-1][0] if span.reason == "past_date" else span.choices[0][0]
    reading.ask(
        f"ask_{span.reason}",
        "start_date" if whole_trip else "date",
        tuple(options),
        date=reading.show(said),
        weekday=reading.env.language.weekday_names[said.weekday()],
        text=text,
    )


def assume_dates(reading: Reading, notes: tuple[Note, ...]) -> None:
    """Say aloud what a date was taken to be."""
    for note in notes:
        if note.key == "date":
            reading.assume("date", note.value, shown=reading.show(date.fromisoformat(note.value)))
        elif note.key == "dates":
            first, last = (date.fromisoformat(part) for part in note.value.split("/"))
            reading.assume("dates", note.value, first=reading.show(first), last=reading.show(last))
        else:
            reading.assume(note.key, note.value)


def from_one_to_other(reading: Reading) -> None:
    """ "The last thing on day 2 on day 1": where it is, and where it goes, as nothing but a small word is between."""
    slots, chart, trip = reading.slots, reading.env.chart, reading.env.context.trip
    if trip is None or "to_day_number" not in slots or isinstance(slots.get("day_number"), int):
        return
    days: list[tuple[Edge, int]] = []
    for edge in sorted(chart.all(("dayref", "date")), key=lambda one: (one.start, -one.length)):
        of_date = isinstance(edge.value, DateSpan)
        number = trip.day_of(edge.value.start) if of_date else getattr(edge.value, "number", None)
        if (not days or edge.start >= days[-1][0].end) and number:
            days.append((edge, number))
    if len(days) != 2 or days[0][1] == days[1][1]:
        return
    before = chart.tokens[days[0][0].start - 1].norm if days[0][0].start else ""
    if before in reading.env.language.settings["to_words"]:
        return  # "to Saturday on the evening of day 2": the first is the goal already
    between = chart.tokens[days[0][0].end : days[1][0].start]
    small = (*reading.env.language.settings["date_prepositions"], *reading.env.language.settings["definite"])
    if between and all(token.norm in small for token in between):
        slots["day_number"], slots["to_day_number"] = days[0][1], days[1][1]
        slots.pop("day_numbers", None)


def day_beside(reading: Reading) -> None:
    """ "And the next day?", "move Savoy a day earlier": from the stop's own day, else from the one spoken of."""
    slots, trip, chart = reading.slots, reading.env.context.trip, reading.env.chart
    by, role = slots.pop("day_beside", None), "to_" if reading.intent == "move_stop" else ""
    if by is None and role and isinstance(slots.get("days"), int):
        words = reading.env.language.settings["directions"]
        ways = {words.get(token.norm) for token in chart.tokens} & {"later", "earlier"}
        if len(ways) == 1:
            by = slots.pop("days") * (1 if ways == {"later"} else -1)
    if by is None or {role + "date", role + "day_number"} & slots.keys():
        return
    stop = next((one for one in trip.stops if one.id == slots.get("stop_id")), None) if trip is not None else None
    day = trip.date_of(stop.day_number) if trip is not None and stop is not None and role else day_spoken_of(reading)
    if day is None:
        reading.ask("ask_day_number", role + "day_number", reading.day_options(role))
        return
    day += timedelta(days=by)
    number = trip.day_of(day) if trip is not None else None
    if number is None and trip is not None and reading.intent in NEEDS_TRIP_DAY:
        reading.ask("ask_not_in_trip", role + "day_number", reading.day_options(role), date=reading.show(day))
        return
    slots[role + "date"] = day.isoformat()
    if number is not None:
        slots[role + "day_number"] = number
    reading.assume("date", day.isoformat(), shown=reading.show(day))


def day_spoken_of(reading: Reading) -> date | None:
    """The day of the request before, by its number or its date, else the last date that was named."""
    context = reading.env.context
    told = context.last.slots.get("day_number") if context.last is not None else None
    for number in (told, context.day):
        if context.trip is not None and isinstance(number, int) and 1 <= number <= context.trip.days:
            return context.trip.date_of(number)
    return context.last_date
