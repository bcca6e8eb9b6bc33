"""What is said of a table: which kind of place it is in, when it is to be open; and meals of the plan that are to be
had at another hour ("could we eat earlier?", "dinner at seven instead").
"""

from __future__ import annotations

from itertools import pairwise

from ai.embedded.features import negation_scopes
from ai.embedded.mentions import Mentions
from ai.embedded.options import stop_options
from ai.embedded.slot_dates import day_spoken_of
from ai.embedded.slots import Reading
from ai.embedded.types import Stop

MEALS = ("lunch", "dinner")
# A table asked for at an hour from this one on is no lunch.
EVENING = 16
# Kinds of place that a search for a table may be for.
TABLE_KINDS = frozenset({"cafe", "bakery", "bar", "ice_cream", "fast_food"})
OF_EATING = TABLE_KINDS | {"restaurant"}
# With one of these a search for a kind of place to eat is for a time: only what is open then.
TIMED = frozenset({"time", "meal", "day_number"})
MEALS_OF_KINDS = {"cafe": "coffee", "bakery": "coffee", "ice_cream": "coffee"}
# "Before nine" of what opens then is nine in the morning; so many minutes before it one wants to be there.
NOON, BEFOREHAND = 12, 15


def table(reading: Reading) -> None:
    """Settle what a search for a table is: of which kind, at which hour."""
    _is_for_a_table(reading)
    if reading.intent == "find_food":
        settings = reading.env.language.settings
        words = {*settings["opening_words"], *settings["table_words"]}
        reading.used.update(at for at, token in enumerate(reading.env.chart.tokens) if token.norm in words)
        _of_a_kind(reading)
        _opens_before(reading)
    _open_at_a_time(reading)
    _until(reading)


def meal_of_that_day(reading: Reading, mentions: Mentions) -> None:
    """ "Cancel Thursday's lunch" is about that lunch, not about the whole day."""
    if reading.intent != "clear_day":
        return
    edges = [edge for edge in reading.env.chart.all(("stopref",)) if edge.value.day is not None and edge.value.kind]
    mention = mentions.resolve(max(edges, key=lambda edge: edge.length)) if edges else None
    if mention is not None:
        reading.intent = "remove_stop"
        for name in ("date", "day_number", "all_days", "time_of_day"):
            reading.slots.pop(name, None)
        reading.put_mention("place", mention)


def _until(reading: Reading) -> None:
    """ "Which of them is open until ten?": open a little before ten, for then it closes."""
    slots, settings = reading.slots, reading.env.language.settings
    norms = [token.norm for token in reading.env.chart.tokens]
    asks = reading.intent in ("find_food", "which_of_list", "is_open") or slots.get("open_then")
    if not asks or slots.get("time_relation") != "before" or not slots.get("time") or slots.get("time_end"):
        return
    if not set(norms) & set(settings["opening_words"]) or not set(norms) & set(settings["until_words"]):
        return
    hour, minute = map(int, str(slots["time"]).split(":"))
    guess = next((one for one in reading.assumed if one.kind == "time"), None)
    if guess is not None and hour < NOON:
        hour += NOON  # nothing is asked to be open until nine in the morning
    at = hour * 60 + minute - BEFOREHAND
    slots["time"] = f"{at // 60:02}:{at % 60:02}"
    slots.pop("time_relation")
    if guess is not None:
        reading.assumed.remove(guess)


def _open_at_a_time(reading: Reading) -> None:
    """ "Which museums are open on Friday after four?": only those are told of that are."""
    slots, tokens = reading.slots, reading.env.chart.tokens
    if reading.intent not in ("find_places", "nearby") or slots.get("now"):
        return
    says_open = any(token.norm in reading.env.language.settings["opening_words"] for token in tokens)
    if says_open and {"date", "day_number", "time"} & slots.keys():
        slots["open_then"] = True


def _is_for_a_table(reading: Reading) -> None:
    """ "Which cafés are open at eight on Saturday?", "a place for dinner close to it" look for a table."""
    slots, chart = reading.slots, reading.env.chart
    settings = reading.env.language.settings
    if reading.intent == "nearby" and not {"category", "mood", "interests", "to_see"} & slots.keys():
        planned = {str(slots.get("near_stop_id"))}
        meals = [edge for edge in chart.all(("meal",)) if not _names_a_stop(reading, str(edge.value), planned)]
        meals = [edge for edge in meals if not _is_beside(reading, edge.start)]
        eats = [at for at, token in enumerate(chart.tokens) if token.norm in settings["table_words"]]
        if meals or any(not _is_beside(reading, at) for at in eats):
            reading.intent = "find_food"
            if meals:
                slots.setdefault("meal", str(meals[0].value))
        return
    named = {"place", "stop_id", "location_id", "destination"} & slots.keys()
    if named or slots.get("now") or not TIMED & slots.keys():
        return
    looked_for = reading.intent in ("find_places", "nearby") and slots.get("category") in OF_EATING
    asked_for = reading.intent == "is_open" and slots.get("category", "restaurant") in OF_EATING and _any_place(reading)
    if looked_for or asked_for:
        reading.intent = "find_food"
        if reading.question is not None and reading.question.slot == "place":
            reading.question = None


def _any_place(reading: Reading) -> bool:
    """ "A bakery that opens at seven", not "the bakery"."""
    chart, settings = reading.env.chart, reading.env.language.settings
    kinds = [edge for edge in chart.all(("kind",)) if edge.value in OF_EATING and edge.start]
    said = {chart.tokens[edge.start - 1].norm for edge in kinds}
    return bool(said & {*settings["indefinite"], *settings["searching_words"]})


