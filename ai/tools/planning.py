"""Tools that plan and change a trip. They collect in the draft; the turn's end applies them as one change set."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date, time
from decimal import Decimal
from typing import Literal

from ai.draft import Removal, TurnDeps
from ai.facts import edit_facts, plan_facts
from ai.tools.base import NO_TRIP, Answer, Ctx, editor, in_database, present_plan, refusal
from trips import planner
from trips.planning.edits import Edit
from trips.planning.money import Money
from trips.planning.plan import UnknownDestinationError
from trips.planning.plan import plan_trip as make_plan
from trips.planning.request import LodgingWish, MealWish, Party, PlanRequest, RequestError

Pace = Literal["relaxed", "normal", "packed"]
HOW_TO_IMPORT = "Whoever runs Tripos adds a city with: ./manage.py import_places osm FILE.osm.pbf"


async def plan_trip(
    ctx: Ctx,
    destination: str,
    start_date: date,
    end_date: date,
    adults: int = 1,
    children_ages: list[int] | None = None,
    budget_amount: Decimal | None = None,
    budget_currency: str | None = None,
    budget_kind: Literal["total", "per_person", "per_day", "per_person_per_day"] = "total",
    interests: list[str] | None = None,
    diets: list[str] | None = None,
    meal_diets: dict[str, list[str]] | None = None,
    cuisines: list[str] | None = None,
    accessibility: list[str] | None = None,
    pace: Pace | None = None,
    must_sees: list[str] | None = None,
    avoid: list[str] | None = None,
    lodging_area: str | None = None,
    other_wishes: list[str] | None = None,
) -> Answer:
    """Plan a whole trip over the catalogue's real places: days, meals at meal times, sights, ways and costs.

    The plan becomes a draft trip that the traveller accepts or discards.

    Args:
        destination: the city.
        start_date: first day.
        end_date: last day, included.
        adults: how many adults travel.
        children_ages: age in years of each child.
        budget_amount: the limit, in budget_currency, counted as budget_kind says.
        budget_currency: ISO 4217 code.
        budget_kind: what the amount is for.
        interests: what they like, in their own words.
        diets: diets that hold for every meal.
        meal_diets: diets of single meals, such as {"lunch": ["vegan"]}.
        cuisines: preferred cuisines.
        accessibility: needs such as "wheelchair".
        pace: how full the days are.
        must_sees: places that must be in it.
        avoid: what they do not want.
        lodging_area: where they stay.
        other_wishes: wishes that no other argument holds.
    """
    return await in_database(
        _plan_trip,
        ctx.deps,
        destination,
        PlanRequest(
            start_date=start_date,
            end_date=end_date,
            destination=destination,
            party=Party(adults=adults, children=tuple(children_ages or ())),
            budget=_budget(budget_amount, budget_currency or ctx.deps.currency, budget_kind, start_date, end_date,
                           adults + len(children_ages or ())),
            interests=tuple(interests or ctx.deps.preferences.get("interests", ())),
            diets=_diets(diets, meal_diets, ctx.deps),
            cuisines=tuple(cuisines or ctx.deps.preferences.get("cuisines", ())),
            accessibility=tuple(accessibility or ctx.deps.preferences.get("accessibility", ())),
            pace=pace or ctx.deps.preferences.get("pace") or "normal",
            must_sees=tuple(must_sees or ()),
            avoid=(*(avoid or ()), *ctx.deps.preferences.get("dislikes", ())),
            lodging=LodgingWish(area=lodging_area),
            walk_limit_minutes=ctx.deps.preferences.get("walking_limit_minutes"),
            meals=tuple(MealWish(meal, tuple((meal_diets or {}).get(meal, ()))) for meal in ("lunch", "dinner")),
            other_wishes=tuple(other_wishes or ()),
        ),
    )  # fmt: skip


def _diets(diets: list[str] | None, meal_diets: dict[str, list[str]] | None, deps: TurnDeps) -> tuple[str, ...]:
    """Diets for every meal: those said without a meal, else the profile's."""
    scoped = {diet for wanted in (meal_diets or {}).values() for diet in wanted}
    said = [diet for diet in diets or () if diet not in scoped]
    return tuple(said or (() if diets else deps.preferences.get("diets", ())))


def _budget(amount: Decimal | None, currency: str, kind: str, start: date, end: date, people: int) -> Money | None:
    if amount is None:
        return None
    days = (end - start).days + 1
    factor = (people if "person" in kind else 1) * (days if "day" in kind else 1)
    return Money(amount * factor, currency)


def _plan_trip(deps: TurnDeps, destination: str, request: PlanRequest) -> Answer:
    cities = planner.cities()
    city = next((name for name in cities if name.casefold() == destination.casefold()), None)
    if city is None:
        return refusal(
            "unknown_destination",
            f"{destination} is not in the catalogue yet." if destination else "No city was named.",
            cities=cities,
            how=HOW_TO_IMPORT,
        )
    budget = request.budget
    try:
        plan = make_plan(
            request, planner.catalogue(city), planner.estimates([budget.currency] if budget else []), deps.today
        )
    except UnknownDestinationError as error:
        return refusal("unknown_destination", str(error), cities=cities, how=HOW_TO_IMPORT)
    except RequestError as error:
        return refusal("not_plannable", f"{str(error)[:1].upper()}{str(error)[1:]}.")
    deps.draft.plan, deps.draft.is_new = plan, True
    title = planner.title_of(plan)
    deps.draft.reasons.append(f"Planned {title[:1].lower()}{title[1:]} as asked: “{deps.prompt}”")
    return {"ok": True, **plan_facts(plan)}


