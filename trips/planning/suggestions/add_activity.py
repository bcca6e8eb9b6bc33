"""Something worth seeing for time that is free: the trip's own ideas first, then the catalogue."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from heapq import nlargest
from typing import Any

from trips.planning.catalogue import Place
from trips.planning.conflicts.forecast import judge
from trips.planning.estimates import cost_of
from trips.planning.explain import SENTENCES
from trips.planning.interests import matches
from trips.planning.itinerary import Reason
from trips.planning.jsonable import to_json
from trips.planning.kinds import is_notable, kind_of, visit_minutes
from trips.planning.money import Cost, Money, add_up
from trips.planning.said import Clock, Day, Said, Weekday, say, say_many, sentence_of, word
from trips.planning.scoring import Scored, Taste
from trips.planning.suggestions.data import AddActivity
from trips.planning.suggestions.free_time import Fit, Gap, fit, gaps
from trips.planning.suggestions.model import Idea, Scene, Step, Suggestion, key_of, touching

LEAST_FREE = 90  # minutes: less is a pause, not time to fill
POOL = 60  # of the best-scored places, that many are tried in each gap
IDEA_BONUS = 500.0  # the traveller's own idea comes before anything of ours
MINUTE_ON_THE_WAY = 0.8  # points that a minute there or onward costs
WORTHWHILE = 40.0  # points: without a stated interest only what many come for


@dataclass(frozen=True, slots=True)
class _Choice:
    scored: Scored
    fit: Fit
    gap: Gap
    idea: Idea | None
    cost: Cost
    worth: float


def find_activities(scene: Scene) -> list[Suggestion]:
    """One place for each day that has at least 90 free minutes in its daytime, known to be open and reached in time.

    A day without a single stop is left alone: nobody planned it yet. What is dearer than what the budget leaves is not
    suggested; an unknown price is said to be unknown.
    """
    planned = {item.starts.date() for item in scene.trip.stops if item.starts is not None}
    days = [day for day in scene.trip.dates if day in planned]
    free = {day: [gap for gap in gaps(scene, day) if gap.minutes >= LEAST_FREE] for day in days}
    if not any(free.values()):
        return []
    taste = Taste.of(_with_likes(scene))
    pool = _pool(scene, taste)
    found = []
    for day in days:
        best: _Choice | None = None
        for gap in free[day]:
            for scored, idea in pool:
                choice = _tried(scene, gap, scored, idea)
                if choice is not None and (best is None or choice.worth > best.worth):
                    best = choice
        if best is not None:
            found.append(_suggested(scene, taste, day, best))
    return found


def _with_likes(scene: Scene) -> Any:
    dislikes = scene.trip.preferences.dislikes
    wheelchair = ("wheelchair",) if scene.trip.preferences.wheelchair else ()
    return replace(scene.request, avoid=(*scene.request.avoid, *dislikes), accessibility=wheelchair)


def _pool(scene: Scene, taste: Taste) -> list[tuple[Scored, Idea | None]]:
    visited = scene.visited
    sights = [
        taste.score_sight(place)
        for place in scene.places
        if place.id not in visited and kind_of(place).role == "sight" and not taste.rules_out(place)
    ]
    wanted = bool(taste.interests)
    good = [one for one in sights if one.points >= WORTHWHILE and (wanted or is_notable(one.place))]
    best = nlargest(POOL, good, key=lambda one: (one.points, one.place.id))
    ideas = [(taste.score_sight(idea.place), idea) for idea in scene.ideas]
    return [*ideas, *((one, None) for one in best)]


def _tried(scene: Scene, gap: Gap, scored: Scored, idea: Idea | None) -> _Choice | None:
    place = scored.place
    forecast = scene.trip.forecasts.get(gap.day)
    if kind_of(place).outdoors and forecast is not None and judge(forecast) is not None:
        return None
    fitted = fit(scene, gap, place, visit_minutes(place, children=bool(scene.trip.party.children)))
    if fitted is None:
        return None
    cost = idea.cost if idea else cost_of(place, scene.trip.party, scene.estimates, scene.trip.currency)
    if not affordable(scene, cost):
        return None
    worth = scored.points + (IDEA_BONUS if idea else 0) - MINUTE_ON_THE_WAY * fitted.minutes_on_the_way
    return _Choice(scored, fitted, gap, idea, cost, worth)


def affordable(scene: Scene, cost: Cost) -> bool:
    """Whether the budget leaves what something costs; an unknown cost and no budget say nothing against it."""
    budget = scene.trip.budget
    if budget is None or cost.money is None or not cost.money.amount:
        return True
    counted = add_up((item.cost for item in scene.trip.items), budget.currency, scene.estimates.rates).counted
    money = scene.estimates.rates.convert(cost.money, budget.currency)
    return money is None or counted.amount + money.amount <= budget.amount


def spends(cost: Cost) -> bool:
    """Whether something is known or estimated to cost money."""
    return cost.money is not None and cost.money.amount > 0


def cost_columns(cost: Cost, currency: str) -> dict[str, Any]:
    """A cost as the values of an "add" step."""
    return {
        "cost": str(cost.money.amount) if cost.money else None,
        "currency": cost.money.currency if cost.money else currency,
        "cost_status": cost.status,
        "cost_as_of": cost.as_of.isoformat() if cost.as_of else None,
        "cost_basis": cost.basis,
    }


def _suggested(scene: Scene, taste: Taste, day: date, choice: _Choice) -> Suggestion:
    place, fitted, idea = choice.scored.place, choice.fit, choice.idea
    interests = tuple(one.name for one in taste.interests if matches(place, one))
    hours = place.hours.describe(day) if place.hours.is_known else "always open"
    money = choice.cost.money
    facts = AddActivity(
        day=day,
        free_from=choice.gap.starts,
        free_until=choice.gap.ends,
        place_id=place.id,
        place=place.name,
        starts=fitted.starts,
        ends=fitted.ends,
        minutes_there=fitted.there.minutes if fitted.there else None,
        minutes_onward=fitted.onward.minutes if fitted.onward else None,
        hours=hours,
        hours_as_of=place.as_of,
        interests=interests,
        idea=idea is not None,
        cost=money.amount if money else None,
        cost_status=choice.cost.status,
        currency=money.currency if money else scene.trip.currency,
    )
    times = {"starts": fitted.starts.isoformat(), "ends": fitted.ends.isoformat()}
    if idea is not None:
        step = Step("update", idea.item_id, times, {"starts": None, "ends": None})
    else:
        values = {
            "title": place.name,
            "type": "activity",
            "place_id": place.id,
            **times,
            **cost_columns(choice.cost, scene.trip.currency),
            "reasons": to_json([reason for reason in choice.scored.reasons if reason.code in SENTENCES]),
        }
        step = Step("add", None, values)
    return Suggestion(
        type="add_activity",
        key=key_of("add_activity", "free_time", day),
        title=say(
            "{place} on {weekday} at {time}",
            place=place.name,
            weekday=Weekday(day),
            time=Clock.of(fitted.starts),
        ),
        description=_description(facts, idea),
        reasoning=_reasoning(facts, choice.scored.reasons),
        confidence=_confidence(place, interests, idea, scene.now.date()),
        priority=5 if idea else 3,
        expires=fitted.starts,
        facts=facts,
        accept=say("Put it into the plan"),
        steps=(step,),
        asks=idea is None and spends(choice.cost),
        touches=touching(day, items=[idea.item_id] if idea else []),
    )


def _description(facts: AddActivity, idea: Idea | None) -> str:
    words = {
        "since": Clock.of(facts.free_from),
        "until": Clock.of(facts.free_until),
        "day": Day(facts.day),
        "starts": Clock.of(facts.starts),
        "ends": Clock.of(facts.ends),
    }
    if idea:
        return say("{since} to {until} is free on {day}, and this is among your ideas: {starts} to {ends}.", **words)
    return say("{since} to {until} is free on {day}, and there is time for this: {starts} to {ends}.", **words)


def _reasoning(facts: AddActivity, reasons: Iterable[Reason]) -> str:
    hours = word("always open") if facts.hours == "always open" else facts.hours
    if facts.hours_as_of:
        parts = [say("{hours} that day (hours as of {date})", hours=hours, date=facts.hours_as_of)]
    else:
        parts = [say("{hours} that day", hours=hours)]
    if facts.minutes_there is not None:
        parts.append(say_many("{count} minute to get there", "{count} minutes to get there", facts.minutes_there))
    if facts.minutes_onward is not None:
        parts.append(
            say_many("{count} minute onward (estimated)", "{count} minutes onward (estimated)", facts.minutes_onward)
        )
    parts += [SENTENCES[one.code](one.values) for one in reasons if one.code in ("interest", "highlight", "notable")]
    parts.append(cost_words(facts.cost, facts.cost_status, facts.currency))
    return sentence_of(parts)


def cost_words(amount: Decimal | None, status: str, currency: str) -> Said:
    """What is known of a price: "€12.00, estimated"."""
    if amount is None:
        return say("the price is not known")
    if not amount and status == "known":
        return say("free")
    money = Money(amount, currency)
    return say("{amount}, known", amount=money) if status == "known" else say("{amount}, estimated", amount=money)


def _confidence(place: Place, interests: tuple[str, ...], idea: Idea | None, today: date) -> float:
    """0.6, and 0.15 for a stated interest or 0.25 for an own idea, and 0.1 for a place others noted; 0.1 less for hours
    that are older than three years or not needed.
    """
    sure = 0.6 + (0.25 if idea else 0.15 if interests else 0) + (0.1 if is_notable(place) else 0)
    old = place.as_of is None or int(place.as_of[:4]) < today.year - 3
    return round(sure - (0.1 if old or not place.hours.is_known else 0), 2)
