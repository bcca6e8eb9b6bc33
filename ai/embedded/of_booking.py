"""What is asked and told of a booking: a question tells of none, which stop's it is, and what was paid for it."""

from __future__ import annotations

from ai.embedded.chart import Edge
from ai.embedded.features import Feature
from ai.embedded.options import stop_options
from ai.embedded.places import name_tokens
from ai.embedded.semantics.values import Money
from ai.embedded.slot_amounts import put_budget
from ai.embedded.slots import Reading

NOON, EVENING = 12, 17
MOST_REFERENCE = 40
# So many words may stand between "the code" and the verb before it: "that they gave us yesterday".
MOST_BETWEEN = 6
LEAST_LETTERS = 4
MEALS = frozenset({"breakfast", "lunch", "dinner"})
# Requests about the table of a meal that is planned.
OF_A_TABLE = frozenset({"booking_request", "booking_confirmed", "cancel_booking", "booking_status", "place_details"})
NAMED = ("place", "stop_id", "location_id", "category", "stop_position", "day_number", "states", "other_place")
# What was heard or done about a booking.
HEARD = frozenset({"booking_confirmed", "cancel_booking"})
# Requests after which one more booking is spoken of.
OF_BOOKINGS = frozenset({"booking_status", "booking_request", "booking_confirmed", "cancel_booking"})


def of_a_booking(reading: Reading) -> None:
    """Settle what a message about a booking tells beside it."""
    if reading.intent == "move_stop":
        _begins_with(reading)
    if reading.intent == "booking_confirmed":
        _only_asked(reading)
    if reading.intent in OF_A_TABLE:
        _of_the_meal(reading)
    if reading.intent in HEARD or (reading.intent == "booking_request" and _says_they(reading)):
        _heard_of_the_last(reading)
    if reading.intent == "booking_confirmed":
        _hour(reading)
        _paid(reading)
    if reading.intent == "booking_status":
        _of_the_last(reading)


def _only_asked(reading: Reading) -> None:
    """ "What is the confirmation number?" confirms nothing."""
    tokens, settings, slots = reading.env.chart.tokens, reading.env.language.settings, reading.slots
    if "booking_reference" in slots or "state" in slots:
        return
    leads = max((edge.end for edge in reading.env.chart.starting(0, "lead")), default=0)
    asks = tokens[-1].norm == "?" or {tokens[0].norm, tokens[min(leads, len(tokens) - 1)].norm} & set(
        settings["wh_words"]
    )
    takes_away = any(token.norm in settings["taking_away"] for token in tokens[: leads + 1])
    if asks or takes_away:
        reading.intent = "booking_status"


def _of_the_meal(reading: Reading) -> None:
    """ "The restaurant for Thursday's dinner" is where the plan has dinner then, and not that of lunch."""
    slots, trip, day = reading.slots, reading.env.context.trip, reading.slots.get("day_number")
    called = {str(slots.get(name)) for name in ("meal", "category")} & MEALS
    called = called or {str(edge.value) for edge in reading.env.chart.all(("meal",))} & MEALS
    hour = int(str(slots.get("time") or "0")[:2])
    is_named = bool(called)
    parts = {str(edge.value) for edge in reading.env.chart.all(("daypart", "daypart_at"))}
    if parts & {"evening", "night"}:
        called = called or {"dinner"}
    if not called and any(edge.value == "restaurant" for edge in reading.env.chart.all(("kind",))):
        called = {"dinner"} if hour >= EVENING else {"lunch"} if hour >= NOON - 1 else set()
    if trip is None or not isinstance(day, int) or len(called) != 1 or _is_named(reading):
        return
    meals = [stop for stop in trip.stops_on(day) if called & set(stop.kind.split(","))]
    if any(stop.id == slots.get("stop_id") for stop in meals) or not (meals or (is_named and "stop_id" in slots)):
        return
    for name in ("place", "stop_id", "location_id", "category"):
        slots.pop(name, None)
    reading.question = None
    if len(meals) == 1:
        slots["stop_id"], slots["place"] = meals[0].id, meals[0].name
        reading.assume("stop", meals[0].name)
    elif meals:
        reading.ask("ask_which_stop", "place", stop_options(reading.env, meals))


def _is_named(reading: Reading) -> bool:
    """Whether a message names its place, by a word of its name or as what was spoken of."""
    slots = reading.slots
    if not slots.keys() & {"place", "stop_id", "location_id"}:
        return slots.get("category") not in (None, "restaurant", *MEALS) or "stop_position" in slots
    words = {token.norm for token in reading.env.chart.tokens}
    spoken = any(one.kind == "pronoun" for one in reading.assumed)
    stops = reading.env.context.trip.stops if reading.env.context.trip is not None else ()
    name = next((stop.name for stop in stops if stop.id == slots.get("stop_id")), str(slots.get("place")))
    return spoken or bool(set(name_tokens(name)) & words) or "stop_id" not in slots


def _begins_with(reading: Reading) -> None:
    """ "Let's start with the dinner on Friday", said to who books: the first of the requests, not of the day."""
    context, slots = reading.env.context, reading.slots
    goes_on = context.last is None or context.last.intent in OF_BOOKINGS
    if context.agent != "booking_assistant" or not goes_on or slots.get("direction") != "first":
        return
    if "stop_id" not in slots or {"time", "before_stop_id", "after_stop_id"} & slots.keys():
        return
    reading.intent = "booking_request"
    for name in ("direction", "to_date", "to_day_number"):
        slots.pop(name, None)
    slots["only_draft"] = True


