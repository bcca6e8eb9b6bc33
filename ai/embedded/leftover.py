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
                parts.append(text)
        run = []
    return tuple(parts)
