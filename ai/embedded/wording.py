"""The embedded model's sentences, in the reader's language. Each repeats what a tool answered; none adds a figure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext_noop

from ai.embedded.steps import Step, asking, narrowed
from ai.embedded.types import Context, Option, Question, Understanding
from ai.embedded.wording_talk import (
    HOW_OLD,
    LEAVE_IT,
    NOT_KNOWN_OF_STOPS,
    NOT_KNOWN_OF_THESE,
    NOT_STORED,
    NOTHING_AFTER,
    NOTHING_LISTED,
    NOTHING_UNDERSTOOD,
    SET_IT,
    SHALL_I_SET,
    WHICH_DAY_SHOW,
    WHY_LISTED,
    dearest_day,
    left_open,
    noted,
    only_waits,
    still_there,
    stop_told,
    too_full,
    understood_so_far,
)
from trips.planning.said import Day, Weekday
from trips.sentences import saying

__all__ = [
    "HOW_OLD",
    "LEAVE_IT",
    "NOTHING_AFTER",
    "NOTHING_LISTED",
    "NOTHING_UNDERSTOOD",
    "NOT_KNOWN_OF_STOPS",
    "NOT_KNOWN_OF_THESE",
    "NOT_STORED",
    "SET_IT",
    "SHALL_I_SET",
    "WHICH_DAY_SHOW",
    "WHY_LISTED",
    "dearest_day",
    "left_open",
    "noted",
    "only_waits",
    "still_there",
    "stop_told",
    "too_full",
    "understood_so_far",
]

Facts = Mapping[str, Any]
# What is marked here is said by the step that it answers with (`ai.embedded.steps`).

WHICH_DAY = gettext_noop("When should it be? Say “day 2”, a weekday or a time.")
NONE_THEN = gettext_noop("None of these is at that time of day.")
WHAT_TIME = gettext_noop("At what time?")
WHICH_DAY_CLEAR = gettext_noop("Which day should be free?")
NOTHING_ON_DAY = gettext_noop("Nothing is planned there that could change.")
REMOVE_WHAT = gettext_noop("Which stop shall go?")
WHAT_TO_ADD = gettext_noop("What should I add? Name a place, or a kind such as “a museum” or “coffee”.")
NEAR_WHAT = gettext_noop("Near which place?")
WHICH_PLACE = gettext_noop("Which place do you mean? Its name, or a kind such as “gallery”, is enough.")
WHICH_FOUND = gettext_noop("Which of these do you mean?")
WHICH_CONFLICT = gettext_noop("Which one shall I settle?")
WHICH_PACE = gettext_noop("How full should your days be?")
WHICH_BUDGET = gettext_noop("What should the budget be? Say, for example, “800 euros”.")
BUDGET_IN_ALL = gettext_noop("Tell me the amount for all of you together, please: the trip's budget is one sum.")
WHY_WHAT = gettext_noop("Which stop do you mean?")
HOW_LONG = gettext_noop("How long should it be?")
START_WHEN = gettext_noop("When should the days start?")
FINISH_WHEN = gettext_noop("When should the days end?")
BOOK_WHAT = gettext_noop("Which booking do you mean?")
SWAP_WHAT = gettext_noop("Which two stops shall I swap?")
SWAP_STOPS = gettext_noop("What shall change places? Name two stops, or two days.")
FORGET_WHAT = gettext_noop("What should I forget? All that is remembered of you is on your profile page, too.")
WHAT_IF_WHAT = gettext_noop("Without which stop? I can reckon the budget without any stop of the plan.")
REMEMBER_WHAT = gettext_noop(
    "What should I remember? Diets, likes, dislikes, needs, your pace and hours are what I can keep."
)
NO_ROUTE = gettext_noop(
    "I can tell the ways between stops that follow each other on a day of the plan: ask to see that day."
)
NO_RESULT = gettext_noop("That did not come through; please say it again.")
WHO_SHARES = gettext_noop("The trip’s page tells who sees it, under “Who sees this trip”; there it is shared, too.")
INVITE_WHOM = gettext_noop("Whom? Their e-mail address is what I need, as in “invite ann@example.org as viewer”.")
NOT_MY_JOB = gettext_noop("That is not something I do here: ask the concierge.")
DRAFT = gettext_noop("It is a draft until you accept it: nothing else changes before.")

# As they are typed: in the language that is read here (`ai.embedded.languages`), whatever the pages speak.
EXAMPLES = {
    "general_concierge": (
        "Plan two days in Helsinki for two from 14 to 15 May, museums and good coffee",
        "Add a museum on day 2",
        "Where do we eat tonight?",
        "How much is left of the budget?",
        "Undo that",
    ),
    "local_scout": (
        "What's near our next stop?",
        "Something for a rainy day",
        "Is Kiasma open on Monday?",
    ),
    "dining_orchestrator": (
        "Where do we eat tonight?",
        "Vegan lunch near the museum",
        "Replace the lunch on day 2",
    ),
    "event_curator": (
        "What's on Saturday evening?",
        "Concerts next weekend",
        "Add the second one",
    ),
    "itinerary_optimizer": (
        "Optimise day 2",
        "Swap the museum and the market",
        "What clashes?",
        "Start later",
    ),
    "budget_guardian": (
        "How much have we spent?",
        "What if we drop the museum?",
        "Make it cheaper by 50",
    ),
    "booking_assistant": (
        "What still needs booking?",
        "Draft a request for dinner",
        "It's confirmed, ref ABC123",
    ),
}
SMALL_TALK = {
    "greeting": gettext_noop("Hello! What can I do for you?"),
    "thanks": gettext_noop("You are welcome."),
    "goodbye": gettext_noop("Have a good trip!"),
    "deny": gettext_noop("Fine, I leave everything as it is."),
    "decline": gettext_noop("Fine. “No, thanks” on its card puts the draft in your trash."),
    "redo": gettext_noop("An undo can be undone on the trip's history page."),
    "change_dates": gettext_noop("The trip's dates change on its page, which shows first what becomes of the stops."),
    "change_party": gettext_noop("How many travel is set on the trip's page; costs follow it."),
    "budget_alert": gettext_noop("From how many percent on you are told is set on the trip's budget page."),
    "does_include": NOT_STORED,
    "weather": gettext_noop(
        "I have no forecast here; opening hours and plans do not depend on my guess of the weather."
    ),
}


def help_for(agent: str) -> str:
    """What this agent can be asked, by examples."""
    examples = EXAMPLES.get(agent, EXAMPLES["general_concierge"])
    lines = "\n".join(f"- “{example}”" for example in examples)
    return f"{saying('You can ask me, for example:')}\n{lines}"


def without_tool(reading: Understanding, context: Context) -> str:
    """The answer to what needs no tool, and to what was understood but is not served in the chat."""
    if reading.intent in ("help", "unknown", ""):
        words = help_for(context.agent)
        return words if reading.intent == "help" else f"{saying('I did not understand that.')} {words}"
    if reading.intent == "confirm":
        if context.waiting:
            return saying(
                "Press “Approve” below to have it done: {what}. I cannot approve for you.", what=listed(context.waiting)
            )
        return saying("Good. There is nothing that waits for your yes.")
    if reading.intent == "deny" and context.waiting:
        return saying("Fine, nothing happens. “No” on its card takes the question away.")
    if reading.intent in SMALL_TALK:
        return saying(SMALL_TALK[reading.intent])
    return saying(
        "I understood this as “{intent}”, which I cannot do in the chat; the trip's page can do most changes by hand.",
        intent=reading.intent.replace("_", " "),
    )


def day_words(iso: str) -> str:
    """A date as people say it."""
    day = date.fromisoformat(iso)
    return saying("{weekday} {date}", weekday=Weekday(day), date=Day(day, year=True, weekday=False))


def tell(tool: str, facts: Facts, reading: Understanding) -> str:
    """The answer for one tool's result, after what was taken to be meant."""
    said = [assumption.text for assumption in reading.assumed]
    facts = narrowed(facts, reading)
    if not facts.get("ok", True):
        return " ".join([*said, refused(facts)])
    parts = [telling()[tool](facts) if tool in telling() else plainly(facts)]
    return "\n\n".join([" ".join(said), *parts] if said else parts)


