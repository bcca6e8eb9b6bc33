"""Requests about bookings: what needs one, a request's words, asking for it, and what the traveller tells of."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

from ai.embedded import wording, wording_places
from ai.embedded.serving import expenses
from ai.embedded.serving.stops import EVENT_KINDS, add, known_stop, stop_of
from ai.embedded.steps import Call, Facts, Serve, Step, asking, slots_as
from ai.embedded.types import Context, Offer, Option, Question, Understanding
from trips.sentences import saying


def request(reading: Understanding, context: Context) -> Step | list[Step]:
    """The request's words first, then the request itself, which waits for the traveller's yes."""
    first = _into_the_plan_first(reading, context)
    if first is not None:
        return first
    stop = stop_of(reading)
    if not stop:
        return _which(reading)
    other_day = _planned_on_another_day(reading, context)
    if other_day:
        return Step(reading, words=other_day)
    draft = Step(reading, Call("draft_booking", {"stop": stop, **_wishes(reading)}))
    if reading.slots.get("only_draft"):
        return draft
    return [draft, Step(reading, Call("request_booking", {"stop": stop}))]


def _into_the_plan_first(reading: Understanding, context: Context) -> list[Step] | None:
    """What is not in the plan is put there first: its request is written from the stop."""
    slots = reading.slots
    if slots.get("stop_id") or context.trip is None:
        return None
    is_known = slots.get("event_id") or slots.get("location_id") or slots.get("category") in EVENT_KINDS
    if not is_known or any(stop.id == slots.get("location_id") for stop in context.trip.stops):
        return None
    named = str(slots.get("place") or saying("That"))
    if slots.get("only_draft") and any(one.kind == "pronoun" for one in reading.assumed):
        # "Write to them": a letter was asked for, and nothing to be put into the plan.
        words = saying("{place} is not in your plan yet. Shall it go in first, to be booked from there?", place=named)
        options = (
            Option(saying("Add it"), {key: slots[key] for key in ("place", "location_id") if key in slots}, "add_stop"),
            Option(saying("Leave it as it is"), {}, "deny"),
        )
        return [asking(reading, Question(words, "yes", options))]
    words = saying("{place} is not in your plan yet: it goes in first, and is booked from there.", place=named)
    day = {} if {"day_number", "date"} & slots.keys() or not context.day else {"day_number": context.day}
    return [Step(reading, words=words), add(replace(reading, intent="add_stop", slots={**slots, **day}), context)]


def _planned_on_another_day(reading: Understanding, context: Context) -> str:
    """What to say where a request names another day than the stop's: its letter would ask for the wrong one."""
    trip, named = context.trip, (reading.slots.get("stop_id"), reading.slots.get("place"))
    stop = next((one for one in trip.stops if one.id in named or one.name in named), None) if trip else None
    if trip is None or stop is None:
        return ""
    number, told = reading.slots.get("day_number"), reading.slots.get("date")
    planned = trip.date_of(stop.day_number)
    wanted = date.fromisoformat(str(told)) if told else trip.date_of(int(number)) if number else planned
    if wanted == planned:
        return ""
    return saying(
        "{stop} is planned for {planned}, not for {wanted}. Have it moved first, or ask again without the day.",
        stop=stop.name,
        planned=wording.day_words(planned.isoformat()),
        wanted=wording.day_words(wanted.isoformat()),
    )


def _wishes(reading: Understanding) -> dict[str, object]:
    """For how many, when, and what else the traveller wants said ("a high chair")."""
    slots = reading.slots
    parts = [f"on {wording.day_words(slots['date'])}"] if slots.get("date") and "day_number" not in slots else []
    parts += [str(diet).replace("_", "-") for diet in slots.get("diets") or ()]
    notes = [one for one in (*slots.get("notes", ()), *reading.not_understood) if one not in parts]
    told = [one.rstrip(" .") for one in (", ".join(parts), *notes) if one]
    note = ". ".join([*told[:1], *(one[:1].upper() + one[1:] for one in told[1:])])
    return {**slots_as(reading, party_size="people", time="at"), **({"note": note} if note else {})}


