"""Texts of others give orders, and a model obeys them: still nothing happens that the traveller did not say yes to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from ai.agents import AGENTS
from ai.enums import AgentType, RunStatus
from ai.models import AIRun
from conversations.models import Conversation, Message
from conversations.tests.gullible import EVIL, ORDER, SAYS, Gullible
from conversations.tests.talking import NOW, ask, model, scripted, snapshot, waiting
from conversations.tests.test_markdown import Reader
from places.models import Location, SavedPlace
from tripos.accounts.models import Profile
from tripos.db.context import acting_as, change_set
from tripos.testing.cast import Cast, make_trip
from tripos.testing.owner import as_owner
from tripos.testing.pages import signed_in
from trips.models import ItineraryItem, Trip
from trips.tests.page_makers import make_place, make_stop

pytestmark = pytest.mark.django_db

SECRET = "Charlie's surprise party"


@dataclass(frozen=True)
class Scene:
    """Alice's trip with Bob, a place and an event to read about, and what is Charlie's alone."""

    cast: Cast
    trip: Trip
    place: Location
    event: Location
    foreign_trip: Trip
    foreign_stop: ItineraryItem


@pytest.fixture
def scene(cast: Cast) -> Scene:
    for index, (title, day, hour) in enumerate((("Ateneum", 1, 10), ("Ekberg", 1, 13), ("Kiasma", 2, 11))):
        make_stop(cast.trip, title, day, hour, location=make_place(index), sort_order=index)
    event = make_place(
        3,
        name="Night of Jazz",
        category="event",
        event_start_time=datetime(2026, 5, 16, 17, tzinfo=UTC),
        event_end_time=datetime(2026, 5, 16, 19, tzinfo=UTC),
        opening_hours=None,
    )
    theirs = make_trip(cast.charlie, title=SECRET)
    stop = make_stop(theirs, SECRET, 1, 10, location=make_place(1))
    for number in range(20):  # a city that the catalogue knows
        make_place(0, name=f"Gallery {number}", latitude=60.17 + number / 1000)
    with acting_as(cast.alice):
        trip = Trip.objects.get(pk=cast.trip.pk)
    return Scene(cast, trip, make_place(3), event, theirs, stop)


# Where words of others stand: a statement that puts an order there. None of them asks for anything by itself.
PLACES_OF_TEXT = {
    "a place's name": "update locations set name = name || ' {order}' where id = '{place}'",
    "a place's description": "update locations set description = '{order}' where id = '{place}'",
    "a place's address": "update locations set address = '{order}' where id = '{place}'",
    "a place's kind": "update locations set subcategory = '{order}' where id = '{place}'",
    "a place's tags": "update locations set tags = array['{order}'] where id = '{place}'",
    "a place's details": (
        'update locations set details = \'{{"note": "{order}", "name_en": "{order}"}}\' where id = \'{place}\''
    ),
    "a place's opening hours": "update locations set opening_hours = '\"{order}\"' where id = '{place}'",
    "a place's cuisine": (
        "update locations set category = 'restaurant', cuisine_types = array['{order}'] where id = '{place}'"
    ),
    "a place's telephone": "update locations set phone = '{order}', email = '{order}' where id = '{place}'",
    "a place's website": "update locations set website = 'https://x.example/{order}' where id = '{place}'",
    "a place's region": "update locations set region = '{order}', postal_code = '{order}' where id = '{place}'",
    "an event's name": "update locations set name = 'Night of Jazz {order}' where id = '{event}'",
    "an event's description": "update locations set description = 'Jazz. {order}' where id = '{event}'",
    "an event's kind": "update locations set event_type = '{order}' where id = '{event}'",
    "an event's address": "update locations set address = '{order}' where id = '{event}'",
    "a companion's title": "update itinerary_items set title = 'Kiasma {order}' where title = 'Kiasma'",
    "a companion's notes": "update itinerary_items set notes = '{order}', description = '{order}' where title = 'Kiasma'",
    "a companion's address": "update itinerary_items set address = '{order}' where title = 'Kiasma'",
    "a companion's booking": (
        "update itinerary_items set booking_status = 'needed', booking_reference = '{order}' where title = 'Kiasma'"
    ),
    "the trip's title": "update trips set title = '{order}', description = '{order}' where id = '{trip}'",
    "a companion's name": "update profiles set full_name = '{order}' where id = '{bob}'",
    "a companion's reason": "update change_sets set reason = '{order}' where trip_id = '{trip}'",
    "a saved place's note": "update saved_places set notes = '{order}' where user_id = '{alice}'",
}
# Those that some tool tells a model; the others never reach one, which is as good.
TOLD = {
    "a place's name",
    "a place's description",
    "a place's address",
    "a place's kind",
    "a place's details",
    "an event's name",
    "an event's description",
    "an event's kind",
    "an event's address",
    "a companion's title",
    "a companion's booking",
    "a place's cuisine",
    "a place's telephone",
    "a companion's reason",
}


def reads(scene: Scene) -> list[list[tuple[str, dict[str, Any]]]]:
    """Calls by which every agent comes upon texts, a few for each turn."""
    place, stop = str(scene.place.pk), "Kiasma"
    return [
        [
            ("place_details", {"place": place}),
            ("find_nearby", {"place": "Ateneum"}),
            ("find_events", {}),
            ("show_day", {}),
        ],
        [
            ("explain_stop", {"stop": stop}),
            ("list_bookings", {}),
            ("draft_booking", {"stop": stop}),
            ("find_food", {}),
            ("list_conflicts", {}),
        ],
    ]


def orders(scene: Scene) -> list[list[tuple[str, dict[str, Any]]]]:
    """The worst that a text could ask for, in batches that fit into a turn."""
    kiasma, place, foreign = "Kiasma", str(scene.place.pk), str(scene.foreign_stop.pk)
    return [
        [
            ("remove_stop", {"stop": "Ateneum"}),
            ("move_stop", {"stop": kiasma, "day_number": 3}),
            ("add_stop", {"wanted": place}),
            ("add_event", {"event": str(scene.event.pk)}),
            ("lock_stop", {"stop": "Ekberg"}),
            ("set_budget", {"amount": "1"}),
            ("make_longer", {"days": 4}),
        ],
        [
            ("request_booking", {"stop": "Ekberg"}),
            ("set_booking", {"stop": kiasma, "status": "confirmed", "reference": "X"}),
            ("save_place", {"place": place}),
            ("remember_preference", {"kind": "dislike", "value": "museums"}),
            ("swap_stops", {"first": "Ateneum", "second": "Ekberg"}),
            ("change_length", {"stop": kiasma, "minutes": 20}),
            ("undo_last", {}),
        ],
        [
            ("accept_trip", {}),
            ("start_later", {"minutes": 60}),
            ("optimise_trip", {}),
            ("make_cheaper", {}),
            ("replace_stop", {"stop": kiasma, "wanted": place}),
            ("resolve_conflict", {"number": 1}),
            ("record_cost", {"stop": kiasma, "amount": "999"}),
            ("limit_category", {"category": "food", "amount": "1"}),
        ],
        [
            ("plan_trip", {"destination": "Helsinki", "start_date": "2026-06-01", "end_date": "2026-06-02"}),
            ("explain_stop", {"stop": foreign}),
            ("move_stop", {"stop": foreign, "day_number": 2}),
            ("show_day", {"day_number": 1, "trip_id": str(scene.foreign_trip.pk)}),
            ("place_details", {"place": "surprise party"}),
            ("what_if", {"without": [foreign]}),
        ],
    ]


def everything() -> list[Any]:
    """What a turn may not touch: trips, stops, money, sharing, what is kept and liked."""
    tables = {
        "trips": "id, title, start_date, end_date, status, budget_total, is_public, deleted_at",
        "itinerary_items": "id, title, day_number, start_time, end_time, is_locked, cost, booking_status, deleted_at",
        "budget_tracking": "trip_id, total_budget, total_pending, total_spent",
        "trip_members": "trip_id, user_id, role",
        "invitations": "id",
        "trip_shares": "id",
        "saved_places": "id, notes",
        "profiles": "id, travel_preferences, ai_approve_first",
        "conflict_resolutions": "id, status",
    }
    return [as_owner(f"select {columns} from {table} order by 1") for table, columns in tables.items()]


def check(run: AIRun, gullible: Gullible, person: Profile) -> None:
    """A turn that obeyed came to an end within its limits, and read nothing of another's."""
    assert run.status in (RunStatus.SUCCESS, RunStatus.ERROR), run.error_message
    assert len(gullible.made) <= AGENTS[run.agent_type].tool_calls + 1
    with acting_as(person):
        said = list(Message.objects.for_user(person).filter(run_id=run.pk).exclude(role="user"))
        read = str([(row.content, row.function_response, row.metadata) for row in said])
    assert SECRET not in read


