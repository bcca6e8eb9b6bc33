"""Forecasts that spoil a stop in the open, with a better day where there is one."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from trips.planning.conflicts import Conflict
from trips.planning.conflicts.weather_issue import find_bad_weather
from trips.planning.said import Clock, Day, Weekday, joined, say
from trips.planning.suggestions.data import WeatherAlert
from trips.planning.suggestions.model import Scene, Step, Suggestion, key_of, times_were, touching

_WEAR = {
    "rain": say("Take a rain jacket, or something indoors instead."),
    "thunderstorm": say("Think of something indoors instead."),
    "gale": say("Think of something sheltered instead."),
    "heat": say("Go early, take water, and rest in the shade."),
    "cold": say("Dress warmly."),
}


def find_weather_alerts(scene: Scene) -> list[Suggestion]:
    """Stops in the open on a day with a bad forecast; nothing without a weather provider, and nothing ignored before.

    Accepting moves the stop to a day with a better forecast, where it is open, free and reachable; where there is none
    there is nothing to change, and accepting says that it was read.
    """
    found = []
    for conflict in find_bad_weather(scene.trip):
        item = scene.by_id[conflict.affected[0]]
        day = item.starts.date() if item.starts is not None else item.day
        assert day is not None
        begins = item.starts or datetime.combine(day, time(18), scene.trip.zone)
        if conflict.key not in scene.answered and begins > scene.now:
            found.append(_suggested(scene, conflict, begins))
    return found


def _suggested(scene: Scene, conflict: Conflict, begins: datetime) -> Suggestion:
    item = scene.by_id[conflict.affected[0]]
    steps: tuple[Step, ...] = ()
    moves_to: datetime | None = None
    for way in conflict.ways_out:
        if all(change.action == "update" for change in way.changes):
            moves_to = datetime.fromisoformat(way.changes[0].values["starts"])
            times = {name: way.changes[0].values[name] for name in ("starts", "ends")}
            steps = (Step("update", item.id, times, times_were(item)),)
            break
    evidence = dict(conflict.evidence)
    source, issued = str(evidence.pop("source", "")), evidence.pop("issued", None)
    evidence.pop("day", None)
    facts = WeatherAlert(
        item_id=item.id,
        stop=item.title,
        day=begins.date(),
        rule=conflict.rule,
        text=conflict.description,
        figures=evidence,
        source=source,
        issued=datetime.fromisoformat(issued) if issued else None,
        moves_to=moves_to,
    )
    near = begins - scene.now <= timedelta(days=3)
    advice, accept = _WEAR[conflict.rule], say("Good to know")
    if moves_to:
        words = {"weekday": Weekday(moves_to.date()), "time": Clock.of(moves_to)}
        advice = say("{weekday} at {time} looks better.", **words)
        accept = say("Move it to {weekday} at {time}", **words)
    reasoning = [conflict.description]
    if facts.issued:
        day = Day(facts.issued.date(), weekday=False)
        reasoning.append(say("Read at {time} on {day}.", time=Clock.of(facts.issued), day=day))
    days = [begins.date(), *([moves_to.date()] if moves_to else [])]
    return Suggestion(
        type="weather_alert",
        key=key_of("weather_alert", conflict.rule, conflict.key),
        title=conflict.title,
        description=advice,
        reasoning=joined(reasoning, " "),
        confidence=0.85 if near else 0.65,
        priority=min(9, conflict.severity + (1 if near else 0)),
        expires=begins,
        facts=facts,
        accept=accept,
        steps=steps,
        touches=touching(*(days if steps else ()), items=[item.id]),
    )
