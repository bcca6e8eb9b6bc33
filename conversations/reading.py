"""What an agent knows when a turn begins: the trip, the catalogue's names, what was asked before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from ai.approvals import steps_of
from ai.draft import Draft, TurnDeps, fingerprint
from ai.embedded.places import PlaceIndex
from ai.embedded.snapshots import trip_from_rows
from ai.embedded.types import City, Context, Last, Offer, Option, Pending, PlaceMatch, Question
from ai.enums import ApprovalStatus
from ai.models import AIRun, Approval
from ai.taint import Said
from ai.tools import TOOLS
from ai.tools.base import load_trip
from conversations import approving
from conversations.deciding import Settled
from conversations.knowing import known
from conversations.models import AIContext, Conversation
from places.gazetteer import find_city, other_names
from tripos.accounts.models import Profile
from trips import planner
from trips.models import Trip
from trips.planning.catalogue import Place

# What says nothing of the trip is no request that "and on Sunday?" could repeat.
SMALL_TALK = frozenset({"greeting", "thanks", "goodbye", "help", "confirm", "deny", "unknown", "undo", "accept"})
# Requests that "the same for Sunday" may mean.
OF_DAYS = frozenset(
    {"optimise_day", "start_later", "start_earlier", "find_food", "find_events", "show_plan", "clear_day"}
)
_indexes: dict[str, tuple[tuple[Place, ...], PlaceIndex]] = {}


def begin(
    run: AIRun, conversation: Conversation, memory: AIContext, settled: Settled | None = None
) -> tuple[TurnDeps, Context]:
    """The turn's dependencies and the embedded model's reading context.

    The run's user is bound as agent. ``settled`` is what became of a yes or no that the message began with.
    """
    profile = Profile.objects.get(pk=run.user_id)
    draft = Draft()
    # Tools refuse changes to those who may only look.
    trip = Trip.objects.for_user(profile).filter(pk=conversation.trip_id).first() if conversation.trip_id else None
    if trip is not None:
        load_trip(draft, trip)
    zone = trip.timezone if trip else profile.timezone
    now = timezone.now().astimezone(ZoneInfo(zone))
    deps = TurnDeps(
        user_id=profile.pk,
        run_id=run.pk,
        conversation_id=conversation.pk,
        prompt=str(run.input_data["text"]),
        today=now.date(),
        now=now,
        agent_type=conversation.agent_type,
        currency=trip.currency if trip else profile.currency,
        preferences=profile.travel_preferences,
        draft=draft,
    )
    context = context_of(deps, conversation, memory, profile)
    if settled is not None:
        context = replace(context, settled=settled.words, unsettled=settled.rest)
    draft.asks_first = profile.ai_approve_first
    draft.tainted = bool(memory.session_context.get("tainted"))
    draft.denied = _denied(conversation)
    deps.known = known(deps, memory, settled.words if settled is not None else "")
    draft.said = Said(deps.prompt, context, tuple(TOOLS), {str(item.pk): item.title for item in draft.items})
    return deps, context


def _denied(conversation: Conversation) -> frozenset[str]:
    """What the traveller said no to in this conversation."""
    rows = Approval.objects.filter(conversation_id=conversation.pk, status=ApprovalStatus.DENIED)
    return frozenset(
        fingerprint(step["kind"], step["arguments"]) for row in rows for step in steps_of(row.tool_name, row.arguments)
    )


def context_of(deps: TurnDeps, conversation: Conversation, memory: AIContext, profile: Profile) -> Context:
    names = planner.cities()
    trip = deps.draft.trip
    city = trip.destination if trip and trip.destination in names else (names[0] if names else None)
    session = memory.session_context
    return Context(
        today=deps.today,
        agent=conversation.agent_type,
        now=deps.now,
        time_zone=trip.timezone if trip else profile.timezone,
        currency=deps.currency,
        trip=trip_from_rows(trip, deps.draft.items) if trip else None,
        cities=tuple(city_of(name) for name in names),
        places=_index(city) if city else None,
        pending=_pending(session.get("pending")),
        last_places=_spoken_of(session.get("last_places", ()), deps),
        last_date=_date(session.get("last_date")),
        last=_last(session.get("last")),
        offered=_offers(session.get("offered", ())),
        search=_last(session.get("search")),
        found=_offers(session.get("found", ())),
        seen=int(session.get("seen") or 0),
        travel=_travel(session.get("travel")),
        day=_day(session.get("day"), deps),
        edited=_last(session.get("edited")),
        plan=_last(session.get("plan")),
        written=_last(session.get("written")),
        paid=_last(session.get("paid")),
        # What expired meanwhile waits no more, though nothing has written that down yet.
        waiting=tuple(_line(row) for row in approving.pending(conversation.pk)),
    )


def _spoken_of(stored: Sequence[Mapping[str, Any]], deps: TurnDeps) -> tuple[PlaceMatch, ...]:
    """What was spoken of last, without stops that are gone meanwhile."""
    there = {text for item in deps.draft.items for text in (str(item.pk), item.title)}
    left = [row for row in stored if row.get("kind") != "stop" or {row["id"], row["name"]} & there]
    return tuple(PlaceMatch(row["id"], row["name"], 1.0) for row in left)


def _last(stored: Mapping[str, Any] | None) -> Last | None:
    return Last(str(stored["intent"]), dict(stored["slots"])) if stored else None


def _offers(stored: Sequence[Mapping[str, Any]]) -> tuple[Offer, ...]:
    return tuple(Offer(row["id"], row["name"], row["kind"], dict(row.get("traits") or {})) for row in stored)


def _day(stored: Any, deps: TurnDeps) -> int | None:
    """The day of the trip that was spoken of last, while the trip still has it."""
    trip = deps.draft.trip
    return stored if isinstance(stored, int) and trip is not None and 1 <= stored <= trip.length else None


def _line(action: Mapping[str, Any]) -> str:
    """Something that waits for the traveller, as they may be told of it."""
    return str(action.get("line") or action.get("reason") or action["tool"]).replace("_", " ")


def city_of(name: str) -> City:
    known = find_city(name)
    return City(name, other_names(name), known.country if known else "")


def _index(city: str) -> PlaceIndex:
    """Names of a city's places, kept as long as the catalogue in memory is the same."""
    everything = planner.catalogue(city)
    known = _indexes.get(city)
    if known is None or known[0] is not everything:
        names = ((place.id, place.name, [place.name_en] if place.name_en else []) for place in everything)
        known = _indexes[city] = (everything, PlaceIndex(names))
    return known[1]


