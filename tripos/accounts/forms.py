"""The settings: what Tripos knows of a traveller, and what it does unasked. Each section is a page with its fields."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

import tripos.accounts.constraints  # noqa: F401  (registers the sentences)
from tripos.accounts import choices
from tripos.accounts.models import Profile
from tripos.accounts.preferences import hours_of

PACES = [
    ("relaxed", gettext_lazy("Relaxed")),
    ("normal", gettext_lazy("Normal")),
    ("packed", gettext_lazy("Packed")),
]
NOTIFICATIONS = [
    ("ai_suggestions", gettext_lazy("Suggestions")),
    ("trip_updates", gettext_lazy("Changes of my trips")),
]
# Ways that nothing is sent by yet: shown, so that nobody waits for them.
NOT_DELIVERED = [
    ("email", gettext_lazy("By e-mail")),
    ("push", gettext_lazy("Push messages")),
    ("sms", gettext_lazy("Text messages")),
]
# Section -> its fields, in the page's order.
SECTIONS: dict[str, tuple[str, ...]] = {
    "profile": ("full_name", "timezone", "currency", "language"),
    "travel": (
        "pace",
        "day_start",
        "day_end",
        "interests",
        "diets",
        "cuisines",
        "accessibility",
        "dislikes",
        "walking_limit_minutes",
        "walking_day_km",
    ),
    "agents": ("ai_enabled", "ai_approve_first", "proactive_suggestions_enabled"),
    "notices": ("notifications",),
}
LISTS = ("interests", "diets", "accessibility")
WORDS = ("cuisines", "dislikes")
HOURS = ("day_start", "day_end")
LIKES = ("pace", "walking_limit_minutes", "walking_day_km", *LISTS, *WORDS, *HOURS)
LONGEST_WALK = 240
LONGEST_WALKING_DAY = 100
MOST_WORDS = 40


def spoken(word: str) -> str:
    """A word of the planner's as one reads it: "gluten-free"."""
    return word.replace("_", "-").capitalize()


