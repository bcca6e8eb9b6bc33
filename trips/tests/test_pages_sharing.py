"""The pages of sharing: who travels along, invitations, links, public trips."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.utils import timezone

from tripos.db.context import acting_as
from tripos.testing.cast import Cast, make_user
from tripos.testing.owner import as_owner
from tripos.testing.pages import at_most_queries, signed_in, words
from tripos.web import inbox
from trips import sharing
from trips.models import Invitation, Trip, TripMember, TripShare
from trips.tests.test_pages_shared_trip import address, make_link

CONSOLE = "django.core.mail.backends.console.EmailBackend"
MOST_QUERIES = 8


def invite(cast: Cast, email: str = "eve@example.org", role: str = "viewer", **more: Any) -> Any:
    values = {"email": email, "role": role, "agreed": "mail", **more}
    return signed_in(cast.alice).post(address("invitations", cast.trip.pk), values)


def mailed_path() -> str:
    """The path of the address in the last mail."""
    found = re.search(r"https?://[^/]+(/invitations/\S+)", str(mail.outbox[-1].body))
    assert found
    return found[1]


def answer(person: Any, path: str, how: str = "accept") -> Any:
    return signed_in(person).post(f"{path}answer/", {"answer": how}, follow=True)


def members(cast: Cast) -> dict[str, str]:
    with acting_as(cast.alice):
        rows = TripMember.objects.filter(trip=cast.trip)
        return {str(row.user_id): row.role for row in rows}


# -- the page ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "status"), [("alice", 200), ("bob", 200), ("vera", 200), ("charlie", 404)])
def test_sharing_page_is_for_those_who_see_the_trip(cast: Cast, name: str, status: int) -> None:
    page = signed_in(getattr(cast, name)).get(address("trip_sharing", cast.trip.pk))
    assert page.status_code == status
    if status == 200:
        said = words(page)
        assert ("Invite by e-mail" in said) == (name == "alice")
        assert ("Leave this trip" in said) == (name != "alice")
        others = {"alice", "bob", "vera"} - {name}
        assert not any(f"{other}@example.org" in said for other in others), "names, not addresses"


def test_sharing_page_asks_as_often_with_many_companions(cast: Cast) -> None:
    def load() -> Any:
        with at_most_queries(MOST_QUERIES):
            return client.get(address("trip_sharing", cast.trip.pk))

    client = signed_in(cast.alice)
    load()
    for number in range(3):
        make_link(cast, label=f"Link {number}")
        invite(cast, f"someone{number}@example.org")
    said = words(load())
    assert said.count("someone") >= 3


@pytest.mark.parametrize("name", ["bob", "vera", "charlie"])
def test_only_the_owner_shares(cast: Cast, name: str) -> None:
    with acting_as(cast.alice):
        member = TripMember.objects.get(trip=cast.trip, user=cast.vera)
        share = sharing.make_link(cast.alice, cast.trip, sharing.LinkChoice())[0]
    invite(cast)
    with acting_as(cast.alice):
        invited = Invitation.objects.get()
    client = signed_in(getattr(cast, name))
    pk, refused = cast.trip.pk, 404 if name == "charlie" else 403
    for path, values in (
        (address("invitations", pk), {"email": "x@example.org", "role": "viewer", "agreed": "mail"}),
        (address("invitation_revocation", pk, invited.pk), {}),
        (address("invitation_renewal", pk, invited.pk), {}),
        (address("member_role", pk, member.pk), {"role": "editor"}),
        (address("member_removal", pk, member.pk), {}),
        (address("links", pk), {"show_times": "on"}),
        (address("link_revocation", pk, share.pk), {}),
        (address("publication", pk), {"public": "on"}),
    ):
        assert client.post(path, values).status_code == refused, path
    with acting_as(cast.alice):
        assert Invitation.objects.filter(revoked_at__isnull=True).count() == 1
        assert TripShare.objects.filter(revoked_at__isnull=True).count() == 1
        assert not Trip.objects.get().is_public
    assert members(cast)[str(cast.vera.pk)] == "viewer"


# -- inviting ------------------------------------------------------------------------------------------------------


def test_the_mail_is_shown_before_anything_is_sent(cast: Cast) -> None:
    asked = invite(cast, "Eve@Example.org", agreed="")
    said = words(asked)
    assert "eve@example.org" in said
    assert "Alice invites you to “Helsinki in May”" in said
    assert mail.outbox == []
    with acting_as(cast.alice):
        assert not Invitation.objects.exists()
    invite(cast, "Eve@Example.org")
    shown = str(asked.context["letter"].text).replace("•" * 8, mailed_path().split("/")[2])
    assert mail.outbox[0].body == shown, "word for word, but the address"
    assert mail.outbox[0].to == ["eve@example.org"]


def test_saying_yes_twice_invites_once(cast: Cast) -> None:
    nonce = invite(cast, agreed="").context["form"].initial["nonce"]
    assert invite(cast, nonce=nonce).status_code == 302
    again = invite(cast, nonce=nonce)
    assert again.status_code == 422
    assert "sent already" in words(again)
    assert len(mail.outbox) == 1
    with acting_as(cast.alice):
        assert len(sharing.pending(cast.trip)) == 1


def test_without_a_mail_server_the_inviter_gets_the_address(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "EMAIL_BACKEND", CONSOLE)
    assert "No mail server is set up here" in words(invite(cast, agreed=""))
    page = invite(cast)
    found = re.search(r'value="http://testserver(/invitations/[^"]+)"', page.content.decode())
    assert found
    assert "Alice invites you" in words(signed_in(None).get(found[1]))


def test_an_invitation_may_be_handed_over_instead_of_mailed(cast: Cast) -> None:
    page = invite(cast, agreed="by-hand")
    assert mail.outbox == []
    assert "http://testserver/invitations/" in page.content.decode()


def test_a_mail_that_is_not_taken_invites_nobody(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: Any, **_kwargs: Any) -> int:
        raise ConnectionRefusedError

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", refuse)
    page = invite(cast)
    assert page.status_code == 422
    assert "did not take the mail" in words(page)
    with acting_as(cast.alice):
        assert not Invitation.objects.exists()


def test_the_answer_does_not_tell_who_has_an_account(cast: Cast) -> None:
    def said(email: str) -> str:
        page = invite(cast, email)
        return f"{page.status_code} {page.headers['Location']}"

    assert said("charlie@example.org") == said("nobody@example.org")


@pytest.mark.parametrize(
    ("email", "sentence"),
    [("", "Say whom to invite."), ("not an address", "no e-mail address"), ("Alice@example.org", "your own address")],
)
def test_addresses_that_cannot_be_invited(cast: Cast, email: str, sentence: str) -> None:
    page = invite(cast, email)
    assert page.status_code == 422
    assert sentence in words(page)


def test_an_address_is_invited_three_times_a_day(cast: Cast) -> None:
    for _ in range(3):
        assert invite(cast).status_code == 302
    page = invite(cast)
    assert page.status_code == 422
    assert "three times in a day" in words(page)
    assert len(mail.outbox) == 3
    with acting_as(cast.alice):
        assert len(sharing.pending(cast.trip)) == 1, "each replaces the one before; the fourth replaced none"


def test_forty_invitations_a_day(cast: Cast) -> None:
    as_owner(
        "insert into invitations (trip_id, email, role, token_sha256, expires_at)"
        " select %s, 'p' || n || '@example.org', 'viewer', md5(n::text) || md5(n::text), now() + interval '1 day'"
        " from generate_series(1, 40) n",
        [cast.trip.pk],
    )
    assert "40 invitations in a day" in words(invite(cast))


# -- answering -----------------------------------------------------------------------------------------------------


def test_an_invited_person_joins(cast: Cast) -> None:
    eve = make_user("eve")
    invite(cast, role="editor")
    path = mailed_path()
    page = signed_in(None).get(path)
    said = words(page)
    assert "Alice invites you to a trip" in said
    assert f"/accounts/signup/?next={path.replace('/', '%2F')}" in page.content.decode()
    assert "eve@example.org" not in said, "whoever found the mail's address learns no e-mail address"
    assert "e…@example.org" in said
    assert (page["Referrer-Policy"], page["X-Robots-Tag"]) == ("same-origin", "noindex, nofollow")
    joined = answer(eve, path)
    assert joined.redirect_chain[-1][0] == address("trip_detail", cast.trip.pk)
    assert members(cast)[str(eve.pk)] == "editor"
    assert signed_in(eve).get(path).headers["Location"] == address("trip_detail", cast.trip.pk)


def test_another_account_is_told_so_and_does_not_join(cast: Cast) -> None:
    invite(cast)
    path = mailed_path()
    said = words(signed_in(cast.charlie).get(path))
    assert "you are signed in as charlie@example.org" in said
    assert "for another e-mail address" in words(answer(cast.charlie, path))
    assert str(cast.charlie.pk) not in members(cast)


def test_an_answer_without_an_account_does_not_join(cast: Cast) -> None:
    invite(cast)
    before = members(cast)
    signed_in(None).post(f"{mailed_path()}answer/", {"answer": "accept"})
    assert members(cast) == before


def test_declining_takes_no_account(cast: Cast) -> None:
    invite(cast)
    path = mailed_path()
    answer(None, path, "decline")
    page = signed_in(None).get(path)
    assert page.status_code == 410
    assert "was declined" in words(page)
    with acting_as(cast.alice):
        assert sharing.pending(cast.trip) == []


@pytest.mark.parametrize(("end", "sentence"), [("revoked", "was taken back"), ("expired", "has expired")])
def test_an_invitation_that_ended_says_what_to_do_and_nothing_of_the_trip(cast: Cast, end: str, sentence: str) -> None:
    eve = make_user("eve")
    invite(cast)
    with acting_as(cast.alice):
        invited = Invitation.objects.get()
        if end == "expired":
            Invitation.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    if end == "revoked":
        signed_in(cast.alice).post(address("invitation_revocation", cast.trip.pk, invited.pk))
    page = signed_in(eve).get(mailed_path())
    assert page.status_code == 410
    assert sentence in words(page)
    assert "Helsinki" not in words(page)
    assert sentence in words(answer(eve, mailed_path()))
    assert str(eve.pk) not in members(cast)


def test_unknown_invitations_and_those_of_discarded_trips_are_not_found(cast: Cast) -> None:
    invite(cast)
    with acting_as(cast.alice):
        Trip.objects.update(deleted_at=timezone.now())
    for path in (mailed_path(), address("invitation", "no-such-token")):
        assert signed_in(cast.charlie).get(path).status_code == 404


def test_sending_again_ends_the_first_address(cast: Cast) -> None:
    eve = make_user("eve")
    invite(cast, role="editor")
    first = mailed_path()
    with acting_as(cast.alice):
        invited = Invitation.objects.get()
    asked = signed_in(cast.alice).post(address("invitation_renewal", cast.trip.pk, invited.pk))
    assert asked.context["form"].initial["role"] == "editor"
    invite(cast, role="editor")
    assert "look for a later mail" in words(answer(eve, first))
    answer(eve, mailed_path())
    assert members(cast)[str(eve.pk)] == "editor"


def test_a_confirmed_address_finds_its_invitation_without_the_mail(cast: Cast) -> None:
    eve = make_user("eve")
    invite(cast)
    with acting_as(eve):
        assert list(inbox.items(eve, ["invitation"])) == [], "anybody may sign up with any address"
    as_owner(
        'insert into account_emailaddress (user_id, email, verified, "primary") values (%s, %s, true, true)',
        [eve.pk, "Eve@example.org"],
    )
    with acting_as(eve):
        waiting = inbox.items(eve, ["invitation"])
    assert [item.title for item in waiting] == ["Alice invites you to “Helsinki in May”"]
    assert signed_in(cast.charlie).get(waiting[0].url).status_code == 404
    assert signed_in(cast.charlie).post(waiting[0].url, {"answer": "accept"}).status_code == 404
    assert "Alice invites you to a trip" in words(signed_in(eve).get(waiting[0].url))
    signed_in(eve).post(waiting[0].url, {"answer": "accept"})
    assert members(cast)[str(eve.pk)] == "viewer"


# -- companions ----------------------------------------------------------------------------------------------------


def test_the_owner_changes_a_role_and_removes(cast: Cast) -> None:
    alice = signed_in(cast.alice)
    with acting_as(cast.alice):
        vera = TripMember.objects.get(trip=cast.trip, user=cast.vera)
    alice.post(address("member_role", cast.trip.pk, vera.pk), {"role": "editor"})
    assert members(cast)[str(cast.vera.pk)] == "editor"
    assert alice.post(address("member_role", cast.trip.pk, vera.pk), {"role": "owner"}).status_code == 422
    removal = address("member_removal", cast.trip.pk, vera.pk)
    assert "Remove Vera from “Helsinki in May”?" in words(alice.get(removal))
    assert str(cast.vera.pk) in members(cast), "it asks first"
    alice.post(removal)
    assert str(cast.vera.pk) not in members(cast)
    assert signed_in(cast.vera).get(address("trip_detail", cast.trip.pk)).status_code == 404
    assert alice.post(removal).status_code == 404


def test_a_companion_leaves(cast: Cast) -> None:
    bob = signed_in(cast.bob)
    bob.post(address("departure", cast.trip.pk))
    assert str(cast.bob.pk) not in members(cast)
    assert bob.get(address("trip_detail", cast.trip.pk)).status_code == 404
    assert signed_in(cast.alice).post(address("departure", cast.trip.pk)).status_code == 404
