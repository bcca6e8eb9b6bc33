"""What agents may not do without a yes, as the inbox shows it (``tripos.web.inbox``)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ai.enums import ApprovalStatus
from ai.models import Approval
from tripos.web.inbox import InboxAction, InboxItem
from trips.models import Trip

AT_ONCE = 10
MOST_LINES = 6


def approvals_waiting(user: Any) -> QuerySet[Any]:
    """Approvals of a traveller that nobody answered and that are still good, the one that is over first first."""
    trips = Trip.objects.for_user(user).filter(pk=OuterRef("trip_id"))
    return (
        Approval.objects.for_user(user)
        .filter(status=ApprovalStatus.PENDING, expires_at__gt=timezone.now())
        .order_by("expires_at", "id")
        .annotate(trip_title=Subquery(trips.values("title")[:1]))
        .annotate(
            waits=JSONObject(
                id="id",
                trip_id="trip_id",
                conversation_id="conversation_id",
                preview="preview",
                created_at="created_at",
                expires_at="expires_at",
                trip_title="trip_title",
            )
        )
    )


def approval_item(row: Mapping[str, Any]) -> InboxItem:
    """An approval with exactly what a yes would do."""
    preview = row["preview"]
    lines = [str(line) for line in preview.get("lines", ())]
    if len(lines) > MOST_LINES:
        more = _("and %(n)d more") % {"n": len(lines) - MOST_LINES + 1}
        lines = [*lines[: MOST_LINES - 1], more]
    conversation = row["conversation_id"]
    url = reverse("conversations:conversation_detail", args=[conversation]) if conversation else reverse("home")
    return InboxItem(
        kind="approval",
        key=str(row["id"]),
        title=preview.get("title") or _("An agent asks for your yes"),
        url=url,
        when=datetime.fromisoformat(row["created_at"]),
        text=preview.get("lead", ""),
        about=row["trip_title"] or "",
        about_key=str(row["trip_id"]) if row["trip_title"] else "",
        priority=AT_ONCE,
        until=datetime.fromisoformat(row["expires_at"]),
        lines=tuple(lines),
        actions=(
            InboxAction(
                preview.get("accept") or _("Approve"),
                reverse("conversations:approval_acceptance", args=[row["id"]]),
                look="primary",
            ),
            InboxAction(_("No"), reverse("conversations:approval_denial", args=[row["id"]]), look="quiet"),
        ),
    )
