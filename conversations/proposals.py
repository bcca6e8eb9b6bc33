"""Cards in an answer: what a turn proposes or did, with the buttons that fit the state it is in now."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any, Protocol

from django.urls import reverse
from django.utils.translation import gettext as _

from ai.approvals import KINDS
from ai.enums import ApprovalStatus
from ai.facts import money_facts
from ai.models import Approval
from tripos.audit.models import AuditLog, ChangeSet
from trips.enums import TripStatus
from trips.models import Trip
from trips.planning.itinerary import Plan


class Shown(Protocol):
    """Something done or asked for, as a card shows it."""

    @property
    def kind(self) -> str: ...

    @property
    def reason(self) -> str: ...

    @property
    def rows(self) -> Sequence[dict[str, Any]]: ...

    @property
    def plan(self) -> Plan | None: ...

    @property
    def trip_id(self) -> str | None: ...


def _totals(plan: Plan) -> list[dict[str, str]]:
    money = money_facts(plan)
    rows = [
        {"label": "known", "value": money["known"]},
        {"label": "estimated", "value": money["estimated"]},
        {"label": "unknown", "value": str(money["unknown"])},
    ]
    if money["budget"]:
        rows.insert(0, {"label": "budget", "value": money["budget"]})
        rows.append({"label": "left", "value": money["left"]})
    return rows


def of_new_trip(trip: Trip, plan: Plan) -> dict[str, Any]:
    """A planned trip that waits to be accepted; its days stand in the answer itself."""
    stops = sum(len(day.stops) for day in plan.days)
    lead = f"{stops} stops on {len(plan.days)} days, a draft until you accept it"
    return {"kind": "new_trip", "trip_id": str(trip.pk), "title": trip.title, "lead": lead, "totals": _totals(plan)}


def of_deeds(change_id: uuid.UUID, title: str, deeds: Sequence[Shown]) -> dict[str, Any]:
    """What was done at once, with its undo."""
    return {
        "kind": "edit",
        "trip_id": next((deed.trip_id for deed in deeds if deed.trip_id), None),
        "change_set_id": str(change_id),
        "title": title,
        "groups": groups([row for deed in deeds for row in deed.rows]),
        "totals": next((_totals(deed.plan) for deed in deeds if deed.plan is not None), []),
    }


def groups(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows of a card under the titles of their days, in the order in which those come first."""
    found: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault(str(row.get("day", "")), []).append({key: row[key] for key in row if key != "day"})
    return [{"title": title, "rows": those} for title, those in found.items()]


def preview(deeds: Sequence[Shown]) -> dict[str, Any]:
    """What an approval shows: drawn once, from exactly the arguments that the yes is bound to."""
    kind = KINDS[deeds[0].kind]
    rows = [row for deed in deeds for row in deed.rows]
    return {
        "title": str(kind.title) if len(deeds) == 1 else _("Do all of this?"),
        "accept": str(kind.yes) if len(deeds) == 1 else _("Approve"),
        "lead": "; ".join(dict.fromkeys(deed.reason for deed in deeds if deed.reason)),
        "lines": [str(row["what"]) for row in rows],
        "groups": groups(rows),
        "totals": next((_totals(deed.plan) for deed in deeds if deed.plan is not None), []),
    }


def of_approval(approval: Approval) -> dict[str, Any]:
    """Something that waits for a yes."""
    shown = approval.preview
    return {
        "kind": "approval",
        "approval_id": str(approval.pk),
        "trip_id": str(approval.trip_id) if approval.trip_id else None,
        "title": shown["title"],
        "accept": shown["accept"],
        "groups": shown["groups"],
        "totals": shown["totals"],
    }


# -- the state a card is in when it is shown ------------------------------------------------------------------------


def card(stored: dict[str, Any]) -> dict[str, Any]:
    """A stored card with its present state and the addresses of its buttons. The reader is bound."""
    trip = Trip.objects.filter(pk=stored["trip_id"]).first() if stored["trip_id"] else None
    about = stored.get("approval_id") or stored.get("change_set_id") or stored["trip_id"]
    view_url = reverse("trips:trip_detail", args=[stored["trip_id"]]) if _is_live(trip) else ""
    shown = {**stored, "id": about, "view_url": view_url}
    match stored["kind"]:
        case "new_trip":
            return shown | _new_trip_state(trip)
        case "edit":
            return shown | _edit_state(uuid.UUID(stored["change_set_id"]))
    return shown | _approval_state(uuid.UUID(stored["approval_id"]))


def _is_live(trip: Trip | None) -> bool:
    return trip is not None and trip.deleted_at is None


def _new_trip_state(trip: Trip | None) -> dict[str, Any]:
    if trip is None or trip.deleted_at is not None:
        return {"state": "declined"}
    if trip.status == TripStatus.DRAFT:
        return {
            "state": "proposed",
            "accept_url": reverse("trips:trip_acceptance", args=[trip.pk]),
            "decline_url": reverse("trips:trip_discard", args=[trip.pk]),
        }
    accepted = (
        AuditLog.objects.filter(
            table_name="trips", row_id=trip.pk, operation="UPDATE", old_data__status="draft", change_set__isnull=False
        )
        .order_by("-sequence")
        .first()
    )
    undo = reverse("trips:change_set_reversal", args=[accepted.change_set_id]) if accepted else ""
    return {"state": "accepted", "undo_url": undo}


def _edit_state(change_id: uuid.UUID) -> dict[str, Any]:
    if ChangeSet.objects.filter(undoes_id=change_id).exists():
        return {"state": "undone"}
    return {"state": "accepted", "undo_url": reverse("trips:change_set_reversal", args=[change_id])}


def _approval_state(approval_id: uuid.UUID) -> dict[str, Any]:
    approval = Approval.objects.filter(pk=approval_id).first()
    if approval is None or approval.is_over:
        return {"state": "expired"}
    match approval.status:
        case ApprovalStatus.PENDING:
            return {
                "state": "proposed",
                "accept_url": reverse("conversations:approval_acceptance", args=[approval_id]),
                "decline_url": reverse("conversations:approval_denial", args=[approval_id]),
            }
        case ApprovalStatus.APPROVED:
            done = approval_change(approval)
            if done is None:
                return {"state": "accepted"}
            return _edit_state(done)
        case ApprovalStatus.DENIED:
            return {"state": "declined"}
    return {"state": "expired"}


def approval_change(approval: Approval) -> uuid.UUID | None:
    """The change set that carried an approval out: it was given the approval's own id."""
    return approval.pk if ChangeSet.objects.filter(pk=approval.pk).exists() else None
