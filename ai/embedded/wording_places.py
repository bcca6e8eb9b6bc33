"""Sentences about places, events, bookings and what is kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext_noop

from ai.embedded.wording import day_words, unframed
from ai.embedded.wording_trip import hours_words
from trips.planning.said import Names, Number
from trips.planning.words import diet_words, meal_words
from trips.sentences import saying, told_part, way_of_travel

Facts = Mapping[str, Any]


def place_line(place: Facts) -> str:
    """A place in a line: what, how far, what its tags say, when it is open."""
    parts = [f"**{place['name']}**, {place['kind']}"]
    if "walk_minutes" in place:
        parts.append(saying("{minutes} min on foot (estimated)", minutes=place["walk_minutes"]))
    if place.get("diets"):
        parts.append(saying("tags say {tags}", tags=Names(tuple(diet_words(one) for one in place["diets"]))))
    if place.get("price_each"):
        parts.append(saying("{price} each", price=place["price_each"]))
    if "hours" in place:
        if not place["hours_known"]:
            parts.append(saying("opening hours unknown"))
        elif place["hours"] == "closed":
            parts.append(saying("closed that day"))
        else:
            parts.append(hours_words(place["hours"], place.get("hours_as_of")))
    return " · ".join(parts)


def numbered(lines: list[str]) -> str:
    """Lines with numbers, so that "the second one" can be said."""
    return "\n".join(f"{number}. {line}" for number, line in enumerate(lines, start=1))


def nearby(facts: Facts) -> str:
    """What is around a place."""
    if not facts["places"]:
        around = facts["around"]
        if not facts.get("kind"):
            return saying("The catalogue has nothing else within a kilometre of {place}.", place=around)
        return saying(
            "The catalogue has nothing of the kind “{kind}” within a kilometre of {place}.",
            kind=facts["kind"],
            place=around,
        )
    lines = numbered([place_line(place) for place in facts["places"]])
    return f"{saying('Near **{place}**, the nearest first:', place=facts['around'])}\n{lines}"


def way(facts: Facts) -> str:
    """How long it takes to come somewhere."""
    ways = [
        saying(
            "{minutes} min {how} ({km} km)",
            minutes=one["minutes"],
            how=way_of_travel(one["mode"]),
            km=Number(one["metres"] / 1000, 1),
        )
        for one in facts["ways"]
    ]
    said, *others = ways
    for other in others:
        said = saying("{way}, or {other}", way=said, other=other)
    return saying(
        "From **{origin}** to **{destination}**: {ways}. All estimated.",
        origin=facts["origin"],
        destination=facts["destination"],
        ways=said,
    )


def food(facts: Facts) -> str:
    """Where to eat."""
    food_words = str(facts["kind"]).replace("_", " ") if facts.get("kind") else saying("food")
    what = told_part(diet_words(" and ".join(facts["diets"]))) if facts["diets"] else food_words
    if facts.get("diets_remembered"):
        what += f" {saying('(as you asked me to remember)')}"
    if facts.get("price"):
        order = {"cheap": saying("the cheapest first"), "fancy": saying("the dearest first")}
        what += f", {order.get(facts['price']) or saying('middling prices')}"
    lines = numbered([place_line(place) for place in facts["places"]])
    head = saying(
        "For {what}, {meal} on {date} at {time}, close to {place} ({number} found, hours of that day):",
        what=what,
        meal=meal_words(facts["meal"]),
        date=day_words(facts["date"]),
        time=facts["at"],
        place=facts["near"],
        number=facts["how_many"],
    )
    return f"{head}\n{lines}"


def is_open(facts: Facts) -> str:
    """Whether a place is open."""
    name, day = facts["name"], day_words(facts["date"])
    words = {"place": name, "date": day, "hours": facts["hours"].removeprefix("open ")}
    if facts["open_that_day"] is None:
        return saying("The opening hours of **{place}** are not known.", place=name)
    if not facts["open_that_day"]:
        said = saying("**{place}** is closed on {date}.", place=name, date=day)
    elif facts["open_at"] is False:
        said = saying("Not at {time}: **{place}** is open {hours} on {date}.", time=facts["at"], **words)
    else:
        said = saying("**{place}** is open {hours} on {date}.", **words)
    if not facts["hours_as_of"]:
        return said
    age = saying("The hours are as of {date}: check before you go.", date=facts["hours_as_of"])
    return f"{said} {age}"


def search(facts: Facts) -> str:
    """What the catalogue has."""
    if facts.get("all_planned"):
        head = saying("All that I found in {city} is in your plan already:", city=facts["city"])
    else:
        head = saying("In {city}:", city=facts["city"])
    return f"{head}\n" + numbered([place_line(place) for place in facts["places"]])


DETAILS = {
    "address": gettext_noop("Address: {value}"),
    "price": gettext_noop("Price: {value}"),
    "phone": gettext_noop("Phone: {value}"),
    "cuisine": gettext_noop("Cuisine: {value}"),
    "wheelchair": gettext_noop("Wheelchair access: {value}"),
    "description": gettext_noop("Its own description: “{value}”"),
    "note_of_source": gettext_noop("A note of the source: “{value}”"),
}


def details(facts: Facts) -> str:
    """What is known of a place, its own words marked as such."""
    event = facts.get("event")
    parts = [event_line(event) if event else place_line(facts)]
    if event and event.get("tickets_online"):
        # Answers link to pages of ours alone: the seller's address stands on the event's.
        page = f"/places/{event['id']}/"
        parts.append(saying("Tickets: by the link on [its page]({address})", address=page))
    for key in ("address", "price", "phone"):
        if facts.get(key):
            parts.append(saying(DETAILS[key], value=str(facts[key])))
    if facts.get("planned_cost") and facts["planned_cost"] not in str(facts.get("price")):
        parts.append(saying("In your plan it stands at {value}", value=str(facts["planned_cost"])))
    if facts.get("cuisine"):
        parts.append(saying(DETAILS["cuisine"], value=", ".join(facts["cuisine"]).replace("_", " ")))
    if facts.get("wheelchair"):
        parts.append(saying(DETAILS["wheelchair"], value=str(facts["wheelchair"])))
    for key in ("description", "note_of_source"):
        if facts.get(key):
            parts.append(saying(DETAILS[key], value=unframed(facts[key])))
    return "\n".join(f"- {part}" if index else part for index, part in enumerate(parts))


def events(facts: Facts) -> str:
    """What is on."""
    found = facts.get("events") or ()
    if not found:
        return saying("The catalogue has no event then.")
    lines = numbered([event_line(row) for row in found])
    part = facts.get("only_in_the")
    head = saying("What is on in {city}:", city=facts["city"])
    if part:
        times = {one: saying(words) for one, words in PARTS_OF_DAY.items()}
        head = saying("In the {part}, what is on in {city}:", part=times.get(str(part), str(part)), city=facts["city"])
    return f"{head}\n{lines}"


PARTS_OF_DAY = {
    "morning": gettext_noop("morning"),
    "midday": gettext_noop("midday"),
    "afternoon": gettext_noop("afternoon"),
    "evening": gettext_noop("evening"),
    "night": gettext_noop("night"),
}


def event_line(row: Facts) -> str:
    """An event in a line: when, where, what it costs."""
    parts = [f"**{row['name']}**, {row['kind']}"]
    if row.get("date"):
        end = f"–{row['end']}" if row.get("end") and row.get("end_known") else ""
        parts.append(f"{day_words(row['date'])}, {row['start']}{end}")
    if row.get("where"):
        parts.append(str(row["where"]))
    if row.get("price"):
        parts.append(str(row.get("price_in_full") or row["price"]))
    if row.get("tickets_online"):
        parts.append(saying("tickets online"))
    if row.get("in_the_trip"):
        parts.append(saying("in your trip already"))
    return " · ".join(parts)


STATES = {
    "needed": gettext_noop("needs booking"),
    "unclear": gettext_noop("may need booking"),
    "requested": gettext_noop("requested"),
    "confirmed": gettext_noop("confirmed"),
    "waitlisted": gettext_noop("on the waiting list"),
    "cancelled": gettext_noop("cancelled"),
    "none": gettext_noop("needs no booking"),
}


def bookings(facts: Facts) -> str:
    """The state of everything that needs a booking."""
    found = facts["bookings"]
    only = str((facts.get("only") or [""])[0])
    if not found:
        return saying(NONE_OF.get(only) or "Nothing in this trip is known to need a booking.")
    still = facts["still_to_do"]
    if only in ONLY:
        head = saying(ONLY[only])
    elif still:
        head = saying("Bookings ({number} of {all} still to do):", number=still, all=facts["how_many"])
    else:
        head = saying("Bookings (All of them are settled):")
    return f"{head}\n{numbered([booking_line(row) for row in found])}"


# By the first of the states that were asked for.
ONLY = {
    "confirmed": gettext_noop("Confirmed:"),
    "requested": gettext_noop("Waiting for an answer:"),
    "needed": gettext_noop("Still to be booked, or likely to need it:"),
}
NONE_OF = {
    "any": gettext_noop("Nothing on that day is known to need a booking."),
    "confirmed": gettext_noop("Nothing is confirmed yet."),
    "requested": gettext_noop("Nothing waits for an answer."),
    "needed": gettext_noop("Nothing is known to be left to book."),
}


def booking_line(row: Facts) -> str:
    """A stop with the state of its booking, in a line."""
    state = str(row["state"])
    parts = [f"**{row['name']}**", saying(STATES.get(state) or state)]
    if row.get("day_number"):
        day = saying("day {number}", number=row["day_number"])
        parts.insert(1, day + (f", {row['start']}" if row.get("start") else ""))
    if row.get("reference"):
        parts.append(saying("reference {code}", code=row["reference"]))
    return " · ".join(parts)


def booking_of(row: Facts | None, name: str, asks_code: bool) -> str:
    """The state of one stop's booking; that nothing is known where nothing is."""
    if row is None:
        return saying(
            "Nothing that is stored says that **{stop}** has to be booked, and no booking of it is noted.", stop=name
        )
    line = booking_line(row)
    if asks_code and not row.get("reference"):
        line = f"{line}. {saying('No reference is noted.')}"
    return line


