"""Reasons as English sentences. The data stays in `Reason`; a page in another language brings its
own table.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from trips.planning.itinerary import Alternative, Plan, PlannedStop, Reason, Unmet

Values = Mapping[str, object]
MODE_WORDS = {"walk": "on foot", "bicycle": "by bicycle", "transit": "by public transport", "car": "by car"}


def _plural(count: object, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _age(values: Values) -> str:
    months = values["months"]
    assert isinstance(months, int)
    old = _plural(months // 12, "year") if months >= 24 else _plural(max(months, 0), "month")
    return f"the oldest opening hours used are of {values['oldest']}, {old} old: check before you go"


def _diet_words(diet: object) -> str:
    return str(diet).replace("_", "-")


SENTENCES: dict[str, Callable[[Values], str]] = {
    # why a stop is in the plan
    "must_see": lambda v: "you asked for it",
    "interest": lambda v: f"matches your interest in {v['interest']}",
    "highlight": lambda v: "one of the city's highlights",
    "notable": lambda v: "notable enough for an entry in Wikidata",
    "children": lambda v: "good with children",
    "rating": lambda v: f"rated {v['rating']}",
    "coffee": lambda v: "a place for coffee by its own tags",
    "cuisine": lambda v: f"serves {v['cuisine']}, as you like it",
    "diet": lambda v: f"its tags say {_diet_words(v['diet'])}",
    "also_serves": lambda v: f"also serves {_diet_words(v['diet'])} food",
    "wheelchair_yes": lambda v: "accessible by wheelchair",
    "wheelchair_limited": lambda v: "only partly accessible by wheelchair",
    "wheelchair_unknown": lambda v: "wheelchair access is not known: ask before you go",
    "near": lambda v: (
        f"{_plural(v['minutes'], 'minute')} {MODE_WORDS[str(v['mode'])]} from {v['from']} (estimated)"
    ),
    "waits": lambda v: f"{_plural(v['minutes'], 'minute')} of waiting before it",
    "near_the_sights": lambda v: "close to the middle of what you visit",
    "free_meal": lambda v: f"time kept free for {v['meal']}",
    "asked_for": lambda v: "added because you asked",
    # opening hours
    "open_until": lambda v: f"open till {v['time']} on {v['weekday']}s",
    "hours_unknown": lambda v: (
        f"opening hours {'could not be read' if v['why'] == 'unparsable' else 'not known'}: "
        f"planned within the usual {v['from']} to {v['to']}, check before you go"
    ),
    "hours_uncertain": lambda v: (
        "its hours are marked as not certain" + (f" ({v['comment']})" if v["comment"] else "")
    ),
    "hours_comment": lambda v: f"note on its hours: {v['comment']}",
    "holiday_hours": lambda v: f"{v['holiday']} is a public holiday and its hours do not say what holds then",
    # notes on the plan
    "dates": lambda v: _dates(str(v["start"]), str(v["end"])),
    "past": lambda v: "these dates are over",
    "holiday": lambda v: f"{_day(str(v['date']))} is a public holiday: {v['holiday']}",
    "hours_age": _age,
    "hours_unknown_count": lambda v: f"the opening hours of {_plural(v['count'], 'stop')} are not known",
    "lodging_not_counted": lambda v: (
        f"{_plural(v['nights'], 'night')} of lodging ({v['name']} is only a suggestion) "
        f"{'is' if v['nights'] == 1 else 'are'} not in the cost"
    ),
    # what could not be met
    "not_in_catalogue": lambda v: f"{v['name']} is not in the catalogue",
    "unknown_area": lambda v: f"no area called {v['area']} is known",
    "closed_all_days": lambda v: f"{v['name']} is closed on {v['days']}",
    "no_wheelchair": lambda v: f"{v['name']} is not accessible by wheelchair",
    "clash": lambda v: f"{v['name']} and {v['other']} cannot both be visited: {v['because']}",
    "did_not_fit": lambda v: f"{v['name']} did not fit" + (f": {v['because']}" if v["because"] else ""),
    "no_table_open": lambda v: f"no place whose tags say {_diet_words(v['diet'])} is open at {v['meal']} time"
    if v["diet"]
    else f"no place is open at {v['meal']} time",
    "meal_did_not_fit": lambda v: f"no table for {v['meal']} fits the day's times and budget",
    "meal_over_budget": lambda v: (
        f"the cheapest {v['meal']} costs {v['cheapest']} {v['currency']}, and {v['left']} of the budget "
        "are left"
    ),
    "no_such_place": lambda v: f"the catalogue has nothing for {v['what']}",
    "not_understood": lambda v: f"I could not use “{v['word']}”",
    "accessibility_unknown": lambda v: f"the catalogue does not say which places suit “{v['word']}”",
    "over_budget": lambda v: f"what is fixed costs {v['over']} {v['currency']} more than the budget",
    # edits
    "no_such_stop": lambda v: f"{v['name']} is not in the plan",
    "no_such_day": lambda v: f"the trip has no day {v['day']}",
    "locked": lambda v: f"{v['name']} is locked or booked",
    "already_there": lambda v: f"{v['name']} is already in the plan",
    "all_there": lambda v: f"every “{v['kind']}” that the catalogue has is already in the plan",
    "closed_that_day": lambda v: f"{v['name']} is closed on {_day(str(v['date']))}",
    "nothing_open": lambda v: (
        f"nothing of the kind “{v['kind']}” is open and reachable on {_day(str(v['date']))}"
    ),
    "had_to_go": lambda v: f"{v['name']} no longer fits",
    "too_late": lambda v: "the day would end before it starts",
    "would_drop": lambda v: f"it only fits if {v['names']} goes",
    "no_better_order": lambda v: f"no better order keeps everything: {v['because']}",
    "too_long": lambda v: f"a trip has at most {v['most']} days",
    "too_short": lambda v: "a trip has at least one day",
    "own_time": lambda v: "happens at its own time",
    "closed_then": lambda v: (
        f"{v['name']} is not open for that time" + (f": {v['hours']} that day" if v["hours"] else "")
    ),
    "would_be_missed": lambda v: f"{v['name']} is fixed or booked at {v['time']} and would be missed",
    "day_too_full": lambda v: f"{v['name']} would start after midnight: the day is too full",
    "overlaps": lambda v: f"{v['name']} would overlap {v['other']} at {v['time']}, which is booked or fixed",
    "meal_there": lambda v: f"that day has a table for {v['meal']} already",
    "same_stop": lambda v: f"{v['name']} is both of them",
    "odd_length": lambda v: f"a visit lasts {v['least']} to {v['most']} minutes",
    "breaks": lambda v: str(v["what"]),
    # in what the nearest possible differs
    "other_hours": lambda v: f"is open {v['hours']} that day"
    if v["known"]
    else f"has unknown hours, usually from {v['opens']}",
    "open_on": lambda v: f"is open on {_day(str(v['date']))}: {v['hours']}",
    "milder_diet": lambda v: f"is only {_diet_words(v['diet'])} by its tags",
    "similar_name": lambda v: "has a similar name",
    "same_kind": lambda v: f"is another {str(v['kind']).replace('_', ' ')} and is open",
    "would_fit_alone": lambda v: "is the nearest to it",
}  # fmt: skip


def _day(text: str) -> str:
    day = date.fromisoformat(text)
    return f"{day:%A}, {day.day} {day:%B %Y}"


def _dates(start: str, end: str) -> str:
    return f"planned for {_day(start)}" if start == end else f"planned for {_day(start)} to {_day(end)}"


def explain(reason: Reason) -> str:
    """The sentence for a reason (without a full stop); KeyError for a code that has none."""
    return SENTENCES[reason.code](reason.values)


def explain_stop(stop: PlannedStop) -> str:
    """All reasons for a stop in one line."""
    return "; ".join(explain(reason) for reason in stop.reasons)


def explain_alternative(alternative: Alternative) -> str:
    """The nearest possible thing, as a clause."""
    return f"nearest possible: {alternative.name}, which {explain(alternative.differs)}"


def explain_unmet(unmet: Unmet) -> str:
    """What could not be met, why, and what comes nearest."""
    on = f" on {_day(unmet.date.isoformat())}" if unmet.date else ""
    sentence = f"{unmet.wish}{on}: {explain(unmet.reason)}"
    return f"{sentence}; {explain_alternative(unmet.alternative)}" if unmet.alternative else sentence


def explain_plan(plan: Plan) -> str:
    """The whole plan as plain text: a line a stop, then what it costs and what is missing."""
    lines = [f"{plan.city}, {explain(plan.notes[0])}" if plan.notes else plan.city]
    if plan.stay is not None:
        lines.append(f"Stay: {plan.stay.name}" + (" (suggested)" if plan.stay.suggested else ""))
    for day in plan.days:
        lines.append("")
        lines.append(f"Day {day.number}, {_day(day.date.isoformat())}")
        for stop in day.stops:
            way = ""
            if stop.travel is not None and stop.travel.seconds:
                way = f"{stop.travel.minutes} min {MODE_WORDS[stop.travel.mode]}, {stop.travel.metres} m"
                way = f"  [{way}, estimated]"
            what = f" ({stop.meal})" if stop.meal and stop.place_id else ""
            lines.append(f"  {stop.start:%H:%M}–{stop.leave:%H:%M} {stop.name}{what}{way}")
            shown = f"hours that day: {stop.hours}" if stop.hours else ""
            aged = f" (data of {stop.hours_as_of})" if stop.hours_as_of and stop.hours else ""
            price = "cost not known" if stop.cost.money is None else f"{stop.cost.money} {stop.cost.status}"
            parts = [part for part in (shown + aged, price if stop.place_id else "", explain_stop(stop)) if part]
            lines.append("      " + "; ".join(parts))
    lines.append("")
    budget = f" of {plan.request.budget}" if plan.request.budget else ""
    lines.append(f"Cost for {_plural(plan.request.party.size, 'person')}{budget}: {plan.totals}")
    lines.extend(f"Note: {explain(note)}" for note in plan.notes[1:])
    lines.extend(f"Not met: {explain_unmet(unmet)}" for unmet in plan.unmet)
    return "\n".join(lines)