class SettingsForm(forms.Form):
    """Some fields of the settings; they start from the profile and are written back, the others stay as they are."""

    full_name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Companions of your trips see it."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    timezone = forms.ChoiceField(
        label=gettext_lazy("Time zone"),
        help_text=gettext_lazy("Times of places are always in their own zone; it is named when it is not yours."),
    )
    currency = forms.ChoiceField(label=gettext_lazy("Currency"), help_text=gettext_lazy("For new trips."))
    language = forms.ChoiceField(label=gettext_lazy("Language"))
    ai_enabled = forms.BooleanField(
        label=gettext_lazy("Agents may work for me"),
        required=False,
        help_text=gettext_lazy("The concierge and its helpers. Without them everything else works."),
    )
    proactive_suggestions_enabled = forms.BooleanField(
        label=gettext_lazy("Suggest things unasked"),
        required=False,
        help_text=gettext_lazy("A better order, rain on a day outdoors, a price that fell."),
    )
    ai_approve_first = forms.BooleanField(
        label=gettext_lazy("Ask me before agents change a trip"),
        required=False,
        help_text=gettext_lazy(
            "They show what they would change, and wait. Otherwise they change it at once, and you can undo it. "
            "Removing, booking, spending, sharing and inviting always wait for your yes."
        ),
    )
    notifications = forms.MultipleChoiceField(
        label=gettext_lazy("Tell me here about"),
        choices=NOTIFICATIONS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    pace = forms.ChoiceField(
        label=gettext_lazy("Pace"), choices=PACES, required=False, widget=forms.RadioSelect, initial="normal"
    )
    interests = forms.MultipleChoiceField(
        label=gettext_lazy("What I like"), required=False, widget=forms.CheckboxSelectMultiple
    )
    diets = forms.MultipleChoiceField(
        label=gettext_lazy("What I eat"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Only places whose own data say so are planned for meals."),
    )
    accessibility = forms.MultipleChoiceField(
        label=gettext_lazy("What I need"), required=False, widget=forms.CheckboxSelectMultiple
    )
    day_start = forms.TimeField(
        label=gettext_lazy("Days begin at"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=gettext_lazy("Empty: as the pace has it."),
    )
    day_end = forms.TimeField(
        label=gettext_lazy("Days end at"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    cuisines = forms.CharField(
        label=gettext_lazy("Kitchens I love"),
        required=False,
        max_length=400,
        help_text=gettext_lazy("Planned for meals where there is a choice, such as: georgian, ramen, pizza."),
    )
    dislikes = forms.CharField(
        label=gettext_lazy("Rather not"),
        required=False,
        max_length=400,
        help_text=gettext_lazy("Words with commas between them, such as: churches, shopping."),
    )
    walking_limit_minutes = forms.IntegerField(
        label=gettext_lazy("Longest walk between two stops, in minutes"),
        required=False,
        min_value=5,
        max_value=LONGEST_WALK,
        help_text=gettext_lazy("Further than this, public transport. Empty: the planner's 25."),
    )
    walking_day_km = forms.IntegerField(
        label=gettext_lazy("Most on foot in a day, in kilometres"),
        required=False,
        min_value=1,
        max_value=LONGEST_WALKING_DAY,
        help_text=gettext_lazy("A day with more is pointed out. Empty: no limit."),
    )

    profile_fields: ClassVar[tuple[str, ...]] = (
        "full_name",
        "timezone",
        "currency",
        "language",
        "ai_enabled",
        "proactive_suggestions_enabled",
        "ai_approve_first",
    )

    def __init__(self, data: Any = None, *, profile: Profile, names: Sequence[str]) -> None:
        self.profile = profile
        likes = profile.travel_preferences
        wanted = profile.notification_preferences
        initial: dict[str, Any] = {name: getattr(profile, name) for name in self.profile_fields}
        initial |= {name: likes.get(name, []) for name in LISTS}
        initial |= {
            "notifications": [key for key, _label in NOTIFICATIONS if wanted.get(key)],
            "pace": likes.get("pace", "normal"),
            "walking_limit_minutes": likes.get("walking_limit_minutes"),
            "walking_day_km": likes.get("walking_day_km"),
        }
        initial |= {name: ", ".join(likes.get(name, [])) for name in WORDS}
        initial |= dict(zip(HOURS, hours_of(likes), strict=True))
        super().__init__(data, initial=initial)
        self._choose("timezone", choices.timezone_choices())
        self._choose("currency", choices.currency_choices())
        self._choose("language", choices.language_choices())
        for name in LISTS:
            # What an agent learnt in a conversation stays, and can be unticked here.
            words = dict.fromkeys((*choices.offered(name), *likes.get(name, [])))
            self._choose(name, [(word, _(spoken(word))) for word in words])
        self.fields = {name: self.fields[name] for name in names}

    def _choose(self, name: str, options: Any) -> None:
        field: Any = self.fields[name]
        field.choices = options

    def clean_cuisines(self) -> list[str]:
        return _words(self.cleaned_data["cuisines"])

    def clean_dislikes(self) -> list[str]:
        return _words(self.cleaned_data["dislikes"])

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or self.cleaned_data
        start, end = said.get("day_start"), said.get("day_end")
        if start and end and end <= start:
            self.add_error("day_end", _("A day ends after it has begun. For late evenings leave this empty."))
        return said

    def save(self) -> None:
        """Write what was asked; everything else of the profile stays as it is."""
        said = self.cleaned_data
        values: dict[str, Any] = {name: said[name] for name in self.profile_fields if name in said}
        if "full_name" in values:
            values["full_name"] = values["full_name"] or None
        likes = dict(self.profile.travel_preferences)
        for name in LIKES:
            if name not in said:
                continue
            likes.pop(name, None)
            if said[name] not in (None, "", []):
                likes[name] = said[name].strftime("%H:%M") if name in HOURS else said[name]
        if likes != self.profile.travel_preferences:
            values["travel_preferences"] = likes
        if "notifications" in said:
            wanted = {key: key in said["notifications"] for key, _label in NOTIFICATIONS}
            values["notification_preferences"] = {**self.profile.notification_preferences, **wanted}
        if values:
            Profile.objects.owned_by(self.profile).update(**values)


def _words(text: str) -> list[str]:
    words = [word.strip() for word in text.split(",")]
    return [word for word in dict.fromkeys(words) if word][:MOST_WORDS]
