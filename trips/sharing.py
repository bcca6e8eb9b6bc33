"""Verbs of sharing: invitations and their answers, companions, links. Callers are bound to the acting user.

A companion is made by their own answer to an invitation and in no other way. Of an invitation's or a link's token only
the SHA-256 is kept, so that its text is told once.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal

from django.db import connection, transaction
from django.db.models import DateTimeField, ExpressionWrapper
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _

from tripos.db.context import user_key
from tripos.web.share_links import hashed, new_token
from trips.access import name_of
from trips.actions import NotPossible
from trips.enums import MemberRole
from trips.models import Invitation, Trip, TripMember, TripShare
from trips.sharing_mail import mail_arrives, send_invitation

INVITATION_DAYS = 14
MOST_LINKS = 50
"""Links of one trip that may be alive at once."""

State = Literal["open", "accepted", "declined", "revoked", "expired"]


# -- invitations: the owner's side ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Invited:
    """An invitation that was just made.

    Attributes:
        url: its address, told this once; whoever was mailed has it from there.
        mailed: it went out to a mail server. Else the inviter hands the address over.
    """

    invitation: Invitation
    url: str
    mailed: bool


@transaction.atomic
def invite(
    user: Any,
    trip: Trip,
    email: str,
    role: str,
    *,
    address_of: Callable[[str], str],
    mail: bool = True,
    seed: str | None = None,
) -> Invited:
    """Invite an address to a trip, in place of an open invitation to it; mail it.

    The answer does not depend on whether the address has an account.

    Args:
        user: the trip's owner.
        trip: theirs.
        email: of whom is invited; kept in lower case.
        role: of ``MemberRole``.
        address_of: makes the absolute address of an invitation from its token.
        mail: else the inviter hands the address over.
        seed: see ``tripos.web.share_links.new_token``.

    Raises:
        NotPossible: it is their own address, or the mail server did not take the mail; nothing was kept.
        django.db.IntegrityError: a limit (``trips.constraints`` has the sentences).
    """
    address = email.strip().lower()
    if address == user.email:
        raise NotPossible(_("This is your own address."))
    now = timezone.now()
    _open_of(trip).filter(email=address).update(revoked_at=now)
    token = new_token(user, seed)
    invitation = Invitation(
        trip=trip,
        email=address,
        role=MemberRole(role).value,
        token_sha256=hashed(token),
        # By the clock that ends it.
        expires_at=ExpressionWrapper(Now() + timedelta(days=INVITATION_DAYS), output_field=DateTimeField()),
    )
    invitation.save(force_insert=True)
    invitation.refresh_from_db()
    url = address_of(token)
    sent = mail and send_invitation(invitation, trip, name_of(trip.user_id), url)
    return Invited(invitation, url, sent and mail_arrives())


def invite_again(
    user: Any, trip: Trip, invitation: Invitation, *, address_of: Callable[[str], str], mail: bool = True
) -> Invited:
    """Take an invitation back and make another like it, with a new address and a new expiry.

    Raises:
        NotPossible, django.db.IntegrityError: see :func:`invite`.
    """
    return invite(user, trip, invitation.email, invitation.role, address_of=address_of, mail=mail)


def _open_of(trip: Trip) -> Any:
    return Invitation.objects.filter(
        trip_id=trip.pk,
        owner_id=trip.user_id,
        accepted_at__isnull=True,
        declined_at__isnull=True,
        revoked_at__isnull=True,
    )


def pending(trip: Trip) -> list[Invitation]:
    """Invitations of a trip without an answer, expired ones among them, the latest first."""
    return list(_open_of(trip).order_by("-created_at", "id"))


@transaction.atomic
def revoke(trip: Trip, invitation: Invitation) -> None:
    """Take an invitation back.

    Raises:
        NotPossible: it was answered already.
    """
    if not _open_of(trip).filter(pk=invitation.pk).update(revoked_at=timezone.now()):
        raise NotPossible(_("This invitation was answered or taken back already."))


# -- invitations: the invited person's side ------------------------------------------------------------------------


@dataclass(frozen=True)
class Invite:
    """What the holder of an invitation's token is told.

    Attributes:
        is_mine: the bound account has the invited address.
        is_member: the bound account is a companion of the trip already.
        trip_id: for companions alone.
        inviter, title, destination, start_date, end_date: None unless it is open.
    """

    id: uuid.UUID
    state: State
    is_mine: bool
    is_member: bool
    trip_id: uuid.UUID | None
    role: str
    email: str
    expires_at: datetime
    inviter: str | None
    title: str | None
    destination: str | None
    start_date: date | None
    end_date: date | None


@dataclass(frozen=True)
class WaitingInvite:
    """An open invitation to a confirmed address of the bound person."""

    id: uuid.UUID
    role: str
    created_at: datetime
    expires_at: datetime
    inviter: str | None
    title: str
    destination: str
    start_date: date
    end_date: date


def _rows(statement: str, params: Sequence[Any] = ()) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return list(cursor.fetchall())


def find_invitation(token: str) -> Invite | None:
    """What a token's holder, signed in or not, is told; None for an unknown token, a trip or an owner that is gone."""
    rows = _rows(
        "select id, state, is_mine, is_member, trip_id, role, email, expires_at, inviter, title, destination,"
        " start_date, end_date from app.find_invitation(%s)",
        [hashed(token)],
    )
    return Invite(*rows[0]) if rows else None


def my_invitations() -> list[WaitingInvite]:
    """Open invitations to the bound person's confirmed addresses, the latest first. One query."""
    rows = _rows(
        "select id, role, created_at, expires_at, inviter, title, destination, start_date, end_date"
        " from app.my_invitations()"
    )
    return [WaitingInvite(*row) for row in rows]


