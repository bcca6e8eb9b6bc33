"""Forms of advice: a suggestion's facts by the schema of its type, a conflict's ways out one by one."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any, get_args, get_origin, get_type_hints

from django import forms
from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tripos.web.staff.fields import WordsField, line
from trips.models import ConflictResolution, ProactiveSuggestion, TripMember
from trips.planning.suggestions.data import FACTS, read_data

FACT = "fact_"


def fact_field(item: Field[Any], hint: Any) -> forms.Field | None:
    """The form field for one fact; None for what no field shows (figures of a forecast), which stays as it is."""
    kinds = [one for one in get_args(hint) if one is not type(None)] if type(None) in get_args(hint) else [hint]
    kind = kinds[0]
    label = item.name.replace("_", " ").capitalize()
    required = item.default is MISSING and item.default_factory is MISSING and type(None) not in get_args(hint)
    if get_origin(kind) is tuple:
        return WordsField(label=label, longest=200)
    if kind is bool:
        return forms.BooleanField(label=label, required=False)
    if kind is int:
        return forms.IntegerField(label=label, required=required)
    if kind is Decimal:
        return forms.DecimalField(label=label, required=required)
    if kind is date:
        return forms.DateField(label=label, required=required, widget=forms.DateInput(attrs={"type": "date"}))
    if kind is datetime:
        field = line(label, _("With its offset, such as 2026-05-14T10:00:00+03:00."))
        field.required = required
        return field
    if kind is str:
        field = line(label, longest=500)
        field.required = required
        return field
    return None


def as_json(value: Any) -> Any:
    """What a form field gives, as the schema's JSON has it."""
    if isinstance(value, Decimal):
        return str(value)
    return value.isoformat() if isinstance(value, date) else value


