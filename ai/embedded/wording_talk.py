"""Sentences about the talk itself: what was understood, what comes next, what may be planned anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_noop

from trips.sentences import saying, saying_many, way_of_travel

WHY_LISTED = gettext_noop(
    "My lists begin with what is open then and fits your wishes, the nearest first. Of this one is known:"
)
NOT_STORED = gettext_noop("What is stored says nothing of that; I can put the question into a booking request.")
NOTHING_LISTED = gettext_noop("I have listed nothing yet: say what you are looking for.")
NOTHING_AFTER = gettext_noop("That is the last of that day.")
WHICH_DAY_SHOW = gettext_noop("Of which day? Say “day 2” or a weekday.")
NOT_KNOWN_OF_STOPS = gettext_noop("That is not known of these stops, or two are alike.")
NOT_KNOWN_OF_THESE = gettext_noop("I do not know that of these. Which one do you mean?")
HOW_OLD = gettext_noop("How old are the children? Say, for example, “we are two adults and children of 6 and 9”.")
SET_IT = gettext_noop("Set it")
SHALL_I_SET = gettext_noop("Shall I set it?")
SHALL_I_ORDER = gettext_noop("Shall I look for an order with shorter ways?")
BETTER_ORDER = gettext_noop("Find a better order")
LEAVE_IT = gettext_noop("Leave it as it is")
NOTHING_UNDERSTOOD = gettext_noop("Nothing of a trip yet: say where you would like to go, when, and what you like.")

BUDGETS = {
    "total": gettext_noop("Budget: {amount}"),
    "per_day": gettext_noop("Budget: {amount} a day"),
    "per_person": gettext_noop("Budget: {amount} each"),
    "per_person_per_day": gettext_noop("Budget: {amount} each a day"),
}


def understood_so_far(known: Mapping[str, Any]) -> str:
    """What is known of a trip, as a list."""
    lines = [f"- {line}" for line in _lines(known)]
    return f"{saying('So far I have understood:')}\n" + "\n".join(lines)


def noted(known: Mapping[str, Any]) -> str:
    """What is known of a trip that cannot be planned yet."""
    return saying("Noted. {what}", what=understood_so_far(known))


def too_full(number: int, stops: int) -> str:
    """Which stop of a day may go."""
    words = {"number": number, "count": stops}
    return saying("Day {number} has {count} stops. Which of these may go?", **words)


def _lines(known: Mapping[str, Any]) -> list[str]:
    from ai.embedded.wording import day_words, listed

    lines = []
    if known.get("destination"):
        lines.append(saying("Where: {place}", place=known["destination"]))
    if known.get("start_date"):
        end = known.get("end_date")
        first = day_words(str(known["start_date"]))
        if end and end != known["start_date"]:
            lines.append(saying("When: {first} to {last}", first=first, last=day_words(str(end))))
        else:
            lines.append(saying("When: {day}", day=first))
    elif known.get("month"):
        lines.append(saying("When: in {month}, which days is open", month=known["month"]))
    if known.get("party_size"):
        children = len(known.get("children") or ())
        people = known["party_size"]
        lines.append(
            saying_many(
                "Who: {people} in all, {count} of them a child",
                "Who: {people} in all, {count} of them children",
                children,
                people=people,
            )
            if children
            else saying("Who: {people} in all", people=people)
        )
    if known.get("budget_amount"):
        amount = f"{known['budget_amount']} {known.get('budget_currency') or ''}".rstrip()
        lines.append(saying(BUDGETS.get(str(known.get("budget_kind")), BUDGETS["total"]), amount=amount))
    for key, title in (
        ("interests", gettext_noop("You like: {what}")),
        ("cuisines", gettext_noop("Cuisines: {what}")),
        ("diets", gettext_noop("Diets: {what}")),
        ("accessibility", gettext_noop("Needs: {what}")),
        ("avoid", gettext_noop("Not wanted: {what}")),
    ):
        if known.get(key):
            lines.append(saying(title, what=listed([str(one).replace("_", " ") for one in known[key]])))
    if known.get("pace"):
        lines.append(saying("Pace: {pace}", pace=known["pace"]))
    return lines


def left_open(text: str) -> str:
    """What else was said beside a yes, where it is no clear request."""
    return saying("“{text}” I leave open.", text=text[:120])


def only_waits(waiting: Sequence[str]) -> str:
    """Nothing was done that could be undone: it waits."""
    from ai.embedded.wording import listed

    what = listed(list(waiting))
    return saying("That is not done yet, so it stays undone unless you say yes on its card: {what}.", what=what)


def still_there(name: str) -> str:
    """A stop that is to come back, and never went."""
    return saying("**{name}** is in the plan: there is nothing to put back.", name=name)


def dearest_day(is_most: bool, number: int, when: str, total: str) -> str:
    """Which day costs most, or least."""
    words = {"number": number, "date": when, "total": total}
    if is_most:
        return saying("The dearest day is **day {number}, {date}**: {total} planned and paid.", **words)
    return saying("The cheapest day is **day {number}, {date}**: {total} planned and paid.", **words)


def stop_told(row: Mapping[str, Any], day: Mapping[str, Any]) -> str:
    """One stop of a day."""
    from ai.embedded.wording import day_words
    from ai.embedded.wording_trip import stop_line

    return saying("On {date}: {stop}", date=day_words(day["date"]), stop=stop_line(row).removeprefix("- "))


def stops_listed(rows: Sequence[Mapping[str, Any]], day: Mapping[str, Any], stop: str, *, after: bool) -> str:
    """The stops of a day before or after one of them, numbered."""
    from ai.embedded.wording_trip import stop_line

    words = {"stop": stop, "date": _date_of(day)}
    if not rows and after:
        return saying("Nothing comes after **{stop}** on {date}.", **words)
    if not rows:
        return saying("Nothing comes before **{stop}** on {date}.", **words)
    head = saying("After **{stop}** on {date}:", **words) if after else saying("Before **{stop}** on {date}:", **words)
    lines = (f"{number}. {stop_line(row).removeprefix('- ')}" for number, row in enumerate(rows, start=1))
    return f"{head}\n" + "\n".join(lines)


def not_in_plan(name: str) -> str:
    """A place that was asked for and is no stop."""
    return saying("**{name}** is not in the plan.", name=name)


def ways_of(days: Sequence[Mapping[str, Any]]) -> str:
    """How long one is under way, and how far of it on foot, a line for each day."""
    lines = []
    for day in days:
        ways = [stop["travel"] for stop in day["stops"] if stop.get("travel")]
        walked = [way for way in ways if way["mode"] == "walk"]
        words = {
            "minutes": sum(way["minutes"] for way in ways),
            "walked": sum(way["minutes"] for way in walked),
            "km": f"{sum(way['metres'] or 0 for way in walked) / 1000:.1f}",
        }
        on = _date_of(day)
        if len(walked) == len(ways):
            lines.append(saying("{date}: {walked} min on foot in all, {km} km", date=on, **words))
        else:
            lines.append(saying("{date}: {minutes} min in all; on foot {walked} min, {km} km", date=on, **words))
    if not lines:
        return ""
    shown = f"{lines[0]}." if len(lines) == 1 else "\n".join(f"- {line}" for line in lines)
    return f"{saying('Ways between the stops, estimated:')}\n\n{shown}"


def minutes_walked(day: Mapping[str, Any]) -> int:
    """How long one is on foot on a day."""
    ways = [stop["travel"] for stop in day["stops"] if stop.get("travel")]
    return sum(way["minutes"] for way in ways if way["mode"] == "walk")


def most_walked(day: Mapping[str, Any], *, is_most: bool) -> str:
    """The day with the longest or shortest ways on foot."""
    words = {"number": day["number"], "date": _date_of(day)}
    if is_most:
        return saying("You walk most on day {number}, {date}.", **words)
    return saying("You walk least on day {number}, {date}.", **words)


def minutes_filled(day: Mapping[str, Any]) -> int:
    """How long one is at stops and under way on a day."""
    spent = 0
    for stop in day["stops"]:
        if stop.get("start") and stop.get("leave"):
            start, end = (int(stop[key][:2]) * 60 + int(stop[key][3:5]) for key in ("start", "leave"))
            spent += max(0, end - start)
        spent += stop["travel"]["minutes"] if stop.get("travel") else 0
    return spent


def filled(days: Sequence[Mapping[str, Any]], found: Mapping[str, Any], *, is_most: bool) -> str:
    """How full each day is, after the one that was asked for."""
    words = {"number": found["number"], "date": _date_of(found)}
    if is_most:
        head = saying("Day {number}, {date}, is the fullest.", **words)
    else:
        head = saying("Day {number}, {date}, has the most free time.", **words)
    lines = []
    for day in days:
        hours, minutes = divmod(minutes_filled(day), 60)
        count, on = len(day["stops"]), _date_of(day)
        lines.append(
            saying(
                "{date}: {count} stops, {hours} h {minutes} min with the ways",
                date=on,
                count=count,
                hours=hours,
                minutes=minutes,
            )
        )
    return f"{head} {saying('At stops and under way, estimated:')}\n\n" + "\n".join(f"- {line}" for line in lines)


def longest_leg(minutes: int, mode: str, start: str, end: str) -> str:
    """The longest way between two stops that follow each other."""
    how = way_of_travel(mode)
    return saying(
        "The longest way is from **{start}** to **{end}**: about {minutes} min {how}.",
        start=start,
        end=end,
        minutes=minutes,
        how=how,
    )


def under_way(before: int, after: int) -> str:
    """How much less, or more, one is under way since the last change."""
    less = before - after
    if less > 0:
        return saying(
            "That saved {less} min: {before} min under way before, {after} min after (estimated).",
            less=less,
            before=before,
            after=after,
        )
    if less < 0:
        return saying(
            "That takes {more} min more: {before} min under way before, {after} min after (estimated).",
            more=-less,
            before=before,
            after=after,
        )
    return saying("No time: {before} min under way before and after (estimated).", before=before)


def _date_of(day: Mapping[str, Any]) -> str:
    from ai.embedded.wording import day_words

    return f"**{day_words(day['date'])}**"


def no_dearest_day(unknown: int) -> str:
    """No day's sum is known, so none is the dearest."""
    return saying_many(
        "That cannot be said yet: no cost is known of any day ({count} stop without a price).",
        "That cannot be said yet: no cost is known of any day ({count} stops without a price).",
        unknown,
    )


def begins_after(number: int, start: str) -> str:
    """A day that begins no sooner than one is there."""
    return saying("Day {number} begins at {time}: that is late enough already.", number=number, time=start)


def ends_before(number: int, end: str) -> str:
    """A day that ends in time."""
    return saying("Day {number} ends at {time}: that is early enough already.", number=number, time=end)


def ends_later(number: int, wanted: str, count: int) -> str:
    """What stands in the way of an earlier end."""
    words = {"number": number, "time": wanted}
    return saying_many(
        "{count} stop of day {number} ends after {time}. For the day to be over by then it has to go:",
        "{count} stops of day {number} end after {time}. For the day to be over by then they have to go:",
        count,
        **words,
    )


def leave_by(facts: Mapping[str, Any], at: str, latest: str) -> str:
    """When one has to go, with the way that it was reckoned from."""
    way = facts["ways"][0]
    return saying(
        "Leave **{origin}** by {latest} at the latest: it is {minutes} min {how} (estimated) to **{destination}**, "
        "which starts at {at}.",
        origin=facts["origin"],
        latest=latest,
        minutes=way["minutes"],
        how=way_of_travel(way["mode"]),
        destination=facts["destination"],
        at=at,
    )
