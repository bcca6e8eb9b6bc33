"""Tools that plan a trip or change whole days of it. They collect in the draft, applied at the turn's end."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal
from typing import Literal

from django.utils.translation import gettext_noop

from ai.draft import TurnDeps
from ai.facts import edit_facts, plan_facts
from ai.tools.base import (
    Answer,
    Ctx,
    answered,
    day_at_hand,
    editor_at_hand,
    english_names,
    in_database,
    plan_at_hand,
    refusal,
)
from ai.tools.keeping import kept
from places.gazetteer import city_among
from trips import planner
from trips.planning.edits import Edit
from trips.planning.money import Money
from trips.planning.plan import UnknownDestinationError
from trips.planning.plan import plan_trip as make_plan
from trips.planning.request import MAX_DAYS, LodgingWish, MealWish, Party, PlanRequest, RequestError
from trips.planning.timed_edits import TimedEditor
from trips.sentences import saying, saying_many

Pace = Literal["relaxed", "normal", "packed"]
HOW_TO_IMPORT = gettext_noop("Whoever runs Tripos adds a city with: ./manage.py import_places osm FILE.osm.pbf")


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
            day_start=_clock(ctx.deps.preferences.get("day_start")),
            day_end=_clock(ctx.deps.preferences.get("day_end")),
            meals=tuple(MealWish(meal, tuple((meal_diets or {}).get(meal, ()))) for meal in ("lunch", "dinner")),
            other_wishes=tuple(other_wishes or ()),
        ),
    )  # fmt: skip


def _clock(text: str | None) -> time | None:
    """A remembered time of day; one that cannot be read is as good as none."""
    try:
        return time.fromisoformat(text) if text else None
    except ValueError:
        return None


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
    city = city_among(destination, cities)
    if city is None:
        return refusal(
            "unknown_destination",
            saying("{destination} is not in the catalogue yet.", destination=destination)
            if destination
            else saying("No city was named."),
            cities=cities,
            how=saying(HOW_TO_IMPORT),
        )
    budget = request.budget
    try:
        plan = make_plan(
            request, planner.catalogue(city), planner.estimates([budget.currency] if budget else []), deps.today
        )
    except UnknownDestinationError as error:
        return refusal("unknown_destination", str(error), cities=cities, how=saying(HOW_TO_IMPORT))
    except RequestError as error:
        return refusal("not_plannable", f"{str(error)[:1].upper()}{str(error)[1:]}.")
    deps.draft.plan, deps.draft.is_new = plan, True
    title = planner.title_of(plan)
    deps.draft.reasons.append(
        saying("Planned {trip} as asked: “{prompt}”", trip=f"{title[:1].lower()}{title[1:]}", prompt=deps.prompt)
    )
    return {"ok": True, **plan_facts(plan, english_names(plan))}


# -- changes of the trip at hand ------------------------------------------------------------------------------------


async def make_longer(ctx: Ctx, days: int) -> Answer:
    """Make the trip ``days`` days long by planning further days at its end; it must be longer than now.

    Args:
        days: the length wanted, first and last day counted.
    """

    def work() -> Answer:
        plan = plan_at_hand(ctx.deps, edit=True)
        present = len(plan.days)
        if days <= present:
            return refusal(
                "shorter",
                saying(
                    "The trip has {present} days already. Shorten it on its page: stops would be lost.", present=present
                ),
            )
        if days > MAX_DAYS:
            return refusal("too_long", saying("A trip has at most {max_days} days.", max_days=MAX_DAYS))
        edit: Edit | None = None
        for number in range(present + 1, days + 1):
            editor = editor_at_hand(ctx.deps)
            edit = editor.add_day()
            answer = kept(
                ctx.deps,
                editor,
                edit,
                saying_many("Made it {count} day long", "Made it {count} days long", days) if number == days else "",
            )
            if not answer["ok"]:
                return answer
        assert edit is not None
        return edit_facts(edit, range(present + 1, days + 1), english_names(edit.plan))

    return await answered(work)


async def start_later(ctx: Ctx, at: time | None = None, minutes: int = 90, day_number: int | None = None) -> Answer:
    """Start the days (or one of them) later; what no longer fits is named.

    Args:
        at: the time of day to start at; without it ``minutes`` later than now.
        minutes: how much later; a negative number is so much earlier.
        day_number: only this day of the trip.
    """

    def work() -> Answer:
        editor = editor_at_hand(ctx.deps)
        day = day_at_hand(editor.plan, day_number)
        if not minutes or abs(minutes) > 24 * 60:
            return refusal("odd_length", saying("Say by how many minutes, or at what time the days should start."))
        edit = editor.start_later(day, at.replace(tzinfo=None) if at else None, minutes)
        reason = (
            saying("Days start at {at}", at=f"{at:%H:%M}")
            if at
            else saying("Days start {minutes} minutes later", minutes=minutes)
            if minutes > 0
            else saying("Days start {minutes} minutes earlier", minutes=-minutes)
        )
        return kept(ctx.deps, editor, edit, reason)

    return await answered(work)


async def optimise_day(ctx: Ctx, day_number: int) -> Answer:
    """Put one day's stops in the order with the least travel; nothing is added or dropped.

    Args:
        day_number: the day of the trip.
    """

    def work() -> Answer:
        editor = editor_at_hand(ctx.deps)
        day = day_at_hand(editor.plan, day_number)
        assert day is not None
        return _tidied(
            ctx.deps,
            editor,
            editor.reorder_day(day),
            saying("Put day {day_number} in a better order", day_number=day_number),
        )

    return await answered(work)


async def optimise_trip(ctx: Ctx) -> Answer:
    """Tidy the whole trip: a better order on better days with as few moves as possible; nothing added or dropped."""

    def work() -> Answer:
        editor = editor_at_hand(ctx.deps)
        return _tidied(ctx.deps, editor, editor.tidy_trip(), saying("Put the trip in a better order"))

    return await answered(work)


def _tidied(deps: TurnDeps, editor: TimedEditor, edit: Edit, reason: str) -> Answer:
    before = sum(day.travel_minutes for day in editor.plan.days)
    answer = kept(deps, editor, edit, reason)
    if answer["ok"]:
        after = sum(day.travel_minutes for day in edit.plan.days)
        answer["travel"] = {
            "minutes_before": before,
            "minutes_after": after,
            "saved": before - after,
            "estimated": True,
        }
        answer["already_best"] = not edit.changes
    return answer
