"""Sign-in trouble, mended by support: each deed with its reason, in the traveller's history."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.password_reset import request_password_reset
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import connection, transaction
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tripos.accounts.closing import end_sessions
from tripos.accounts.models import User
from tripos.db.context import acting_for_sign_in


def _switched(request: HttpRequest, user: User) -> None:
    """The database switches the account with the note; whoever is off is out at once."""
    end_sessions(user)


def _nothing_more(request: HttpRequest, user: User) -> None:
    """The note is the deed."""


def _end_sessions(request: HttpRequest, user: User) -> None:
    end_sessions(user)


def _drop_second_factor(request: HttpRequest, user: User) -> None:
    with acting_for_sign_in():
        Authenticator.objects.filter(user_id=user.pk).delete()


def _mail_password(request: HttpRequest, user: User) -> None:
    with acting_for_sign_in():
        request_password_reset(request, user.email, [user], None)


def _end_lockout(request: HttpRequest, user: User) -> None:
    with acting_for_sign_in():
        addresses = list(EmailAddress.objects.filter(user_id=user.pk).values_list("email", flat=True))
    for address in {user.email, *addresses}:
        get_adapter()._delete_login_attempts_cached_email(request, email=address)


DEEDS: dict[str, tuple[str | Promise, str | Promise, Callable[[HttpRequest, User], None]]] = {
    "lockout": (_("Let them try to sign in again"), _("They may try again at once."), _end_lockout),
    "password": (_("Mail a link for a new password"), _("The mail is on its way."), _mail_password),
    "second_factor": (_("Take the second factor away"), _("The password alone signs in."), _drop_second_factor),
    "sessions": (_("Sign out everywhere"), _("They are signed out on all devices."), _end_sessions),
    "deactivate": (_("Switch the account off"), _("The account is off."), _switched),
    "reactivate": (_("Switch the account on"), _("The account is on again."), _nothing_more),
}
"""What support may do, by name: its label, what is said when it is done, how."""


def deeds_for(user: User) -> list[tuple[str, str | Promise]]:
    """Names and labels of what can be done to an account now."""
    without = "deactivate" if not user.is_active else "reactivate"
    return [(name, label) for name, (label, _said, _act) in DEEDS.items() if name != without]


def do(request: HttpRequest, user: User, deed: str, reason: str) -> str | Promise:
    """Do it and write it down, in one transaction; return what to say.

    Raises:
        DatabaseError: the database refuses: not this group's, an account of staff, one's own, no reason.
    """
    _label, said, act = DEEDS[deed]
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("select app.staff_helped(%s, %s, %s)", [user.pk, deed, reason])
        act(request, user)
    return said


def sign_in_facts(user_id: uuid.UUID) -> dict[str, Any]:
    """Addresses, second factors and devices of an account, in three queries."""
    with acting_for_sign_in():
        return {
            "addresses": list(
                EmailAddress.objects.filter(user_id=user_id).order_by("-primary", "email").values("email", "verified")
            ),
            "second_factors": list(Authenticator.objects.filter(user_id=user_id).values_list("type", flat=True)),
            "devices": UserSession.objects.filter(user_id=user_id).count(),
        }
