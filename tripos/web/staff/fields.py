"""Form fields of the back office: lists of words, a choice that may be unknown. None of them shows JSON."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminSplitDateTime
from django.utils.translation import gettext_lazy as _


class WordsField(forms.CharField):
    """A list of words, written with commas between them; each once, in order."""

    def __init__(self, *, longest: int = 60, most: int = 60, **kwargs: Any) -> None:
        self.longest, self.most = longest, most
        kwargs.setdefault("required", False)
        kwargs.setdefault("help_text", _("Words with commas between them."))
        kwargs.setdefault("widget", forms.TextInput(attrs={"class": "vTextField"}))
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list | tuple) else value

    def to_python(self, value: Any) -> Any:
        parts = value if isinstance(value, list | tuple) else (value or "").replace(";", ",").split(",")
        words = list(dict.fromkeys(" ".join(part.split()) for part in parts if part.strip()))
        if len(words) > self.most:
            raise forms.ValidationError(_("At most %(most)d of them.") % {"most": self.most})
        if any(len(word) > self.longest for word in words):
            raise forms.ValidationError(_("Each has at most %(longest)d letters.") % {"longest": self.longest})
        return words

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(self.to_python(initial) != self.to_python(data))


class LabelledDateTime(AdminSplitDateTime):
    """A day and a time in two fields, each with a name of its own for those who do not see the words beside it.

    Args:
        label: the column in words; "expires at: date" and "expires at: time" are the names.
    """

    def __init__(self, label: Any) -> None:
        super().__init__()
        for widget, name in zip(self.widgets, (_("%(label)s: date"), _("%(label)s: time")), strict=True):
            widget.attrs["aria-label"] = name % {"label": label}


def maybe(label: Any, *choices: tuple[str, Any]) -> forms.ChoiceField:
    """A choice that may be unknown; empty is unknown."""
    return forms.ChoiceField(label=label, required=False, choices=[("", _("not known")), *choices])


def line(label: Any, help_text: Any = "", longest: int = 300) -> forms.CharField:
    """A line of text that may be unknown."""
    widget = forms.TextInput(attrs={"class": "vTextField"})
    return forms.CharField(label=label, help_text=help_text, required=False, max_length=longest, widget=widget)
