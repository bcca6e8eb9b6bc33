"""Sentences about places, events, bookings and what is kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ai.embedded.wording import day_words, unframed

Facts = Mapping[str, Any]


def place_line(place: Facts) -> str:
    """A place in a line: what, how far, what its tags say, when it is open."""
    parts = [f"**{place['name']}**, {place['kind']}"]
    if "walk_minutes" in place:
        parts.append(f"{place['walk_minutes']} min on foot (estimated)")
    if place.get("diets"):
        parts.append(f"tags say {', '.join(place['diets'])}".replace("_", "-"))
    if place.get("price_each"):
        parts.append(f"{place['price_each']} each")
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
        what = f"of the kind “{facts['kind']}”" if facts.get("kind") else "else"
        return f"The catalogue has nothing {what} within a kilometre of {facts['around']}."
    lines = numbered([place_line(place) for place in facts["places"]])
    return f"Near **{facts['around']}**, the nearest first:\n{lines}"


def way(facts: Facts) -> str:
    """How long it takes to come somewhere."""
    kinds = {"walk": "on foot", "transit": "by public transport", "bicycle": "by bicycle", "car": "by car"}
    ways = [f"{one['minutes']} min {kinds[one['mode']]} ({one['metres'] / 1000:.1f} km)" for one in facts["ways"]]
    return f"From **{facts['origin']}** to **{facts['destination']}**: {', or '.join(ways)}. All estimated."


def food(facts: Facts) -> str:
    """Where to eat."""
    what = " and ".join(facts["diets"]).replace("_", "-") or "food"
    if facts.get("diets_remembered"):
        what += " (as you asked me to remember)"
    if facts.get("price"):
        what += {"cheap": ", the cheapest first", "fancy": ", the dearest first"}.get(
            facts["price"], ", middling prices"
        )
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
    event = facts.get("event")
    parts = [event_line(event) if event else place_line(facts)]
    if event and event.get("tickets_online"):
        # Answers link to pages of ours alone: the seller's address stands on the event's.
        parts.append(f"Tickets: by the link on [its page](/places/{event['id']}/)")
    for key, label in (("address", "Address"), ("price", "Price"), ("phone", "Phone")):
        if facts.get(key):
            parts.append(f"{label}: {facts[key]}")
    if facts.get("cuisine"):
        parts.append(f"Cuisine: {', '.join(facts['cuisine'])}".replace("_", " "))
    if facts.get("wheelchair"):
        parts.append(f"Wheelchair access: {facts['wheelchair']}")
    for key, label in (("description", "Its own description"), ("note_of_source", "A note of the source")):
        if facts.get(key):
            parts.append(f"{label}: “{unframed(facts[key])}”")
    return "\n".join(f"- {part}" if index else part for index, part in enumerate(parts))


def events(facts: Facts) -> str:
    """What is on."""
    found = facts.get("events") or ()
    if not found:
        return "The catalogue has no event then."
    lines = numbered([event_line(row) for row in found])
    part = facts.get("only_in_the")
    return f"{'In the ' + str(part) + ', what' if part else 'What'} is on in {facts['city']}:\n{lines}"


def event_line(row: Facts) -> str:
    """An event in a line: when, where, what it costs."""
    parts = [f"**{row['name']}**, {row['kind']}"]
    if row.get("date"):
        end = f"–{row['end']}" if row.get("end") and row.get("end_known") else ""
        parts.append(f"{day_words(row['date'])}, {row['start']}{end}")
    if row.get("where"):
        parts.append(str(row["where"]))
    if row.get("price"):
        parts.append(str(row["price"]))
    if row.get("tickets_online"):
        parts.append("tickets online")
    if row.get("in_the_trip"):
        parts.append("in your trip already")
    return " · ".join(parts)


STATES = {
    "needed": "needs booking",
    "unclear": "may need booking",
    "requested": "requested",
    "confirmed": "confirmed",
    "waitlisted": "on the waiting list",
    "cancelled": "cancelled",
    "none": "needs no booking",
}


def bookings(facts: Facts) -> str:
    """The state of everything that needs a booking."""
    found = facts["bookings"]
    if not found:
        return "Nothing in this trip needs a booking."
    lines = []
    for row in found:
        parts = [f"**{row['name']}**", STATES.get(row["state"], row["state"])]
        if row.get("day_number"):
            parts.insert(1, f"day {row['day_number']}" + (f", {row['start']}" if row.get("start") else ""))
        if row.get("reference"):
            parts.append(f"reference {row['reference']}")
        lines.append(" · ".join(parts))
    still = facts["still_to_do"]
    head = f"{still} of {facts['how_many']} still to do" if still else "All of them are settled"
    return f"Bookings ({head}):\n{numbered(lines)}"


def request_text(facts: Facts) -> str:
    """The words of a booking request."""
    row = facts["for"]
    ways = [f"{label} {row[key]}" for key, label in (("phone", "phone"), ("email", "mail")) if row.get(key)]
    quoted = "\n".join(f"> {line}" if line.strip() else ">" for line in str(facts["text"]).splitlines())
    reach = f" You reach them by {', '.join(ways)}." if ways else ""
    return f"A request for **{row['name']}**; nothing was sent.{reach}\n\n{quoted}"


def requested(facts: Facts) -> str:
    """A booking that is asked for."""
    name = facts["stop"]["name"]
    if facts.get("waits_for_approval"):
        return f"Mark **{name}** as requested? Sending the request stays with you."
    return f"**{name}** is marked as requested."


def booking_set(facts: Facts) -> str:
    """A booking that the traveller told of."""
    state = str(facts["state"])
    reference = f", reference {facts['reference']}" if facts.get("reference") else ""
    return f"**{facts['stop']['name']}**: {STATES.get(state, state)}{reference}."


def saved(facts: Facts) -> str:
    """A place that is kept."""
    name = facts["place"]["name"]
    return f"**{name}** {'goes to' if facts['changed'] else 'is already on'} your list of saved places."


def remembered(facts: Facts) -> str:
    """A preference that is kept."""
    what = f"{str(facts['kind']).replace('_', ' ')}: {str(facts['value']).replace('_', ' ')}"
    return f"I {'remember' if facts['changed'] else 'knew already'} your {what}."


def forgotten(facts: Facts) -> str:
    """A preference that is kept no more."""
    what = f"{str(facts['kind']).replace('_', ' ')}: {str(facts['value']).replace('_', ' ')}"
    if facts["changed"]:
        return f"I forget your {what}."
    return f"I had not kept that ({what}), so there is nothing to forget."


def kept_places(facts: Facts) -> str:
    """The traveller's own list."""
    if not facts["places"]:
        return "Your list of saved places is empty. Say “save it” of any place that I tell you about."
    lines = []
    for row in facts["places"]:
        parts = [f"**{row['name']}**, {row['kind']}"]
        parts += [str(row[key]) for key in ("city", "note") if row.get(key)]
        lines.append(" · ".join(parts))
    more = facts["how_many"] - len(lines)
    rest = f"\n\nand {more} more, on the page “Saved places”." if more > 0 else ""
    return f"Your saved places:\n{numbered(lines)}{rest}"


TELL: dict[str, Callable[[Facts], str]] = {
    "find_nearby": nearby,
    "way_between": way,
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
    "list_saved": kept_places,
    "remember_preference": remembered,
    "forget_preference": forgotten,
}