def _heard_of_the_last(reading: Reading) -> None:
    """ "The booking number is 88-1204", right after a booking was spoken of: of that one."""
    context, slots = reading.env.context, reading.slots
    after = context.last is not None and context.last.intent in OF_BOOKINGS
    if any(name in slots for name in NAMED) or "time_of_day" in slots or context.trip is None or not after:
        return
    keys = {key for one in context.last_places[:1] for key in (one.id, one.name) if key}
    stop = next((one for one in context.trip.stops if one.keys & keys), None)
    if stop is None and len(context.offered) == 1:
        stop = next((one for one in context.trip.stops if one.id == context.offered[0].id), None)
    if stop is not None:
        slots["stop_id"], slots["place"] = stop.id, stop.name
        reading.question = None
        reading.assume("stop", stop.name)


def _says_they(reading: Reading) -> bool:
    chart = reading.env.chart
    they = any(token.norm in reading.env.language.settings["they_words"] for token in chart.tokens)
    return they or any(edge.value.pronoun for edge in chart.all(("stopref",)))


def _hour(reading: Reading) -> None:
    """ "The table is confirmed for eight": the hour, not for how many."""
    slots, chart, words = reading.slots, reading.env.chart, reading.env.language.settings["hour_of_booking"]
    if "time" in slots:
        return
    for edge in chart.all(("bare_hour", "clock")):
        before = [token.norm for token in chart.tokens[max(edge.start - 2, 0) : edge.start]]
        if len(before) < 2 or before[0] not in words or before[1] not in reading.env.language.settings["at_for"]:
            continue
        for name in ("party_size", "adults"):
            slots.pop(name, None)
        if "meal" not in slots and _is_late(reading):
            slots["meal"] = "dinner"
        reading.put_feature(Feature(edge))
        return


def _is_late(reading: Reading) -> bool:
    """Whether the stop that is spoken of stands in the evening."""
    trip, key = reading.env.context.trip, reading.slots.get("stop_id")
    stop = next((one for one in trip.stops if one.id == key), None) if trip is not None and key else None
    return stop is not None and stop.start is not None and stop.start.hour >= NOON


def _paid(reading: Reading) -> None:
    """ "We booked it, we paid 36 euros": what was paid, or only what it costs."""
    chart, settings = reading.env.chart, reading.env.language.settings
    sums = [edge for edge in chart.all(("money",)) if isinstance(edge.value, Money)]
    if not sums:
        for name in [name for name in reading.slots if name.startswith("budget_")]:
            del reading.slots[name]  # a bare figure is the code, or for how many it is
        return
    if "budget_amount" not in reading.slots:
        edge: Edge = max(sums, key=lambda one: one.length)
        put_budget(reading, edge.value, edge)
    if not any(token.norm in settings["paid_words"] for token in chart.tokens):
        reading.slots["unpaid"] = True


def _of_the_last(reading: Reading) -> None:
    """ "Have they answered?", "is it booked?": of the stop whose booking was spoken of."""
    context, slots = reading.env.context, reading.slots
    if any(name in slots for name in NAMED) or context.trip is None:
        return
    if not _says_they(reading):
        return
    named = [context.last.slots.get("stop_id")] if context.last is not None else []
    named += [key for one in context.last_places[:1] for key in (one.id, one.name)]
    stop = next((one for key in named if key for one in context.trip.stops if key in (one.id, one.name)), None)
    if stop is not None:
        slots["stop_id"], slots["place"] = stop.id, stop.name
    elif context.last_places and context.last_places[0].id:
        slots["location_id"], slots["place"] = context.last_places[0].id, context.last_places[0].name


def code_of_booking(reading: Reading) -> None:
    """The code after "reference", "booking number" and the like: what holds a figure, or is all capitals."""
    if reading.intent != "booking_confirmed":
        return
    chart, settings = reading.env.chart, reading.env.language.settings
    names, skipped = settings["reference_words"], settings["reference_skips"]
    tokens = chart.tokens
    for at, token in enumerate(tokens):
        if token.norm not in names:
            continue
        start = at + 1
        while start < len(tokens) and tokens[start].norm in (*skipped, *names):
            start += 1
        # "The code they gave us is FR2201": what follows the verb.
        verbs = [then for then in range(start, min(start + MOST_BETWEEN, len(tokens))) if tokens[then].norm in skipped]
        for first in (start, *(then + 1 for then in verbs)):
            found = _code_at(reading, first)
            if found is not None:
                reading.put("booking_reference", found[0], first, found[1])
                return


def _code_at(reading: Reading, start: int) -> tuple[str, int] | None:
    """A code that begins at a token, and where it ends; letters may stand apart from its figures."""
    chart = reading.env.chart
    tokens = chart.tokens
    if start >= len(tokens):
        return None
    end = start + 1
    while end < len(tokens) and tokens[end].glued and not chart.is_break(end):
        end += 1
    letters = chart.source[tokens[start].start : tokens[end - 1].end]
    if letters.isupper() and letters.isalpha() and end < len(tokens) and tokens[end].number is not None:
        end += 1
    code = chart.source[tokens[start].start : tokens[end - 1].end].rstrip(".,;)")
    is_code = any(sign.isdigit() for sign in code) or (code.isupper() and len(code) >= LEAST_LETTERS)
    return (code, end) if is_code and len(code) <= MOST_REFERENCE else None
