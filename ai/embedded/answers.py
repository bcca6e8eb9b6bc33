"""Short answers to the question of the turn before."""

from __future__ import annotations

from ai.embedded.chart import Edge
from ai.embedded.features import select
from ai.embedded.grammar import Env
from ai.embedded.intents import rank
from ai.embedded.listed import list_for
from ai.embedded.mentions import Mentions
from ai.embedded.nearness import near_slots
from ai.embedded.places import PlaceIndex
from ai.embedded.questions import ask_for_missing
from ai.embedded.slots import Reading
from ai.embedded.types import Option, Pending, Understanding
from ai.embedded.verdicts import verdict_of

# A message that is this clearly a request is no answer.
A_REQUEST = 0.9
MOST_WORDS = 12
# A label this much like the words, and this much more than the next, is the one that is meant.
LIKE_A_LABEL, CLEARLY = 0.6, 0.05
GROUPS_FOR = {
    "start_date": ("when", "duration"),
    "date": ("when",),
    "day_number": ("when",),
    "to_day_number": ("when",),
    "destination": ("city",),
    "party_size": ("party",),
    "budget_amount": ("budget",),
    "category": ("kind",),
    "time": ("time",),
}


def answer_pending(env: Env, mentions: Mentions) -> Understanding | None:
    """Read the message as an answer to ``Context.pending``; None when it is a request of its own."""
    pending = env.context.pending
    if pending is None or len(env.chart.tokens) > MOST_WORDS:
        return None
    option = _chosen(env, pending)
    if option is not None:
        chosen = Reading(env, option.intent or pending.intent)
        chosen.slots.update({**pending.slots, **option.slots})
        known = next((intent for intent in env.language.intents if intent.name == option.intent), None)
        if known is not None:
            ask_for_missing(chosen, known)
        return Understanding(chosen.intent, chosen.slots, (), 0.95, chosen.question)
    slot = pending.question.slot
    if pending.intent == "which_of_list" and select(env, ("duration", "time", "daypart"), set()):
        return None  # "the second one, for half an hour in the morning" is not said of what is the same of all
    reading = Reading(env, pending.intent)
    features = select(env, GROUPS_FOR.get(slot, ()), set())
    for feature in features:
        if feature.category == "city":
            reading.put("destination", feature.value, feature.edge.start, feature.edge.end)
        else:
            reading.put_feature(feature)
    if slot == "destination" and not reading.slots and len(env.chart.tokens) <= 4:
        tokens = env.chart.tokens
        reading.put("destination", env.chart.text(0, len(tokens)).strip(" .!"), 0, len(tokens))
    verbs = env.language.settings["request_verbs"]
    if slot == "near_place" and env.chart.all(("near",)) and not any(env.chart.starting(0, verb) for verb in verbs):
        reading.slots |= near_slots(env, mentions)  # "what about somewhere near the cathedral?"
    if slot.endswith("place") and not reading.slots:
        named = _after_choosing(env, mentions)
        hole = next(env.chart.holes(0, 8), None) if named is None else named
        words = {edge.end for edge in env.chart.starting(0, "no") + env.chart.starting(0, "yes")}
        if hole is not None and hole.end in words:
            return None  # "No, …" names no place
        if hole is not None and mentions.sort(hole) in ("known", "reference", "pronoun", "kind", "unknown"):
            ranked = rank(env, mentions)
            if (
                named is None
                and ranked
                and ranked[0].score >= A_REQUEST
                and (mentions.sort(hole) != "known" or _begins_request(env))
            ):
                return None
            listed = list_for(pending.intent, env.context)
            mention = mentions.resolve(hole, day_number=pending.slots.get("day_number"), listed=listed)
            reading.put_mention(slot, mention)
    if not reading.slots and reading.question is None:
        return None
    if not slot.endswith("place") and _another_request(env, mentions, pending, reading):
        return None
    slots = {**pending.slots, **_renamed(reading.slots, slot)}
    return Understanding(pending.intent, slots, tuple(reading.spans), 0.9, reading.question, (), tuple(reading.assumed))


