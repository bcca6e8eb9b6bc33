"""Many stops at once: made, changed, put in order, removed, in one transaction."""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from typing import Any, ClassVar

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import serializers

from tripos.api.answers import Answer, Refer
from tripos.api.problems import FieldError, Problem
from tripos.api.resources import Schema, joined, object_of
from tripos.api.writing import Strict
from tripos.db.context import set_reason
from trips import actions, stops
from trips.api.children import told
from trips.api.items import ItemsView, ItemWriter, check_stop, places_of
from trips.api.resources import ITEM
from trips.models import ItineraryItem, Trip

MOST = 200


class ItemChangeWriter(ItemWriter):
    id = serializers.UUIDField(help_text="Which stop.")

    class Meta(ItemWriter.Meta):
        fields: ClassVar[list[str]] = ["id", *ItemWriter.Meta.fields]


class DayOrderWriter(Strict):
    day_number = serializers.IntegerField(min_value=1, max_value=400, allow_null=True, help_text="Null: ideas.")
    items = serializers.ListField(
        child=serializers.UUIDField(), max_length=MOST, help_text="Ids of stops, in the order that the day shall have."
    )


class ItemBatchWriter(Strict):
    create = serializers.ListField(child=ItemWriter(), max_length=MOST, required=False)  # type: ignore[assignment]
    # Partial: what is left out stays. The id is asked for below.
    update = serializers.ListField(child=ItemChangeWriter(partial=True), max_length=MOST, required=False)  # type: ignore[assignment]
    remove = serializers.ListField(child=serializers.UUIDField(), max_length=MOST, required=False)
    order = serializers.ListField(child=DayOrderWriter(), max_length=MOST, required=False)

    example: ClassVar[dict[str, Any]] = {
        "create": [{"title": "Harbour walk", "type": "activity", "day_number": 1}],
        "update": [{"id": "7d1b2c3e-1111-4a53-9c39-0f5a1f0d2a11", "start_time": "11:00", "end_time": "12:30"}],
        "order": [{"day_number": 2, "items": ["7d1b2c3e-1111-4a53-9c39-0f5a1f0d2a11"]}],
    }


def _outcome(refer: Refer) -> Schema:
    several = {"type": "array", "items": refer(ITEM)}
    return {
        "type": "object",
        "additionalProperties": False,
        "required": ["created", "changed", "removed"],
        "properties": {
            "created": {**several, "description": "New stops, in the order in which they were sent."},
            "changed": {**several, "description": "Stops that were changed or put in order."},
            "removed": {"type": "array", "items": {"type": "string", "format": "uuid"}},
        },
    }


class ItemBatch(ItemsView):
    """Make, change, remove and reorder many stops in one transaction: all of it is done, in this order, or nothing.

    An order numbers the stops of a day as they are listed; a stop of another day moves there and keeps its time of day.
    """

    writers: ClassVar[dict[str, Any]] = {"post": ItemBatchWriter}
    summaries: ClassVar[dict[str, str]] = {"post": "Change many stops at once"}
    reasons: ClassVar[dict[str, Any]] = {"post": gettext_lazy("Changed several stops")}
    answers: ClassVar[dict[str, Answer]] = {
        "post": Answer(200, _outcome, "As they are now.", {"created": [ITEM.example()], "changed": [], "removed": []})
    }

    def post(self, request: Any, **kwargs: Any) -> HttpResponse:
        trip = self.access(edit=True, lock=True).trip
        content = self.content(request)
        wanted, changes = content.get("create", []), content.get("update", [])
        removed, orders = content.get("remove", []), content.get("order", [])
        rows = self._rows(changes, removed, orders)
        if not changes and not removed and not orders and wanted:
            set_reason(_("Added %(n)d stops") % {"n": len(wanted)})
        created = self._create(trip, wanted)
        with told():
            self._update(trip, rows, changes)
            if removed:
                actions.remove_stops(rows[pk] for pk in removed)
            for each in orders:
                stops.order_stops(trip, [rows[pk] for pk in each["items"]], each["day_number"])
        touched = [change["id"] for change in changes] + [pk for each in orders for pk in each["items"]]
        documents = self._documents([*created, *touched])
        body = {
            "created": joined(documents[pk] for pk in created),
            "changed": joined(documents[pk] for pk in dict.fromkeys(touched) if pk in documents),
            "removed": json.dumps([str(pk) for pk in dict.fromkeys(removed)]),
        }
        return self.reply(object_of(body))

    def _rows(
        self, changes: Sequence[dict[str, Any]], removed: Sequence[uuid.UUID], orders: Sequence[dict[str, Any]]
    ) -> dict[uuid.UUID, ItineraryItem]:
        """The stops that the body names, locked, by id.

        Raises:
            Problem: the trip has no such stop, one is named twice in a list, or a removed one is used (422).
        """
        errors: list[FieldError] = []
        named: list[tuple[str, uuid.UUID]] = []
        for n, change in enumerate(changes):
            if "id" in change:
                named.append((f"update/{n}/id", change["id"]))
            else:
                errors.append(FieldError(f"update/{n}/id", _("Say which stop."), "required"))
        named += [(f"remove/{n}", pk) for n, pk in enumerate(removed)]
        gone = set(removed)
        listed: set[uuid.UUID] = set()
        for n, order in enumerate(orders):
            for m, pk in enumerate(order["items"]):
                where = f"order/{n}/items/{m}"
                named.append((where, pk))
                if pk in gone or pk in listed:
                    errors.append(FieldError(where, _("A stop is in one place, and there once."), "unique"))
                listed.add(pk)
        wanted = {pk for _where, pk in named}
        found = self.editable().filter(pk__in=wanted).order_by("pk").select_for_update(of=("self",)) if wanted else ()
        rows = {row.pk: row for row in found}
        unknown = _("The trip has no such stop.")
        errors += [FieldError(where, unknown, "does_not_exist") for where, pk in named if pk not in rows]
        if errors:
            raise Problem("invalid", errors=errors)
        return rows

    def _create(self, trip: Trip, wanted: Sequence[dict[str, Any]]) -> list[uuid.UUID]:
        if not wanted:
            return []
        places = places_of(self.request.user, wanted, "create/{n}/location_id")
        for n, content in enumerate(wanted):
            check_stop(content, where=f"create/{n}/")
        return stops.add_stops(trip, wanted, places)

    def _update(self, trip: Trip, rows: dict[uuid.UUID, ItineraryItem], changes: Sequence[dict[str, Any]]) -> None:
        places_of(self.request.user, changes, "update/{n}/location_id")
        for n, change in enumerate(changes):
            stop = rows[change["id"]]
            values = {name: value for name, value in change.items() if name != "id"}
            check_stop(values, stop, f"update/{n}/")
            stops.change_stop(trip, stop, values)
            for name, value in values.items():
                setattr(stop, name, value)

    def _documents(self, wanted: Sequence[uuid.UUID]) -> dict[uuid.UUID, str]:
        """The stops as JSON, by id."""
        rows = self.rows().filter(pk__in=wanted).order_by().values_list("pk", ITEM.selected())
        return dict(rows) if wanted else {}