class SuggestionForm(forms.ModelForm):
    """A suggestion. Its steps were worked out for stops as they were: they are shown, and kept or taken away whole."""

    accept = line(gettext_lazy("Words of the button"), longest=80)
    asks = forms.BooleanField(label=gettext_lazy("Accepting asks first"), required=False)
    without_steps = forms.BooleanField(
        label=gettext_lazy("Take the steps away"),
        required=False,
        help_text=gettext_lazy("Accepting then changes nothing by itself."),
    )

    class Meta:
        model = ProactiveSuggestion
        fields = (
            "user", "trip", "type", "title", "description", "reasoning", "agent_name", "confidence_score", "priority",
            "action_url", "status", "expires_at", "snoozed_until", "response_reason",
        )  # fmt: skip
        widgets = {
            name: forms.TextInput(attrs={"class": "vTextField"}) for name in ("title", "agent_name", "action_url")
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stored = self.instance.suggestion_data if isinstance(self.instance.suggestion_data, dict) else {}
        self.stored: Mapping[str, Any] = stored
        self.kind = str(
            (self.data.get("type") if self.is_bound else None) or self.initial.get("type") or self.instance.type or ""
        )
        facts = stored.get("facts") or {}
        self.initial["accept"] = stored.get("accept") or _("Good to know")
        self.initial["asks"] = bool(stored.get("asks"))
        if self.kind in FACTS:
            schema = FACTS[self.kind]  # type: ignore[index]
            hints = get_type_hints(schema)
            for item in fields(schema):
                field = fact_field(item, hints[item.name])
                if field is not None:
                    self.fields[FACT + item.name] = field
                    if facts.get(item.name) is not None:
                        self.initial[FACT + item.name] = facts[item.name]

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        user, trip = values.get("user"), values.get("trip")
        if user and trip and trip.user_id != user.pk and not _has_part(user, trip):
            self.add_error("trip", _("This traveller has no part in that trip."))
        if not self.errors:
            self.instance.suggestion_data = self._data(values)
        return values

    def _data(self, values: dict[str, Any]) -> dict[str, Any]:
        kept = self.stored.get("facts") or {} if self.instance.type == self.kind else {}
        facts = {name: value for name, value in kept.items() if FACT + name not in self.fields}
        for name in self.fields:
            if name.startswith(FACT) and (values.get(name) not in (None, "") or name.removeprefix(FACT) in kept):
                facts[name.removeprefix(FACT)] = as_json(values[name]) if values[name] != "" else None
        data = {
            "facts": facts,
            "steps": [] if values.get("without_steps") else self.stored.get("steps") or [],
            "accept": values.get("accept") or "",
            "asks": bool(values.get("asks")),
        }
        try:
            read_data(self.kind, data)
        except ValueError as problem:
            path, _colon, words = str(problem).partition(": ")
            name = FACT + path.rpartition(".")[2].removesuffix(" is missing")
            self.add_error(name if name in self.fields else None, words or str(problem))
        return data

    def _post_clean(self) -> None:
        if self.instance.suggestion_data is None:
            self.instance.suggestion_data = {}
        if not self.instance.stable_key:
            self.instance.stable_key = f"staff:{uuid.uuid4()}"
        super()._post_clean()  # type: ignore[misc]


def _has_part(user: Any, trip: Any) -> bool:
    return bool(TripMember.objects.filter(trip_id=trip.pk, user_id=user.pk).exists())


class ConflictForm(forms.ModelForm):
    """A conflict. Its traveller is its trip's owner; its ways out can be reworded, put in order and taken away."""

    affected = WordsField(
        label=gettext_lazy("Stops"), help_text=gettext_lazy("Their ids, with commas between them."), longest=36, most=50
    )

    class Meta:
        model = ConflictResolution
        fields = ("trip", "type", "severity", "title", "description", "status", "resolved_by")
        widgets = {"title": forms.TextInput(attrs={"class": "vTextField"})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["affected"] = self.instance.affected_items or []
        self.options: list[dict[str, Any]] = list(self.instance.resolution_options or [])
        for number, option in enumerate(self.options, 1):
            prefix = f"option_{number}_"
            self.fields[prefix + "description"] = line(_("Way out %(n)d") % {"n": number}, longest=500)
            self.fields[prefix + "upheaval"] = forms.FloatField(
                label=_("Upheaval"), min_value=0, help_text=_("What disturbs least comes first.")
            )
            self.fields[prefix + "gone"] = forms.BooleanField(label=_("Take it away"), required=False)
            self.initial.update({prefix + name: option.get(name) for name in ("description", "upheaval")})

    def option_fields(self) -> list[tuple[str, ...]]:
        """The fields of each way out, for the page's sections."""
        parts = ("description", "upheaval", "gone")
        return [tuple(f"option_{n}_{part}" for part in parts) for n in range(1, len(self.options) + 1)]

    def clean_affected(self) -> list[str]:
        ids: list[str] = self.cleaned_data["affected"]
        try:
            return [str(uuid.UUID(one)) for one in ids]
        except ValueError:
            raise forms.ValidationError(_("One of them is no id.")) from None

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        trip, affected = values.get("trip"), values.get("affected")
        if trip is not None and affected and not are_stops_of(trip.pk, affected):
            self.add_error("affected", _("These are not all stops of that trip."))
        return values

    def _post_clean(self) -> None:
        row: ConflictResolution = self.instance
        row.affected_items = self.cleaned_data.get("affected", row.affected_items)
        kept = []
        for number, option in enumerate(self.options, 1):
            given = {name: self.cleaned_data.get(f"option_{number}_{name}") for name in ("description", "upheaval")}
            if not self.cleaned_data.get(f"option_{number}_gone"):
                kept.append(option | {name: value for name, value in given.items() if value not in (None, "")})
        if self.options:
            row.resolution_options = sorted(kept, key=lambda option: float(option.get("upheaval") or 0))
        if not row.stable_key:
            row.stable_key = f"staff:{uuid.uuid4()}"
        trip = self.cleaned_data.get("trip")
        if trip is not None:
            row.user_id = trip.user_id  # as the database will set it; the form's own checks want one
        super()._post_clean()  # type: ignore[misc]


def are_stops_of(trip_id: uuid.UUID, ids: list[str]) -> bool:
    """Whether all are live stops of the trip; staff learn this much about stops, and nothing else."""
    with connection.cursor() as cursor:
        cursor.execute("select app.are_stops_of(%s, %s::uuid[])", [trip_id, ids])
        return bool(cursor.fetchone()[0])
