"""The pages of sharing: who travels along, invitations, links, public trips."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from tripos.db.context import acting_as
from tripos.testing.cast import Cast, make_user
from tripos.testing.owner import as_owner
from tripos.testing.pages import at_most_queries, signed_in, words
from tripos.web import inbox
from trips import sharing
from trips.models import Invitation, ItineraryItem, Trip, TripMember, TripShare
from trips.tests.page_makers import make_place, make_stop

CONSOLE = "django.core.mail.backends.console.EmailBackend"
MOST_QUERIES = 8


def address(name: str, *args: Any) -> str:
    return reverse(f"trips:{name}", args=args)


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


def make_link(cast: Cast, **choice: Any) -> str:
    with acting_as(cast.alice):
        return sharing.make_link(cast.alice, cast.trip, sharing.LinkChoice(**choice))[1]


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


# -- links ---------------------------------------------------------------------------------------------------------

SECRETS = ("SECRETNOTE", "REF123", "booking.example", "4321", "example.org", "Alice", "Bob", "SECRETTAG", "METASECRET")


def private_stop(cast: Cast) -> ItineraryItem:
    place = make_place(0)
    stop = make_stop(
        cast.trip, "Ateneum", at=10, location=place, latitude=place.latitude, longitude=place.longitude,
        notes="SECRETNOTE", booking_reference="REF123", booking_url="https://booking.example/1", cost=Decimal(4321),
        is_paid=True, tags=["SECRETTAG"], metadata={"k": "METASECRET"}, booking_status="confirmed",
    )  # fmt: skip
    make_stop(cast.trip, "IDEASECRET", day=None, at=None)
    return stop


def test_a_link_is_shown_once_and_opens_the_plan(cast: Cast) -> None:
    private_stop(cast)
    made = signed_in(cast.alice).post(
        address("links", cast.trip.pk), {"label": "Grandma", "show_times": "on", "expires": ""}
    )
    found = re.search(r'value="http://testserver(/s/[^"]+)"', made.content.decode())
    assert found
    token = found[1].split("/")[2]
    listed = signed_in(cast.alice).get(address("trip_sharing", cast.trip.pk))
    assert "Grandma" in words(listed)
    assert token not in listed.content.decode()
    with connection.cursor() as cursor:
        cursor.execute("set local role tripos_owner")
        cursor.execute("select count(*) from trip_shares where to_jsonb(trip_shares)::text like %s", [f"%{token}%"])
        assert cursor.fetchone() == (0,)
        cursor.execute("reset role")
    page = signed_in(None).get(found[1])
    said = words(page)
    for expected in ("Helsinki in May", "Ateneum", "Thursday 14 May", "10:00 to 11:00", "Open 10:00–18:00"):
        assert expected in said
    assert page.content.decode().count('class="map__drawing"') == 1
    assert (page["Referrer-Policy"], page["X-Robots-Tag"]) == ("same-origin", "noindex, nofollow")
    assert "no-store" in page["Cache-Control"]


def test_what_a_link_shows_holds_nothing_private(cast: Cast) -> None:
    private_stop(cast)
    token = make_link(cast)
    html = signed_in(None).get(address("shared_trip", token)).content.decode()
    people = [str(person.pk) for person in (cast.alice, cast.bob, cast.vera)]
    for secret in (*SECRETS, "IDEASECRET", "€", *people):
        assert secret not in html, secret
    assert "Copy to my trips" not in html, "one must sign in first"


def test_a_link_shows_what_its_owner_chose(cast: Cast) -> None:
    private_stop(cast)
    token = make_link(cast, show_costs=True, show_notes=True, show_people=True, show_times=False)
    said = words(signed_in(None).get(address("shared_trip", token)))
    for shown in ("SECRETNOTE", "4,321", "Alice, Bob, Vera"):
        assert shown in said
    for hidden in ("10:00 to 11:00", "REF123", "example.org", "SECRETTAG"):
        assert hidden not in said


def test_unknown_revoked_and_expired_links_look_the_same(cast: Cast) -> None:
    revoked, expired = make_link(cast, label="one"), make_link(cast, label="two")
    with acting_as(cast.alice):
        share = TripShare.objects.get(label="one")
        TripShare.objects.filter(label="two").update(expires_at=timezone.now() - timedelta(minutes=1))
    assert signed_in(None).get(address("shared_trip", revoked)).status_code == 200
    signed_in(cast.alice).post(address("link_revocation", cast.trip.pk, share.pk))
    pages = [signed_in(None).get(address("shared_trip", token)) for token in (revoked, expired, "never-was", "x" * 300)]
    assert {page.status_code for page in pages} == {404}
    bodies = {re.sub(r'csrf[^>]+|"X-CSRFToken": "[^"]+"', "", page.content.decode()) for page in pages}
    assert len({re.sub(r"/s/[^\"&<]+", "", body) for body in bodies}) == 1


def test_a_link_that_would_have_ended_is_refused(cast: Cast) -> None:
    page = signed_in(cast.alice).post(address("links", cast.trip.pk), {"expires": "2020-01-01", "show_times": "on"})
    assert page.status_code == 422
    assert "choose a later day" in words(page)


def test_a_trip_is_public_only_while_its_owner_says_so(cast: Cast) -> None:
    private_stop(cast)
    path = address("public_trip", cast.trip.pk)
    assert signed_in(None).get(path).status_code == 404
    signed_in(cast.alice).post(address("publication", cast.trip.pk), {"public": "on"})
    html = signed_in(None).get(path).content.decode()
    assert "Ateneum" in html
    for secret in (*SECRETS, "IDEASECRET"):
        assert secret not in html, secret
    signed_in(cast.alice).post(address("publication", cast.trip.pk), {})
    assert signed_in(None).get(path).status_code == 404
    assert signed_in(None).get(address("public_trip", uuid.uuid4())).status_code == 404


def test_what_is_shown_is_copied_without_what_is_not(cast: Cast) -> None:
    private_stop(cast)
    token = make_link(cast)
    path = address("shared_trip_copy", token)
    assert signed_in(None).post(path, {}).headers["Location"].startswith("/accounts/login/")
    assert signed_in(cast.charlie).post(path, {"start_date": "2027-06-01"}).status_code == 302
    with acting_as(cast.charlie):
        copy = Trip.objects.get()
        stop = ItineraryItem.objects.get()
    assert (copy.title, str(copy.start_date), str(copy.end_date)) == (
        "Copy of Helsinki in May",
        "2027-06-01",
        "2027-06-03",
    )
    assert (stop.title, stop.day_number, str(stop.start_time)) == ("Ateneum", 1, "10:00:00")
    assert (stop.notes, stop.booking_reference, stop.booking_url, stop.cost, stop.is_paid, stop.tags, stop.metadata) == (
        None, None, None, None, False, [], {},
    )  # fmt: skip


def test_a_shared_page_asks_as_often_with_many_stops(cast: Cast) -> None:
    token = make_link(cast)
    for number in range(6):
        if number in (1, 5):
            with at_most_queries(4):
                signed_in(None).get(address("shared_trip", token))
        make_stop(cast.trip, f"Stop {number}", at=9 + number, location=make_place(number))
