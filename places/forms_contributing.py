"""The form of a place that a traveller adds."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

import places.constraints  # noqa: F401  (registers the sentences)
from places import weekly
from places.contributing import fill_from_point
from places.gazetteer import nearest_city
from places.models import Location, LocationCategory

KINDS = [choice for choice in LocationCategory.choices if choice[0] != LocationCategory.EVENT]
"""Events have staff's eye on them; one's own are stops of the trip."""


def _line(label: Any, longest: int = 200, help_text: Any = "", **attrs: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=longest,
        empty_value=None,  # type: ignore[arg-type]  # the columns have null where nothing is known
        help_text=help_text,
        widget=forms.TextInput(attrs={"class": "input", **attrs}),
    )


def _degrees(label: Any, most: int) -> forms.FloatField:
    return forms.FloatField(
        label=label,
        min_value=-most,
        max_value=most,
        widget=forms.NumberInput(attrs={"class": "input", "step": "any", "inputmode": "decimal"}),
        error_messages={"required": gettext_lazy("Put the point on the map, or type where it is.")},
    )


class OwnPlaceForm(forms.Form):
    """What a traveller knows about a place. What stays empty is unknown."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=200,
        error_messages={"required": gettext_lazy("Give the place a name.")},
        widget=forms.TextInput(attrs={"class": "input", "autocomplete": "off"}),
    )
    category = forms.ChoiceField(
        label=gettext_lazy("Kind"), choices=KINDS, widget=forms.Select(attrs={"class": "select"})
    )
    subcategory = _line(gettext_lazy("More exactly"), 60, gettext_lazy("Such as museum, bakery or sauna."))
    latitude = _degrees(gettext_lazy("Latitude"), 90)
    longitude = _degrees(gettext_lazy("Longitude"), 180)
    address = _line(gettext_lazy("Address"))
    city = _line(gettext_lazy("City"), 100, gettext_lazy("Empty: the nearest one."))
    opening_hours = _line(
        gettext_lazy("Opening hours"),
        300,
        gettext_lazy("In OpenStreetMap's way, such as Tu-Su 10:00-18:00; Mo off. Empty: not known."),
        spellcheck="false",
    )
    website = forms.URLField(
        label=gettext_lazy("Website"),
        required=False,
        max_length=300,
        assume_scheme="https",
        empty_value=None,
        widget=forms.URLInput(attrs={"class": "input"}),
    )
    phone = _line(gettext_lazy("Phone"), 40, inputmode="tel")
    description = forms.CharField(
        label=gettext_lazy("What it is like"),
        required=False,
        max_length=2000,
        empty_value=None,  # type: ignore[arg-type]
        widget=forms.Textarea(attrs={"class": "input", "rows": 3}),
    )

    def __init__(self, *args: Any, place: Location | None = None, **kwargs: Any) -> None:
        if place is not None:
            known = {name: getattr(place, name) for name in self.base_fields}
            known["subcategory"] = (place.subcategory or "").replace("_", " ")
            kwargs["initial"] = {**known, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        self.place = place

    def clean_opening_hours(self) -> str | None:
        text: str | None = self.cleaned_data["opening_hours"]
        if text and (problem := weekly.explain(text)):
            raise forms.ValidationError(problem)
        return text

    def clean_subcategory(self) -> str | None:
        text: str | None = self.cleaned_data["subcategory"]
        return "_".join(text.lower().split()) if text else None

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        for name, value in values.items():
            if isinstance(value, str) and "\x00" in value:
                self.add_error(name, _("This has a sign that cannot be kept."))
        if not self.errors:
            if self._is_elsewhere(values):
                values["city"] = None
            fill_from_point(values)
        return values

    @property
    def is_another(self) -> bool:
        """Whether the place is new, or has another name or point than before: it may be one that there is already."""
        return self.place is None or bool({"name", "latitude", "longitude"} & set(self.changed_data))

    def _is_elsewhere(self, values: dict[str, Any]) -> bool:
        """Whether the point moved to another city, and the city that was filled in stayed behind."""
        if self.place is None or values.get("city") != self.place.city:
            return False
        before, after = (self.place.latitude, self.place.longitude), (values["latitude"], values["longitude"])
        if before[0] is None or before[1] is None or before == after:
            return False
        return nearest_city(before[0], before[1]) != nearest_city(*after)
