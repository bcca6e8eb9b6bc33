"""The form of a place: a point, hours as a week, what its category has, and the facts that are kept in `details`."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from tzfpy import get_tz

from places import weekly
from places.gazetteer import nearest_city
from places.imports import FIELDS
from places.models import Location
from tripos.accounts.choices import currency_choices, timezone_choices
from tripos.web.staff.fields import WordsField, line, maybe

OF_CATEGORY = {
    "restaurant": ("cuisine_types", "dietary_options", "ambiance", "price_level"),
    "event": ("event_type", "event_start_time", "event_end_time", "ticket_url", "price_level"),
    "rental": ("vehicle_type", "rental_features", "hourly_rate", "daily_rate"),
    "accommodation": ("stars", "price_level"),
    "attraction": (),
    "transport": (),
    "other": (),
}
DAY_FIELDS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "public_holidays")
DAY_LABELS = (
    gettext_lazy("Monday"), gettext_lazy("Tuesday"), gettext_lazy("Wednesday"), gettext_lazy("Thursday"),
    gettext_lazy("Friday"), gettext_lazy("Saturday"), gettext_lazy("Sunday"), gettext_lazy("Public holidays"),
)  # fmt: skip
TABLE, SYNTAX = "table", "syntax"
DETAIL_FIELDS = ("name_en", "wheelchair", "fee", "reservation", "wikidata", "stars")
_YES_NO = (("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No")))


LINES = (
    "name", "subcategory", "address", "postal_code", "city", "region", "country", "event_type", "ticket_url",
    "vehicle_type", "phone", "email", "website", "language",
)  # fmt: skip


class LocationForm(forms.ModelForm):
    """Typed fields for everything about a place. Keys of `details` that have no field stay as they are."""

    tags = WordsField(label=gettext_lazy("Tags"))
    cuisine_types = WordsField(label=gettext_lazy("Cuisine"))
    dietary_options = WordsField(label=gettext_lazy("Diets"), help_text=gettext_lazy("Such as vegan or halal."))
    ambiance = WordsField(label=gettext_lazy("Ambiance"))
    rental_features = WordsField(label=gettext_lazy("What a vehicle has"))

    hours_as = forms.ChoiceField(
        label=gettext_lazy("Hours are written"),
        choices=[(TABLE, gettext_lazy("as a week")), (SYNTAX, gettext_lazy("in OpenStreetMap's syntax"))],
        widget=forms.RadioSelect,
        required=False,
    )
    hours_syntax = line(
        gettext_lazy("Syntax"),
        gettext_lazy("For what a week cannot say, such as Apr-Oct Tu-Su 10:00-18:00."),
        1000,
    )

    name_en = line(gettext_lazy("Name in English"))
    alt_names = WordsField(label=gettext_lazy("Other names"), longest=300, most=30)
    wheelchair = maybe(gettext_lazy("Step-free"), *_YES_NO, ("limited", gettext_lazy("Partly")),
                       ("designated", gettext_lazy("Made for it")))  # fmt: skip
    fee = maybe(gettext_lazy("Entry costs something"), *_YES_NO)
    admission_amount = forms.DecimalField(
        label=gettext_lazy("Admission, one adult"), required=False, min_value=0, max_digits=9, decimal_places=2
    )
    admission_currency = forms.ChoiceField(label=gettext_lazy("Currency"), required=False)
    admission_as_of = forms.DateField(
        label=gettext_lazy("Price of"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    reservation = maybe(
        gettext_lazy("Reservation"),
        *_YES_NO,
        ("required", gettext_lazy("Required")),
        ("recommended", gettext_lazy("Recommended")),
    )
    wikidata = forms.RegexField(
        r"^Q[1-9]\d{0,11}$", label=gettext_lazy("Wikidata"), required=False, help_text=gettext_lazy("Such as Q754507.")
    )
    stars = forms.IntegerField(label=gettext_lazy("Stars"), required=False, min_value=1, max_value=7)
    unprotect = forms.MultipleChoiceField(
        label=gettext_lazy("Let the next import write again"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Fields that staff edited are left alone by imports, until they are ticked here."),
    )

    class Meta:
        model = Location
        fields = (
            "name", "category", "subcategory", "description", "tags", "latitude", "longitude", "address", "postal_code",
            "city", "region", "country", "timezone", "cuisine_types", "dietary_options", "ambiance", "price_level",
            "event_type", "event_start_time", "event_end_time", "ticket_url", "vehicle_type", "rental_features",
            "hourly_rate", "daily_rate", "phone", "email", "website", "capacity", "as_of", "language", "is_active",
            "is_verified",
        )  # fmt: skip
        widgets = {
            **{name: forms.TextInput(attrs={"class": "vTextField"}) for name in LINES},
            "description": forms.Textarea(attrs={"class": "vLargeTextField", "rows": 3}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        place: Location = self.instance
        self.before = {name: getattr(place, name) for name in (*FIELDS, "is_active")}
        self.before["details"] = dict(place.details or {})
        details = place.details or {}
        known = {name: details.get(name) for name in (*DETAIL_FIELDS, "alt_names")}
        admission = details.get("admission") or {}
        known |= {f"admission_{part}": admission.get(part) for part in ("amount", "currency", "as_of")}
        week = weekly.week_of(place.opening_hours)
        known["hours_as"] = TABLE if week or not place.opening_hours else SYNTAX
        known["hours_syntax"] = place.opening_hours
        for name, label, cell in zip(DAY_FIELDS, DAY_LABELS, week or ("",) * 8, strict=True):
            known[name] = cell
            self.fields[name] = line(label)
        self.fields["public_holidays"].help_text = _("Write “off” for closed; empty says nothing.")
        for name in ("event_start_time", "event_end_time"):
            moment = getattr(place, name)
            known[name] = moment.astimezone(self.zone_of(place)).replace(tzinfo=None) if moment else None
        for name, value in known.items():
            if value is not None:
                self.initial[name] = value
        self._choices(place)

    def _choices(self, place: Location) -> None:
        for name, choices in (("admission_currency", currency_choices()), ("timezone", timezone_choices())):
            if name in self.fields:
                self.fields[name] = forms.ChoiceField(
                    label=self.fields[name].label, required=False, choices=[("", _("not known")), *choices]
                )
        if "timezone" in self.fields:
            self.fields["timezone"].help_text = _("Empty takes the zone of the point.")
        protected = sorted(place.staff_edited_fields)
        if protected:
            self.fields["unprotect"].choices = [(name, name.replace("_", " ")) for name in protected]  # type: ignore[attr-defined]
        else:
            self.fields.pop("unprotect", None)

    @staticmethod
    def zone_of(place: Location) -> ZoneInfo:
        return ZoneInfo(place.timezone or "UTC")

    def full_clean(self) -> None:
        """Read the times of an event on the clock of its place."""
        zone = self.data.get("timezone") if self.is_bound else None
        with timezone.override(zone or self.zone_of(self.instance)):
            super().full_clean()

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        self._clean_point(values)
        values["opening_hours"] = self._clean_hours(values)
        amount, currency = values.get("admission_amount"), values.get("admission_currency")
        if amount is not None and not currency:
            self.add_error("admission_currency", _("An amount needs its currency."))
        return values

    def _clean_point(self, values: dict[str, Any]) -> None:
        latitude, longitude = values.get("latitude"), values.get("longitude")
        if (latitude is None) != (longitude is None):
            self.add_error("latitude" if latitude is None else "longitude", _("A point needs both."))
        elif latitude is not None and longitude is not None and not values.get("timezone"):
            values["timezone"] = get_tz(longitude, latitude) or None
        values["timezone"] = values.get("timezone") or None
        if latitude is not None and longitude is not None and not (values.get("city") and values.get("country")):
            town = nearest_city(latitude, longitude)
            values["city"] = values.get("city") or (town.name if town else None)
            values["country"] = values.get("country") or (town.country if town else None)

    def _clean_hours(self, values: dict[str, Any]) -> str | None:
        if values.get("hours_as") == SYNTAX:
            text = (values.get("hours_syntax") or "").strip()
            # What nobody touched may stay unreadable: the form is about the other fields then.
            problem = weekly.explain(text) if text and text != self.before["opening_hours"] else ""
            if problem:
                self.add_error("hours_syntax", problem)
            return text or None
        cells = [values.get(name) or "" for name in DAY_FIELDS]
        if not any(cell.strip() for cell in cells):
            return None
        if tuple(cells) == weekly.week_of(self.before["opening_hours"]):
            return self.before["opening_hours"]  # type: ignore[no-any-return]
        try:
            return weekly.syntax_of(cells)
        except weekly.HoursProblem as problem:
            self.add_error(DAY_FIELDS[problem.day], str(problem))
            return self.before["opening_hours"]  # type: ignore[no-any-return]

    def _post_clean(self) -> None:
        place: Location = self.instance
        place.opening_hours = self.cleaned_data.get("opening_hours", place.opening_hours)
        place.details = self._details()
        super()._post_clean()  # type: ignore[misc]
        for name in ("cuisine_types", "dietary_options", "ambiance", "rental_features"):
            if name in self.fields:
                setattr(place, name, getattr(place, name) or None)

    def _details(self) -> dict[str, Any]:
        details = dict(self.before["details"])
        shown = {name: self.cleaned_data.get(name) for name in (*DETAIL_FIELDS, "alt_names") if name in self.fields}
        if "admission_amount" in self.fields:
            amount = self.cleaned_data.get("admission_amount")
            as_of: dt.date | None = self.cleaned_data.get("admission_as_of")
            shown["admission"] = amount is not None and {
                "amount": f"{amount:.2f}",
                "currency": self.cleaned_data.get("admission_currency"),
                "as_of": as_of.isoformat() if as_of else None,
            }
        for name, value in shown.items():
            if value:
                details[name] = value
            else:
                details.pop(name, None)
        return details

    def edited(self) -> set[str]:
        """What this form changed of what imports write: columns, and keys of details as "details.fee"."""
        place: Location = self.instance
        columns = {name for name, value in self.before.items() if name != "details" and getattr(place, name) != value}
        before, after = self.before["details"], place.details
        return columns | {f"details.{key}" for key in {*before, *after} if before.get(key) != after.get(key)}
