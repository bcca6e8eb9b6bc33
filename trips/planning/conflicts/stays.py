"""Stays: two places to sleep in one night, and doors that are shut when one comes or goes."""

from __future__ import annotations

from trips.planning.conflicts.model import Change, Conflict, LoadedItem, LoadedTrip, WayOut, between, stable_key
from trips.planning.conflicts.ways_out import leave_out, local, other_times, ranked, same_people, shorten
from trips.planning.said import Clock, say, say_many

# Coming this much before check-in begins is not worth a word: bags are taken in.
EARLY_SECONDS = 900


def find_stays(trip: LoadedTrip) -> list[Conflict]:
    """Everything wrong with the stays of a trip but their distance and their price."""
    return [*_two_stays(trip), *_check_ins(trip), *_own_times(trip)]


def _times(item: LoadedItem) -> tuple[str, str]:
    assert item.starts is not None and item.ends is not None
    return item.starts.isoformat(), item.ends.isoformat()


def _two_stays(trip: LoadedTrip) -> list[Conflict]:
    """Nights that are slept in two places, by more than the two hours of changing houses."""
    stays = [item for item in trip.timed if item.type == "accommodation"]
    found = []
    for index, first in enumerate(stays):
        for second in stays[index + 1 :]:
            shared = min(first.to_utc, second.to_utc) - second.from_utc
            if shared <= 7200 or not same_people(trip, first, second):
                continue
            nights = max(1, round(shared / 86_400))
            found.append(
                Conflict(
                    "time_overlap",
                    "two_stays",
                    between(6, 5 + nights, 10),
                    say("Two places to sleep: {first} and {second}", first=first.title, second=second.title),
                    say_many(
                        "{first} and {second} are both taken for {count} of the same night.",
                        "{first} and {second} are both taken for {count} of the same nights.",
                        nights,
                        first=first.title,
                        second=second.title,
                    ),
                    (first.id, second.id),
                    {"nights": nights},
                    stable_key("time_overlap", "two_stays", (first.id, second.id), *_times(first), *_times(second)),
                    ranked([leave_out(trip, second), leave_out(trip, first, 13)]),
                )
            )
    return found


def _check_ins(trip: LoadedTrip) -> list[Conflict]:
    """Stays whose last check-in passes while the travellers are still on the way or busy elsewhere."""
    found = []
    for stay in trip.timed:
        if stay.type != "accommodation" or stay.check_in_until is None:
            continue
        latest = stay.check_in_until.timestamp()
        for other in trip.stops:
            if other.from_utc <= stay.from_utc and other.to_utc > latest and same_people(trip, stay, other):
                assert other.ends is not None
                late = round((other.to_utc - latest) / 60)
                found.append(
                    Conflict(
                        "time_overlap",
                        "check_in",
                        between(6, 6 + late / 120, 9),
                        say("Too late to check in at {stay}", stay=stay.title),
                        say(
                            "{stay} checks in until {time}, {other} lasts until {end}.",
                            stay=stay.title,
                            time=Clock.of(stay.check_in_until),
                            other=other.title,
                            end=Clock.of(other.ends),
                        ),
                        (stay.id, other.id),
                        {"minutes_late": late, "check_in_until": stay.check_in_until.isoformat()},
                        stable_key("time_overlap", "check_in", (stay.id, other.id), latest, other.to_utc),
                        ranked(
                            [
                                shorten(trip, other, other.to_utc - latest),
                                *other_times(trip, other),
                                leave_out(trip, other),
                            ]
                        ),
                    )
                )
    return found


def _own_times(trip: LoadedTrip) -> list[Conflict]:
    """Stays that are planned from before check-in begins, from after it ends, or until after check-out."""
    found = []
    for stay in trip.timed:
        if stay.type != "accommodation":
            continue
        assert stay.starts is not None and stay.ends is not None
        first, last, out = stay.check_in_from, stay.check_in_until, stay.check_out_until
        if first is not None and stay.from_utc < first.timestamp() - EARLY_SECONDS < stay.to_utc:
            early = round((first.timestamp() - stay.from_utc) / 60)
            words = {"stay": stay.title, "time": Clock.of(first)}
            ways = [_moved(trip, stay, "starts", first.timestamp(), say("Arrive at {stay} at {time}", **words))]
            text = say("{stay} lets in from {time}, and you come at {own}.", own=Clock.of(stay.starts), **words)
            values = {"minutes_early": early, "check_in_from": first.isoformat()}
            found.append(
                _stay(
                    stay,
                    "check_in_early",
                    3,
                    say("{stay} is not open for check-in", stay=stay.title),
                    text,
                    values,
                    ways,
                )
            )
        if last is not None and stay.from_utc > last.timestamp():
            late = round((stay.from_utc - last.timestamp()) / 60)
            words = {"stay": stay.title, "time": Clock.of(last)}
            ways = [_moved(trip, stay, "starts", last.timestamp(), say("Arrive at {stay} by {time}", **words))]
            text = say("{stay} checks in until {time}, and you come at {own}.", own=Clock.of(stay.starts), **words)
            values = {"minutes_late": late, "check_in_until": last.isoformat()}
            found.append(
                _stay(
                    stay, "check_in_late", 6, say("Too late to check in at {stay}", stay=stay.title), text, values, ways
                )
            )
        if out is not None and stay.to_utc > out.timestamp() > stay.from_utc:
            over = round((stay.to_utc - out.timestamp()) / 60)
            words = {"stay": stay.title, "time": Clock.of(out)}
            ways = [_moved(trip, stay, "ends", out.timestamp(), say("Leave {stay} by {time}", **words))]
            text = say("{stay} is to be left by {time}, and you stay until {own}.", own=Clock.of(stay.ends), **words)
            values = {"minutes_over": over, "check_out_until": out.isoformat()}
            title = say("{stay} ends earlier", stay=stay.title)
            found.append(_stay(stay, "check_out", 4, title, text, values, ways))
    return found


def _moved(trip: LoadedTrip, stay: LoadedItem, edge: str, moment: float, text: str) -> WayOut | None:
    """The stay with its beginning or its end at another moment; None for what is fixed."""
    if stay.is_fixed:
        return None
    values = {edge: local(trip, stay, moment).isoformat()}
    before = stay.from_utc if edge == "starts" else stay.to_utc
    return WayOut(edge, text, (Change("update", stay.id, values),), round(abs(moment - before) / 3600, 3))


def _stay(
    stay: LoadedItem,
    rule: str,
    severity: int,
    title: str,
    text: str,
    evidence: dict[str, object],
    ways: list[WayOut | None],
) -> Conflict:
    key = stable_key("time_overlap", rule, (stay.id,), *_times(stay), *evidence.values())
    return Conflict("time_overlap", rule, severity, title, text, (stay.id,), evidence, key, ranked(ways))
