"""Invitations that wait for an answer, as the inbox reads them (``tripos.web.inbox``)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils.translation import gettext as _

from tripos.web.inbox import InboxAction, InboxItem
from trips.models import WaitingInvitation


def invitations_waiting(_user: Any) -> QuerySet[Any]:
    """Open invitations to confirmed addresses of the bound person; the view knows who that is."""
    columns = ("id", "role", "inviter", "title", "destination", "created_at", "expires_at")
    rows: QuerySet[Any] = WaitingInvitation.objects.annotate(waits=JSONObject(**{name: name for name in columns}))
    return rows.order_by("-created_at", "id")


def invitation_item(row: Mapping[str, Any]) -> InboxItem:
    """An invitation; it is accepted on its own page, which says what that means."""
    url = reverse("trips:my_invitation", args=[row["id"]])
    may = _("You may change it.") if row["role"] == "editor" else _("You may look.")
    return InboxItem(
        kind="invitation",
        key=str(row["id"]),
        title=_("%(who)s invites you to “%(title)s”") % {"who": row["inviter"] or _("Somebody"), "title": row["title"]},
        url=url,
        when=datetime.fromisoformat(row["created_at"]),
        text=f"{row['destination']}. {may}",
        priority=7,
        until=datetime.fromisoformat(row["expires_at"]),
        actions=(
            InboxAction(_("See and answer"), url, "get", "primary"),
            InboxAction(_("Decline"), url, look="quiet", answer="decline"),
        ),
    )
