"""What is put before or after a meal: that of the day which is meant, else the part of the day that it would end."""

from __future__ import annotations

from ai.embedded.slots import Reading

MEALS = ("breakfast", "lunch", "dinner")
PLACED = frozenset({"add_stop", "move_stop"})
PARTS = {
    ("after", "breakfast"): "morning",
    ("before", "lunch"): "morning",
    ("after", "lunch"): "afternoon",
    ("before", "dinner"): "afternoon",
    ("after", "dinner"): "evening",
}


def beside_a_meal(reading: Reading) -> None:
    """ "Add it right after breakfast", "before dinner on Thursday": never beside the meal of another day."""
    slots, trip = reading.slots, reading.env.context.trip
    if reading.intent not in PLACED or trip is None:
        return
    day = slots.get("to_day_number") or slots.get("day_number") or reading.env.context.day
    for side in ("after", "before"):
        stop = next((one for one in trip.stops if one.id == slots.get(f"{side}_stop_id")), None)
        kinds = [meal for meal in MEALS if stop is not None and meal in stop.kind.split(",")]
        said = slots.get(f"{side}_category") or next((meal for meal in kinds if _says(reading, meal)), None)
        other = stop is not None and isinstance(day, int) and stop.day_number != day
        if said not in MEALS or not (stop is None or other or reading.question is not None):
            continue
        stops = trip.stops_on(day) if isinstance(day, int) else trip.stops
        planned = [one for one in stops if said in one.kind.split(",")]
        if len(planned) > 1 or (planned and not isinstance(day, int)):
            continue  # which of them is asked
        for key in ("place", "stop_id", "category"):
            slots.pop(f"{side}_{key}", None)
        if reading.question is not None and reading.question.slot == f"{side}_place":
            reading.question = None
        if len(planned) == 1:
            slots |= {f"{side}_place": planned[0].name, f"{side}_stop_id": planned[0].id}
        elif "time" not in slots and (side, said) in PARTS:
            slots["time_of_day"] = PARTS[side, said]


def _says(reading: Reading, meal: str) -> bool:
    return any(str(edge.value) == meal for edge in reading.env.chart.all(("meal",)))
