"""Stops in the open on a day whose forecast spoils them. Without a forecast nothing is claimed."""

from __future__ import annotations

from datetime import date

from trips.planning.conflicts.forecast import is_outdoors, judge
from trips.planning.conflicts.model import Conflict, LoadedTrip, stable_key
from trips.planning.conflicts.ways_out import leave_out, other_times, ranked
from trips.planning.said import Day, say


def find_bad_weather(trip: LoadedTrip) -> list[Conflict]:
    """Outdoor stops on days with a thunderstorm, a gale, rain that is likely, great heat or great cold."""
    found = []
    for item in trip.items:
        day = item.starts.date() if item.starts is not None else item.day
        forecast = trip.forecasts.get(day) if day is not None else None
        if day is None or forecast is None or not is_outdoors(item):
            continue
        judged = judge(forecast)
        if judged is None:
            continue
        rule, severity, words, evidence = judged
        better = [other for other in trip.dates if other in trip.forecasts and judge(trip.forecasts[other]) is None]
        ways = [
            way
            for way in other_times(trip, item, most=len(trip.dates))
            if date.fromisoformat(way.changes[0].values["day"]) in better
        ]
        found.append(
            Conflict(
                "weather_issue",
                rule,
                severity,
                say("{weather} for {stop}", weather=words, stop=item.title),
                say("{weather} forecast for {day} ({source}).", weather=words, day=Day(day), source=forecast.source)
                if forecast.source
                else say("{weather} forecast for {day}.", weather=words, day=Day(day)),
                (item.id,),
                {
                    **evidence,
                    "day": day.isoformat(),
                    "source": forecast.source,
                    "issued": forecast.issued.isoformat() if forecast.issued else None,
                },
                stable_key("weather_issue", rule, (item.id,), day.isoformat()),
                ranked([*ways, leave_out(trip, item)]),
            )
        )
    return found
