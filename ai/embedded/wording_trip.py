"""Sentences about the plan: days, changes, conflicts, reasons."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.utils.translation import gettext_noop

from ai.embedded.wording import DRAFT, asides, day_words, listed, sentence, unframed
from trips.planning.words import meal_words
from trips.sentences import saying, saying_many, told_part, way_of_travel

Facts = Mapping[str, Any]
FIXED = {"own time": gettext_noop("own time"), "booked": gettext_noop("booked"), "locked": gettext_noop("locked")}
ESTIMATED = " (estimated)"  # how facts end what is no more than that
MEALS = ("breakfast", "lunch", "dinner", "coffee")


def stop_line(stop: Facts) -> str:
    """A stop with its times, way, hours and cost."""
    parts = [f"{stop['start']}–{stop['leave']} **{stop['name']}**"]
    if stop["kind"] in MEALS:
        parts[0] += f" ({told_part(meal_words(stop['kind']))})"
    travel = stop.get("travel")
    if travel:
        parts.append(saying("about {minutes} min {how}", minutes=travel["minutes"], how=way_of_travel(travel["mode"])))
    parts.append(hours_words(stop["hours"], None) if stop["hours_known"] else saying("opening hours unknown"))
    estimate = str(stop["cost"]).removesuffix(ESTIMATED)
    parts.append(saying("about {amount}", amount=estimate) if _is_estimated_sum(stop) else estimate)
    return "- " + " · ".join(parts)


def _is_estimated_sum(stop: Facts) -> bool:
    return str(stop["cost"]).endswith(ESTIMATED) and stop["cost"] != f"free{ESTIMATED}"


def small_print(days: Iterable[Facts], *, aged: bool = True) -> list[str]:
    """Said once below days, not at each stop: what "about" means, and (aged) of when the opening hours are."""
    stops = [stop for day in days for stop in day["stops"]]
    said = []
    if any(stop.get("travel") or _is_estimated_sum(stop) for stop in stops):
        said.append(saying("“About” marks what is estimated."))
    months = [stop["hours_as_of"] for stop in stops if stop["hours_known"] and stop["hours_as_of"]]
    if aged and months:
        said.append(saying("Opening hours are as of {date} at the oldest: check before you go.", date=min(months)))
    return [" ".join(said)] if said else []


def hours_words(hours: str, as_of: str | None) -> str:
    """Opening hours, and of when they are."""
    hours = hours.removeprefix("open ")  # "open 24 hours"
    if as_of:
        return saying("open {hours}, as of {date}", hours=hours, date=as_of)
    return saying("open {hours}", hours=hours)


def day_block(day: Facts) -> str:
    """A day with its stops."""
    holiday = f" ({day['holiday']})" if day.get("holiday") else ""
    title = saying("Day {number}, {date}", number=day["number"], date=day_words(day["date"]))
    lines = [f"**{title}**{holiday}"]
    lines += [stop_line(stop) for stop in day["stops"]] or [f"- {saying('nothing planned')}"]
    return "\n".join(lines)


def money_line(money: Facts) -> str:
    """The sums of a plan."""
    sums = saying(
        "{known} known + {estimated} estimated + {unknown} unknown",
        known=money["known"],
        estimated=money["estimated"],
        unknown=money["unknown"],
    )
    if money["not_converted"]:
        sums += f" + {saying('{amounts} not converted', amounts=listed(money['not_converted']))}"
    if money["budget"] is None:
        return saying("Costs: {sums}. No limit was set.", sums=sums)
    words = {"budget": money["budget"], "sums": sums, "amount": str(money["left"]).lstrip("-")}
    if money["over"]:
        return saying("Budget {budget}: {sums}; over by {amount}.", **words)
    return saying("Budget {budget}: {sums}; {amount} left.", **words)


def plan(facts: Facts) -> str:
    """A new plan."""
    days = facts["days"]
    first, last = days[0], days[-1]
    words = {"city": facts["city"], "first": day_words(first["date"]), "last": day_words(last["date"])}
    if len(days) == 1:
        parts = [saying("Here is a plan for **{city}**, {first}.", **words)]
    else:
        parts = [saying("Here is a plan for **{city}**, {first} to {last}.", **words)]
    parts += [day_block(day) for day in days]
    parts.append(money_line(facts["money"]))
    parts += asides(saying("What I could not do"), facts["unmet"])
    parts += asides(saying("Good to know"), facts["notes"])
    parts += small_print(days, aged=False)  # the notes tell the age
    parts.append(saying(DRAFT))
    return "\n\n".join(parts)


def edit(facts: Facts) -> str:
    """What an edit changes, and the days it touches."""
    parts = []
    if facts.get("changes"):
        parts.append(f"{saying('What changes:')}\n" + "\n".join(f"- {change}" for change in facts["changes"]))
        parts += asides(saying("It was checked with"), [_evidence(row) for row in (facts.get("evidence") or ())[:3]])
    else:
        best = facts.get("already_best")
        order = saying("That is the best order already: nothing changes.")
        parts.append(order if best else saying("Nothing had to change."))
    travel = facts.get("travel")
    if travel and facts.get("changes"):
        parts.append(
            saying(
                "Under way: {before} min before, {after} min after (estimated).",
                before=travel["minutes_before"],
                after=travel["minutes_after"],
            )
        )
    parts += asides(saying("What did not work"), facts.get("failures") or ())
    days = facts.get("days") or ()
    # Where nothing changes, the days are as they were: one that was asked about is shown, not all of them.
    shown = days[:3] if facts.get("changes") or len(days) == 1 else ()
    parts += [*(day_block(day) for day in shown), *small_print(shown)]
    if facts.get("money"):
        parts.append(money_line(facts["money"]))
    return "\n\n".join(parts)


EVIDENCE = {
    "hours": gettext_noop("hours {value}"),
    "way": gettext_noop("way {value}"),
    "price": gettext_noop("price {value}"),
}


def _evidence(row: Facts) -> str:
    # "hours unknown" and "cost unknown" say themselves what they are about.
    known = [
        str(row[key]) if "unknown" in str(row[key]) else saying(EVIDENCE[key], value=row[key])
        for key in ("hours", "way", "price")
        if row.get(key)
    ]
    return f"{row['name']}: {'; '.join(known)}"


def removal(facts: Facts) -> str:
    """A stop that the traveller is asked for."""
    return saying("Remove **{stop}**?", stop=facts["stop"])


def lock(facts: Facts) -> str:
    """A stop fixed or let go."""
    stop = facts["stop"]
    if facts.get("changed", True):
        if facts["locked"]:
            return saying("**{stop}** is now fixed: nothing moves it.", stop=stop)
        return saying("**{stop}** is now free to move again.", stop=stop)
    if facts["locked"]:
        return saying("**{stop}** was already fixed: nothing moves it.", stop=stop)
    return saying("**{stop}** was already free to move again.", stop=stop)


def days(facts: Facts) -> str:
    """The plan as it is."""
    parts = [day_block(day) for day in facts["days"]] or [saying("Nothing is planned yet.")]
    if facts.get("without_a_time"):
        parts += asides(saying("Without a time"), [row["name"] for row in facts["without_a_time"]])
    if facts.get("ideas"):
        parts += asides(saying("Ideas"), [row["name"] for row in facts["ideas"]])
    if len(facts["days"]) != 1:
        parts.append(money_line(facts["money"]))
    parts += small_print(facts["days"])
    return "\n\n".join(parts)


def reasons(facts: Facts) -> str:
    """Why a stop is where it is, what that rests on, and who changed it."""
    stop, evidence = facts["stop"], facts.get("evidence") or {}
    when = ""
    if stop.get("day_number"):
        day = saying("day {number}, {time}", number=stop["day_number"], time=f"{stop['start']}–{stop['leave']}")
        when = f", {day}"
    told = [sentence(str(one)) for one in facts.get("reasons") or ()] or [saying("No reason was kept for it.")]
    if stop.get("fixed"):
        told.append(saying("It is {fixed}.", fixed=saying(FIXED.get(stop["fixed"], stop["fixed"]))))
    rests = [
        saying(EVIDENCE.get(key, "{value}"), value=value) for key, value in evidence.items() if value and key != "name"
    ]
    if rests:
        told.append(saying("It rests on: {evidence}.", evidence="; ".join(rests)))
    if facts.get("suggested_by"):
        told.append(saying("It was put there by {who}.", who=str(facts["suggested_by"]).replace("_", " ")))
    told += [f"{row['on']}, {row['by']}: {sentence(unframed(row['what']))}" for row in facts.get("history") or ()]
    return f"**{stop['name']}**{when}:\n" + "\n".join(f"- {line}" for line in told)


def conflicts(facts: Facts) -> str:
    """What does not fit, numbered, with the ways out."""
    if not facts["conflicts"]:
        return saying("Nothing clashes: the plan has no open conflict.")
    lines = []
    for row in facts["conflicts"]:
        lines.append(f"{row['number']}. **{row['title']}**: {sentence(row['text'])}")
        lines += [
            "   - " + saying("way out {number}: {way}", number=way["option"], way=sentence(way["text"]))
            for way in row["options"]
        ]
    return f"{saying('What does not fit:')}\n" + "\n".join(lines)


def settled(facts: Facts) -> str:
    """A way out that was taken, or is asked for."""
    if facts.get("waits_for_approval"):
        return f"**{facts['conflict']}**: {facts['way'].rstrip('.')}?"
    return saying("**{conflict}** is settled: {way}", conflict=facts["conflict"], way=sentence(facts["way"]))


def undone(facts: Facts) -> str:
    """What goes back."""
    return saying("Undone: {what}", what=sentence(facts["undoes"]))


def accepted(facts: Facts) -> str:
    """A draft that is a trip now."""
    return saying("**{title}** is yours now. “Undo that” makes it a draft again.", title=facts["title"])


EDITS = (
    "make_longer",
    "make_shorter",
    "swap_days",
    "start_later",
    "add_stop",
    "add_event",
    "move_stop",
    "replace_stop",
    "swap_stops",
    "change_length",
    "optimise_day",
    "optimise_trip",
)


def invitation(facts: Facts) -> str:
    """Somebody to invite."""
    return saying(
        "Invite **{address}** ({may})? The mail goes out when you say yes below.",
        address=facts["email"],
        may=str(facts["may"]).lower(),
    )


def party_set(facts: Facts) -> str:
    """Who travels from now on."""
    before = facts["before"]
    words = {
        "count": facts["adults"] + len(facts["children"]),
        "before": before["adults"] + len(before["children"]),
    }
    said = saying("The trip is for {count} now (it was for {before}).", **words)
    if facts["children"]:
        ages = listed([str(age) for age in sorted(facts["children"])])
        said += f" {saying('Children: {ages} years old.', ages=ages)}"
    return f"{said} {saying('Costs for each person follow it; the stops stay as they are.')}"


def dates_changed(facts: Facts) -> str:
    """What other dates do to the trip."""
    dates = {"start": day_words(facts["start"]), "end": day_words(facts["end"])}
    said = [saying("The trip moves to {start} to {end}.", **dates)]
    if facts["how_many_ideas"]:
        names = list(facts["becomes_ideas"])
        more = facts["how_many_ideas"] - len(names)
        shown = listed([*names, saying_many("{count} more", "{count} more", more)] if more else names)
        said.append(saying("Without a day it leaves {stops}: they become ideas.", stops=shown))
    else:
        said.append(saying("All stops keep their place; what is booked keeps its date."))
    said.append(saying("Opening hours of the new days are checked once it is done."))
    return " ".join(said)


TELL: dict[str, Callable[[Facts], str]] = {
    "plan_trip": plan,
    **dict.fromkeys(EDITS, edit),
    "remove_stop": removal,
    "lock_stop": lock,
    "show_day": days,
    "explain_stop": reasons,
    "list_conflicts": conflicts,
    "resolve_conflict": settled,
    "propose_invitation": invitation,
    "undo_last": undone,
    "accept_trip": accepted,
    "set_party": party_set,
    "change_dates": dates_changed,
}
