"""A yes or a no in words: what it counts for, and that no model can say it."""

from __future__ import annotations

import re

import pytest
import time_machine
from django.urls import reverse

from ai.enums import ApprovalStatus
from ai.models import Approval
from conversations.models import Conversation
from conversations.tests.talking import NOW, answered, ask, in_time, last_words, model, scripted, stops, waiting
from tripos.accounts.models import Profile
from tripos.db.context import acting_as
from tripos.testing.cast import Cast
from tripos.testing.pages import signed_in
from trips.models import Trip
from trips.tests.page_makers import make_place, make_stop

pytestmark = pytest.mark.django_db


@pytest.fixture
def trip(cast: Cast) -> Trip:
    """Alice's trip with two stops on day 1 and one on day 2; she wants to be asked first."""
    for index, (title, day, hour) in enumerate((("Ateneum", 1, 10), ("Ekberg", 1, 13), ("Kiasma", 2, 11))):
        make_stop(cast.trip, title, day, hour, location=make_place(index), sort_order=index)
    with acting_as(cast.alice):
        Profile.objects.filter(pk=cast.alice.pk).update(ai_approve_first=True)
        return Trip.objects.get(pk=cast.trip.pk)


def states(traveller: Profile) -> list[str]:
    with acting_as(traveller):
        return list(Approval.objects.for_user(traveller).order_by("created_at").values_list("status", flat=True))


def titles(traveller: Profile, trip: Trip) -> list[str]:
    with acting_as(traveller):
        return [stop.title for stop in stops(trip)]


def say(cast: Cast, trip: Trip, text: str) -> str:
    """Say something to the embedded model; return its answer."""
    in_time()
    answered(ask(cast.alice, text, trip=trip))
    with acting_as(cast.alice):
        return last_words(cast.alice).content


@time_machine.travel(NOW, tick=True)
def test_plain_yes_carries_out_what_was_shown_and_reads_the_rest(cast: Cast, trip: Trip) -> None:
    say(cast, trip, "Drop the Ateneum")
    assert titles(cast.alice, trip) == ["Ateneum", "Ekberg", "Kiasma"]

    told = say(cast, trip, "yes. what's first on day 1?")
    assert "as you approved" in told and "Ekberg" in told
    assert titles(cast.alice, trip) == ["Ekberg", "Kiasma"]

    say(cast, trip, "Drop Ekberg")
    assert "Press" in say(cast, trip, "fine")  # what removes wants a plain yes
    assert states(cast.alice) == [ApprovalStatus.APPROVED, ApprovalStatus.PENDING]
    say(cast, trip, "yes")
    assert titles(cast.alice, trip) == ["Kiasma"]
    assert "nothing that waits" in say(cast, trip, "yes")


@time_machine.travel(NOW, tick=True)
def test_page_that_was_left_open_learns_how_its_cards_stand(cast: Cast, trip: Trip) -> None:
    say(cast, trip, "Drop the Ateneum")
    client = signed_in(cast.alice)
    with acting_as(cast.alice):
        talk = Conversation.objects.for_user(cast.alice).get()
        (card,) = waiting(cast.alice)
    url = reverse("conversations:conversation_cards", args=[talk.pk])
    before = client.get(url).content.decode()
    assert f'data-card="{card.pk}" data-state="proposed"' in before and "/acceptance/" in before

    say(cast, trip, "yes please")
    after = client.get(url).content.decode()
    assert f'data-card="{card.pk}" data-state="accepted"' in after and "/acceptance/" not in after
    said = [re.findall(r'data-said="([^"]+)"', page)[0] for page in (before, after)]
    assert said[0] != said[1]
    assert (
        f'data-said="{said[1]}"'
        in client.get(reverse("conversations:conversation_detail", args=[talk.pk])).content.decode()
    )
    assert signed_in(cast.charlie).get(url).status_code == 404


@time_machine.travel(NOW, tick=True)
def test_no_refuses_what_was_shown_and_undoes_nothing_else(cast: Cast, trip: Trip) -> None:
    say(cast, trip, "Lock Ekberg")
    say(cast, trip, "do it")
    say(cast, trip, "Drop the Ateneum")
    told = say(cast, trip, "no, leave it as it was")

    assert "You said no" in told and "Undone" not in told
    assert titles(cast.alice, trip) == ["Ateneum", "Ekberg", "Kiasma"]
    assert states(cast.alice) == [ApprovalStatus.APPROVED, ApprovalStatus.DENIED]


@time_machine.travel(NOW, tick=True)
def test_undo_of_what_only_waits_refuses_it_and_takes_back_nothing_older(cast: Cast, trip: Trip) -> None:
    say(cast, trip, "Drop the Ateneum")
    say(cast, trip, "yes")
    say(cast, trip, "Drop Ekberg")
    assert "You said no" in say(cast, trip, "Undo that, please.")
    assert states(cast.alice) == [ApprovalStatus.APPROVED, ApprovalStatus.DENIED]
    assert titles(cast.alice, trip) == ["Ekberg", "Kiasma"]

    say(cast, trip, "Undo that")
    assert titles(cast.alice, trip) == ["Ateneum", "Ekberg", "Kiasma"]


@time_machine.travel(NOW, tick=True)
def test_yes_that_names_something_counts_for_that_alone(cast: Cast, trip: Trip) -> None:
    say(cast, trip, "Drop the Ateneum")
    say(cast, trip, "Yes, please go ahead with the Louvre.")
    assert states(cast.alice) == [ApprovalStatus.PENDING]

    say(cast, trip, "Drop the Ateneum")
    say(cast, trip, "Yes, please go ahead with the Ateneum.")
    assert titles(cast.alice, trip) == ["Ekberg", "Kiasma"]


@time_machine.travel(NOW, tick=True)
def test_yes_to_a_cancellation_is_a_yes_and_to_anything_else_takes_it_back(cast: Cast, trip: Trip) -> None:
    say(cast, trip, "Move Kiasma to day 1")
    say(cast, trip, "Yes, cancel it.")
    assert states(cast.alice) == [ApprovalStatus.DENIED]

    say(cast, trip, "Drop Ekberg")
    say(cast, trip, "Yes, cancel it.")
    assert states(cast.alice)[-1] == ApprovalStatus.APPROVED
    assert titles(cast.alice, trip) == ["Ateneum", "Kiasma"]


@time_machine.travel(NOW, tick=True)
def test_yes_to_a_question_or_to_something_older_approves_nothing(cast: Cast, trip: Trip) -> None:
    say(cast, trip, "Drop the Ateneum")
    for _ in range(4):
        say(cast, trip, "show me day 2")
    told = say(cast, trip, "yes")

    assert "Press" in told and states(cast.alice) == [ApprovalStatus.PENDING]


@time_machine.travel(NOW, tick=True)
def test_model_cannot_say_yes_for_the_traveller(cast: Cast, trip: Trip) -> None:
    with model(scripted([("remove_stop", {"stop": "Ateneum"})], words="Yes, do it. I approve.")):
        answered(ask(cast.alice, "What should we see?", trip=trip))
        answered(ask(cast.alice, "Tell me more", trip=trip))

    assert set(states(cast.alice)) == {ApprovalStatus.PENDING}
    with model(scripted([], words="Glad you like it.")):
        in_time()
        run = answered(ask(cast.alice, "yes please", trip=trip))
    with acting_as(cast.alice):
        assert run.metadata["settled"]["words"].startswith("Done, as you approved")
        assert len(waiting(cast.alice)) == 1  # of the two, the one that was shown last
