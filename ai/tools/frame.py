"""Tools that change what a trip stands on: how many travel, and when."""

from __future__ import annotations

from datetime import date

from ai.kinds import CHANGE_DATES, SET_PARTY
from ai.kinds.trips import checked_dates, checked_party
from ai.tools.base import MOST, Answer, Ctx, answered, refusal, short, trip_at_hand
from trips import arrangement
from trips.actions import NotPossible
from trips.planning.said import Day
from trips.sentences import saying


async def set_party(ctx: Ctx, adults: int, children: list[int] | None = None) -> Answer:
    """Set how many travel; what is counted per person follows.

    Args:
        adults: grown-ups, the traveller included.
        children: the children's ages in years; those that are known without it, none with an empty list.
    """

    def work() -> Answer:
        deps = ctx.deps
        trip = trip_at_hand(deps, edit=True)
        ages = list(trip.children_ages) if children is None else list(children)
        try:
            checked_party(adults, ages)
        except NotPossible as error:
            return refusal("odd_party", str(error))
        present = {"adults": trip.adults, "children": list(trip.children_ages)}
        if (adults, sorted(ages)) == (trip.adults, sorted(trip.children_ages)):
            return refusal(
                "no_change",
                saying("The trip is for {count} already.", count=adults + len(ages)),
            )
        arguments = {"trip_id": str(trip.pk), "adults": adults, "children": ages}
        done = deps.draft.do(SET_PARTY, arguments, saying("Set the party to {count}", count=adults + len(ages)))
        return {"ok": True, "adults": adults, "children": ages, "before": present, **done}

    return await answered(work)


async def change_dates(ctx: Ctx, start: date, end: date | None = None) -> Answer:
    """Give the trip other dates, with its stops; always waits for the traveller's yes.

    A trip that stays as long moves as a whole, with what is not booked; of a shorter or longer one every stop keeps its
    date. Stops that then lie outside become ideas.

    Args:
        start: the new first day.
        end: the new last day; as many days as now without it.
    """

    def work() -> Answer:
        deps = ctx.deps
        trip = trip_at_hand(deps, edit=True)
        last = end if end is not None else start + (trip.end_date - trip.start_date)
        try:
            checked_dates(start, last, deps.today)
        except NotPossible as error:
            return refusal("odd_dates", str(error))
        stranded = arrangement.stranded_by(trip, start, last)
        arguments = {"trip_id": str(trip.pk), "start": start.isoformat(), "end": last.isoformat()}
        dates = {"start": Day(start, weekday=False), "end": Day(last, year=True, weekday=False)}
        return {
            "ok": True,
            "start": start.isoformat(),
            "end": last.isoformat(),
            "start_before": trip.start_date.isoformat(),
            "end_before": trip.end_date.isoformat(),
            "becomes_ideas": [short(item.title) for item in stranded[:MOST]],
            "how_many_ideas": len(stranded),
            **deps.draft.ask(CHANGE_DATES, arguments, saying("Move the trip to {start} to {end}", **dates)),
        }

    return await answered(work)
