"""Tools that change whole days of the trip: fewer of them, two in each other's place."""

from __future__ import annotations

from ai.facts import edit_facts
from ai.tools.base import Answer, Ctx, Refused, answered, day_at_hand, editor_at_hand, english_names, refusal, short
from ai.tools.keeping import kept
from trips.sentences import saying, saying_many


async def make_shorter(ctx: Ctx, days: int) -> Answer:
    """Make the trip ``days`` days long by leaving out its last days, with their stops; waits for the traveller's yes.

    Args:
        days: the length wanted, first and last day counted; less than now.
    """

    def work() -> Answer:
        deps = ctx.deps
        editor = editor_at_hand(deps)
        present = len(editor.plan.days)
        if not 1 <= days < present:
            return refusal(
                "not_shorter",
                saying("The trip has {present} days: say how many are to be left, 1 at least.", present=present),
            )
        for item in deps.draft.items:
            if (item.day_number or 0) > days and item.start_time is None:
                raise Refused(
                    "stranded",
                    saying(
                        "{stop} is on day {day_number} without a time: move it first.",
                        stop=short(item.title),
                        day_number=item.day_number,
                    ),
                )
        edit = editor.drop_days(present - days)
        answer = kept(deps, editor, edit, saying_many("Made it {count} day long", "Made it {count} days long", days))
        if answer["ok"]:
            answer |= {"days": [], "days_left": days, "takes_out_days": present - days}
        return answer

    return await answered(work)


async def swap_days(ctx: Ctx, first: int, second: int) -> Answer:
    """Let two days of the trip change places, with all their stops, where opening hours let them.

    Args:
        first: number of a day.
        second: number of another.
    """

    def work() -> Answer:
        editor = editor_at_hand(ctx.deps)
        one, other = day_at_hand(editor.plan, first), day_at_hand(editor.plan, second)
        assert one is not None and other is not None
        if one == other:
            return refusal("same_day", saying("That is one and the same day: name two."))
        edit = editor.swap_days(one, other)
        answer = kept(ctx.deps, editor, edit, saying("Swapped days {first} and {second}", first=first, second=second))
        return {**answer, **_both(edit_facts(edit, (first, second), english_names(edit.plan)))} if edit.done else answer

    return await answered(work)


def _both(facts: Answer) -> Answer:
    """The two days alone."""
    return {"days": facts["days"]}