def _travel(stored: Any) -> tuple[int, int] | None:
    """Minutes under way before and after the last change of the order."""
    return (int(stored[0]), int(stored[1])) if isinstance(stored, list) and len(stored) == 2 else None


def _date(value: Any) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else None


def _pending(stored: Mapping[str, Any] | None) -> Pending | None:
    """The question that waits for an answer, as the grammar takes it."""
    if not stored:
        return None
    asked = stored["question"]
    options = tuple(Option(row["label"], row.get("slots", {}), row.get("intent", "")) for row in asked["options"])
    return Pending(stored["intent"], stored["slots"], Question(asked["text"], asked.get("slot", ""), options))


def session_after(
    session: Mapping[str, Any],
    question: Question | None,
    understood: tuple[dict[str, Any], ...],
    *,
    tainted: bool = False,
) -> dict[str, Any]:
    """What to remember for the next turn: the question that waits, places and dates spoken of.

    ``tainted`` stays for good: an answer repeats what was read, and later turns read the answer.
    """
    after = {key: value for key, value in session.items() if key != "pending"}
    if tainted:
        after["tainted"] = True
    if understood:
        read = understood[-1]
        slots = read["slots"]
        if read["intent"] not in SMALL_TALK:
            after["last"] = {"intent": read["intent"], "slots": slots}
        if read["intent"] in OF_DAYS:
            after["edited"] = {"intent": read["intent"], "slots": slots}
        if read["intent"] == "plan_trip":
            after["plan"] = {"intent": "plan_trip", "slots": slots}
        if read["intent"] == "record_expense":
            after["paid"] = {"intent": "record_expense", "slots": slots}
        if read["intent"] == "booking_request":
            after["written"] = {"intent": "booking_request", "slots": slots}
        # What was listed and searched for last, and of which day: "the second one", "what else?", "lunch".
        after |= {key: read[key] for key in ("offered", "found", "seen", "search", "day", "travel") if key in read}
        listed = read.get("found", ())
        if question is not None:
            after["pending"] = {"intent": understood[-1]["intent"], "slots": slots, "question": question.to_json()}
        named = slots.get("place") or slots.get("near_place")
        key = slots.get("location_id") or slots.get("stop_id") or slots.get("near_location_id")
        if named and (key or slots.get("near_place")):
            key = slots.get("location_id") or slots.get("stop_id") or slots.get("near_location_id") or ""
            one = {"id": str(key), "name": str(named)} | ({"kind": "stop"} if key == slots.get("stop_id") else {})
            after["last_places"] = [one, *(row for row in session.get("last_places", ()) if row != one)][:5]
        other = slots.get("other_stop_id") or slots.get("other_location_id")
        if named and other and slots.get("other_place"):
            second = {"id": str(other), "name": str(slots["other_place"])}
            first, *rest = after["last_places"]
            after["last_places"] = [first, second, *(row for row in rest if row != second)][:5]
        about = read.get("about") or (listed[0] if len(listed) == 1 else None)
        if about is None and len(listed) > 1:
            after["last_places"] = []  # "it" is one of these now, and which has to be asked
        elif about is not None:
            one = {"id": str(about["id"]), "name": str(about["name"])}
            after["last_places"] = [one, *(row for row in after.get("last_places", ()) if row != one)][:5]
        told = slots.get("date") or slots.get("start_date")
        if told:
            after["last_date"] = told
        if told and "day" not in read:
            after.pop("day", None)  # a date outside the trip is the day spoken of now
        elif "day" in read and not told:
            after.pop("last_date", None)
    return after
