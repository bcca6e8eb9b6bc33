"""Events of the catalogue while the trip is there, at a time that is free."""

from __future__ import annotations

from datetime import datetime, timedelta

from trips.planning.conflicts import LoadedItem
from trips.planning.estimates import cost_of
from trips.planning.interests import matches
from trips.planning.kinds import kind_of
from trips.planning.said import Clock, Day, Weekday, say, sentence_of, word
from trips.planning.scoring import Taste
from trips.planning.suggestions.add_activity import affordable, cost_columns, cost_words, spends
from trips.planning.suggestions.data import LocalEvent
from trips.planning.suggestions.free_time import way
from trips.planning.suggestions.model import Happening, Scene, Step, Suggestion, key_of, touching
from trips.planning.travel_time import distance_metres

LEAST_AHEAD = timedelta(hours=2)
FURTHEST_METRES = 25_000
FALLBACK = timedelta(hours=2)  # kept free for an event whose end nobody said; never shown as its end


def find_local_events(scene: Scene) -> list[Suggestion]:
    """Events within 25 km on the trip's days that clash with no stop, the ways there and onward counted.

    What the traveller avoids, cannot enter or cannot afford is left out; so is an event that the trip has already.
    """
    taste = Taste.of(scene.request)
    visited = scene.visited
    found = []
    for event in scene.events:
        starts = event.starts.astimezone(scene.trip.zone)
        if event.place.id in visited or starts.date() not in scene.trip.dates or starts <= scene.now + LEAST_AHEAD:
            continue
        if taste.rules_out(event.place) or any(word in _words(event) for word in scene.trip.preferences.dislikes):
            continue
        near = _nearest(scene, event)
        if near is not None and near > FURTHEST_METRES:
            continue
        if _free(scene, event, starts):
            suggestion = _suggested(scene, taste, event, starts, near)
            if suggestion is not None:
                found.append(suggestion)
    return found


def _words(event: Happening) -> str:
    return f"{event.place.name} {event.kind} {event.place.subcategory}".casefold()


def _nearest(scene: Scene, event: Happening) -> int | None:
    """Metres to the nearest stop of the trip; None where no stop has a point."""
    points = [item.point for item in scene.trip.items if item.point is not None]
    return round(min(distance_metres(event.place.point, point) for point in points)) if points else None


def _free(scene: Scene, event: Happening, starts: datetime) -> bool:
    ends = event.ends or starts + max(FALLBACK, timedelta(minutes=kind_of(event.place).minutes))
    return all(_apart(scene, item, event, starts, ends) for item in scene.trip.stops)


def _apart(scene: Scene, item: LoadedItem, event: Happening, starts: datetime, ends: datetime) -> bool:
    assert item.starts is not None and item.ends is not None
    if item.ends <= starts:
        there = way(scene.trip, item.leaves_from, event.place.point).seconds if item.leaves_from else 0
        return starts - item.ends >= timedelta(seconds=there)
    if item.starts >= ends:
        onward = way(scene.trip, event.place.point, item.point).seconds if item.point else 0
        return item.starts - ends >= timedelta(seconds=onward)
    return False


def _suggested(scene: Scene, taste: Taste, event: Happening, starts: datetime, near: int | None) -> Suggestion | None:
    place = event.place
    cost = cost_of(place, scene.trip.party, scene.estimates, scene.trip.currency)
    if not affordable(scene, cost):
        return None
    interests = tuple(one.name for one in taste.interests if matches(place, one))
    ends = event.ends.astimezone(scene.trip.zone) if event.ends else None
    facts = LocalEvent(
        place_id=place.id,
        event=place.name,
        starts=starts,
        ends=ends,
        kind=event.kind,
        metres=near,
        cost=cost.money.amount if cost.money else None,
        currency=cost.money.currency if cost.money else scene.trip.currency,
        ticket_url=event.ticket_url,
        interests=interests,
        as_of=place.as_of,
    )
    values = {
        "title": place.name,
        "type": "event",
        "place_id": place.id,
        "starts": starts.isoformat(),
        "ends": ends.isoformat() if ends else None,
        "booking_url": event.ticket_url,
        "booking_status": "needed" if event.ticket_url else None,
        **cost_columns(cost, scene.trip.currency),
    }
    when = {
        "kind": event.kind.capitalize() if event.kind else word("Event"),
        "day": Day(starts.date()),
        "time": Clock.of(starts),
    }
    text = say("{kind} on {day}, {time}.", **when)
    if ends:
        text = say("{kind} on {day}, {time} to {until}.", until=Clock.of(ends), **when)
    parts = [cost_words(facts.cost, cost.status, facts.currency)]
    if near is not None:
        parts.append(say("{metres} metres from your nearest stop", metres=near))
    parts += [say("matches your interest in {interest}", interest=name) for name in interests]
    parts.append(say("nothing is planned then"))
    parts.append(say("checked by our staff") if event.verified else say("not checked by our staff"))
    return Suggestion(
        type="local_event",
        key=key_of("local_event", "on", place.id, event.starts.isoformat()),
        title=say(
            "{place} on {weekday} at {time}",
            place=place.name,
            weekday=Weekday(starts.date()),
            time=Clock.of(starts),
        ),
        description=text,
        reasoning=sentence_of(parts),
        confidence=round(0.55 + (0.25 if interests else 0) + (0.1 if event.verified else 0), 2),
        priority=6 if interests else 4,
        expires=starts,
        facts=facts,
        accept=say("Put it into the plan"),
        steps=(Step("add", None, values),),
        asks=spends(cost),
        touches=touching(starts.date()),
    )