def request_text(facts: Facts) -> str:
    """The words of a booking request."""
    row = facts["for"]
    kinds = (("phone", gettext_noop("phone {number}")), ("email", gettext_noop("mail {number}")))
    ways = [saying(label, number=row[key]) for key, label in kinds if row.get(key)]
    quoted = "\n".join(f"> {line}" if line.strip() else ">" for line in str(facts["text"]).splitlines())
    reach = f" {saying('You reach them by {ways}.', ways=', '.join(ways))}" if ways else ""
    head = saying("A request for **{place}**; nothing was sent.", place=row["name"])
    return f"{head}{reach}\n\n{quoted}"


def requested(facts: Facts) -> str:
    """A booking that is asked for."""
    name = facts["stop"]["name"]
    if facts.get("waits_for_approval"):
        return saying("Mark **{stop}** as requested? Sending the request stays with you.", stop=name)
    return saying("**{stop}** is marked as requested.", stop=name)


def booking_set(facts: Facts) -> str:
    """A booking that the traveller told of."""
    state = str(facts["state"])
    words = {"stop": facts["stop"]["name"], "state": saying(STATES.get(state, state))}
    if facts.get("reference"):
        told = saying("**{stop}**: {state}, reference {code}.", code=facts["reference"], **words)
    else:
        told = saying("**{stop}**: {state}.", **words)
    if facts.get("at"):
        told += f" {saying('It is planned for {time} now; look at what comes before and after it.', time=facts['at'])}"
    return told


