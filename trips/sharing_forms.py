"""The forms of sharing."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

import trips.constraints  # noqa: F401  (registers the sentences)
from trips.enums import MemberRole
from trips.forms import DayInput
from trips.sharing import LinkChoice

ROLES = [
    (MemberRole.VIEWER.value, _("may look")),
    (MemberRole.EDITOR.value, _("may look and change")),
]


class InvitationForm(forms.Form):
    """Whom to invite, and what they may do."""

    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off", "inputmode": "email"}),
        error_messages={"required": _("Say whom to invite."), "invalid": _("This is no e-mail address.")},
    )
    role = forms.ChoiceField(label=_("They"), choices=ROLES, initial=MemberRole.VIEWER.value)
    # Made with the question and sent back with the yes, so that sending twice makes one invitation.
    nonce = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)


class RoleForm(forms.Form):
    role = forms.ChoiceField(choices=ROLES)


class LinkForm(forms.Form):
    """What a link is called, until when it opens the trip, and what it shows."""

    label = forms.CharField(
        label=_("For whom"), max_length=80, required=False, help_text=_("Only you see this, to tell your links apart.")
    )
    expires = forms.DateField(
        label=_("Last day"), required=False, widget=DayInput(), help_text=_("Empty: until you revoke it.")
    )
    show_times = forms.BooleanField(label=_("Times of the stops"), required=False, initial=True)
    show_costs = forms.BooleanField(label=_("What things cost"), required=False)
    show_notes = forms.BooleanField(label=_("Notes at the stops"), required=False)
    show_people = forms.BooleanField(label=_("Names of who travels"), required=False)

    def choice(self) -> LinkChoice:
        """What was chosen; the last day ends with the reader's clock."""
        values: dict[str, Any] = dict(self.cleaned_data)
        last = values.pop("expires")
        ends: datetime | None = None
        if last is not None:
            ends = timezone.make_aware(datetime.combine(last + timedelta(days=1), time()))
        return LinkChoice(**values, expires_at=ends)


class PublicationForm(forms.Form):
    public = forms.BooleanField(label=_("Everybody who has its address may read this trip"), required=False)
    costs = forms.BooleanField(label=_("with what things cost"), required=False)


class CopyForm(forms.Form):
    """When the copy of a trip begins."""

    start_date = forms.DateField(label=_("First day"), required=False, widget=DayInput())
