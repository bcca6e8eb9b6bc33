"""Tables that should be reserved while there is time."""

from __future__ import annotations

from datetime import timedelta

from trips.planning.conflicts import LoadedItem
from trips.planning.kinds import kind_of
from trips.planning.said import Clock, Day, joined, say, say_many
from trips.planning.suggestions.data import BookRestaurant
from trips.planning.suggestions.model import Scene, Step, Suggestion, key_of, touching

LARGE_PARTY = 6
SOON, LEAST = timedelta(days=21), timedelta(hours=3)
PRESSING = timedelta(days=3)
_TAGGED = {"required": 0.95, "yes": 0.85, "recommended": 0.85, "members_only": 0.9}

SENTENCES = {
    "needed": say("It is marked as still to be booked."),
    "reservation": say("The map says that tables are reserved here."),
    "party": say("A party this large seldom finds a table by chance."),
    "weekend": say("It is dinner on a Friday or Saturday; how busy the place is, is not known."),
}


def find_tables_to_book(scene: Scene) -> list[Suggestion]:
    """Restaurants of the next three weeks without a booking, three hours ahead or more, with a reason to book.

    The reason is told: marked as needed, the map's own word, six people or more, or dinner on a Friday or Saturday.
    Not for drafts; a café or a counter takes no bookings.
    """
    if scene.is_draft:
        return []
    found = []
    for item in scene.trip.timed:
        assert item.starts is not None
        place = item.place
        until = item.starts - scene.now
        if place is None or kind_of(place).name != "restaurant" or not LEAST <= until <= SOON:
            continue
        if item.booking_status not in (None, "needed"):
            continue
        reason = _reason(scene, item)
        if reason is not None:
            found.append(_suggested(scene, item, *reason))
    return found


def _reason(scene: Scene, item: LoadedItem) -> tuple[str, float] | None:
    """Why to book, and how sure that is."""
    assert item.place is not None and item.starts is not None
    if item.booking_status == "needed":
        return "needed", 0.95
    tagged = _TAGGED.get(scene.reservations.get(item.place.id, ""))
    if tagged is not None:
        return "reservation", tagged
    if scene.reservations.get(item.place.id) == "no":
        return None
    if scene.trip.party.size >= LARGE_PARTY:
        return "party", 0.75
    if item.starts.weekday() in (4, 5) and item.starts.hour >= 17:
        return "weekend", 0.6
    return None


def _suggested(scene: Scene, item: LoadedItem, because: str, confidence: float) -> Suggestion:
    assert item.place is not None and item.starts is not None
    people = scene.trip.party.size
    facts = BookRestaurant(
        item_id=item.id,
        place=item.place.name,
        starts=item.starts,
        people=people,
        because=because,
        reservation=scene.reservations.get(item.place.id),
        website=item.place.website,
    )
    asked = because == "needed"
    status = "requested" if asked else "needed"
    step = Step("booking", item.id, {"booking_status": status}, {"booking_status": item.booking_status})
    when = {"day": Day(item.starts.date()), "time": Clock.of(item.starts)}
    text = [say_many("{day} at {time} for one.", "{day} at {time} for {count}.", people, **when)]
    if item.place.website:
        text.append(say("Their site: {address}.", address=item.place.website))
    return Suggestion(
        type="book_restaurant",
        key=key_of("book_restaurant", status, item.id, item.starts.isoformat()),
        title=say("Book a table at {place}", place=item.place.name),
        description=joined(text, " "),
        reasoning=SENTENCES[because],
        confidence=confidence,
        priority=8 if item.starts - scene.now <= PRESSING else 6 if asked else 4,
        expires=item.starts - timedelta(hours=1),
        facts=facts,
        accept=say("We have asked for a table") if asked else say("Note that it is to be booked"),
        steps=(step,),
        touches=touching(items=[item.id]),
    )
