"""What travellers fill in about collections and their links."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

import places.constraints  # noqa: F401  (registers the sentences)
from places.emoji import is_emoji
from places.models import Collection
from tripos.accounts.forms_security import PictureForm

COLORS = (
    ("red", gettext_lazy("Red")),
    ("orange", gettext_lazy("Orange")),
    ("yellow", gettext_lazy("Yellow")),
    ("green", gettext_lazy("Green")),
    ("teal", gettext_lazy("Teal")),
    ("blue", gettext_lazy("Blue")),
    ("violet", gettext_lazy("Violet")),
    ("pink", gettext_lazy("Pink")),
    ("grey", gettext_lazy("Grey")),
)
EMOJI = ("📍", "❤️", "🍽️", "☕", "🏛️", "🎨", "🌳", "🛍️", "🏖️", "🎵", "👶", "🌧️", "✨")
"""Those that are offered; any other may be typed."""
LONGEST_EMOJI = 16


class CollectionCoverForm(PictureForm):
    """A picture for a collection's cover."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["picture"].help_text = _("PNG, JPEG or WebP, at most 5 MB; kept without place and camera.")


class CollectionForm(forms.ModelForm):  # type: ignore[type-arg]
    """A collection's name and looks, and whether everybody may read it."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=120,
        error_messages={"required": gettext_lazy("Give the collection a name.")},
        widget=forms.TextInput(attrs={"class": "input", "autocomplete": "off"}),
    )
    emoji = forms.CharField(
        label=gettext_lazy("Emoji"),
        required=False,
        max_length=LONGEST_EMOJI,
        empty_value=None,  # type: ignore[arg-type]  # the column has null where there is none
        help_text=gettext_lazy("One picture that stands for it, such as ☕."),
        widget=forms.TextInput(attrs={"class": "input", "list": "emoji", "autocomplete": "off"}),
    )
    color = forms.TypedChoiceField(
        label=gettext_lazy("Colour"),
        choices=[("", gettext_lazy("None")), *COLORS],
        required=False,
        empty_value=None,
        widget=forms.RadioSelect,
    )
    description = forms.CharField(
        label=gettext_lazy("What it is about"),
        required=False,
        max_length=1000,
        empty_value=None,  # type: ignore[arg-type]
        widget=forms.Textarea(attrs={"class": "input", "rows": 3}),
    )

    class Meta:
        model = Collection
        fields = ("name", "emoji", "color", "description")

    offered: ClassVar[tuple[str, ...]] = EMOJI

    def clean_emoji(self) -> str | None:
        """Refuse words and signs: what stands for a collection is a picture."""
        emoji: str | None = self.cleaned_data["emoji"]
        if emoji and not is_emoji(emoji):
            raise forms.ValidationError(_("Choose one emoji and nothing else."))
        return emoji


class PublicForm(forms.Form):
    """Whether everybody who knows its address may read a collection."""

    public = forms.BooleanField(label=gettext_lazy("Everybody may read this collection"), required=False)


class CollectionLinkForm(forms.Form):
    """What a link is called, and until when it works."""

    label = forms.CharField(
        label=gettext_lazy("For whom"),
        max_length=80,
        required=False,
        help_text=gettext_lazy("Only you see this, to tell your links apart."),
        widget=forms.TextInput(attrs={"class": "input"}),
    )
    expires = forms.DateField(
        label=gettext_lazy("Last day"),
        required=False,
        help_text=gettext_lazy("Empty: until you revoke it."),
        widget=forms.DateInput(attrs={"class": "input", "type": "date"}, format="%Y-%m-%d"),
    )

    def clean_expires(self) -> Any:
        last = self.cleaned_data["expires"]
        if last is not None and last < timezone.localdate():
            raise forms.ValidationError(_("This day is over: choose today or a later one."))
        return last

    def ends(self) -> datetime | None:
        """The moment after the last day, on the reader's clock; None where none was chosen."""
        last = self.cleaned_data["expires"]
        if last is None:
            return None
        return timezone.make_aware(datetime.combine(last + timedelta(days=1), time()))
