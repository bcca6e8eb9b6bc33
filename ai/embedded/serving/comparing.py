"""Questions about what was listed: which of those is the closest, open then, free, fit for a wheelchair."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_noop

from ai.embedded import wording
from ai.embedded.listed import MEASURES, PLACES, most
from ai.embedded.serving.looking import food
from ai.embedded.steps import Call, Facts, Serve, Step, asking, offers_of
from ai.embedded.types import Assumption, Context, Offer, Option, Question, Understanding
from trips.planning.said import Number
from trips.sentences import saying

# So many of a list are looked at, one call each.
MOST_LOOKED_AT = 6
MOST_OF_A_PLAN = 10
Finish = Callable[[Sequence[Facts]], Step]


def which(reading: Understanding, context: Context) -> Step:
    """Those of the list that are as asked."""
    offers = tuple(offer for offer in (context.found or context.offered) if offer.kind in PLACES)[:MOST_LOOKED_AT]
    slots = reading.slots
    if slots.get("place"):
        offers = (Offer(str(slots.get("location_id") or slots["place"]), str(slots["place"])),)
    elif slots.get("planned"):
        stops = [
            stop for stop in (context.trip.stops if context.trip is not None else ()) if stop.id in slots["planned"]
        ]
        offers = tuple(Offer(stop.id, stop.name, "stop") for stop in stops)[:MOST_OF_A_PLAN]
    if not offers:
        return Step(reading, words=wording.WHICH_PLACE)
    if slots.get("in_plan"):
        calls = [Call("place_details", {"place": offer.id}) for offer in offers]
        return gather(reading, calls, lambda results: _planned(reading, offers, results))
    if slots.get("mood") == "free":
        calls = [Call("place_details", {"place": offer.id}) for offer in offers]
        return gather(reading, calls, lambda results: _by_price(reading, offers, results))
    # "Which of these is closer to the Ateneum?"
    is_near = slots.get("near_location_id") or slots.get("near_place")
    by = str(slots.get("by") or ("near_min" if is_near else ""))
    if by:
        return _most(reading, context, offers, by)
    at_that_time = _in_that_part(reading, offers)
    if at_that_time is not None:
        return at_that_time
    if slots.get("time_of_day") in AT_PART and "time" not in slots:
        reading = replace(reading, slots={**slots, "time": AT_PART[str(slots["time_of_day"])]})
        return _open(reading, context, offers)
    if slots.get("date") or slots.get("time") or slots.get("now") or slots.get("day_number"):
        return _open(reading, context, offers)
    of_taste = _of_taste(reading, context, offers)
    if of_taste is not None:
        return of_taste
    needs = _needs(reading, context)
    if needs:
        return _suited(reading, offers, needs)
    if slots.get("recommend"):
        return _recommended(reading, offers)
    options = tuple(Option(offer.name, _slots(offer)) for offer in offers)
    return asking(reading, Question(wording.NOT_KNOWN_OF_THESE, "place", options))


def _recommended(reading: Understanding, offers: Sequence[Offer]) -> Step:
    """ "Which would you recommend?": the closest of those that fit, else the first of them; why is said, for no rating
    is stored.
    """
    closest = most(offers, "near_min")
    best = closest or offers[0]
    if closest is not None:
        words = saying("I have no ratings to go by. Of those that fit, **{name}** is the closest.", name=best.name)
    else:
        words = saying("I have no ratings to go by. **{name}** comes first of those that fit.", name=best.name)
    reading = replace(reading, assumed=(*reading.assumed, Assumption("recommended", best.id, words)))
    return Step(reading, Call("place_details", {"place": best.id}), about=best)


# The hour that a part of the day is asked for by, and the hours at which it begins and ends.
AT_PART = {"morning": "10:00", "midday": "12:30", "afternoon": "15:00", "evening": "19:00", "night": "22:00"}
PARTS = {"morning": (5, 12), "midday": (11, 14), "afternoon": (12, 18), "evening": (17, 24), "night": (18, 24)}


def _in_that_part(reading: Understanding, offers: Sequence[Offer]) -> Step | None:
    """ "Which of those is in the evening?": of what happens at its own time, what begins then."""
    part = PARTS.get(str(reading.slots.get("time_of_day")))
    starts = [(str(offer.traits["start"]), offer) for offer in offers if offer.traits.get("start")]
    if part is None or len(starts) < len(offers):
        return None
    found = [offer for start, offer in starts if part[0] <= int(start.rpartition("T")[2][:2]) < part[1]]
    if len(found) == 1:
        return Step(reading, Call("place_details", {"place": found[0].id}), about=found[0])
    if not found:
        return Step(reading, words=wording.NONE_THEN)
    return Step(reading, words=saying("Then: {names}.", names=wording.listed([offer.name for offer in found])))


def _of_taste(reading: Understanding, context: Context, offers: Sequence[Offer]) -> Step | None:
    """ "Do any of them have Italian food?": those that are stored as such, else the search again with that wish."""
    wanted = {key: reading.slots[key] for key in ("cuisines", "price") if reading.slots.get(key)}
    search = context.search
    if not wanted or search is None or search.intent != "find_food":
        return None
    cuisines = {str(one) for one in wanted.get("cuisines") or ()}
    suited = [offer for offer in offers if cuisines and cuisines & set(offer.traits.get("words", ()))]
    if suited and "price" not in wanted:
        names = wording.listed([offer.name for offer in suited])
        what = wording.listed([one.replace("_", " ") for one in sorted(cuisines)])
        return Step(reading, words=saying("Stored as {what}: {names}.", what=what, names=names), about=suited[0])
    kept = {key: value for key, value in search.slots.items() if key not in ("skip", *wanted)}
    return food(replace(reading, intent="find_food", slots={**kept, **wanted}, question=None), context)


def _slots(offer: Offer) -> dict[str, str]:
    return {"place": offer.name, ("event_id" if offer.kind == "event" else "location_id"): offer.id}


def gather(reading: Understanding, calls: Sequence[Call], finish: Finish) -> Step:
    """One call after the other; then what all their results make."""

    def nth(index: int, results: tuple[Facts, ...]) -> Step:
        def then(facts: Facts) -> Step:
            so_far = (*results, facts)
            return nth(index + 1, so_far) if index + 1 < len(calls) else finish(so_far)

        return Step(reading, calls[index], then=then, quiet=True)

    return nth(0, ())


def _most(reading: Understanding, context: Context, offers: Sequence[Offer], by: str) -> Step:
    trait, is_most = MEASURES[by]
    around = reading.slots.get("near_location_id") or reading.slots.get("near_place")
    if trait == "metres" and not around and most(offers, by) is None and context.last_places:
        around = context.last_places[0].name  # close to what was spoken of
    if trait == "metres" and around:
        calls = [Call("way_between", {"origin": str(around), "destination": offer.id}) for offer in offers]
        return gather(reading, calls, lambda results: _by_way(reading, offers, results, is_most))
    best = offers[0] if len(offers) == 1 else most(offers, by)
    if best is not None:
        return Step(reading, Call("place_details", {"place": best.id}), about=best)
    if trait == "price":
        calls = [Call("place_details", {"place": offer.id}) for offer in offers]
        return gather(reading, calls, lambda results: _by_price(reading, offers, results))
    options = tuple(Option(offer.name, _slots(offer)) for offer in offers)
    return asking(reading, Question(wording.NOT_KNOWN_OF_THESE, "place", options))


def _by_way(reading: Understanding, offers: Sequence[Offer], results: Sequence[Facts], is_most: bool) -> Step:
    found = [(row["ways"][0], offer) for row, offer in zip(results, offers, strict=False) if row.get("ways")]
    if not found:
        return Step(reading, words=wording.NOT_KNOWN_OF_THESE)
    found.sort(key=lambda pair: int(pair[0]["metres"]), reverse=is_most)
    lines = [
        saying(
            "{place}: {minutes} min ({km} km)",
            place=offer.name,
            minutes=way["minutes"],
            km=Number(way["metres"] / 1000, 1),
        )
        for way, offer in found
    ]
    around = next(str(row["origin"]) for row in results if row.get("ways"))
    head = (
        saying("From **{place}**, the farthest first (estimated):", place=around)
        if is_most
        else saying("From **{place}**, the closest first (estimated):", place=around)
    )
    numbered = "\n".join(f"{number}. {line}" for number, line in enumerate(lines, start=1))
    return Step(reading, words=f"{head}\n{numbered}", about=found[0][1])


def _planned(reading: Understanding, offers: Sequence[Offer], results: Sequence[Facts]) -> Step:
    names = [offer.name for row, offer in zip(results, offers, strict=False) if row.get("in_the_trip")]
    if not names:
        return Step(reading, words=saying("None of these is in your plan."))
    others = [offer.name for offer in offers if offer.name not in names]
    words = saying("In your plan already: {names}.", names=wording.listed(names))
    if others:
        words = f"{words} {saying('Not in it: {names}.', names=wording.listed(others))}"
    return Step(reading, words=words)


def _by_price(reading: Understanding, offers: Sequence[Offer], results: Sequence[Facts]) -> Step:
    unknown = saying("cost unknown")
    lines = [f"- {offer.name}: {row.get('price') or unknown}" for row, offer in zip(results, offers, strict=False)]
    return Step(reading, words="\n".join([saying("What is known of their prices:"), *lines]))


def open_then(step: Step, context: Context) -> Step:
    """ "Which museums are open on Friday after four?": those of a search that are open then."""
    assert step.call is not None
    tool = step.call.tool

    def look(facts: Facts) -> Step | None:
        found = tuple(offer for offer in offers_of(tool, facts) if offer.kind in PLACES)[:MOST_LOOKED_AT]
        return _open(step.reading, context, found) if found else None

    return replace(step, then=look, quiet=True)


def _open(reading: Understanding, context: Context, offers: Sequence[Offer]) -> Step:
    slots, trip = reading.slots, context.trip
    when: dict[str, Any] = {key: slots[slot] for slot, key in (("date", "on"), ("time", "at")) if slots.get(slot)}
    if "on" not in when and trip is not None and slots.get("day_number"):
        when["on"] = trip.date_of(int(slots["day_number"])).isoformat()
    if slots.get("now") and context.now is not None:
        when = {"on": f"{context.now:%Y-%m-%d}", "at": f"{context.now:%H:%M}"} | when
    searched = context.search.slots if context.search is not None else {}
    if "on" not in when and trip is not None and (searched.get("date") or searched.get("day_number")):
        # "Which of them are open until ten?" after a search for Friday.
        when["on"] = searched.get("date") or trip.date_of(int(searched["day_number"])).isoformat()

    def finish(results: Sequence[Facts]) -> Step:
        rows = [row for row in results if row.get("ok", True)]
        pairs = [pair for pair in zip(results, offers, strict=False) if pair[0].get("open_that_day")]
        pairs = [(row, offer) for row, offer in pairs if row.get("open_at") is not False]
        is_open = [row for row, _ in pairs]
        unknown = [str(row["name"]) for row in rows if row.get("open_that_day") is None]
        lines = [f"{number}. **{row['name']}**: {row['hours']}" for number, row in enumerate(is_open, start=1)]
        at = rows[0].get("at") if rows else None
        if lines:
            day = wording.day_words(rows[0]["date"])
            head = saying("Open {date} at {time}:", date=day, time=at) if at else saying("Open {date}:", date=day)
            words = "\n".join([head, *lines])
        elif at:
            words = saying("None of those whose hours are known is open then at {time}.", time=at)
        else:
            words = saying("None of those whose hours are known is open then.")
        if unknown:
            words += f"\n\n{saying('Opening hours unknown: {names}.', names=wording.listed(unknown))}"
        return Step(reading, words=words, found=tuple(offer for _, offer in pairs))

    return gather(reading, [Call("is_open", {"place": offer.id, **when}) for offer in offers], finish)


def _needs(reading: Understanding, context: Context) -> dict[str, list[str]]:
    """What they should be fit for: what the message names, else what was told just before."""
    told = context.last.slots if context.last is not None and context.last.intent == "remember_preference" else {}
    named = {key: list(reading.slots.get(key) or ()) for key in ("diets", "accessibility")}
    return {key: values or list(told.get(key) or ()) for key, values in named.items() if values or told.get(key)}


def _suited(reading: Understanding, offers: Sequence[Offer], needs: dict[str, list[str]]) -> Step:
    def finish(results: Sequence[Facts]) -> Step:
        groups: dict[str, list[str]] = {"yes": [], "no": [], "unknown": []}
        for row, offer in zip(results, offers, strict=False):
            groups[_suits(row, needs)].append(offer.name)
        what = wording.listed([one.replace("_", " ") for values in needs.values() for one in values])
        parts = [
            saying(title, names=wording.listed(groups[key]))
            for key, title in (
                ("yes", gettext_noop("Stored as suitable: {names}.")),
                ("no", gettext_noop("Stored as not suitable: {names}.")),
                ("unknown", gettext_noop("Not known: {names}.")),
            )
            if groups[key]
        ]
        head = saying("For {what}, as stored with the places:", what=what)
        about = offers[0] if len(offers) == 1 else None
        return Step(reading, words="\n".join([head, *(f"- {part}" for part in parts)]), about=about)

    return gather(reading, [Call("place_details", {"place": offer.id}) for offer in offers], finish)


def _suits(row: Facts, needs: dict[str, list[str]]) -> str:
    answers = []
    for diet in needs.get("diets", ()):
        answers.append("yes" if diet in (row.get("diets") or ()) else "unknown")
    if "wheelchair" in needs.get("accessibility", ()):
        answers.append({"yes": "yes", "limited": "unknown", "no": "no"}.get(str(row.get("wheelchair")), "unknown"))
    elif needs.get("accessibility"):
        answers.append("unknown")
    return "no" if "no" in answers else "unknown" if "unknown" in answers else "yes"


def more(reading: Understanding, context: Context) -> Step:
    """ "What else is there?" where nothing was searched for."""
    return Step(reading, words=wording.NOTHING_LISTED)


INTENTS: dict[str, Serve] = {"which_of_list": which, "more_of_list": more}
