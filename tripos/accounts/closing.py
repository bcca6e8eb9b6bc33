"""The end of an account: closed by its owner at once, erased for good after thirty days."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import connection
from django.utils import timezone

from tripos.accounts import albums, pictures
from tripos.accounts.models import Profile
from tripos.db.context import acting_as_worker, acting_for_sign_in, writable

GRACE = timedelta(days=30)
"""How long staff can bring a closed account back; then nothing of it is left."""


def close(user: Any) -> None:
    """End the bound user's account: nobody signs in to it, and nobody sees its trips, from this moment on.

    Its address is free for a new account at once.
    """
    end_sessions(user)
    with acting_for_sign_in():
        EmailAddress.objects.filter(user_id=user.pk).delete()
    Profile.objects.owned_by(user).update(deleted_at=timezone.now())


def end_sessions(user: Any, *, but: str | None = None) -> int:
    """Sign an account out on every device; return how many.

    Args:
        user: the account.
        but: the key of a session that stays.
    """
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    with writable(), acting_for_sign_in():
        rows = UserSession.objects.filter(user_id=user.pk).exclude(session_key=but or "")
        keys = list(rows.values_list("session_key", flat=True))
        for key in keys:
            store.delete(key)
        rows.delete()
    return len(keys)


def erase_closed(now: datetime) -> int:
    """Erase the accounts that were closed thirty days ago, rows and files; return how many."""
    with acting_as_worker("Erased closed accounts"):
        due: list[uuid.UUID] = list(Profile.objects.filter(deleted_at__lt=now - GRACE).values_list("pk", flat=True))
        erased = 0
        for key in due:
            with connection.cursor() as cursor:
                cursor.execute("select app.erase_account(%s)", [key])
                erased += int(cursor.fetchone()[0])
            pictures.forget(key)
            albums.forget(key)
    return erased
