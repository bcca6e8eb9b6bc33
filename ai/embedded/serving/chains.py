"""A request about "it" that follows a search of the same message: "what is on tonight, and fit it in"."""

from __future__ import annotations

from dataclasses import replace

from ai.embedded import wording
from ai.embedded.steps import LISTS, Call, Facts, Step, asking, narrowed, offers_of, slots_as
from ai.embedded.types import Offer, Option, Question, Understanding
from trips.sentences import saying

# What may be asked of something that was only just found, and the tool and argument that do it.
OF_A_FIND = {
    ("add_stop", "event"): ("add_event", "event"),
    ("add_stop", "place"): ("add_stop", "wanted"),
    ("replace_stop", "place"): ("replace_stop", "wanted"),
    ("save_place", "place"): ("save_place", "place"),
    ("save_place", "event"): ("save_place", "place"),
    ("place_details", "place"): ("place_details", "place"),
    ("place_details", "event"): ("place_details", "place"),
    ("price_of", "place"): ("place_details", "place"),
    ("price_of", "event"): ("place_details", "place"),
    ("is_open", "place"): ("is_open", "place"),
}
# What a search was for that holds for what is added of it.
KEPT = ("day_number", "date", "meal")
# Slots that name a place: with one of these a request is not about what was found.
NAMED = ("place", "stop_id", "location_id", "category")


def chained(before: Step | None, reading: Understanding) -> bool:
    """Whether a request is about what the step before it looks for."""
    if before is None or before.call is None or before.call.tool not in LISTS or before.then is not None:
        return False
    if not any(intent == reading.intent for intent, _ in OF_A_FIND):
        return False
    if reading.intent == "replace_stop":
        return not reading.slots.get("other_place")
    return not any(reading.slots.get(name) for name in NAMED)


def not_yet_booked(before: Step | None, reading: Understanding) -> Step | None:
    """ "Take the second one and book a table": what only goes in with this message is booked from the plan, later."""
    if before is None or before.call is None or before.call.tool not in ("add_stop", "add_event", "replace_stop"):
        return None
    # The dinner that was there is the one that goes.
    goes = before.call.tool == "replace_stop" and reading.slots.get("stop_id") == before.reading.slots.get("stop_id")
    named_itself = any(reading.slots.get(name) for name in NAMED) and not goes
    if reading.intent != "booking_request" or named_itself:
        return None
    slot = "other_place" if before.call.tool == "replace_stop" else "place"
    named = str(before.reading.slots.get(slot) or saying("That"))
    return Step(
        reading, words=saying("Once {place} is in the plan, say “book it”: I write the request then.", place=named)
    )


def choose_again(step: Step, reading: Understanding) -> Step:
    """The search, followed by the request on what it finds: on the only one, else on the one that is chosen."""
    assert step.call is not None
    tool = step.call.tool

    def choose(facts: Facts) -> Step | None:
        found = offers_of(tool, narrowed(facts, step.reading))
        position = reading.slots.get("stop_position")
        if isinstance(position, int) and 1 <= abs(position) <= len(found):
            found = (found[position - 1 if position > 0 else position],)
        if not found:
            return None
        searched = {key: step.reading.slots[key] for key in KEPT if key in step.reading.slots}
        is_added = reading.intent == "add_stop" and not {"day_number", "date"} & reading.slots.keys()
        slots = {**searched, **reading.slots} if is_added else reading.slots
        plain = replace(reading, question=None, slots=slots)
        if len(found) > 1:
            options = tuple(Option(offer.name, _slots(offer)) for offer in found)
            return asking(plain, Question(wording.WHICH_FOUND, "place", options))
        return _on(plain, found[0])

    return replace(step, then=choose)


def _on(reading: Understanding, offer: Offer) -> Step | None:
    served = OF_A_FIND.get((reading.intent, offer.kind))
    if served is None:
        return None
    tool, argument = served
    arguments: dict[str, object] = {argument: offer.id}
    if tool == "replace_stop":
        other = {f"other_{key}": value for key, value in _slots(offer).items()}
        arguments["stop"] = str(reading.slots.get("stop_id") or reading.slots.get("place"))
        return Step(replace(reading, slots={**reading.slots, **other}), Call(tool, arguments))
    named = replace(reading, slots={**reading.slots, **_slots(offer)})
    if tool == "add_stop":
        arguments |= slots_as(reading, day_number="day_number", time="at")
        if reading.slots.get("meal") in ("lunch", "dinner"):
            arguments["meal"] = reading.slots["meal"]
    return Step(named, Call(tool, arguments))


def _slots(offer: Offer) -> dict[str, str]:
    return {"place": offer.name, ("event_id" if offer.kind == "event" else "location_id"): offer.id}
