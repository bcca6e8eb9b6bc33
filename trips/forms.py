"""The travellers' forms. Errors stand beside their field; the database has the last word on what may be."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

import trips.constraints  # noqa: F401  (registers the sentences)
from places.models import Location
from tripos.accounts.choices import currency_choices, timezone_choices
from tripos.web.templatetags.times import day_short
from trips import arrangement, changes
from trips.enums import BookingStatus, ItemType
from trips.merging import MergingForm
from trips.models import ItineraryItem, Trip
from trips.planner import TRAVEL_MODE
from trips.planning.travel_time import MODES
from trips.presenters import mode_words
from trips.starting import Wish
from trips.tags import TagsField

NAMED = 4
MINUTES_A_DAY = 24 * 60


class DayInput(forms.DateInput):
    """A date as the browser's own picker wants it."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class ClockInput(forms.TimeInput):
    """A time of day as the browser's own picker wants it."""

    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class StartForm(forms.Form):
    """Where, the first and the last day."""

    where = forms.CharField(
        label=gettext_lazy("Where to"),
        max_length=200,
        widget=forms.TextInput(attrs={"list": "known-cities", "autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Say where you want to go.")},
    )
    start = forms.DateField(
        label=gettext_lazy("First day"),
        widget=DayInput(),
        error_messages={"required": gettext_lazy("Choose the first day.")},
    )
    end = forms.DateField(
        label=gettext_lazy("Last day"),
        widget=DayInput(),
        error_messages={"required": gettext_lazy("Choose the last day; the first one again for a day trip.")},
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        start, end = cleaned.get("start"), cleaned.get("end")
        if start and end and end < start:
            self.add_error("end", _("The last day is before the first: choose a later one."))
        elif start and end and end - start > timedelta(days=365):
            self.add_error("end", _("A trip has at most 366 days."))
        return cleaned

    def wish(self) -> Wish:
        """What was asked, once the form is valid."""
        found = self.cleaned_data
        return Wish(found["where"], found["start"], found["end"])


class TripForm(MergingForm):
    """Name, dates, party and money of a trip."""

    extra: ClassVar[tuple[str, ...]] = ("stranded",)
    stranded = forms.ChoiceField(
        label=gettext_lazy("What should happen to the stops outside the new dates?"),
        choices=[
            ("ideas", gettext_lazy("Keep them as ideas, without a day")),
            ("along", gettext_lazy("Move them along with the first day; what has no day then becomes an idea")),
            ("keep", gettext_lazy("Leave the dates as they were")),
        ],
        widget=forms.RadioSelect,
        required=False,
    )

    class Meta:
        model = Trip
        fields: ClassVar[list[str]] = [
            "title",
            "destination",
            "start_date",
            "end_date",
            "timezone",
            "adults",
            "budget_total",
            "currency",
        ]
        widgets: ClassVar[dict[str, Any]] = {
            "title": forms.TextInput(attrs={"maxlength": 200}),
            "destination": forms.TextInput(attrs={"maxlength": 200, "list": "known-cities", "autocomplete": "off"}),
            "start_date": DayInput(),
            "end_date": DayInput(),
            "budget_total": forms.NumberInput(attrs={"min": 0, "step": "0.01", "inputmode": "decimal"}),
        }
        labels: ClassVar[dict[str, Any]] = {
            "title": gettext_lazy("Name"),
            "destination": gettext_lazy("Where to"),
            "start_date": gettext_lazy("First day"),
            "end_date": gettext_lazy("Last day"),
            "timezone": gettext_lazy("Time zone"),
            "adults": gettext_lazy("Adults"),
            "budget_total": gettext_lazy("Budget"),
            "currency": gettext_lazy("Currency"),
        }
        help_texts: ClassVar[dict[str, Any]] = {
            "destination": gettext_lazy("Places are looked for here from now on; the stops stay as they are."),
            "end_date": gettext_lazy(
                "Move both days by the same and the stops move along; otherwise they keep their dates. "
                "What is booked always keeps its date."
            ),
            "timezone": gettext_lazy(
                "The clock of stops that have no place of their own: ten o'clock stays ten o'clock, in this zone."
            ),
            "budget_total": gettext_lazy("For everybody together. Empty: no limit."),
            "currency": gettext_lazy(
                "What the budget is added up in. Prices keep the currency they were entered in, and are counted anew "
                "at the latest rates of the European Central Bank."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["currency"] = forms.ChoiceField(
            label=_("Currency"), choices=currency_choices(), help_text=self.fields["currency"].help_text
        )
        self.fields["timezone"] = forms.ChoiceField(
            label=_("Time zone"), choices=self._zones(), help_text=self.fields["timezone"].help_text
        )
        self.fields["adults"].widget.attrs["min"] = 1
        self.stranded_stops: list[ItineraryItem] = []
        if not self.is_bound:
            del self.fields["stranded"]
        self.order_fields(["seen", "title", "destination", "start_date", "end_date", "stranded", "timezone"])

    def _zones(self) -> list[tuple[str, Any]]:
        """Zones by continent, and the trip's own where it is none of them."""
        groups: list[tuple[str, Any]] = list(timezone_choices())
        own = self.instance.timezone
        known = any(own == name for _group, zones in groups for name, _label in zones)
        return groups if known else [("", [(own, own)]), *groups]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        start, end = cleaned.get("start_date"), cleaned.get("end_date")
        if start and end and end >= start:
            self.stranded_stops = arrangement.stranded_by(self._before(), start, end)
        choice = cleaned.get("stranded")
        if self.stranded_stops and choice == "keep":
            cleaned |= {"start_date": self._stored["start_date"], "end_date": self._stored["end_date"]}
        elif self.stranded_stops and not choice:
            n = len(self.stranded_stops)
            names = ", ".join(item.title for item in self.stranded_stops[:NAMED])
            if n > NAMED:
                names = _("%(names)s and %(more)d more") % {"names": names, "more": n - NAMED}
            words = ngettext("%(n)d stop lies outside: %(names)s.", "%(n)d stops lie outside: %(names)s.", n)
            said = [words % {"n": n, "names": names}]
            booked = [item.title for item in self.stranded_stops if item.is_booked]
            if booked:
                text = _("Booked, so bound to its date, which the trip no longer has: %(names)s.")
                said.append(text % {"names": ", ".join(booked)})
            self.add_error("stranded", " ".join(said))
            # The page comes back for this answer, so it begins there: on a phone that lies below the first screen.
            self.fields["stranded"].widget.attrs["autofocus"] = True
        if not self.stranded_stops and "stranded" in self.fields:
            del self.fields["stranded"]
        return cleaned

    def _before(self) -> Trip:
        """The trip as it is stored: the instance may hold the form's values already."""
        return Trip(
            pk=self.instance.pk,
            user_id=self.instance.user_id,
            start_date=self._stored["start_date"],
            end_date=self._stored["end_date"],
        )

    def reason(self) -> str:
        """What the history says about this edit."""
        changed = self.changed_columns()
        labels = [str(self.fields[name].label).lower() for name in changed]
        return _("Changed the trip: %(what)s") % {"what": ", ".join(labels) or _("nothing")}

    def save(self, commit: bool = True) -> Trip:
        """Write what differs, the dates with their stops."""
        changed = self.changed_columns()
        before = self._before()
        start, end = (changed.pop(name, self._stored[name]) for name in ("start_date", "end_date"))
        if (start, end) != (before.start_date, before.end_date):
            if end < start:  # nothing to lay the days out by; the database names the field
                changed |= {"start_date": start, "end_date": end}
            else:
                arrangement.change_dates(before, start, end, along=self.cleaned_data.get("stranded") == "along")
        if changed:
            Trip.objects.filter(pk=before.pk).update(**changed)
            changes.changed(before.pk)
        trip: Trip = self.instance
        return trip


class StopForm(MergingForm):
    """A stop, of one's own or from the catalogue."""

    extra: ClassVar[tuple[str, ...]] = ("travel_mode",)

    class Meta:
        model = ItineraryItem
        fields: ClassVar[list[str]] = [
            "title",
            "type",
            "day_number",
            "start_time",
            "end_time",
            "ends_next_day",
            "cost",
            "currency",
            "is_paid",
            "people",
            "booking_status",
            "booking_reference",
            "booking_url",
            "address",
            "notes",
            "tags",
            "is_locked",
        ]
        widgets: ClassVar[dict[str, Any]] = {
            "title": forms.TextInput(attrs={"maxlength": 200}),
            "start_time": ClockInput(),
            "end_time": ClockInput(),
            "cost": forms.NumberInput(attrs={"min": 0, "step": "0.01", "inputmode": "decimal"}),
            "people": forms.NumberInput(attrs={"min": 1, "inputmode": "numeric"}),
            "booking_reference": forms.TextInput(attrs={"maxlength": 100, "autocomplete": "off"}),
            "booking_url": forms.URLInput(attrs={"placeholder": "https://"}),
            "address": forms.TextInput(attrs={"maxlength": 300}),
            "notes": forms.Textarea(attrs={"rows": 3}),
        }
        labels: ClassVar[dict[str, Any]] = {
            "title": gettext_lazy("Name"),
            "start_time": gettext_lazy("From"),
            "end_time": gettext_lazy("To"),
            "ends_next_day": gettext_lazy("Ends after midnight"),
            "cost": gettext_lazy("Cost"),
            "is_paid": gettext_lazy("Paid"),
            "people": gettext_lazy("How many of you"),
            "booking_reference": gettext_lazy("Confirmation code"),
            "booking_url": gettext_lazy("Booking's address"),
            "address": gettext_lazy("Address"),
            "notes": gettext_lazy("Notes"),
            "is_locked": gettext_lazy("Fixed"),
        }
        help_texts: ClassVar[dict[str, Any]] = {
            "cost": gettext_lazy("For everybody together. Empty: not known."),
            "people": gettext_lazy("Where not everybody comes along. Empty: everybody."),
            "is_locked": gettext_lazy("The planner leaves its day and time alone."),
        }

    def __init__(self, *args: Any, trip: Trip, place: Location | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.trip, self.place = trip, place
        self.fields["type"] = forms.ChoiceField(label=_("Kind"), choices=ItemType.choices)
        days = [(n, f"{_('Day')} {n} · {day_short(trip.date_of(n))}") for n in range(1, trip.length + 1)]
        self.fields["day_number"] = forms.TypedChoiceField(
            label=_("Day"),
            choices=[("", _("No day yet, an idea")), *days],
            coerce=int,
            empty_value=None,
            required=False,
        )
        self.fields["currency"] = forms.ChoiceField(label=_("Currency"), choices=currency_choices())
        self.fields["booking_status"] = forms.TypedChoiceField(
            label=_("Booking"),
            choices=[("", _("Needs none")), *BookingStatus.choices],
            empty_value=None,
            required=False,
        )
        self.fields["tags"] = TagsField(
            label=_("Tags"),
            required=False,
            help_text=_("Words with commas between: rainy days, with the children."),
            widget=forms.TextInput(attrs={"autocomplete": "off"}),
        )
        self.fields["travel_mode"] = forms.ChoiceField(
            label=_("How you get there"),
            choices=[("", _("As the planner thinks best")), *((mode, mode_words(mode).capitalize()) for mode in MODES)],
            required=False,
            initial=self.instance.metadata.get(TRAVEL_MODE, ""),
        )
        self.order_fields(["seen", *self.Meta.fields])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self._keep_length(cleaned)
        if cleaned.get("end_time") and not cleaned.get("start_time") and "start_time" not in self.errors:
            self.add_error("start_time", _("Say when it starts, or leave both times empty."))
        if cleaned.get("start_time") and cleaned.get("day_number") is None and "day_number" not in self.errors:
            self.add_error("day_number", _("A stop with a time needs a day."))
        return cleaned

    def _keep_length(self, cleaned: dict[str, Any]) -> None:
        """Let an end that was left alone follow a start that was put past it: a stop keeps its length."""
        start, end = cleaned.get("start_time"), cleaned.get("end_time")
        was_start, was_end = self.instance.start_time, self.instance.end_time
        if not (start and end and was_start and was_end) or self.instance.ends_next_day or cleaned.get("ends_next_day"):
            return
        if start < end or end != was_end or start == was_start:
            return
        minutes = [at.hour * 60 + at.minute for at in (start, was_end, was_start)]
        later = minutes[0] + minutes[1] - minutes[2]
        if later < MINUTES_A_DAY:
            cleaned["end_time"] = time(later // 60, later % 60)

    def save(self, commit: bool = True) -> ItineraryItem:
        """Write what differs; a new stop goes to the end of its day."""
        stop: ItineraryItem = self.instance
        if not stop._state.adding:
            changed = self.changed_columns()
            if "cost" in changed:  # a person's word is no estimate
                changed |= {"cost_is_estimate": False, "cost_as_of": None, "cost_basis": ""}
            mode = self.cleaned_data.get("travel_mode") or ""
            if "travel_mode" in self.data and mode != stop.metadata.get(TRAVEL_MODE, ""):
                rest = {key: value for key, value in stop.metadata.items() if key != TRAVEL_MODE}
                changed["metadata"] = rest | ({TRAVEL_MODE: mode} if mode else {})
            if "day_number" in changed:
                changed["sort_order"] = arrangement.next_order(self.trip, changed["day_number"])
            if changed:
                ItineraryItem.objects.filter(pk=stop.pk).update(**changed)
                changes.changed(self.trip.pk)
            return stop
        values: dict[str, Any] = {name: self.cleaned_data[name] for name in self.merged}
        if self.place is not None:
            values |= {
                "location_id": self.place.pk,
                "latitude": self.place.latitude,
                "longitude": self.place.longitude,
                "timezone": self.place.timezone if self.place.timezone != self.trip.timezone else None,
            }
        if self.cleaned_data.get("travel_mode"):
            values["metadata"] = {TRAVEL_MODE: self.cleaned_data["travel_mode"]}
        values["sort_order"] = arrangement.next_order(self.trip, values["day_number"])
        made: ItineraryItem = ItineraryItem.objects.create(trip=self.trip, **values, **self.estimate())
        changes.changed(self.trip.pk)
        return made

    def estimate(self) -> dict[str, Any]:
        """Where the cost comes from, when it is still the one that the form was opened with."""
        offered = self.initial.get("estimate") or {}
        if offered and self.cleaned_data["cost"] == offered["amount"]:
            return {
                "cost_is_estimate": offered["is_estimate"],
                "cost_as_of": offered["as_of"],
                "cost_basis": offered["basis"],
            }
        return {}
