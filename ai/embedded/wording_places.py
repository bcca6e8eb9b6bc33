"""Sentences about places, events, bookings and what is kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ai.embedded.wording import day_words, sentence, unframed

Facts = Mapping[str, Any]


def place_line(place: Facts) -> str:
    """A place in a line: what, how far, what its tags say, when it is open."""
    parts = [f"**{place['name']}**, {place['kind']}"]
    if "walk_minutes" in place:
        parts.append(f"{place['walk_minutes']} min on foot (estimated)")
    if place.get("diets"):
        parts.append(f"tags say {', '.join(place['diets'])}".replace("_", "-"))
    if "hours" in place:
        parts.append(
            f"open {place['hours']}" + (f", as of {place['hours_as_of']}" if place.get("hours_as_of") else "")
            if place["hours_known"] and place["hours"] != "closed"
            else ("closed that day" if place["hours_known"] else "opening hours unknown")
        )
    return " · ".join(parts)


def numbered(lines: list[str]) -> str:
    """Lines with numbers, so that "the second one" can be said."""
    return "\n".join(f"{number}. {line}" for number, line in enumerate(lines, start=1))


def nearby(facts: Facts) -> str:
    """What is around a place."""
    if not facts["places"]:
        return f"The catalogue has nothing within a kilometre of {facts['around']}."
    lines = numbered([place_line(place) for place in facts["places"]])
    return f"Near **{facts['around']}**, the nearest first:\n{lines}"


def food(facts: Facts) -> str:
    """Where to eat."""
    what = " and ".join(facts["diets"]).replace("_", "-") or "food"
    lines = numbered([place_line(place) for place in facts["places"]])
    return (
        f"For {what}, {facts['meal']} on {day_words(facts['date'])} at {facts['at']}, close to {facts['near']} "
        f"({facts['how_many']} found, hours of that day):\n{lines}"
    )


def is_open(facts: Facts) -> str:
    """Whether a place is open."""
    name, day = facts["name"], day_words(facts["date"])
    age = f" The hours are as of {facts['hours_as_of']}: check before you go." if facts["hours_as_of"] else ""
    if facts["open_that_day"] is None:
        return f"The opening hours of **{name}** are not known."
    if not facts["open_that_day"]:
        return f"No: **{name}** is closed on {day}.{age}"
    if facts["open_at"] is False:
        return f"Not at {facts['at']}: **{name}** is open {facts['hours']} on {day}.{age}"
    return f"Yes: **{name}** is open {facts['hours']} on {day}.{age}"


def search(facts: Facts) -> str:
    """What the catalogue has."""
    return f"In {facts['city']}:\n" + numbered([place_line(place) for place in facts["places"]])


def details(facts: Facts) -> str:
    """What is known of a place, its own words marked as such."""
    parts = [place_line(facts) if "kind" in facts else f"**{facts['name']}**"]
    for key, label in (("address", "Address"), ("price", "Price"), ("cost", "Price"), ("website", "Website")):
        if facts.get(key):
            parts.append(f"{label}: {facts[key]}")
    if facts.get("cuisine"):
        parts.append(f"Cuisine: {', '.join(facts['cuisine'])}")
    if facts.get("description"):
        parts.append(f"Its own description says: “{unframed(facts['description'])}”")
    return "\n".join(f"- {part}" if index else part for index, part in enumerate(parts))


def events(facts: Facts) -> str:
    """What is on."""
    found = facts.get("events") or ()
    if not found:
        return "The catalogue has no event then."
    return "What is on:\n" + numbered([event_line(row) for row in found])


def event_line(row: Facts) -> str:
    """An event in a line: when, where, what it costs."""
    parts = [f"**{row['name']}**"]
    when = row.get("when") or " ".join(str(row[key]) for key in ("weekday", "date", "start") if row.get(key))
    if when:
        parts.append(str(when) + (f"–{row['end']}" if row.get("end") and not row.get("when") else ""))
    for key in ("venue", "address"):
        if row.get(key):
            parts.append(unframed(row[key]))
            break
    price = row.get("price") or row.get("cost")
    parts.append(str(price) if price else "price unknown")
    return " · ".join(parts)


STATES = {
    "needed": "needs booking",
    "requested": "requested",
    "confirmed": "confirmed",
    "waitlisted": "on the waiting list",
    "cancelled": "cancelled",
}


def bookings(facts: Facts) -> str:
    """The state of everything that needs a booking."""
    found = facts.get("bookings") or ()
    if not found:
        return "Nothing in this trip needs a booking."
    lines = []
    for row in found:
        parts = [f"**{row.get('name') or row.get('stop')}**"]
        if row.get("day_number"):
            parts.append(f"day {row['day_number']}" + (f", {row['start']}" if row.get("start") else ""))
        state = row.get("status") or row.get("booking_status")
        parts.append(STATES.get(str(state), str(state or "needs booking")))
        if row.get("reference"):
            parts.append(f"reference {row['reference']}")
        lines.append(" · ".join(parts))
    return "Bookings:\n" + numbered(lines)


def request_text(facts: Facts) -> str:
    """The words of a booking request."""
    text = unframed(facts.get("text") or facts.get("draft") or facts.get("message"))
    name = facts.get("stop") or facts.get("name") or "it"
    return f"A request for **{name}** (nothing was sent):\n\n> {text}"


def requested(facts: Facts) -> str:
    """A booking that is asked for."""
    name = facts.get("stop") or facts.get("name") or "it"
    if facts.get("waits_for_approval"):
        return f"Mark **{name}** as requested?"
    return f"**{name}** is marked as requested."


def booking_set(facts: Facts) -> str:
    """A booking that the traveller told of."""
    name, state = facts.get("stop") or facts.get("name") or "It", str(facts.get("status") or "confirmed")
    reference = f", reference {facts['reference']}" if facts.get("reference") else ""
    return f"**{name}**: {STATES.get(state, state)}{reference}."


def saved(facts: Facts) -> str:
    """A place that is kept."""
    name = facts.get("place") or facts.get("name") or "It"
    return f"**{name}** {'was already in' if facts.get('changed') is False else 'goes to'} your saved places."


def remembered(facts: Facts) -> str:
    """A preference that is kept."""
    words = facts.get("message") or facts.get("summary")
    if words:
        return sentence(str(words))
    value = str(facts.get("value", "")).replace("_", " ")
    return f"I remember: {str(facts.get('kind', '')).replace('_', ' ')} {value}.".replace("  ", " ")


TELL: dict[str, Callable[[Facts], str]] = {
    "find_nearby": nearby,
    "find_food": food,
    "is_open": is_open,
    "search_places": search,
    "place_details": details,
    "find_events": events,
    "list_bookings": bookings,
    "draft_booking": request_text,
    "request_booking": requested,
    "set_booking": booking_set,
    "save_place": saved,
    "remember_preference": remembered,
}
