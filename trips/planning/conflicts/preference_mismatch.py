"""Stops and days against what the travellers said they want: diet, access, dislikes, pace, how far
to walk.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from trips.planning.catalogue import Place, folded
from trips.planning.conflicts.location_distance import consecutive
from trips.planning.conflicts.model import Change, Conflict, LoadedItem, LoadedTrip, WayOut, between, stable_key
from trips.planning.conflicts.ways_out import leave_out, other_times, ranked
from trips.planning.interests import named_in, satisfies_diet
from trips.planning.prepare import PACES
from trips.planning.said import Number, Weekday, names_of, say, say_many
from trips.planning.travel_time import leg_between
from trips.planning.words import PACE_WORDS, diet_words

# Cuisines that are the opposite of a diet, where a place's tags are silent about diets.
_AGAINST = {
    "vegan": frozenset({"steak house", "steak", "barbecue", "kebab", "chicken", "fish", "seafood", "sausage"}),
    "vegetarian": frozenset({"steak house", "steak", "barbecue", "sausage", "chicken"}),
}


def find_mismatches(trip: LoadedTrip) -> list[Conflict]:
    """Everything that goes against the preferences of the trip. What a place's tags leave open is not
    claimed.
    """
    found = []
    for item in trip.items:
        if item.place is not None:
            found.extend(_of_place(trip, item, item.place))
    return [*found, *_pace(trip), *_walks(trip), *_walking(trip)]


def _of_place(trip: LoadedTrip, item: LoadedItem, place: Place) -> list[Conflict]:
    preferences = trip.preferences
    found = []
    if item.type == "restaurant" and item.meal != "coffee":
        wanted = dict.fromkeys((*preferences.diets, *preferences.meal_diets.get(item.meal or "", ())))
        for diet in wanted:
            against = _AGAINST.get(diet, frozenset()) & {folded(tag) for tag in place.cuisine}
            if not satisfies_diet(place, diet) and (place.diets or against):
                tags = sorted(place.diets) or sorted(against)
                found.append(
                    _conflict(
                        trip,
                        item,
                        "diet",
                        7,
                        say(
                            "{stop} does not say that it serves {diet} food",
                            stop=item.title,
                            diet=diet_words(diet),
                        ),
                        say("Its tags say {tags}.", tags=names_of(tags)),
                        {"diet": diet, "tags": tags},
                        diet,
                    )
                )
    if preferences.wheelchair and place.wheelchair in ("no", "limited"):
        barred = place.wheelchair == "no"
        found.append(
            _conflict(
                trip,
                item,
                "accessibility",
                8 if barred else 4,
                say("{stop} is not accessible by wheelchair", stop=item.title)
                if barred
                else say("{stop} is only partly accessible by wheelchair", stop=item.title),
                say("Its wheelchair tag says {tag} ({date}).", tag=place.wheelchair, date=place.as_of)
                if place.as_of
                else say("Its wheelchair tag says {tag}.", tag=place.wheelchair),
                {"wheelchair": place.wheelchair, "as_of": place.as_of},
                place.wheelchair,
            )
        )
    for phrase in preferences.dislikes:
        if named_in(place, phrase):
            found.append(
                _conflict(
                    trip,
                    item,
                    "dislike",
                    4,
                    say("{stop} is what you wanted to avoid", stop=item.title),
                    say("You said that you would rather avoid {what}.", what=phrase),
                    {"dislike": phrase},
                    folded(phrase),
                )
            )
    return found


def _conflict(
    trip: LoadedTrip,
    item: LoadedItem,
    rule: str,
    severity: int,
    title: str,
    description: str,
    evidence: dict[str, object],
    *cause: object,
) -> Conflict:
    key = stable_key("preference_mismatch", rule, (item.id,), item.place.id if item.place else "", *cause)
    return Conflict(
        "preference_mismatch",
        rule,
        severity,
        title,
        description,
        (item.id,),
        evidence,
        key,
        ranked([leave_out(trip, item)]),
    )


def _by_day(trip: LoadedTrip) -> dict[date, list[LoadedItem]]:
    days: dict[date, list[LoadedItem]] = defaultdict(list)
    for item in trip.stops:
        assert item.starts is not None
        days[item.starts.date()].append(item)
    return days


def _pace(trip: LoadedTrip) -> list[Conflict]:
    """Days that are fuller than the pace, by a margin: a quarter more time on one's feet than the planner
    would use.
    """
    pace = trip.preferences.pace
    if pace is None:
        return []
    limit = PACES[pace].max_active_hours * 1.1
    found = []
    for day, items in sorted(_by_day(trip).items()):
        visits = [item for item in items if item.type in ("activity", "event")]
        hours = sum(item.length.total_seconds() for item in visits) / 3600
        hours += sum(
            _way_minutes(trip, before, after) / 60 for before, after in consecutive(trip) if _on(before, after, day)
        )
        if hours <= limit:
            continue
        longest = sorted((item for item in visits if not item.is_fixed), key=lambda item: (-item.length, item.id))
        found.append(
            Conflict(
                "preference_mismatch",
                "pace",
                between(3, 3 + (hours - limit), 6),
                say("{weekday} is fuller than a {pace} day", weekday=Weekday(day), pace=PACE_WORDS[pace]),
                say(
                    "{hours} hours of visits and ways; a {pace} day has up to {limit}.",
                    hours=Number(hours, 1),
                    pace=PACE_WORDS[pace],
                    limit=Number(limit, 1),
                ),
                tuple(item.id for item in visits),
                {"hours": round(hours, 1), "limit": limit, "pace": pace},
                stable_key("preference_mismatch", "pace", tuple(item.id for item in visits), day, pace),
                ranked(
                    [
                        *(
                            way
                            for item in longest[:2]
                            for way in (
                                *[w for w in other_times(trip, item) if w.code == "move_day"],
                                leave_out(trip, item),
                            )
                        ),
                        _lighter(trip, longest, hours - limit),
                    ]
                ),
            )
        )
    return found


def _lighter(trip: LoadedTrip, longest: Sequence[LoadedItem], too_much: float) -> WayOut | None:
    """The day without as many of its longest visits as it takes (too_much: hours); None where one is enough."""
    changes: list[Change] = []
    titles = []
    for item in longest:
        way = leave_out(trip, item)
        if way is None:
            continue
        changes.extend(way.changes)
        titles.append(item.title)
        too_much -= item.length.total_seconds() / 3600
        if too_much <= 0 and len(titles) > 1:
            return WayOut(
                "remove", say("Leave {names} out", names=names_of(titles)), tuple(changes), 12.0 * len(titles)
            )
    return None


def _on(before: LoadedItem, after: LoadedItem, day: date) -> bool:
    return (
        before.starts is not None
        and after.starts is not None
        and before.starts.date() == day
        and after.starts.date() == day
    )


def _way_minutes(trip: LoadedTrip, before: LoadedItem, after: LoadedItem) -> float:
    if before.leaves_from is None or after.point is None:
        return 0.0
    return leg_between(
        before.leaves_from,
        after.point,
        trip.modes,
        buffer_seconds=0,
        comfortable_walk_minutes=trip.comfortable_walk_minutes,
    ).minutes


def _walks(trip: LoadedTrip) -> list[Conflict]:
    """Single ways on foot that take longer than the limit, where no other way to travel is allowed."""
    limit = trip.preferences.walking_limit_minutes
    if limit is None:
        return []
    found = []
    for before, after in consecutive(trip):
        origin = before.leaves_from
        if origin is None or after.point is None or "transport" in (before.type, after.type):
            continue
        leg = leg_between(
            origin,
            after.point,
            trip.modes,
            buffer_seconds=0,
            comfortable_walk_minutes=trip.comfortable_walk_minutes,
        )
        if leg.mode != "walk" or leg.minutes <= limit or after.from_utc - before.to_utc > 6 * 3600:
            continue
        found.append(
            Conflict(
                "preference_mismatch",
                "walk",
                between(4, 4 + 2 * (leg.minutes - limit) / limit, 6),
                say_many(
                    "{count} minute on foot from {before} to {after}",
                    "{count} minutes on foot from {before} to {after}",
                    leg.minutes,
                    before=before.title,
                    after=after.title,
                ),
                say(
                    "{km} km take about {minutes} minutes on foot (estimated); you want to walk {limit} at most, and "
                    "this trip goes on foot only.",
                    km=Number(leg.metres / 1000, 1),
                    minutes=leg.minutes,
                    limit=limit,
                ),
                (before.id, after.id),
                {"minutes": leg.minutes, "limit_minutes": limit, "metres": leg.metres, "estimated": True},
                stable_key(
                    "preference_mismatch", "walk", (before.id, after.id), before.leaves_from, after.point, limit
                ),
                ranked([leave_out(trip, after), leave_out(trip, before, 13)]),
            )
        )
    return found


def _walking(trip: LoadedTrip) -> list[Conflict]:
    """Days on which the ways on foot between stops add up to more than the limit."""
    limit = trip.preferences.walking_limit_metres
    if limit is None:
        return []
    walked: dict[date, int] = defaultdict(int)
    ids: dict[date, list[str]] = defaultdict(list)
    for before, after in consecutive(trip):
        if before.leaves_from is None or after.point is None or before.starts is None:
            continue
        day = before.starts.date()
        if not _on(before, after, day) or "transport" in (before.type, after.type):
            continue
        leg = leg_between(
            before.leaves_from,
            after.point,
            trip.modes,
            comfortable_walk_minutes=trip.comfortable_walk_minutes,
        )
        if leg.mode == "walk":
            walked[day] += leg.metres
            ids[day].extend(one for one in (before.id, after.id) if one not in ids[day])
    found = []
    for day, metres in sorted(walked.items()):
        if metres > limit:
            found.append(
                Conflict(
                    "preference_mismatch",
                    "walking",
                    between(4, 4 + 4 * (metres - limit) / limit, 8),
                    say("{km} km on foot on {weekday}", km=Number(metres / 1000, 1), weekday=Weekday(day)),
                    say(
                        "The ways between the stops are about {km} km (estimated); your limit is {limit} km a day.",
                        km=Number(metres / 1000, 1),
                        limit=Number(limit / 1000, 1),
                    ),
                    tuple(ids[day]),
                    {"metres": metres, "limit_metres": limit, "estimated": True},
                    stable_key("preference_mismatch", "walking", tuple(ids[day]), day, limit),
                    ranked(leave_out(trip, item) for item in trip.stops if item.id in ids[day]),
                )
            )
    return found
