"""Inviting somebody through an agent: proposed, mailed after the owner's yes alone, by a link that is told nobody else."""

from __future__ import annotations

import pytest
from django.core import mail
from django.test import override_settings

from ai.testing import call, scripted
from conversations.testing import Talk
from conversations.tests.talking import say_yes, waiting
from tripos.db.context import acting_as
from tripos.testing.cast import Cast
from tripos.testing.owner import as_owner
from trips.models import Invitation

pytestmark = pytest.mark.django_db

SITE = "https://trips.example/"


@override_settings(PUBLIC_URL=SITE)
def test_invitation_is_mailed_after_the_owners_yes(cast: Cast) -> None:
    talk = Talk(cast.alice, trip=cast.trip)
    assert talk.say("Invite Ann@Example.org as an editor, please").status == "success"
    assert "ann@example.org" in talk.told and "may edit" in talk.told
    with acting_as(cast.alice):
        (waits,) = waiting(cast.alice)
        assert not Invitation.objects.exists() and not mail.outbox
    assert waits.arguments == {"trip_id": str(cast.trip.pk), "email": "ann@example.org", "role": "editor"}
    assert waits.preview["lines"][0] == "ann@example.org: May edit"

    with acting_as(cast.alice):
        assert say_yes(cast.alice, waits).taken
        made = Invitation.objects.get()
        assert not say_yes(cast.alice, waits).taken
    assert (made.email, made.role, made.trip_id) == ("ann@example.org", "editor", cast.trip.pk)
    (letter,) = mail.outbox
    token = str(letter.body).split(f"{SITE}", 1)[1].split()[0].rstrip("/").rsplit("/", 1)[1]
    assert letter.to == ["ann@example.org"] and len(token) > 30
    told = as_owner("select content from messages union all select data::text from ai_run_events")
    assert all(token not in row[0] for row in told)


@override_settings(PUBLIC_URL=SITE)
def test_only_the_owner_invites_and_a_provider_waits_too(cast: Cast) -> None:
    editor = Talk(cast.bob, trip=cast.trip)
    editor.say("Invite ann@example.org")
    assert "Only the trip's owner" in editor.told
    talk = Talk(cast.alice, trip=cast.trip)
    with scripted() as model:
        model.turn(call("propose_invitation", email="ann@example.org"), says="Invited!")
        talk.say("Hello")
        assert model.tool_results(0)[0]["waits_for_approval"] is True
        model.turn(call("propose_invitation", email="no address"), says="No.")
        talk.say("Hello")
        assert model.tool_results(1)[0]["problem"] == "no_address"
    assert not mail.outbox and as_owner("select count(*) from invitations") == [(0,)]


def test_where_no_mail_leaves_the_page_is_named(cast: Cast) -> None:
    talk = Talk(cast.alice, trip=cast.trip)
    talk.say("Invite ann@example.org as viewer")
    assert "invite on the trip's page" in talk.told