def accept(token: str) -> uuid.UUID:
    """Become a companion of the trip that the token invites to; return the trip's id.

    Raises:
        NotPossible: it is for another address, or over; the sentence says which.
    """
    trip_id = _answer("select app.answer_invitation(%s, true)", hashed(token))
    if trip_id is None:
        raise NotPossible(why_not(find_invitation(token)))
    return trip_id


def decline(token: str) -> None:
    """Say no; whoever holds the token may, without an account.

    Raises:
        NotPossible: it is over already.
    """
    if _answer("select app.answer_invitation(%s, false)", hashed(token)) is None:
        raise NotPossible(why_not(find_invitation(token)))


def answer_mine(invitation_id: uuid.UUID, *, accepts: bool) -> uuid.UUID:
    """Answer an invitation to a confirmed address of the bound person; return the trip's id.

    Raises:
        NotPossible: there is no such invitation for them, or it is over.
    """
    rows = _rows("select app.answer_my_invitation(%s, %s)", [invitation_id, accepts])
    if not rows or rows[0][0] is None:
        raise NotPossible(_("This invitation is no longer open."))
    return uuid.UUID(str(rows[0][0]))


@transaction.atomic
def _answer(statement: str, token_sha256: str) -> uuid.UUID | None:
    found: uuid.UUID | None = _rows(statement, [token_sha256])[0][0]
    return found


def why_not(invite: Invite | None) -> str:
    """A sentence about an invitation that cannot be accepted now."""
    if invite is None:
        return _("There is no such invitation.")
    over = {
        "accepted": _("This invitation was accepted already. An invitation works once."),
        "declined": _("This invitation was declined. Ask for a new one if that was a mistake."),
        "revoked": _("This invitation was taken back, or replaced by a newer one: look for a later mail."),
        "expired": _("This invitation has expired. Ask whoever sent it to send it again."),
    }
    return over.get(invite.state) or _("This invitation is for another e-mail address.")


# -- companions ----------------------------------------------------------------------------------------------------


@transaction.atomic
def set_role(trip: Trip, member: TripMember, role: str) -> None:
    """Let a companion edit, or only look.

    Raises:
        NotPossible: they are no companion any more.
    """
    rows = TripMember.objects.of_trip(trip).filter(pk=member.pk)
    if not rows.update(role=MemberRole(role).value):
        raise NotPossible(_("They are no companion of this trip any more."))


@transaction.atomic
def remove(trip: Trip, member: TripMember) -> None:
    """Take a companion off a trip. What they did in it stays.

    Raises:
        NotPossible: they are no companion any more.
    """
    if not TripMember.objects.of_trip(trip).filter(pk=member.pk).delete()[0]:
        raise NotPossible(_("They are no companion of this trip any more."))


@transaction.atomic
def leave(user: Any, trip: Trip) -> None:
    """Stop being a companion.

    Raises:
        NotPossible: they are none; the owner cannot leave.
    """
    if not TripMember.objects.of_trip(trip).filter(user_id=user_key(user)).delete()[0]:
        raise NotPossible(_("You are not a companion of this trip."))


# -- links ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class LinkChoice:
    """What a link shows beside days, stops and map, and until when (aware; None: until it is revoked)."""

    label: str = ""
    expires_at: datetime | None = None
    show_costs: bool = False
    show_times: bool = True
    show_notes: bool = False
    show_people: bool = False


@transaction.atomic
def make_link(user: Any, trip: Trip, choice: LinkChoice, *, seed: str | None = None) -> tuple[TripShare, str]:
    """Make a link to a trip; return it and its token, which is told this once.

    Args:
        user: the trip's owner.
        trip: theirs.
        choice: what it shows, and until when.
        seed: see ``tripos.web.share_links.new_token``.

    Raises:
        NotPossible: there are ``MOST_LINKS`` already, or it would be over at once.
    """
    now = timezone.now()
    if choice.expires_at is not None and choice.expires_at <= now:
        raise NotPossible(_("The link would have ended already: choose a later day."))
    if len([link for link in links_of(trip) if is_live(link, now)]) >= MOST_LINKS:
        raise NotPossible(_("There are %(n)d links already: revoke one that is not needed.") % {"n": MOST_LINKS})
    token = new_token(user, seed)
    share = TripShare(
        trip=trip,
        token_sha256=hashed(token),
        label=choice.label.strip(),
        expires_at=choice.expires_at,
        show_costs=choice.show_costs,
        show_times=choice.show_times,
        show_notes=choice.show_notes,
        show_people=choice.show_people,
    )
    share.save(force_insert=True)
    return share, token


def links_of(trip: Trip) -> list[TripShare]:
    """Links of a trip that were not revoked, expired ones among them, the latest first."""
    rows = TripShare.objects.filter(trip_id=trip.pk, owner_id=trip.user_id, revoked_at__isnull=True)
    return list(rows.order_by("-created_at", "id"))


def is_live(link: TripShare, now: datetime) -> bool:
    """Whether a link opens the trip."""
    return link.revoked_at is None and (link.expires_at is None or link.expires_at > now)


@transaction.atomic
def revoke_link(trip: Trip, link: TripShare) -> None:
    """End a link at once.

    Raises:
        NotPossible: it was revoked already.
    """
    rows = TripShare.objects.filter(pk=link.pk, trip_id=trip.pk, owner_id=trip.user_id, revoked_at__isnull=True)
    if not rows.update(revoked_at=timezone.now()):
        raise NotPossible(_("This link was revoked already."))


@transaction.atomic
def set_public(trip: Trip, *, public: bool, costs: bool = False) -> None:
    """Let everybody who knows a trip's address read it, or nobody but companions and link holders."""
    Trip.objects.owned_by(trip.user_id).filter(pk=trip.pk).update(is_public=public, show_costs=public and costs)
