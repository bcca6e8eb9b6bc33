"""A kind of action on who sees a trip: inviting somebody by mail, which always waits for its owner's yes."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from urllib.parse import urljoin

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ai.approvals import ActionKind, Arguments, Row, register, row
from tripos.db.constraints import refusal_of
from trips import actions, sharing
from trips.enums import MemberRole
from trips.models import Trip
from trips.sharing_mail import mail_arrives

INVITE = "invite"


@dataclass(frozen=True)
class Inviter:
    """The trip's owner, as far as an invitation needs them.

    No agent and no worker reads a person's address. To invite one's own is of no use: PostgreSQL lets no owner accept.
    """

    pk: uuid.UUID
    email: str = ""


def why_not_mailed() -> str:
    """Why nobody can be invited from here, in a sentence; empty when nothing is in the way.

    An invitation's address is told once, to its reader: where no mail leaves, its owner hands it over from the page.
    """
    if mail_arrives() and settings.PUBLIC_URL:
        return ""
    return _("No mail leaves this site from here: invite on the trip's page, which gives you a link to hand over.")


def _trip(user_id: uuid.UUID, arguments: Arguments) -> Trip:
    trip: Trip | None = Trip.objects.editable_by(user_id).filter(pk=arguments["trip_id"], user_id=user_id).first()
    if trip is None:
        raise actions.NotPossible(_("That trip is gone already."))
    return trip


def _rows(user_id: uuid.UUID, arguments: Arguments) -> list[Row]:
    trip, may = _trip(user_id, arguments), MemberRole(arguments["role"]).label
    return [
        row(f"{arguments['email']}: {may}", "add"),
        row(_("A mail invites them to “%(title)s”") % {"title": trip.title}),
    ]


def _invite(user_id: uuid.UUID, arguments: Arguments) -> str:
    trip, problem = _trip(user_id, arguments), why_not_mailed()
    if problem:
        raise actions.NotPossible(problem)
    try:
        with transaction.atomic():
            sharing.invite(
                Inviter(user_id),
                trip,
                arguments["email"],
                arguments["role"],
                address_of=lambda token: urljoin(settings.PUBLIC_URL, reverse("trips:invitation", args=[token])),
            )
    except IntegrityError as error:
        refused = refusal_of(error)
        if refused is None:
            raise
        raise actions.NotPossible(refused.sentence) from error
    return _("Invited %(email)s") % {"email": arguments["email"]}


register(
    ActionKind(
        INVITE,
        gettext_lazy("Invite to the trip?"),
        gettext_lazy("Invite"),
        _rows,
        _invite,
        always_waits=True,
        # Only the owner themselves may: an agent has no rights on invitations.
        role="app",
    )
)
