"""Forms of a conversation."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conversations.models import Conversation
from trips.models import Trip

TITLE_CHARACTERS = 120
# What a select can show; the trips that end last come first.
MOST_TRIPS = 100


class ConversationForm(forms.ModelForm):  # type: ignore[type-arg]  # Django's has no subscript at run time
    """A conversation's name, and the trip that it is about.

    Args:
        user: whose trips may be chosen.
    """

    title = forms.CharField(label=gettext_lazy("Name"), max_length=TITLE_CHARACTERS)
    trip: forms.ModelChoiceField[Trip] = forms.ModelChoiceField(
        None,
        label=gettext_lazy("Trip"),
        required=False,
        empty_label=gettext_lazy("None"),
        help_text=gettext_lazy("What you ask here is about this trip from now on."),
    )

    class Meta:
        model = Conversation
        fields = ("title", "trip")

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        trips = self.fields["trip"]
        assert isinstance(trips, forms.ModelChoiceField)
        trips.queryset = Trip.objects.for_user(user).order_by("-end_date", "-id")

    def clean_title(self) -> str:
        return " ".join(str(self.cleaned_data["title"]).replace("\x00", "").split())

    def reason(self) -> str:
        """What the history says of the change."""
        if "trip" in self.changed_data:
            return _("Linked a conversation to a trip") if self.cleaned_data["trip"] else _("Unlinked a conversation")
        return _("Renamed a conversation")
