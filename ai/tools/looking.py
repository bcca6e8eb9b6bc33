"""Tools that only look: what is near, is it open, what there is, what is known of a place."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from ai.draft import TurnDeps
from ai.facts import cost_words
from ai.tools.base import (
    MOST,
    NAME_CHARACTERS,
    Answer,
    Ctx,
    answered,
    catalogue_city,
    english_names,
    foreign,
    place_at_hand,
    present_plan,
    refusal,
    short,
    shown_name,
)
from ai.tools.events import event_facts
from places.models import Location
from places.search import search_places as by_words
from trips import planner
from trips.planning.catalogue import Place, folded
from trips.planning.estimates import cost_of
from trips.planning.interests import interest_named, matches
from trips.planning.kinds import is_chain, kind_named, kind_of
from trips.planning.request import Party
from trips.planning.travel_time import Estimator, distance_metres
from trips.sentences import saying

NEARBY = 1000  # metres
# The draw of a kind (see `trips.planning.kinds`) from which on one goes there for its own sake: no statue in a street.
WORTH_A_LOOK = 12
# Words for whatever is worth seeing, of any kind.
TO_SEE = frozenset({"attraction", "attractions", "sight", "sights"})
MOST_WORDS = 10  # of a list, such as cuisines


def walks_from(origin: tuple[float, float], points: Sequence[tuple[float, float]]) -> list[tuple[int, int]]:
    """Minutes on foot and metres from one point to each of others, as the planner estimates them."""
    matrix = Estimator().matrix([origin, *points], ("walk",))
    legs = [matrix.leg(0, index + 1) for index in range(len(points))]
    return [(leg.minutes, leg.metres) if leg else (0, 0) for leg in legs]


def open_at(place: Place, on: date, at: time) -> bool | None:
    """Whether a place is open then; None where its hours are not known."""
    if not place.hours.is_known:
        return None
    return place.hours.is_open(datetime.combine(on, at.replace(tzinfo=None), ZoneInfo(place.timezone)))


def unsuitable(deps: TurnDeps, place: Place) -> bool:
    """Whether the traveller said that they do not like what a place is, or need what it does not have."""
    if place.wheelchair == "no" and "wheelchair" in deps.preferences.get("accessibility", ()):
        return True
    names = {folded(place.name), folded(place.subcategory.replace("_", " "))}
    names |= {folded(one.replace("_", " ")) for one in (*place.cuisine, *place.tags)}
    for word in deps.preferences.get("dislikes", ()):
        interest = interest_named(str(word))
        if folded(str(word)) in names or (interest is not None and matches(place, interest)):
            return True
    return False


def place_facts(place: Place, on: date | None = None) -> dict[str, Any]:
    """What is known of a place, cut to length."""
    facts: dict[str, Any] = {
        "id": place.id,
        "name": shown_name(place.name, place.name_en),
        "kind": (place.subcategory or place.category).replace("_", " ")[:NAME_CHARACTERS],
        "hours_as_of": place.as_of,
        "address": short(place.address, NAME_CHARACTERS) if place.address else None,
    }
    if place.diets:
        facts["diets"] = [short(one, 40) for one in place.diets[:MOST_WORDS]]
    if place.cuisine:
        facts["cuisine"] = [short(one, 40) for one in place.cuisine[:MOST_WORDS]]
    if on is not None:
        facts["date"] = on.isoformat()
        facts["hours"] = place.hours.describe(on)[:NAME_CHARACTERS]
        facts["hours_known"] = place.hours.is_known
    return facts


def with_walks(origin: tuple[float, float], near: Sequence[Place], on: date | None = None) -> list[dict[str, Any]]:
    """Facts of places with how far each is on foot."""
    walks = walks_from(origin, [one.point for one in near])
    return [
        {**place_facts(one, on), "walk_minutes": minutes, "metres": metres, "estimated": True}
        for one, (minutes, metres) in zip(near, walks, strict=True)
    ]


def planned_place(deps: TurnDeps, everything: Sequence[Place], named: str) -> Place:
    """The place that is meant: one of the trip's stops before any other of the catalogue.

    Raises:
        Refused: there is none.
    """
    plan = present_plan(deps)
    wanted = folded(named[:200])
    stops = [stop for stop in plan.stops if stop.place_id] if plan else []
    shown = english_names(plan) if plan else {}
    found = [
        stop.place_id
        for stop in stops
        if named == stop.key or (wanted and wanted in (folded(stop.name), folded(shown.get(stop.key, stop.name))))
    ]
    place = next((one for one in everything if found and one.id == found[0]), None)
    return place or place_at_hand(everything, named)


async def find_nearby(
    ctx: Ctx,
    place: str,
    kind: str | None = None,
    within_minutes: int | None = None,
    little_known: bool = False,
    free: bool = False,
    skip: int = 0,
) -> Answer:
    """Places within a kilometre of a place or stop, nearest first, with minutes on foot.

    Args:
        place: the name (or id) of the place to look around.
        kind: only this kind, such as "cafe", "museum" or "park or viewpoint"; "attraction" is whatever is worth seeing.
        within_minutes: only what is at most so many minutes away on foot.
        little_known: only places that no encyclopaedia has and no editor picked.
        free: only places that cost nothing, as far as that is known or estimated.
        skip: how many of the first to leave out, to see further ones.
    """

    def work() -> Answer:
        everything = planner.catalogue(catalogue_city(ctx.deps))
        origin = planned_place(ctx.deps, everything, place)
        to_see = bool(kind) and folded(str(kind)) in TO_SEE
        several = [] if to_see else [one.strip() for one in str(kind or "").split(" or ") if one.strip()]
        interests = [one for one in map(interest_named, several) if one is not None]
        kinds = [one for one in (kind_named(name) for name in several if interest_named(name) is None) if one]
        if len(interests) + len(kinds) < len(several):
            return refusal(
                "unknown_kind",
                saying(
                    "The catalogue holds sights and places to eat and sleep: it has none of the kind “{kind}”.",
                    kind=short(str(kind)),
                ),
            )
        # Of the whole catalogue, not of the nearest hundred: in a dense street these hold no museum.
        away = {one.id: distance_metres(origin.point, one.point) for one in everything if one.id != origin.id}
        near = sorted(
            (one for one in everything if away.get(one.id, NEARBY + 1) <= NEARBY), key=lambda one: away[one.id]
        )
        if to_see:
            near = [one for one in near if kind_of(one).role == "sight"]
            near = [one for one in near if kind_of(one).draw >= WORTH_A_LOOK or one.highlight]
        elif several:
            near = [
                one for one in near if kind_of(one).name in kinds or any(matches(one, liked) for liked in interests)
            ]
        else:
            near = [one for one in near if one.category in ("attraction", "restaurant", "other") and not is_chain(one)]
        near = [one for one in near if not unsuitable(ctx.deps, one)]
        near = [one for one in near if not little_known or not (one.wikidata or one.highlight)]
        near = [one for one in near if not free or _is_free(ctx.deps, one)]
        around = shown_name(origin.name, origin.name_en)
        if within_minutes is not None:
            walks = walks_from(origin.point, [one.point for one in near])
            near = [one for one, (minutes, _metres) in zip(near, walks, strict=True) if minutes <= within_minutes]
        if skip and not near[max(skip, 0) :]:
            return no_more(len(near))
        return {
            "ok": True,
            "around": around,
            "kind": short(kind) if kind else None,
            "within_minutes": within_minutes,
            "places": with_walks(origin.point, near[max(skip, 0) :][:MOST]),
            "how_many": len(near),
            "skipped": max(skip, 0),
        }

    return await answered(work)


def _is_free(deps: TurnDeps, place: Place) -> bool:
    cost = cost_of(place, Party(), planner.estimates([deps.currency]), deps.currency)
    return cost.money is not None and not cost.money.amount


async def is_open(ctx: Ctx, place: str, on: date | None = None, at: time | None = None) -> Answer:
    """A place's opening hours on a date, in its own zone, and whether it is open at a time.

    Args:
        place: its name (or id).
        on: the date; today without it.
        at: a time of day.
    """

    def work() -> Answer:
        everything = planner.catalogue(catalogue_city(ctx.deps))
        found = planned_place(ctx.deps, everything, place)
        day = on or ctx.deps.now.astimezone(ZoneInfo(found.timezone)).date()
        intervals = found.hours.intervals(day) if found.hours.is_known else ()
        return {
            "ok": True,
            **place_facts(found, day),
            "weekday": f"{day:%A}",
            "open_that_day": bool(intervals) if found.hours.is_known else None,
            "open_at": open_at(found, day, at) if at else None,
            "at": f"{at:%H:%M}" if at else None,
            "timezone": found.timezone,
        }

    return await answered(work)


def no_more(how_many: int) -> Answer:
    """The answer where all that was found has been shown."""
    return refusal(
        "no_more",
        saying("That was all: {how_many} in all, and you have seen them.", how_many=how_many),
        how_many=how_many,
    )


async def search_places(
    ctx: Ctx,
    words: str,
    city: str | None = None,
    little_known: bool = False,
    open_now: bool = False,
    skip: int = 0,
) -> Answer:
    """Places of the catalogue by name or kind.

    Args:
        words: a name (or id) or a kind, such as "Kiasma" or "gallery".
        city: another city than the trip's.
        little_known: only places that no encyclopaedia has and no editor picked.
        open_now: only places that are open at this moment by their own hours.
        skip: how many of the first to leave out, to see further ones.
    """

    def work() -> Answer:
        where = catalogue_city(ctx.deps, city)
        everything = planner.catalogue(where)
        interest = interest_named(words[:200])
        meant = next((one for one in everything if one.id == words), None)
        if meant is not None:
            found = [meant]
        elif folded(words[:200]) in TO_SEE:
            found = [one for one in everything if kind_of(one).role == "sight" and not unsuitable(ctx.deps, one)]
            found = [one for one in found if kind_of(one).draw >= WORTH_A_LOOK or one.highlight]
            found = [one for one in found if not little_known or not (one.wikidata or one.highlight)]
            found.sort(key=lambda one: (not one.highlight, one.wikidata is None, -kind_of(one).draw, one.name))
        elif interest is not None:
            found = [one for one in everything if matches(one, interest) and not is_chain(one)]
            found = [one for one in found if not unsuitable(ctx.deps, one)]
            found = [one for one in found if not little_known or not (one.wikidata or one.highlight)]
            if open_now:
                now = ctx.deps.now
                found = [one for one in found if open_at(one, now.date(), now.time().replace(tzinfo=None))]
            found.sort(key=lambda one: (one.wikidata is None, not one.hours.is_known, one.name))
        else:
            ids = {
                match.place.pk: number
                for number, match in enumerate(by_words(words, city=where, limit=MOST + max(skip, 0)))
            }
            found = sorted(
                (one for one in everything if uuid.UUID(one.id) in ids), key=lambda one: ids[uuid.UUID(one.id)]
            )
        if not found:
            return refusal(
                "nothing_found",
                saying("The catalogue of {where} has nothing for “{words}”.", where=where, words=short(words)),
            )
        shown = found[max(skip, 0) :][:MOST]
        if not shown:
            return no_more(len(found))
        places = [place_facts(one, ctx.deps.today) for one in shown]
        return {"ok": True, "city": where, "places": places, "skipped": max(skip, 0)}

    return await answered(work)


async def place_details(ctx: Ctx, place: str) -> Answer:
    """All that the catalogue knows of a place: kind, address, the week's hours, price, access, contact, description.

    Of an event also when it starts and ends, and whether there are tickets online.

    Args:
        place: its name (or id).
    """

    def work() -> Answer:
        deps = ctx.deps
        everything = planner.catalogue(catalogue_city(deps))
        found = planned_place(deps, everything, place)
        row = Location.objects.active().filter(pk=found.id).first()
        if row is None:
            return refusal("no_such_place", saying("“{place}” is not in the catalogue.", place=short(place)))
        plan = present_plan(deps)
        visited = plan.stop(found.id) if plan else None
        first = visited.start.date() if visited else deps.now.astimezone(ZoneInfo(found.timezone)).date()
        party = plan.request.party if plan else Party()
        currency = plan.currency if plan else deps.currency
        cost = cost_of(found, party, planner.estimates([currency]), currency)
        details = row.details or {}
        known = found.hours.is_known
        return {
            "ok": True,
            **place_facts(found, first),
            "week": [
                {"date": day.isoformat(), "weekday": f"{day:%A}", "hours": found.hours.describe(day)[:NAME_CHARACTERS]}
                for day in (first + timedelta(days=n) for n in range(7))
            ]
            if known
            else [],
            "price": cost_words(cost, in_full=True) + (f", {cost.basis}" if cost.basis else ""),
            "price_for": party.size,
            "wheelchair": found.wheelchair or "unknown",
            "phone": short(row.phone, 40) if row.phone else None,
            "has_website": bool(row.website),
            "highlight": found.highlight,
            "in_the_trip": bool(visited),
            "planned_cost": cost_words(visited.cost) if visited and visited.cost.money is not None else None,
            "event": event_facts(deps, row, plan) if row.category == "event" else None,
            "description": foreign(deps, row.description),
            "note_of_source": foreign(deps, str(details["note"])) if details.get("note") else None,
        }

    return await answered(work)