def check_page(scene: Scene, agent: AgentType) -> None:
    """The conversation's page links to nothing outside, and shows nothing from there."""
    alice = scene.cast.alice
    with acting_as(alice):
        conversation = Conversation.objects.for_user(alice).get(agent_type=agent)
    page = signed_in(alice).get(reverse("conversations:conversation_detail", args=[conversation.pk]))
    reader = Reader()
    reader.feed(page.content.decode())
    assert not [value for _tag, attributes in reader.tags for value in attributes.values() if value and EVIL in value]


def put_orders(scene: Scene, *where: str) -> None:
    """Write an order wherever words of others stand."""
    alice, bob = scene.cast.alice, scene.cast.bob
    with acting_as(alice), change_set("Kept it"):
        SavedPlace.objects.create(user=alice, location=scene.place, notes="")
    with acting_as(bob), change_set("Bob's words"):
        ItineraryItem.objects.filter(title="Ekberg", trip=scene.trip).update(notes="by Bob")
    for one in where:
        as_owner(
            PLACES_OF_TEXT[one].format(
                order=ORDER, place=scene.place.pk, event=scene.event.pk, trip=scene.trip.pk, bob=bob.pk, alice=alice.pk
            )
        )


def obey_in_vain(scene: Scene, agent: AgentType) -> bool:
    """Let an agent come upon the orders and obey; ask whether it saw any. Nothing may come of it."""
    alice = scene.cast.alice
    before = everything()
    seen = False
    for read in reads(scene):
        for batch in orders(scene):
            gullible = Gullible(read, batch)
            with model(gullible.model()):
                run = ask(alice, "What do you know about all this?", trip=scene.trip, agent=agent)
            check(run, gullible, alice)
            assert everything() == before, gullible.made
            if not gullible.has_seen_order:
                break
            seen = True
    check_page(scene, agent)
    return seen


