"""The embedded model's sentences, in English. Each repeats what a tool answered; none adds a figure of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from ai.embedded.steps import Step, asking, narrowed
from ai.embedded.types import Context, Option, Question, Understanding
from ai.embedded.wording_talk import (
    LEAVE_IT,
    NOT_KNOWN_OF_STOPS,
    NOT_KNOWN_OF_THESE,
    NOT_STORED,
    NOTHING_AFTER,
    NOTHING_LISTED,
    NOTHING_UNDERSTOOD,
    PLAN_ANEW,
    SET_IT,
    SHALL_I_SET,
    WHICH_DAY_SHOW,
    WHY_LISTED,
    dearest_day,
    left_open,
    noted,
    plan_anew,
    still_there,
    stop_told,
    understood_so_far,
)

__all__ = [
    "LEAVE_IT",
    "NOTHING_AFTER",
    "NOTHING_LISTED",
    "NOTHING_UNDERSTOOD",
    "NOT_KNOWN_OF_STOPS",
    "NOT_KNOWN_OF_THESE",
    "NOT_STORED",
    "PLAN_ANEW",
    "SET_IT",
    "SHALL_I_SET",
    "WHICH_DAY_SHOW",
    "WHY_LISTED",
    "dearest_day",
    "left_open",
    "noted",
    "plan_anew",
    "still_there",
    "stop_told",
    "understood_so_far",
]

Facts = Mapping[str, Any]

WHICH_DAY = "When should it be? Say “day 2”, a weekday or a time."
WHICH_DAY_CLEAR = "Which day should be free?"
NOTHING_ON_DAY = "Nothing is planned there that could change."
REMOVE_WHAT = "Which stop shall go?"
WHAT_TO_ADD = "What should I add? Name a place, or a kind such as “a museum” or “coffee”."
NEAR_WHAT = "Near which place?"
WHICH_PLACE = "Which place do you mean? Its name, or a kind such as “gallery”, is enough."
WHICH_FOUND = "Which of these do you mean?"
WHICH_CONFLICT = "Which one shall I settle?"
WHICH_PACE = "How full should your days be?"
WHICH_BUDGET = "What should the budget be? Say, for example, “800 euros”."
BUDGET_IN_ALL = "Tell me the amount for all of you together, please: the trip's budget is one sum."
WHY_WHAT = "Which stop do you mean?"
HOW_LONG = "How long should it be?"
START_WHEN = "When should the days start?"
FINISH_WHEN = "When should the days end?"
BOOK_WHAT = "Which booking do you mean?"
SWAP_WHAT = "Which two stops shall I swap?"
SWAP_STOPS = "What shall change places? Name two stops, or two days."
FORGET_WHAT = "What should I forget? All that is remembered of you is on your profile page, too."
WHAT_IF_WHAT = "Without which stop? I can reckon the budget without any stop of the plan."
REMEMBER_WHAT = "What should I remember? Diets, likes, dislikes, needs, your pace and hours are what I can keep."
NO_ROUTE = "I can tell the ways between stops that follow each other on a day of the plan: ask to see that day."
NO_RESULT = "That did not come through; please say it again."
INVITE_WHOM = "Whom? Their e-mail address is what I need, as in “invite ann@example.org as viewer”."
NOT_MY_JOB = "That is not something I do here: ask the concierge."
DRAFT = "It is a draft until you accept it: nothing else changes before."
WAITS = "It waits for your yes below: nothing happens before."

EXAMPLES = {
    "general_concierge": (
        "Plan two days in Helsinki for two from 14 to 15 May, museums and good coffee",
        "Add a museum on day 2",
        "Where do we eat tonight?",
        "How much is left of the budget?",
        "Undo that",
    ),
    "local_scout": ("What's near our next stop?", "Something for a rainy day", "Is Kiasma open on Monday?"),
    "dining_orchestrator": ("Where do we eat tonight?", "Vegan lunch near the museum", "Replace the lunch on day 2"),
    "event_curator": ("What's on Saturday evening?", "Concerts next weekend", "Add the second one"),
    "itinerary_optimizer": ("Optimise day 2", "Swap the museum and the market", "What clashes?", "Start later"),
    "budget_guardian": ("How much have we spent?", "What if we drop the museum?", "Make it cheaper by 50"),
    "booking_assistant": ("What still needs booking?", "Draft a request for dinner", "It's confirmed, ref ABC123"),
}
SMALL_TALK = {
    "greeting": "Hello! What can I do for you?",
    "thanks": "You are welcome.",
    "goodbye": "Have a good trip!",
    "deny": "Fine, I leave everything as it is.",
    "decline": "Fine. “No, thanks” on its card puts the draft in your trash.",
    "redo": "An undo can be undone on the trip's history page.",
    "change_dates": "The trip's dates change on its page, which shows first what becomes of the stops.",
    "change_party": "How many travel is set on the trip's page; costs follow it.",
    "record_expense": "What you paid is entered on the trip's budget page, where it is counted at once.",
    "does_include": NOT_STORED,
    "weather": "I have no forecast here; opening hours and plans do not depend on my guess of the weather.",
}


def help_for(agent: str) -> str:
    """What this agent can be asked, by examples."""
    lines = "\n".join(f"- “{example}”" for example in EXAMPLES.get(agent, EXAMPLES["general_concierge"]))
    return f"You can ask me, for example:\n{lines}"


def without_tool(reading: Understanding, context: Context) -> str:
    """The answer to what needs no tool, and to what was understood but is not served in the chat."""
    if reading.intent in ("help", "unknown", ""):
        return ("" if reading.intent == "help" else "I did not understand that. ") + help_for(context.agent)
    if reading.intent == "confirm":
        if context.waiting:
            return f"Press “Approve” below to have it done: {listed(context.waiting)}. I cannot approve for you."
        return "Good. There is nothing that waits for your yes."
    if reading.intent == "deny" and context.waiting:
        return "Fine, nothing happens. “No” on its card takes the question away."
    if reading.intent in SMALL_TALK:
        return SMALL_TALK[reading.intent]
    return (
        f"I understood this as “{reading.intent.replace('_', ' ')}”, which I cannot do in the chat; "
        "the trip's page can do most changes by hand."
    )


def day_words(iso: str) -> str:
    """A date as people say it."""
    day = date.fromisoformat(iso)
    return f"{day:%A} {day.day} {day:%B %Y}"


def tell(tool: str, facts: Facts, reading: Understanding, *, asks_first: bool = False) -> str:
    """The answer for one tool's result, after what was taken to be meant."""
    said = [assumption.text for assumption in reading.assumed]
    facts = narrowed(facts, reading)
    if not facts.get("ok", True):
        return " ".join([*said, refused(facts)])
    parts = [telling()[tool](facts) if tool in telling() else plainly(facts)]
    if facts.get("waits_for_approval") or (asks_first and facts.get("changes")):
        parts.append(WAITS)
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
    return sentence("; ".join(values) or "Done")


def which_of(step: Step, facts: Facts) -> Step | None:
    """A question with the tool's own options, where it could not tell which was meant."""
    options = facts.get("options")
    if facts.get("ok", True) or facts.get("problem") != "ambiguous" or not options:
        return None
    made = []
    for row in options[:6]:
        label = str(row["name"])
        where = f"day {row['day_number']}, {row['start']}" if row.get("day_number") else None
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
    words = str(facts.get("message") or NO_RESULT)
    if facts.get("failures"):
        words = " ".join(sentence(str(failure)) for failure in facts["failures"])
    if facts.get("cities"):
        words += f" I can plan in {listed(facts['cities'])}."
    if facts.get("how"):
        words += f" {facts['how']}"
    return words


def listed(names: Sequence[str]) -> str:
    """ "a, b and c"."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


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