def status(reading: Understanding, context: Context) -> Step:
    """How bookings stand: of the stop that is named, else of all (of a day, of those in a state)."""
    stop, slots = known_stop(reading, context), reading.slots
    if (
        stop is None
        and slots.get("location_id")
        and not any(one.id == slots["location_id"] for one in (context.trip.stops if context.trip is not None else ()))
    ):
        # What is not in the plan has no booking: whether there are tickets is told with it.
        details = replace(reading, intent="place_details", question=None)
        return Step(details, Call("place_details", {"place": str(slots["location_id"])}))
    if stop is None:
        return Step(reading, Call("list_bookings"))

    def then(facts: Facts) -> Step | None:
        if not facts.get("ok", True):
            return None
        row = next((one for one in facts["bookings"] if str(one["key"]) == stop.id), None)
        words = wording_places.booking_of(row, stop.name, bool(slots.get("about_code")))
        return Step(reading, words=words, about=Offer(stop.id, stop.name, "stop"))

    return Step(reading, Call("list_bookings"), then=then, quiet=True)


def is_listed(reading: Understanding) -> bool:
    """Whether the question "which one?" is better asked with the trip's bookings as buttons."""
    asked = reading.question
    return reading.intent in NEEDING_A_STOP and asked is not None and asked.slot == "place" and not asked.options


NEEDING_A_STOP = frozenset({"booking_request", "booking_confirmed", "cancel_booking"})


def _which(reading: Understanding) -> Step:
    """The one stop that needs a booking, or a question which."""

    def choose(facts: Facts) -> Step | None:
        rows = [row for row in facts.get("bookings") or () if facts.get("ok", True)]
        options = tuple(
            Option(str(row["name"]), {"stop_id": str(row["key"]), "place": str(row["name"])}) for row in rows[:6]
        )
        if not options:
            return Step(reading, words=wording.tell("list_bookings", facts, reading))
        return asking(reading, Question(wording.BOOK_WHAT, "place", options))

    return Step(reading, Call("list_bookings"), then=choose, quiet=True)


def told(reading: Understanding, context: Context) -> Step | list[Step]:
    """A booking that the traveller made or gave up, and what was paid for it."""
    stop = stop_of(reading)
    if not stop:
        return _which(reading)
    heard = "cancelled" if reading.intent == "cancel_booking" else "confirmed"
    status = str(reading.slots.get("state") or heard)
    arguments = {"stop": stop, "status": status}
    if reading.slots.get("booking_reference"):
        arguments["reference"] = str(reading.slots["booking_reference"])
    at, planned = reading.slots.get("time") or _asked_for(stop, context), known_stop(reading, context)
    if status == "confirmed" and at and planned is not None and planned.start is not None:
        at = _as_planned(str(at), planned.start)
        arguments |= {"at": at} if f"{planned.start:%H:%M}" != at else {}
    noted = Step(reading, Call("set_booking", arguments))
    if reading.slots.get("budget_amount") is None or status != "confirmed":
        return noted
    cost = expenses.record(replace(reading, intent="record_expense", assumed=()), context)
    return [noted, cost]


def _as_planned(at: str, planned: time) -> str:
    """ "Confirmed for eight", of a dinner: of the two hours of a clock the one closer to the plan's."""
    hour, minute = int(at[:2]), int(at[3:5])
    hours = (hour, hour + 12) if hour < 12 else (hour,)
    nearest = min(hours, key=lambda one: abs((one - planned.hour) * 60 + minute - planned.minute))
    return f"{nearest:02}:{minute:02}"


def _asked_for(stop: str, context: Context) -> str | None:
    """The hour that the request for a stop was written for, where it is not the plan's."""
    written = context.written
    return written.slots.get("time") if written is not None and written.slots.get("stop_id") == stop else None


INTENTS: dict[str, Serve] = {
    "booking_status": status,
    "booking_request": request,
    "booking_confirmed": told,
    "cancel_booking": told,
}
