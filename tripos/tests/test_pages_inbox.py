"""The inbox: everything that waits in one place, answered there, counted in the header of every page."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from ai.models import AIRun, Approval
from tripos.accounts.models import Profile
from tripos.accounts.preferences import default_notifications
from tripos.db.context import acting_as
from tripos.testing.cast import Cast, add_member
from tripos.testing.owner import as_owner
from tripos.testing.pages import at_most_queries, signed_in, words
from tripos.tests.makers import make_conversation
from trips import detection
from trips.models import Trip
from trips.tests.page_makers import make_stop, reload_stop
from trips.tests.suggestion_makers import coming_trip, concert, produce, stored
from trips.tests.test_suggestions_types import overspent

pytestmark = pytest.mark.django_db
MOST_QUERIES_OF_A_LIST = 5
INBOX = "/inbox/"


@pytest.fixture
def trip(cast: Cast) -> Trip:
    """A coming trip of alice's, which bob edits, with two stops that overlap, a budget overspent and an event."""
    found = coming_trip(cast.alice)
    add_member(found, cast.bob, "editor")
    add_member(found, cast.vera, "viewer")
    overspent(found)
    concert(found, day=3, details={})
    make_stop(found, "First", 1, 9, 5)
    make_stop(found, "Second", 1, 11, 5)
    detection.detect_conflicts(found.pk, found.user_id)
    produce(found)
    return found


def ask(person: Profile, trip: Trip, *lines: str, hours: int = 2) -> Approval:
    """An agent's question that waits."""
    stop = make_stop(trip, "Gone soon", 2, 9)
    conversation = make_conversation(person, trip=trip)
    with acting_as(person, role="agent"):
        run = AIRun.objects.create(
            user=person, conversation_id=conversation.pk, agent_name="x", agent_type="general_concierge",
            status="running", input_data={},
        )  # fmt: skip
        return Approval.objects.create(
            user=person, run=run, conversation=conversation, trip_id=trip.pk, tool_call_id="one",
            tool_name="remove_stop", arguments={"trip_id": str(trip.pk), "item_ids": [str(stop.pk)]},
            preview={"title": "Remove from the trip?", "accept": "Remove", "lines": list(lines)},
            expires_at=timezone.now() + timedelta(hours=hours),
        )  # fmt: skip


def kinds(page: Any) -> list[str]:
    return [item.kind for item in page.context["items"]]


def test_everything_that_waits_stands_in_one_list_with_its_answers(cast: Cast, trip: Trip) -> None:
    ask(cast.alice, trip, "Gone soon, day 2, 09:00")
    page = signed_in(cast.alice).get(INBOX)
    assert kinds(page)[0] == "approval"
    assert set(kinds(page)) == {"approval", "conflict", "budget_alert", "suggestion"}
    said = words(page)
    assert "Remove from the trip?" in said and "Gone soon, day 2, 09:00" in said
    assert "Leave it as it is" in said and "Not for us" in said
    number = len(page.context["items"])
    assert f"{number} things need you" in said


@pytest.mark.parametrize("asked", [1, 3])
def test_inbox_takes_the_same_few_queries_however_much_waits(cast: Cast, trip: Trip, asked: int) -> None:
    for _number in range(asked):
        ask(cast.alice, trip, "x")
    client = signed_in(cast.alice)
    client.get(INBOX)
    with at_most_queries(3):
        assert kinds(client.get(INBOX)).count("approval") == asked


@pytest.mark.parametrize("name", ["trips:trip_list", "places:place_list", "profile:settings", "trips:trash"])
def test_number_is_in_the_header_of_other_pages_within_their_queries(cast: Cast, trip: Trip, name: str) -> None:
    client = signed_in(cast.alice)
    number = len(client.get(INBOX).context["items"])
    client.get(reverse(name))
    with at_most_queries(MOST_QUERIES_OF_A_LIST):
        assert f"{number} things need you" in words(client.get(reverse(name)))


def test_number_is_read_as_the_traveller_on_pages_of_the_account(cast: Cast, trip: Trip) -> None:
    client = signed_in(cast.alice)
    number = len(client.get(INBOX).context["items"])
    page = client.get(reverse("account_change_password"))
    assert page.status_code == 200
    assert f"{number} things need you" in words(page) or "things need you" not in words(page)


def test_list_is_narrowed_by_kind_and_trip(cast: Cast, trip: Trip) -> None:
    other = coming_trip(cast.alice, title="Turku", destination="Turku")
    ask(cast.alice, other, "x")
    client = signed_in(cast.alice)
    assert set(kinds(client.get(INBOX, {"kind": "conflict"}))) == {"conflict"}
    page = client.get(INBOX, {"trip": str(other.pk)})
    assert kinds(page) == ["approval"]
    assert [choice.label for choice in page.context["trips"]] == ["All trips", "Helsinki in May", "Turku"]
    assert "Nothing of this waits" in words(client.get(INBOX, {"kind": "invitation"}))
    assert client.get(INBOX, {"kind": "nonsense", "trip": "x\x00"}).status_code == 200