@pytest.mark.parametrize("agent", list(AgentType))
@time_machine.travel(NOW, tick=True)
def test_orders_in_every_text_are_obeyed_in_vain(scene: Scene, agent: AgentType) -> None:
    put_orders(scene, *PLACES_OF_TEXT)
    assert obey_in_vain(scene, agent)


@pytest.mark.slow
@pytest.mark.parametrize("where", sorted(PLACES_OF_TEXT))
@time_machine.travel(NOW, tick=True)
def test_order_in_one_text_is_obeyed_in_vain(scene: Scene, where: str) -> None:
    put_orders(scene, where)
    assert obey_in_vain(scene, AgentType.GENERAL_CONCIERGE) is (where in TOLD)


@pytest.mark.parametrize("agent", list(AgentType))
@time_machine.travel(NOW, tick=True)
def test_order_in_what_was_said_before_is_obeyed_in_vain(scene: Scene, agent: AgentType) -> None:
    alice = scene.cast.alice
    as_owner("update locations set description = %s where id in (%s, %s)", [ORDER, scene.place.pk, scene.event.pk])
    quoting = scripted([("place_details", {"place": str(scene.place.pk)})], f"It says: {ORDER}")
    with model(quoting):
        ask(alice, "Tell me about Oodi", trip=scene.trip, agent=agent)
    before = everything()
    for batch in orders(scene):
        gullible = Gullible([], batch)
        with model(gullible.model()):
            run = ask(alice, "Thank you", trip=scene.trip, agent=agent)
        assert gullible.has_seen_order
        check(run, gullible, alice)
    assert everything() == before


@pytest.mark.parametrize("agent", list(AgentType))
@time_machine.travel(NOW, tick=True)
def test_endless_obedience_ends_within_the_limits(scene: Scene, agent: AgentType) -> None:
    alice = scene.cast.alice
    as_owner("update locations set description = %s where id in (%s, %s)", [ORDER, scene.place.pk, scene.event.pk])
    before = everything()
    gullible = Gullible([("place_details", {"place": str(scene.place.pk)})], orders(scene)[0], endless=True)
    with model(gullible.model()):
        run = ask(alice, "Tell me about Oodi", trip=scene.trip, agent=agent)
    assert gullible.has_seen_order
    assert run.status == RunStatus.ERROR
    check(run, gullible, alice)
    check_page(scene, agent)
    assert everything() == before
    with acting_as(alice):
        assert waiting(alice) == []


@time_machine.travel(NOW, tick=True)
def test_what_the_traveller_named_is_done_though_a_text_was_read(scene: Scene) -> None:
    alice = scene.cast.alice
    read = ("place_details", {"place": str(scene.place.pk)})
    before = snapshot(scene.trip)
    with model(scripted([read, ("move_stop", {"stop": "Ateneum", "day_number": 2})])):
        ask(alice, "Move the Ateneum to day 2", trip=scene.trip)
    with acting_as(alice):
        assert waiting(alice) == []
        assert ItineraryItem.objects.get(trip=scene.trip, title="Ateneum").day_number == 2
    assert snapshot(scene.trip) != before
    moved = snapshot(scene.trip)
    with model(scripted([read, ("move_stop", {"stop": "Ateneum", "day_number": 3})])):
        ask(alice, "Move the Ateneum to day 1", trip=scene.trip)
    assert snapshot(scene.trip) == moved
    with acting_as(alice):
        assert len(waiting(alice)) == 1


@time_machine.travel(NOW, tick=True)
def test_outside_addresses_of_an_answer_are_not_rendered(scene: Scene) -> None:
    alice = scene.cast.alice
    with model(scripted([], SAYS)):
        ask(alice, "Hello", trip=scene.trip)
    check_page(scene, AgentType.GENERAL_CONCIERGE)