def telling() -> dict[str, Callable[[Facts], str]]:
    """The sentences of every tool."""
    from ai.embedded import wording_money, wording_places, wording_trip

    return {**wording_trip.TELL, **wording_places.TELL, **wording_money.TELL}


def plainly(facts: Facts) -> str:
    """A result that has its own words, else its plain values."""
    for key in ("summary", "message", "text"):
        if facts.get(key):
            return sentence(str(facts[key]))
    values = [
        f"{key.replace('_', ' ')}: {value}"
        for key, value in facts.items()
        if key != "ok" and isinstance(value, str | int) and not isinstance(value, bool)
    ]
    return sentence("; ".join(values) or saying("Done"))


def which_of(step: Step, facts: Facts) -> Step | None:
    """A question with the tool's own options, where it could not tell which was meant."""
    options = facts.get("options")
    if facts.get("ok", True) or facts.get("problem") != "ambiguous" or not options:
        return None
    made = []
    for row in options[:6]:
        label = str(row["name"])
        where = None
        if row.get("day_number"):
            where = saying("day {number}, {time}", number=row["day_number"], time=row["start"])
        where = where or row.get("when") or row.get("address")
        of_event = step.call is not None and step.call.tool == "add_event"
        key = "stop_id" if row.get("key") else "event_id" if of_event else "location_id"
        slots = {key: str(row.get("key") or row["id"])}
        made.append(Option(f"{label} ({where})" if where else label, {"place": label, **slots}))
    return asking(step.reading, Question(WHICH_FOUND, "place", tuple(made)))


def conflict_line(row: Facts) -> str:
    """A conflict in a line."""
    return str(row["title"])


def refused(facts: Facts) -> str:
    """Why a tool could not do it, and what it can."""
    words = str(facts.get("message") or saying(NO_RESULT))
    if facts.get("failures"):
        words = " ".join(sentence(str(failure)) for failure in facts["failures"])
    if facts.get("cities"):
        words += f" {saying('I can plan in {cities}.', cities=listed(facts['cities']))}"
    if facts.get("how"):
        words += f" {facts['how']}"
    return words


def listed(names: Sequence[str]) -> str:
    """ "a, b and c"."""
    if len(names) == 1:
        return names[0]
    return saying("{first} and {last}", first=", ".join(names[:-1]), last=names[-1])


def sentence(text: str) -> str:
    """A capital first, a full stop last."""
    text = text.strip()
    return f"{text[:1].upper()}{text[1:]}" + ("" if text.endswith((".", "!", "?", "”")) else ".")


def asides(title: str, sentences: Iterable[str]) -> list[str]:
    """A short list under a title, or nothing."""
    lines = [f"- {sentence(one)}" for one in sentences]
    return [f"{title}:\n" + "\n".join(lines)] if lines else []


def unframed(text: Any) -> str:
    """Somebody else's words as they may be shown: without the frame that marks them as data, on one line."""
    words = str(text or "")
    while words.lstrip().startswith("<") and ">" in words:
        words = words.split(">", 1)[1]
        words = words.rsplit("</", 1)[0]
    return " ".join(words.split())
