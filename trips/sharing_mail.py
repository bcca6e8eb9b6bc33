"""The mail that invites: what it says, and whether a mail server carries it."""

from __future__ import annotations

import logging
import smtplib
from dataclasses import dataclass

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from trips.actions import NotPossible
from trips.models import Invitation, Trip

logger = logging.getLogger(__name__)

# These keep mails on this machine.
STAYS_HERE = frozenset(f"django.core.mail.backends.{name}.EmailBackend" for name in ("console", "dummy", "filebased"))


@dataclass(frozen=True)
class Letter:
    """A mail as its reader gets it."""

    to: str
    subject: str
    text: str


def mail_arrives() -> bool:
    """Whether a mail server is configured."""
    return settings.EMAIL_BACKEND not in STAYS_HERE


def letter_of(invitation: Invitation, trip: Trip, inviter: str, url: str) -> Letter:
    """The mail of an invitation, word for word as it will be sent.

    Args:
        invitation: may be unsaved.
        trip: what it invites to.
        inviter: how the owner calls themselves; may be empty.
        url: where it is answered.
    """
    context = {"invitation": invitation, "trip": trip, "inviter": inviter, "url": url}
    text = render_to_string("trips/sharing_invitation.txt", context)
    who = inviter or _("Somebody")
    subject = _("%(who)s invites you to “%(title)s”") % {"who": who, "title": trip.title}
    # A header has one line; a title may hold any text.
    return Letter(invitation.email, " ".join(subject.split())[:180], text)


def send_invitation(invitation: Invitation, trip: Trip, inviter: str, url: str) -> bool:
    """Send it through Django's mail backend; return whether the backend took it.

    Raises:
        NotPossible: the mail server did not take it.
    """
    letter = letter_of(invitation, trip, inviter, url)
    mail = EmailMultiAlternatives(letter.subject, letter.text, None, [letter.to])
    try:
        return bool(mail.send())
    except (smtplib.SMTPException, OSError) as error:
        logger.warning("An invitation was not sent: %s", type(error).__name__)
        raise NotPossible(
            _("The mail server did not take the mail, so nobody was invited. Try again, or hand over a link.")
        ) from error
