"""Reasons as sentences. The data stays in `Reason`; a page says them in its reader's language (`trips.sentences`)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

from trips.planning.itinerary import Alternative, Plan, PlannedStop, Reason, Unmet
from trips.planning.money import Money
from trips.planning.said import ENGLISH, Day, Number, Part, Said, Weekday, joined, say, say_many
from trips.planning.words import MODE_WORDS, because_words, diet_words, meal_words

Values = Mapping[str, object]


def _age(values: Values) -> Said:
    months = values["months"]
    assert isinstance(months, int)
    old = (
        say_many("{count} year", "{count} years", months // 12)
        if months >= 24
        else say_many("{count} month", "{count} months", max(months, 0))
    )
    return say(
        "the oldest opening hours used are of {date}, {age} old: check before you go", date=values["oldest"], age=old
    )


def _near(values: Values) -> Said:
    return say_many(
        "{count} minute {how} from {place} (estimated)",
        "{count} minutes {how} from {place} (estimated)",
        _int(values["minutes"]),
        how=MODE_WORDS[str(values["mode"])],
        place=values["from"],
    )


def _hours_unknown(values: Values) -> Said:
    hours = {"opens": values["from"], "closes": values["to"]}
    if values["why"] == "unparsable":
        return say(
            "opening hours could not be read: planned within the usual {opens} to {closes}, check before you go",
            **hours,
        )
    return say("opening hours not known: planned within the usual {opens} to {closes}, check before you go", **hours)


def _hours_uncertain(values: Values) -> Said:
    if values["comment"]:
        return say("its hours are marked as not certain ({comment})", comment=values["comment"])
    return say("its hours are marked as not certain")


def _lodging(values: Values) -> Said:
    return say_many(
        "{count} night of lodging ({name} is only a suggestion) is not in the cost",
        "{count} nights of lodging ({name} is only a suggestion) are not in the cost",
        _int(values["nights"]),
        name=values["name"],
    )


def _did_not_fit(values: Values) -> Said:
    if values["because"]:
        return say("{name} did not fit: {because}", name=values["name"], because=because_words(values["because"]))
    return say("{name} did not fit", name=values["name"])


def _no_table_open(values: Values) -> Said:
    meal = meal_words(values["meal"])
    if not values["diet"]:
        return say("no place is open at {meal} time", meal=meal)
    return say("no place whose tags say {diet} is open at {meal} time", diet=diet_words(values["diet"]), meal=meal)


def _meal_over_budget(values: Values) -> Said:
    return say(
        "the cheapest {meal} costs {cheapest}, and {left} of the budget are left",
        meal=meal_words(values["meal"]),
        cheapest=_money(values, "cheapest"),
        left=_money(values, "left"),
    )


def _closed_then(values: Values) -> Said:
    if values["hours"]:
        return say("{name} is not open for that time: {hours} that day", name=values["name"], hours=values["hours"])
    return say("{name} is not open for that time", name=values["name"])


def _other_hours(values: Values) -> Said:
    if values["known"]:
        return say("is open {hours} that day", hours=values["hours"])
    return say("has unknown hours, usually from {time}", time=values["opens"])


def _open_until(values: Values) -> Said:
    """The weekday is stored by its English name."""
    name = str(values["weekday"])
    on = next((Weekday(day) for day in _A_WEEK if f"{day:%A}" == name), name)
    return say("open till {time} on {weekday}s", time=values["time"], weekday=on)


def _money(values: Values, name: str) -> Money:
    return Money(Decimal(str(values[name])), str(values["currency"]))


def _int(value: object) -> int:
    assert isinstance(value, int)
    return value


_A_WEEK = tuple(date(2024, 1, number) for number in range(1, 8))

SENTENCES: dict[str, Callable[[Values], Said]] = {
    # why a stop is in the plan
    "must_see": lambda v: say("you asked for it"),
    "interest": lambda v: say("matches your interest in {interest}", interest=v["interest"]),
    "highlight": lambda v: say("one of the city's highlights"),
    "notable": lambda v: say("notable enough for an entry in Wikidata"),
    "children": lambda v: say("good with children"),
    "rating": lambda v: say("rated {rating}", rating=_plain(v["rating"])),
    "coffee": lambda v: say("a place for coffee by its own tags"),
    "cuisine": lambda v: say("serves {cuisine}, as you like it", cuisine=v["cuisine"]),
    "diet": lambda v: say("its tags say {diet}", diet=diet_words(v["diet"])),
    "also_serves": lambda v: say("also serves {diet} food", diet=diet_words(v["diet"])),
    "wheelchair_yes": lambda v: say("accessible by wheelchair"),
    "wheelchair_limited": lambda v: say("only partly accessible by wheelchair"),
    "wheelchair_unknown": lambda v: say("wheelchair access is not known: ask before you go"),
    "near": _near,
    "waits": lambda v: say_many(
        "{count} minute of waiting before it", "{count} minutes of waiting before it", _int(v["minutes"])
    ),
    "near_the_sights": lambda v: say("close to the middle of what you visit"),
    "free_meal": lambda v: say("time kept free for {meal}", meal=meal_words(v["meal"])),
    "asked_for": lambda v: say("added because you asked"),
    # opening hours
    "open_until": _open_until,
    "hours_unknown": _hours_unknown,
    "hours_uncertain": _hours_uncertain,
    "hours_comment": lambda v: say("note on its hours: {comment}", comment=v["comment"]),
    "holiday_hours": lambda v: say(
        "{holiday} is a public holiday and its hours do not say what holds then", holiday=v["holiday"]
    ),
    # notes on the plan
    "dates": lambda v: _dates(str(v["start"]), str(v["end"])),
    "past": lambda v: say("these dates are over"),
    "holiday": lambda v: say("{day} is a public holiday: {holiday}", day=_day(v["date"]), holiday=v["holiday"]),
    "hours_age": _age,
    "hours_unknown_count": lambda v: say_many(
        "the opening hours of {count} stop are not known",
        "the opening hours of {count} stops are not known",
        _int(v["count"]),
    ),
    "lodging_not_counted": _lodging,
    # what could not be met
    "not_in_catalogue": lambda v: say("{name} is not in the catalogue", name=v["name"]),
    "unknown_area": lambda v: say("no area called {area} is known", area=v["area"]),
    "closed_all_days": lambda v: say("{name} is closed on {days}", name=v["name"], days=v["days"]),
    "no_wheelchair": lambda v: say("{name} is not accessible by wheelchair", name=v["name"]),
    "clash": lambda v: say(
        "{name} and {other} cannot both be visited: {because}",
        name=v["name"],
        other=v["other"],
        because=because_words(v["because"]),
    ),
    "did_not_fit": _did_not_fit,
    "no_table_open": _no_table_open,
    "meal_did_not_fit": lambda v: say(
        "no table for {meal} fits the day's times and budget", meal=meal_words(v["meal"])
    ),
    "meal_over_budget": _meal_over_budget,
    "no_such_place": lambda v: say("the catalogue has nothing for {what}", what=v["what"]),
    "not_understood": lambda v: say("I could not use “{word}”", word=v["word"]),
    "accessibility_unknown": lambda v: say("the catalogue does not say which places suit “{word}”", word=v["word"]),
    "over_budget": lambda v: say("what is fixed costs {over} more than the budget", over=_money(v, "over")),
    # edits
    "no_such_stop": lambda v: say("{name} is not in the plan", name=v["name"]),
    "no_such_day": lambda v: say("the trip has no day {day}", day=v["day"]),
    "locked": lambda v: say("{name} is locked or booked", name=v["name"]),
    "already_there": lambda v: say("{name} is already in the plan", name=v["name"]),
    "all_there": lambda v: say("every “{kind}” that the catalogue has is already in the plan", kind=v["kind"]),
    "closed_that_day": lambda v: say("{name} is closed on {day}", name=v["name"], day=_day(v["date"])),
    "nothing_open": lambda v: say(
        "nothing of the kind “{kind}” is open and reachable on {day}", kind=v["kind"], day=_day(v["date"])
    ),
    "had_to_go": lambda v: say("{name} no longer fits", name=v["name"]),
    "too_late": lambda v: say("the day would end before it starts"),
    "would_drop": lambda v: say("it only fits if {names} goes", names=v["names"]),
    "no_better_order": lambda v: say(
        "no better order keeps everything: {because}", because=because_words(v["because"])
    ),
    "too_long": lambda v: say("a trip has at most {most} days", most=v["most"]),
    "too_short": lambda v: say("a trip has at least one day"),
    "own_time": lambda v: say("happens at its own time"),
    "closed_then": _closed_then,
    "would_be_missed": lambda v: say(
        "{name} is fixed or booked at {time} and would be missed", name=v["name"], time=v["time"]
    ),
    "day_too_full": lambda v: say("{name} would start after midnight: the day is too full", name=v["name"]),
    "overlaps": lambda v: say(
        "{name} would overlap {other} at {time}, which is booked or fixed",
        name=v["name"],
        other=v["other"],
        time=v["time"],
    ),
    "meal_there": lambda v: say("that day has a table for {meal} already", meal=meal_words(v["meal"])),
    "same_stop": lambda v: say("{name} is both of them", name=v["name"]),
    "odd_length": lambda v: say("a visit lasts {least} to {most} minutes", least=v["least"], most=v["most"]),
    "breaks": lambda v: joined([_text(v["what"])]),
    # in what the nearest possible differs
    "other_hours": _other_hours,
    "open_on": lambda v: say("is open on {day}: {hours}", day=_day(v["date"]), hours=v["hours"]),
    "milder_diet": lambda v: say("is only {diet} by its tags", diet=diet_words(v["diet"])),
    "similar_name": lambda v: say("has a similar name"),
    "same_kind": lambda v: say("is another {kind} and is open", kind=str(v["kind"]).replace("_", " ")),
    "would_fit_alone": lambda v: say("is the nearest to it"),
}


def _plain(value: object) -> Part:
    """A number that may have decimals."""
    return Number(value) if isinstance(value, float) else value


def _text(value: object) -> str:
    return value if isinstance(value, str) else str(value)


def _day(text: object) -> Day:
    return Day(date.fromisoformat(str(text)), year=True)


def _dates(start: str, end: str) -> Said:
    if start == end:
        return say("planned for {day}", day=_day(start))
    return say("planned for {first} to {last}", first=_day(start), last=_day(end))


def explain(reason: Reason) -> Said:
    """The sentence for a reason (without a full stop); KeyError for a code that has none."""
    return SENTENCES[reason.code](reason.values)


def explain_stop(stop: PlannedStop) -> Said:
    """All reasons for a stop in one line."""
    return joined(explain(reason) for reason in stop.reasons)


def explain_alternative(alternative: Alternative) -> Said:
    """The nearest possible thing, as a clause."""
    differs = explain(alternative.differs)
    return say("nearest possible: {name}, which {differs}", name=alternative.name, differs=differs)


def explain_unmet(unmet: Unmet) -> Said:
    """What could not be met, why, and what comes nearest."""
    why = explain(unmet.reason)
    if unmet.date:
        sentence = say("{wish} on {day}: {why}", wish=unmet.wish, day=Day(unmet.date, year=True), why=why)
    else:
        sentence = say("{wish}: {why}", wish=unmet.wish, why=why)
    return joined([sentence, explain_alternative(unmet.alternative)]) if unmet.alternative else sentence


def _people(count: int) -> Said:
    return say_many("{count} person", "{count} persons", count)


def explain_plan(plan: Plan) -> str:
    """The whole plan as plain text: a line a stop, then what it costs and what is missing."""
    lines = [f"{plan.city}, {explain(plan.notes[0])}" if plan.notes else plan.city]
    if plan.stay is not None:
        lines.append(f"Stay: {plan.stay.name}" + (" (suggested)" if plan.stay.suggested else ""))
    for day in plan.days:
        lines.append("")
        lines.append(f"Day {day.number}, {ENGLISH.part(Day(day.date, year=True))}")
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
    lines.append(f"Cost for {_people(plan.request.party.size)}{budget}: {plan.totals}")
    lines.extend(f"Note: {explain(note)}" for note in plan.notes[1:])
    lines.extend(f"Not met: {explain_unmet(unmet)}" for unmet in plan.unmet)
    return "\n".join(lines)
