"""What of a message a reading does not account for, in the traveller's own words."""

from __future__ import annotations

from ai.embedded.grammar import Env

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


def _of_the_table(env: Env, run: list[int], leftover: tuple[str, ...]) -> str:
    """ "Could you draft a mail asking for a table by the window for four": what it says of the table alone."""
    chart, settings = env.chart, env.language.settings
    tables = [at for at in run if chart.tokens[at].norm in settings["booked_words"]]
    ends = {phrase.split()[-1] for phrase in leftover if phrase.split()}
    left = [at for at in run if chart.source[chart.tokens[at].start : chart.tokens[at].end] in ends]
    if not tables or not left or left[-1] <= tables[0] or tables[0] == run[0]:
        return ""
    first = tables[0] - (chart.tokens[tables[0] - 1].norm in settings["articles"])
    return chart.source[chart.tokens[first].start : chart.tokens[left[-1]].end]
