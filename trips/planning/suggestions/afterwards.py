"""The trip as it would be after a suggestion, and whether that breaks something."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from trips.planning.conflicts import LoadedItem, LoadedTrip, check
from trips.planning.suggestions.model import Scene, Step, Suggestion


def harms(scene: Scene, suggestion: Suggestion) -> bool:
    """Whether accepting would bring the trip a hard conflict that it does not have.

    Steps that change no time and no stop do not; ways out were tried when they were found.
    """
    steps = [step for step in suggestion.steps if step.action in ("add", "update", "remove")]
    if not steps:
        return False
    return not _hard(after(scene, steps)) <= _hard(scene.trip)


def _hard(trip: LoadedTrip) -> set[tuple[str, str, tuple[str, ...]]]:
    return {(one.type, one.rule, tuple(sorted(one.affected))) for one in check(trip) if one.is_hard}


def after(scene: Scene, steps: list[Step]) -> LoadedTrip:
    """The loaded trip with the steps taken."""
    items = {item.id: item for item in scene.trip.items}
    ideas = {idea.item_id: idea for idea in scene.ideas}
    places = {event.place.id: event.place for event in scene.events}
    for number, step in enumerate(steps):
        starts, ends = _moment(step, "starts"), _moment(step, "ends")
        day = starts.date() if starts else None
        if step.action == "remove":
            items.pop(step.item_id or "", None)
        elif step.action == "update" and step.item_id in items:
            present = items[step.item_id]
            items[step.item_id] = replace(present, starts=starts or present.starts, ends=ends or present.ends, day=day)
        elif step.item_id in ideas:
            idea = ideas[step.item_id]
            items[step.item_id] = LoadedItem(
                step.item_id, idea.title, "activity", day, starts, ends, idea.place.point, place=idea.place
            )
        elif step.action == "add":
            wanted = str(step.values["place_id"])
            place = places.get(wanted) or next((one for one in scene.places if one.id == wanted), None)
            key = f"new {number}"
            items[key] = LoadedItem(
                key,
                str(step.values["title"]),
                step.values["type"],
                day,
                starts,
                ends,
                place.point if place else None,
                place=place if step.values["type"] != "event" else None,
            )
    return replace(scene.trip, items=tuple(items.values()))


def _moment(step: Step, name: str) -> datetime | None:
    value = step.values.get(name)
    return datetime.fromisoformat(value) if value else None
