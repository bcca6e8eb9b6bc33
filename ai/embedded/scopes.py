"""What a value of a message belongs to: which of two days, which meal, which day's stop."""

from __future__ import annotations

from datetime import date, timedelta

from ai.embedded.features import Feature
from ai.embedded.slot_dates import day_spoken_of, from_one_to_other
from ai.embedded.slots import Reading


def from_day_to_day(reading: Reading) -> None:
    """ "Move it from Friday to Saturday" names two days, not a stretch of days."""
    trip, slots = reading.env.context.trip, reading.slots
    from_one_to_other(reading)
    if trip is None or not {"start_date", "end_date"} <= set(slots) or "to_day_number" in slots:
        return
    named = [date.fromisoformat(slots[name]) for name in ("start_date", "end_date")]
    # "From Saturday to Friday" goes back, while a stretch of days would end a week later.
    named[1] -= timedelta(days=7) if trip.day_of(named[1]) is None else timedelta(0)
    days = [trip.day_of(day) for day in named]
    if days[0] is not None and days[1] is not None and days[0] != days[1]:
        slots["day_number"], slots["to_day_number"] = days
        del slots["start_date"], slots["end_date"]


def scope_diets(reading: Reading, features: list[Feature]) -> None:
    """ "Vegan lunch": the diet belongs to the meal that it stands next to."""
    scoped: dict[str, list[str]] = {}
    meals = [f.edge for f in features if f.category == "meal"]
    for feature in features:
        if feature.category != "diet":
            continue
        for meal in meals:
            if 0 <= meal.start - feature.edge.end <= 1 or 0 <= feature.edge.start - meal.end <= 2:
                scoped.setdefault(str(meal.value), []).append(str(feature.value))
    if scoped:
        reading.slots["meal_diets"] = scoped


def day_beside(reading: Reading) -> int | None:
    """The day of "before lunch": where it goes, else where the stop that is moved stands."""
    trip, goal = reading.env.context.trip, reading.slots.get("to_day_number")
    if isinstance(goal, int) or trip is None:
        return goal
    if reading.intent == "route" and not reading.slots.get("stop_id"):  # "from where we are before lunch"
        spoken = day_spoken_of(reading)
        return trip.day_of(spoken) if spoken is not None else None
    return next((stop.day_number for stop in trip.stops if stop.id == reading.slots.get("stop_id")), None)
