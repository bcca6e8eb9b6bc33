"""What is to be remembered of the traveller, or forgotten; the places they keep."""

from __future__ import annotations

from ai.embedded import wording
from ai.embedded.steps import Call, Serve, Step, slots_as
from ai.embedded.types import Context, Understanding
from trips.sentences import saying

KINDS = {
    "diets": "diet",
    "interests": "interest",
    "cuisines": "cuisine",
    "accessibility": "accessibility",
    "avoid": "dislike",
}
MOST = 6


def remember(reading: Understanding, context: Context) -> Step | list[Step]:
    """One call for each thing that was told."""
    slots = reading.slots
    told = [(kind, str(value)) for slot, kind in KINDS.items() for value in slots.get(slot) or ()]
    if isinstance(slots.get("pace"), str):
        told.append(("pace", {"moderate": "normal"}.get(slots["pace"], slots["pace"])))
    if slots.get("time"):
        told.append(("day_end" if slots.get("time_relation") == "after" else "day_start", slots["time"]))
    if not told and slots.get("liked"):
        told.append(("interest", str(slots["liked"])))
    if not told:
        return Step(reading, words=wording.REMEMBER_WHAT)
    return [Step(reading, Call("remember_preference", {"kind": kind, "value": value})) for kind, value in told[:MOST]]


def forget(reading: Understanding, context: Context) -> Step | list[Step]:
    """One call for each thing that is to be forgotten."""
    slots = reading.slots
    told = [(kind, str(value)) for slot, kind in KINDS.items() for value in slots.get(slot) or ()]
    calls = [{"value": value} for _, value in told[:MOST]]
    if isinstance(slots.get("pace"), str):
        calls.append({"kind": "pace", "value": slots["pace"]})
    if not calls and slots.get("place") and not {"stop_id", "location_id"} & slots.keys():
        calls.append({"value": str(slots["place"])})  # "the thing with the pork": known only if it is kept
    if not calls:
        return Step(reading, words=wording.FORGET_WHAT)
    return [Step(reading, Call("forget_preference", arguments)) for arguments in calls]


def saved(reading: Understanding, context: Context) -> Step:
    """The places that are kept; what is to be off that list is taken off by hand, as no tool does it."""
    if reading.slots.get("taken_off"):
        name = str(reading.slots.get("place") or saying("That"))
        words = saying("I cannot take {place} off your saved places: their page does. The plan stays.", place=name)
        return Step(reading, words=words)
    return Step(reading, Call("list_saved"))


def invite(reading: Understanding, context: Context) -> Step:
    """Somebody by an address; it waits for the traveller's yes."""
    if reading.slots.get("asks"):
        return Step(reading, words=wording.WHO_SHARES)
    if not reading.slots.get("email"):
        return Step(reading, words=wording.INVITE_WHOM)
    return Step(reading, Call("propose_invitation", slots_as(reading, email="email", role="role")))


INTENTS: dict[str, Serve] = {
    "remember_preference": remember,
    "forget_preference": forget,
    "invite": invite,
    "saved_places": saved,
}