def _after_choosing(env: Env, mentions: Mentions) -> Edge | None:
    """The name in "take Kiasma", "let's say the Ateneum, please": that of a choice and nothing else."""
    chart, settings = env.chart, env.language.settings
    at = 0
    while at < len(chart.tokens) and chart.tokens[at].norm in settings["choosing_words"]:
        at += 1
    if at == 0:
        return None
    small = {index for edge in chart.all(("polite",)) for index in range(edge.start, edge.end)}
    for hole in chart.holes(at, 8):
        rest = range(hole.end, len(chart.tokens))
        if mentions.sort(hole) in ("known", "reference") and all(
            index in small or not chart.tokens[index].is_word or chart.tokens[index].norm in settings["choice_ends"]
            for index in rest
        ):
            return hole
    return None


def _begins_request(env: Env) -> bool:
    """ "Move Kiasma after lunch" is no name, whatever stands in it."""
    verbs = env.language.settings["request_verbs"]
    return any(env.chart.starting(0, category) for category in verbs) or bool(env.chart.starting(0, "lead"))


def _another_request(env: Env, mentions: Mentions, pending: Pending, reading: Reading) -> bool:
    """True when the words ask clearly for something else than what is pending."""
    ranked = rank(env, mentions)
    if not ranked or ranked[0].score < A_REQUEST or ranked[0].intent.name == pending.intent:
        return False
    return len(set(range(ranked[0].start, ranked[0].end)) - reading.used) >= 2


def _renamed(slots: dict[str, object], asked: str) -> dict[str, object]:
    """An answer "day 2" to "which day should it go to?" is the goal."""
    if asked == "to_day_number" and "to_day_number" not in slots and "day_number" in slots:
        slots = dict(slots)
        slots["to_day_number"] = slots.pop("day_number")
        if "date" in slots:
            slots["to_date"] = slots.pop("date")
    return slots


def _between_small_words(env: Env) -> tuple[int, int]:
    """Where a choice begins and ends, without "let's take …" before it and "…, please" after it."""
    chart, settings = env.chart, env.language.settings
    small = {at for edge in chart.all(("polite",)) for at in range(edge.start, edge.end)}
    whole = len(chart.tokens)
    while whole and (
        whole - 1 in small
        or chart.tokens[whole - 1].norm in settings["choice_ends"]
        or not (chart.tokens[whole - 1].is_word or chart.tokens[whole - 1].number is not None)
    ):
        whole -= 1
    start = 0
    while start < whole and not any(edge.value.position for edge in chart.starting(start, "stopref")):
        if start not in small and chart.tokens[start].norm not in (*settings["choosing_words"], ","):
            return 0, whole
        start += 1
    return (start, whole) if start < whole else (0, whole)


def _chosen(env: Env, pending: Pending) -> Option | None:
    """The option that is named: by its label, its number, or "the last one"."""
    options = pending.question.options
    if not options:
        return None
    if pending.question.slot == "yes":
        verdict = verdict_of(env.chart.source, env.language.code)
        if verdict is not None:
            return options[0 if verdict.yes else -1]
    text = env.chart.source.strip().rstrip(".!").strip()
    for option in options:
        if option.label.casefold() == text.casefold():
            return option
    start, whole = _between_small_words(env)
    for edge in env.chart.starting(start, "stopref"):
        if edge.end >= whole and edge.value.position and not edge.value.kind:
            index = edge.value.position - 1 if edge.value.position > 0 else edge.value.position
            if -len(options) <= index < len(options):
                chosen: Option = options[index]
                return chosen
    number = env.chart.tokens[start].number if whole - start == 1 else None
    if number is not None and 1 <= number <= len(options):
        return options[number - 1]
    index_of_labels = PlaceIndex((str(i), option.label, ()) for i, option in enumerate(options))
    found = index_of_labels.match(text, 2)
    clear = len(found) == 1 or (len(found) > 1 and found[0].score - found[1].score > CLEARLY)
    if clear and found[0].score >= LIKE_A_LABEL and len(env.chart.tokens) <= 8:
        return options[int(found[0].id)]
    return None
