"""Words that a traveller files a stop under, typed as one line."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MOST, LONGEST = 12, 40


class TagsField(forms.CharField):
    """A list of words, shown and typed with commas between; each once, in the order that they were typed."""

    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]
        text = super().to_python(value) or ""
        tags = list(dict.fromkeys(" ".join(word.split()) for word in str(text).replace("\x00", "").split(",")))
        tags = [tag for tag in tags if tag]
        if len(tags) > MOST:
            raise ValidationError(_("At most %(most)d tags."), params={"most": MOST})
        if any(len(tag) > LONGEST for tag in tags):
            raise ValidationError(_("A tag has at most %(most)d letters."), params={"most": LONGEST})
        return tags

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value