# -- changes of the trip at hand ------------------------------------------------------------------------------------


def _keep(deps: TurnDeps, edit: Edit, reason: str) -> None:
    if edit.done:
        deps.draft.plan = edit.plan
        deps.draft.changes.extend(edit.changes)
        deps.draft.reasons.append(reason)


def _day(deps: TurnDeps, day_number: int | None) -> date | None:
    """The date of a day of the plan.

    Raises:
        LookupError: the trip has no such day.
    """
    plan = present_plan(deps)
    if day_number is None or plan is None:
        return None
    for day in plan.days:
        if day.number == day_number:
            return day.date
    raise LookupError(f"The trip has {len(plan.days)} days; there is no day {day_number}.")


async def make_longer(ctx: Ctx, days: int) -> Answer:
    """Make the trip ``days`` days long by planning further days at its end; it must be longer than now.

    Args:
        days: the length wanted, first and last day counted.
    """

    def work() -> Answer:
        plan = present_plan(ctx.deps)
        if plan is None:
            return NO_TRIP
        if days <= len(plan.days):
            return refusal(
                "shorter", f"The trip has {len(plan.days)} days already. Shorten it on its page: stops would be lost."
            )
        first_new = len(plan.days) + 1
        edit: Edit | None = None
        for _ in range(days - len(plan.days)):
            changer = editor(ctx.deps)
            assert changer is not None
            edit = changer.add_day()
            if not edit.done:
                break
            _keep(ctx.deps, edit, "")
        assert edit is not None
        ctx.deps.draft.reasons[:] = [reason for reason in ctx.deps.draft.reasons if reason]
        if ctx.deps.draft.plan is not None:
            ctx.deps.draft.reasons.append(f"Made it {len(ctx.deps.draft.plan.days)} days long")
        return edit_facts(edit, range(first_new, days + 1))

    return await in_database(work)


async def start_later(ctx: Ctx, at: time | None = None, minutes: int = 90, day_number: int | None = None) -> Answer:
    """Start the days (or one of them) later; what no longer fits is named.

    Args:
        at: the time of day to start at; without it ``minutes`` later than now.
        minutes: how much later.
        day_number: only this day of the trip.
    """

    def work() -> Answer:
        changer = editor(ctx.deps)
        if changer is None:
            return NO_TRIP
        edit = changer.start_later(_day(ctx.deps, day_number), at, minutes)
        _keep(ctx.deps, edit, f"Days start at {at:%H:%M}" if at else f"Days start {minutes} minutes later")
        return edit_facts(edit)

    return await _answered(work)


async def add_stop(ctx: Ctx, wanted: str, day_number: int | None = None) -> Answer:
    """Add a stop where it fits best with the least change.

    Args:
        wanted: a place's name, or a kind of place such as "museum" or "coffee".
        day_number: the day of the trip; any day without it.
    """

    def work() -> Answer:
        changer = editor(ctx.deps)
        if changer is None:
            return NO_TRIP
        edit = changer.add_stop(wanted, _day(ctx.deps, day_number))
        added = next((change.name for change in edit.changes if change.kind == "added"), wanted)
        _keep(ctx.deps, edit, f"Added {added}")
        return edit_facts(edit, _touched(edit))

    return await _answered(work)


async def move_stop(ctx: Ctx, stop: str, day_number: int) -> Answer:
    """Move a stop to another day, where it fits best.

    Args:
        stop: its name, or its key.
        day_number: the day of the trip to move it to.
    """

    def work() -> Answer:
        changer = editor(ctx.deps)
        if changer is None:
            return NO_TRIP
        day = _day(ctx.deps, day_number)
        assert day is not None
        edit = changer.move_stop(stop, day)
        _keep(ctx.deps, edit, f"Moved {_name(ctx.deps, stop)} to day {day_number}")
        return edit_facts(edit, _touched(edit))

    return await _answered(work)


async def remove_stop(ctx: Ctx, stop: str) -> Answer:
    """Ask the traveller whether a stop may be removed; nothing goes before they say yes.

    Args:
        stop: its name, or its key.
    """

    def work() -> Answer:
        changer, trip = editor(ctx.deps), ctx.deps.draft.trip
        if changer is None or trip is None:
            return NO_TRIP
        found = changer.find_stop(stop)
        item = next((item for item in ctx.deps.draft.items if found and str(item.pk) == found.key), None)
        if found is None or item is None:
            return refusal("no_such_stop", f"“{stop}” is not in the plan.")
        if item.is_locked or item.is_booked:
            return refusal("locked", f"{item.title} is locked or booked: unlock it on the trip's page first.")
        line = f"{found.name}, day {item.day_number}, {found.start:%H:%M} to {found.leave:%H:%M}"
        ctx.deps.draft.removals.append(Removal(trip.pk, (uuid.UUID(str(item.pk)),), (line,)))
        ctx.deps.draft.reasons.append(f"Remove {found.name}")
        return {"ok": True, "waits_for_approval": True, "stop": line}

    return await _answered(work)


def _touched(edit: Edit) -> list[int]:
    days = {change.to_start.date() for change in edit.changes if change.to_start}
    days |= {change.from_start.date() for change in edit.changes if change.from_start}
    return [day.number for day in edit.plan.days if day.date in days]


def _name(deps: TurnDeps, stop: str) -> str:
    plan = present_plan(deps)
    found = plan.stop(stop) if plan else None
    return found.name if found else stop


async def _answered(work: Callable[[], Answer]) -> Answer:
    try:
        return await in_database(work)
    except LookupError as error:
        return refusal("no_such_day", str(error.args[0]))
