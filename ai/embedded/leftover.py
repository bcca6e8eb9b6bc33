"""What of a message a reading does not account for, in the traveller's own words."""

from __future__ import annotations

from ai.embedded.grammar import Env
from ai.embedded.slots import Reading

# So many words stand between an article and the table.
MOST_BEFORE = 3
LEAST_SAID = 3
PRAISE = ("verdict_fine", "verdict_thanks", "verdict_yes")


def in_their_words(env: Env, leftover: tuple[str, ...]) -> tuple[str, ...]:
    """The parts of the message, between its commas and stops, that hold what was left over: "a table by the window if
    possible", not "window". Mere praise is left out.
    """
    chart = env.chart
    praise = {at for edge in chart.all(PRAISE) for at in range(edge.start, edge.end)}
    parts: list[str] = []
    run: list[int] = []
    for at in range(len(chart.tokens) + 1):
        is_end = at == len(chart.tokens) or chart.is_break(at) or chart.tokens[at].norm in (",", ";", "-")
        if not is_end:
            run.append(at)
            continue
        if run:
            text = chart.source[chart.tokens[run[0]].start : chart.tokens[run[-1]].end]
            if any(phrase in text for phrase in leftover) and not set(run) <= praise:
                parts.append(_of_the_table(env, run, leftover) or text)
        run = []
    return tuple(parts)


def as_notes(reading: Reading, leftover: tuple[str, ...]) -> tuple[str, ...]:
    """Keep what a letter is to say with the request, so that a further wish finds it there; what is left beside it."""
    wish = "" if leftover or reading.slots.get("notes") else _said_of_the_table(reading)
    leftover = (wish,) if wish else leftover
    if not leftover or not {"place", "stop_id"} & reading.slots.keys():
        return leftover
    reading.slots["notes"] = list(dict.fromkeys([*reading.slots.get("notes", ()), *leftover]))
    return ()


def _of_the_table(env: Env, run: list[int], leftover: tuple[str, ...]) -> str:
    """ "Could you draft a mail asking for a table by the window for four": what it says of the table alone."""
    chart, settings = env.chart, env.language.settings
    tables = [at for at in run if chart.tokens[at].norm in settings["booked_words"]]
    ends = {phrase.split()[-1] for phrase in leftover if phrase.split()}
    left = [at for at in run if chart.source[chart.tokens[at].start : chart.tokens[at].end] in ends]
    if not tables or not left or left[-1] <= tables[0] or tables[0] == run[0]:
        return ""
    before = range(max(tables[0] - MOST_BEFORE, run[0]), tables[0])
    # "A quiet table by the window": from its article on.
    first = next((at for at in reversed(before) if chart.tokens[at].norm in settings["articles"]), tables[0])
    return chart.source[chart.tokens[first].start : chart.tokens[left[-1]].end]


def _said_of_the_table(reading: Reading) -> str:
    """ "Ask them for a table in a quiet corner": where it is to be, though every word is an ordinary one."""
    chart, settings = reading.env.chart, reading.env.language.settings
    for at in range(len(chart.tokens) - 2):
        if (
            chart.tokens[at].norm not in settings["booked_words"]
            or chart.tokens[at + 1].norm not in settings["where_at"]
        ):
            continue
        end = at + 1
        while end < len(chart.tokens) and chart.tokens[end].is_word and end not in reading.used:
            end += 1
        dated = chart.starting(at + 1, "date") + chart.starting(at + 2, "date") + chart.starting(at + 2, "dayref")
        if end - at < LEAST_SAID or dated:
            continue
        start = at - (at > 0 and chart.tokens[at - 1].norm in settings["articles"])
        return chart.source[chart.tokens[start].start : chart.tokens[end - 1].end]
    return ""
