"""A better time for a stop whose order is fine: hardly time to get there, or a wait at the end of a day."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise

from trips.planning.conflicts import LoadedItem
from trips.planning.conflicts.ways_out import local, needed_seconds
from trips.planning.said import Clock, say, say_many
from trips.planning.suggestions.data import TimeOptimization
from trips.planning.suggestions.free_time import AHEAD, works_at
from trips.planning.suggestions.model import Scene, Step, Suggestion, key_of, times_were, touching

MARK = 300
TIGHT = 120  # seconds to spare: less than the two minutes that every plan of ours keeps
FAR = 600  # seconds on the way: what is nearer needs no margin
LATEST = 30 * 60  # how much later a stop may start for it
IDLE = 90 * 60  # a wait that is worth ending the day earlier for


def find_better_times(scene: Scene) -> list[Suggestion]:
    """Stops that start as soon as one can be there, and last stops that one waits for at least 90 minutes for.

    Another time is only suggested where the place is open as far as that is known, and what comes after is still
    reached. What is booked, locked, a meal or an event keeps its time.
    """
    found = []
    stops = scene.trip.stops
    for index, (before, item) in enumerate(pairwise(stops), start=1):
        assert before.ends is not None and item.starts is not None
        if before.ends.date() != item.starts.date() or item.starts <= scene.now + AHEAD or _fixed(item):
            continue
        if before.leaves_from is None or item.point is None:
            continue
        needed = needed_seconds(scene.trip, before, item)
        there_are = round(item.from_utc - before.to_utc)
        last = not any(one.day == item.day for one in stops[index + 1 :])
        day_known = item.starts.date() not in scene.untimed
        if needed >= FAR and 0 <= there_are - needed < TIGHT:
            found += _tight(scene, before, item, needed, there_are)
        elif last and there_are - needed >= IDLE and day_known:
            found += _idle(scene, before, item, needed, there_are)
    return found


def _fixed(item: LoadedItem) -> bool:
    own_time = item.type in ("event", "transport") or item.event_starts is not None
    return own_time or item.is_fixed or item.meal is not None


def _tight(scene: Scene, before: LoadedItem, item: LoadedItem, needed: int, there_are: int) -> list[Suggestion]:
    for later in range(MARK, LATEST + 1, MARK):
        if there_are + later - needed >= 2 * MARK and works_at(scene.trip, item, item.from_utc + later):
            start = local(scene.trip, item, item.from_utc + later)
            return [_suggested(scene, "tight", before, item, start, needed, there_are)]
    return []


def _idle(scene: Scene, before: LoadedItem, item: LoadedItem, needed: int, there_are: int) -> list[Suggestion]:
    earliest = before.to_utc + needed + TIGHT
    start = earliest + -earliest % MARK
    while item.from_utc - start >= IDLE / 2:
        if works_at(scene.trip, item, start):
            return [_suggested(scene, "idle", before, item, local(scene.trip, item, start), needed, there_are)]
        start += MARK
    return []


def _suggested(
    scene: Scene, rule: str, before: LoadedItem, item: LoadedItem, start: datetime, needed: int, there_are: int
) -> Suggestion:
    assert item.starts is not None
    ends = local(scene.trip, item, start.timestamp() + item.length.total_seconds())
    facts = TimeOptimization(
        rule=rule,
        item_id=item.id,
        stop=item.title,
        before=before.title,
        minutes_needed=-(-needed // 60),
        minutes_there_are=there_are // 60,
        starts=item.starts,
        starts_then=start,
    )
    moved = round(abs((start.astimezone(UTC) - item.starts.astimezone(UTC)).total_seconds()) / 60)
    if rule == "tight":
        title = say_many(
            "Start {stop} {count} minute later", "Start {stop} {count} minutes later", moved, stop=item.title
        )
        text = say(
            "{before} ends just in time for the way to {stop}: a late tram and you miss the start.",
            before=before.title,
            stop=item.title,
        )
    else:
        title = say_many(
            "{stop} at {time}, and the day is over {count} minute earlier",
            "{stop} at {time}, and the day is over {count} minutes earlier",
            moved,
            stop=item.title,
            time=Clock.of(start),
        )
        text = say_many(
            "After {before} there is nothing to do for {count} minute.",
            "After {before} there is nothing to do for {count} minutes.",
            (there_are - needed) // 60,
            before=before.title,
        )
    known = item.place is not None and item.place.hours.is_known
    opens = say("the place is open then") if known else say("its hours are not known")
    return Suggestion(
        type="time_optimization",
        key=key_of("time_optimization", rule, before.id, item.id, item.starts.isoformat()),
        title=title,
        description=text,
        reasoning=say(
            "{needed} minutes are needed (estimated), {there} are there; {opens}.",
            needed=facts.minutes_needed,
            there=facts.minutes_there_are,
            opens=opens,
        ),
        confidence=0.8 if known else 0.6,
        priority=5 if rule == "tight" else 2,
        expires=item.starts if rule == "tight" else start,
        facts=facts,
        accept=say("Start at {time}", time=Clock.of(start)),
        steps=(Step("update", item.id, {"starts": start.isoformat(), "ends": ends.isoformat()}, times_were(item)),),
        touches=touching(item.starts.date(), items=[item.id]),
    )
