"""What the last answer listed, as it is spoken of next: by order, by a kind, or by what is most or least of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from ai.embedded.semantics.values import DateSpan, DayRef, StopRef
from ai.embedded.types import Context, Last, Offer, Stop, TripSnapshot

PLACES = frozenset({"place", "event"})
# Requests for something that is not in the plan yet: the list of the last search is meant, whatever was shown since.
OF_FOUND = frozenset({"add_stop", "save_place"})
# Requests that may be about a listed place, event or stop alike.
OF_OFFERS = frozenset(
    {
        "is_open",
        "place_details",
        "price_of",
        "nearby",
        "route",
        "find_food",
        "find_places",
        "find_conflicts",
        "why",
        "undo",
    }
)
# Requests about a stop, when the last answer listed stops.
OF_LISTED_STOPS = frozenset(
    {
        "booking_request",
        "booking_confirmed",
        "cancel_booking",
        "remove_stop",
        "lock_stop",
        "unlock_stop",
        "move_stop",
        "shorten_stop",
        "lengthen_stop",
        "what_if",
    }
)
# What "the cheapest" and the like choose by, and whether the most or the least of it.
MEASURES = {
    "price_min": ("price", False),
    "price_max": ("price", True),
    "near_min": ("metres", False),
    "near_max": ("metres", True),
    "start_min": ("start", False),
    "start_max": ("start", True),
    "length_min": ("minutes", False),
    "length_max": ("minutes", True),
}


def list_for(intent: str, context: Context) -> tuple[Offer, ...]:
    """The list of which "the second one" is one, for a request; empty where it is one of the plan."""
    kinds = {offer.kind for offer in context.offered}
    if intent in OF_FOUND or intent in ("which_of_list", "more_of_list"):
        return context.found or (context.offered if kinds & PLACES else ())
    if intent in OF_OFFERS:
        return context.offered if kinds & {*PLACES, "stop"} else context.found
    if intent in OF_LISTED_STOPS:
        return context.offered if kinds == {"stop"} or (intent == "booking_request" and kinds & PLACES) else ()
    return ()


def of_kind(offers: Sequence[Offer], kind: str) -> tuple[Offer, ...]:
    """Those of a list that are of a kind, as the answer named it."""
    return tuple(offer for offer in offers if kind in offer.traits.get("words", ()))


def of_that_kind(offers: Sequence[Offer], kind: str, context: Context) -> tuple[Offer, ...]:
    """Those that "the second restaurant" counts: after a look for tables, all that it listed."""
    search = context.search
    tables = search is not None and search.intent == "find_food" and kind == "restaurant"
    sights = search is not None and kind == "attraction" and search.slots.get("to_see")
    looked_for = sights or (search is not None and search.slots.get("category") == kind)
    return tuple(offers) if not kind or tables or looked_for else of_kind(offers, kind)


def chosen(offers: Sequence[Offer], value: StopRef) -> Offer | None:
    """The one of a list that is meant by its order or by what is most or least of it; None where that is not known."""
    among = of_kind(offers, value.kind) if value.kind else tuple(offers)
    if value.by:
        return most(among, value.by)
    index = 0 if value.position is None else value.position - (value.position > 0)
    return among[index] if -len(among) <= index < len(among) else None


def most(offers: Sequence[Offer], by: str) -> Offer | None:
    """The most or least of a list by a measure, of those of which it is known: None with fewer than two, or a tie."""
    trait, is_most = MEASURES[by]
    known = sorted(
        ((_value(trait, offer.traits[trait]), offer) for offer in offers if offer.traits.get(trait) is not None),
        key=lambda pair: pair[0],
        reverse=is_most,
    )
    if len(known) < 2 or known[0][0] == known[1][0]:
        return None
    return known[0][1]


def _value(trait: str, value: Any) -> Any:
    return str(value) if trait == "start" else Decimal(str(value))


def most_of_stops(stops: Sequence[Stop], by: str) -> Stop | None:
    """The stop of the plan with the most or least of a measure, where that is known and no other has as much."""
    offers = [Offer(stop.id, stop.name, "stop", _traits_of_stop(stop)) for stop in stops]
    found = most(offers, by)
    return next((stop for stop in stops if found is not None and stop.id == found.id), None)


def number_of(day: DateSpan | DayRef, trip: TripSnapshot | None) -> int:
    """The number of a day of the trip; 0 for one that it has not."""
    if trip is None:
        return 0
    if isinstance(day, DateSpan):
        return trip.day_of(day.start) or 0
    number = day.number or 0
    return number if number >= 0 else trip.days + 1 + number


def spoken_of(stops: Sequence[Stop], context: Context) -> list[Stop]:
    """Of stops that may be meant, the one that was spoken of or looked around last; all where it is none of them."""
    search = context.search.slots if context.search is not None else {}
    names = {key for one in context.last_places[:1] for key in (one.id, one.name)}
    names |= {str(search[key]) for key in ("near_stop_id", "near_location_id", "near_place") if search.get(key)}
    meant = [stop for stop in stops if stop.keys & names]
    if len(meant) == 1:
        return meant
    # "Move dinner then", after an event was spoken of: the dinner of that day.
    begins = next((str(one.traits.get("start") or "") for one in context.found if {one.id, one.name} & names), "")
    day = context.trip.day_of(date.fromisoformat(begins[:10])) if context.trip is not None and begins else None
    return [stop for stop in stops if stop.day_number == day] or list(stops)


def _traits_of_stop(stop: Stop) -> dict[str, Any]:
    traits: dict[str, Any] = {"price": None if stop.cost is None else str(stop.cost)}
    if stop.start is not None:
        traits["start"] = f"{stop.day_number:03}T{stop.start:%H:%M}"
        if stop.end is not None:
            length = (stop.end.hour - stop.start.hour) * 60 + stop.end.minute - stop.start.minute
            traits["minutes"] = length if length > 0 else None
    return traits


def of_that_search(search: Last | None, found: Sequence[Offer], slots: dict[str, Any]) -> dict[str, Any] | None:
    """The slots of the search that found what a request names; None where it was not found so."""
    named = {str(slots[key]) for key in ("location_id", "event_id", "place") if slots.get(key)}
    if search is None or not any(offer.id in named or offer.name in named for offer in found):
        return None
    return search.slots