def _is_beside(reading: Reading, at: int) -> bool:
    """ "Before we eat", "after dinner", "our dinner restaurant": when or where, not what is looked for."""
    tokens, settings = reading.env.chart.tokens, reading.env.language.settings
    before = {token.norm for token in tokens[max(at - 2, 0) : at]}
    return bool(before & (settings["side_words"].keys() | set(settings["definite"])))


def _names_a_stop(reading: Reading, meal: str, planned: set[str]) -> bool:
    """ "What is near our lunch?": the meal is the stop that something is to be near."""
    trip = reading.env.context.trip
    stops = trip.stops if trip is not None else ()
    return any(stop.id in planned and meal in stop.kind.split(",") for stop in stops)


def _of_a_kind(reading: Reading) -> None:
    """ "A café that is open at eight": only cafés, and for a cup where no meal is named."""
    slots, chart = reading.slots, reading.env.chart
    refused = negation_scopes(reading.env)
    kinds = [
        str(edge.value)
        for edge in chart.all(("kind",))
        if edge.value in TABLE_KINDS and not any(low <= edge.start < high for low, high in refused)
    ]
    kind = slots.pop("category", None)
    found = kind if kind in TABLE_KINDS else kinds[0] if kinds else None
    if found is None or slots.get("cuisines"):
        return
    slots["table_kind"] = found
    if found in MEALS_OF_KINDS and not {"meal", "time"} & slots.keys():
        slots["meal"] = MEALS_OF_KINDS[found]


def _opens_before(reading: Reading) -> None:
    """ "That opens before nine": open a little before nine in the morning."""
    slots, settings, chart = reading.slots, reading.env.language.settings, reading.env.chart
    told, norms = slots.get("time"), [token.norm for token in chart.tokens]
    opens = any(one in settings["opening_words"] and then in settings["by_words"] for one, then in pairwise(norms))
    if slots.get("time_relation") != "before" or not told or not opens:
        return
    meals = {str(edge.value) for edge in chart.all(("meal",))}
    if meals & {"lunch", "dinner"}:
        return
    hour, minute = map(int, str(told).split(":"))
    guess = next((one for one in reading.assumed if one.kind == "time"), None)
    at = (hour - (NOON if guess is not None and hour > NOON else 0)) * 60 + minute - BEFOREHAND
    slots["time"] = f"{at // 60:02}:{at % 60:02}"
    if guess is not None:
        reading.assumed.remove(guess)
    reading.assume("time", slots["time"])
    if at < NOON * 60:
        slots["meal"] = "breakfast"


def eat_then(reading: Reading) -> None:
    """Take a search for a table as a move of the meal that the plan has that day, where only the hour is new."""
    slots, trip, chart = reading.slots, reading.env.context.trip, reading.env.chart
    settings = reading.env.language.settings
    if reading.intent != "find_food" or trip is None or slots.keys() & OF_A_SEARCH:
        return
    norms = {token.norm for token in chart.tokens}
    ways = {settings["directions"].get(norm) for norm in norms} & {"later", "earlier"}
    is_other = bool(slots.get("time")) and bool(norms & set(settings["instead_words"]))
    named = {str(edge.value) for edge in chart.all(("meal",))}
    if named and not named & set(MEALS):
        return  # "a snack instead, around five": no dinner goes to five
    eats = norms & {*settings["eating_words"], *settings["booked_words"]} or named
    told = slots.get("day_number")
    spoken = day_spoken_of(reading)
    day = told if isinstance(told, int) else trip.day_of(spoken) if spoken is not None else reading.env.context.day
    meals = _meals(reading, trip.stops_on(day) if day is not None else trip.stops)
    # "Could we eat at half past twelve?", of a day that has a lunch.
    says_eat = bool(norms & set(settings["eating_words"])) and not {"now", "time_relation"} & slots.keys()
    at_an_hour = bool(slots.get("time")) and says_eat and day is not None and len(meals) == 1
    if not eats or norms & set(settings["searching_words"]) or (len(ways) != 1 and not is_other and not at_an_hour):
        return
    if not meals:
        return
    reading.intent = "move_stop"
    for name in ("meal", "time_of_day", "date", "day_number", "category"):
        slots.pop(name, None)
    if len(ways) == 1 and not slots.get("time"):
        slots["direction"] = ways.pop()
        lengths = [edge for edge in chart.all(("duration",)) if getattr(edge.value, "minutes", None)]
        if lengths:
            longest = max(lengths, key=lambda edge: edge.length)
            reading.put("duration_minutes", longest.value.minutes, longest.start, longest.end)
    if len(meals) == 1:
        slots["place"], slots["stop_id"] = meals[0].name, meals[0].id
        slots["day_number"] = meals[0].day_number
        reading.assume("stop", meals[0].name)
    else:
        reading.ask("ask_which_stop", "place", stop_options(reading.env, meals))


# What is looked for is no meal of the plan.
OF_A_SEARCH = frozenset({"near_place", "cuisines", "diets", "price", "place", "location_id", "stop_id", "without"})


def _meals(reading: Reading, stops: tuple[Stop, ...]) -> list[Stop]:
    """The meals that may be meant: as they are called, by the hour that is wished for, else of the evening."""
    called = {str(edge.value) for edge in reading.env.chart.all(("meal",))} & set(MEALS)
    if not called:
        time = reading.slots.get("time")
        called = {"lunch"} if time and int(str(time)[:2]) < EVENING else {"dinner"}
    return [stop for stop in stops if called & set(stop.kind.split(","))]