def test_empty_inbox_teaches(cast: Cast) -> None:
    said = words(signed_in(cast.charlie).get(INBOX))
    assert "All clear" in said and "an agent wants your yes" in said
    assert "need you" not in said


def test_answers_lead_back_to_the_inbox(cast: Cast, trip: Trip) -> None:
    client = signed_in(cast.alice)
    page = client.get(INBOX)
    suggestion = next(item for item in page.context["items"] if item.kind == "suggestion")
    conflict = next(item for item in page.context["items"] if item.kind == "conflict")
    approval = ask(cast.alice, trip, "Gone soon")
    here = INBOX + "?kind=suggestion"
    for url in (
        next(action.url for action in suggestion.actions if action.url.endswith("rejection/")),
        next(action.url for action in conflict.actions if action.url.endswith("ignoring/")),
        reverse("conversations:approval_denial", args=[approval.pk]),
    ):
        answer = client.post(url, {"next": here})
        assert (answer.status_code, answer["Location"]) == (302, here), url
    left = [item.key for item in client.get(INBOX).context["items"]]
    assert not {suggestion.key, conflict.key, str(approval.pk)} & set(left)


def test_yes_in_the_inbox_does_what_was_shown(cast: Cast, trip: Trip) -> None:
    approval = ask(cast.alice, trip, "Gone soon")
    client = signed_in(cast.alice)
    client.post(reverse("conversations:approval_acceptance", args=[approval.pk]), {"next": INBOX})
    with acting_as(cast.alice):
        assert Approval.objects.get(pk=approval.pk).status == "approved"


def test_what_is_over_waits_no_more(cast: Cast, trip: Trip) -> None:
    approval = ask(cast.alice, trip, "x")
    as_owner(
        "update approvals set created_at = now() - interval '2 days', expires_at = now() - interval '1 hour'"
        " where id = %s",
        [approval.pk],
    )
    client = signed_in(cast.alice)
    assert "approval" not in kinds(client.get(INBOX))
    with acting_as(cast.alice):
        Trip.objects.filter(pk=trip.pk).update(status="cancelled")
    assert kinds(client.get(INBOX)) == []


def test_suggestions_are_noted_as_shown_once_the_page_is_there(
    cast: Cast, trip: Trip, django_capture_on_commit_callbacks: Any
) -> None:
    assert {row.status for row in stored(trip).values()} == {"pending"}
    with django_capture_on_commit_callbacks(execute=True):
        assert " new " in words(signed_in(cast.alice).get(INBOX))
    told = [row.status for kind, row in stored(trip).items() if kind != "conflict_warning"]  # told as the conflict
    assert set(told) == {"shown"}
    assert " new " not in words(signed_in(cast.alice).get(INBOX))


def test_each_reads_their_own_and_what_they_may_change(cast: Cast, trip: Trip) -> None:
    ask(cast.alice, trip, "x")
    assert set(kinds(signed_in(cast.bob).get(INBOX))) == {"conflict"}
    assert kinds(signed_in(cast.vera).get(INBOX)) == []
    assert kinds(signed_in(cast.charlie).get(INBOX)) == []
    assert signed_in(None).get(INBOX).status_code == 302


@pytest.mark.parametrize(("key", "gone"), [("trip_updates", "conflict"), ("ai_suggestions", "suggestion")])
def test_switches_are_the_readers_own(cast: Cast, trip: Trip, key: str, gone: str) -> None:
    with acting_as(cast.alice):
        Profile.objects.filter(pk=cast.alice.pk).update(
            notification_preferences={**default_notifications(), key: False}
        )
    assert gone not in kinds(signed_in(cast.alice).get(INBOX))
    assert kinds(signed_in(cast.alice).get(INBOX)) != []
    assert "conflict" in kinds(signed_in(cast.bob).get(INBOX))


def test_way_out_taken_in_the_inbox_mends_the_trip(cast: Cast, trip: Trip) -> None:
    stop = make_stop(trip, "Third", 2, 9, 1)
    client = signed_in(cast.bob)
    conflict = next(item for item in client.get(INBOX).context["items"] if item.kind == "conflict")
    way = next(action for action in conflict.actions if "/ways/" in action.url and action.method == "post")
    assert client.post(way.url, {"next": INBOX})["Location"] == INBOX
    assert conflict.key not in [item.key for item in client.get(INBOX).context["items"]]
    assert reload_stop(stop, cast.alice).start_time is not None