def saved(facts: Facts) -> str:
    """A place that is kept."""
    name = facts["place"]["name"]
    if facts["changed"]:
        return saying("**{place}** goes to your list of saved places.", place=name)
    return saying("**{place}** is already on your list of saved places.", place=name)


def remembered(facts: Facts) -> str:
    """A preference that is kept."""
    what = f"{str(facts['kind']).replace('_', ' ')}: {str(facts['value']).replace('_', ' ')}"
    if facts["changed"]:
        return saying("I remember your {what}.", what=what)
    return saying("I knew already your {what}.", what=what)


def forgotten(facts: Facts) -> str:
    """A preference that is kept no more."""
    what = f"{str(facts['kind']).replace('_', ' ')}: {str(facts['value']).replace('_', ' ')}"
    if facts["changed"]:
        return saying("I forget your {what}.", what=what)
    return saying("I had not kept that ({what}), so there is nothing to forget.", what=what)


def kept_places(facts: Facts) -> str:
    """The traveller's own list."""
    if not facts["places"]:
        return saying("Your list of saved places is empty. Say “save it” of any place that I tell you about.")
    lines = []
    for row in facts["places"]:
        parts = [f"**{row['name']}**, {row['kind']}"]
        parts += [str(row[key]) for key in ("city", "note") if row.get(key)]
        lines.append(" · ".join(parts))
    more = facts["how_many"] - len(lines)
    rest = f"\n\n{saying('and {number} more, on the page “Saved places”.', number=more)}" if more > 0 else ""
    return f"{saying('Your saved places:')}\n{numbered(lines)}{rest}"


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
