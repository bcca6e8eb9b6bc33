"""Forms that two people may have open at once: nobody's edit is lost without a word."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

SEEN = "seen"


def canonical(value: Any) -> str:
    """A value as text that is equal for equal values: 12.5 and 12.50, None and an empty field."""
    if value is None or value is False:
        return ""
    if value is True:
        return "1"
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, (date, time, datetime)):
        return value.isoformat()
    if isinstance(value, (list, dict)):
        return json.dumps(value, sort_keys=True) if value else ""
    return str(value).replace("\r\n", "\n")


class MergingForm(forms.ModelForm):  # type: ignore[type-arg]
    """A model form that carries what its reader saw.

    A field that only the others changed meanwhile keeps their value; one that both changed is an error beside it that
    says what it is now, and saving again is the choice for one's own. Constraints are the database's to check
    (``tripos.db.constraints.refusals_on``).

    Attributes:
        has_conflict: somebody else changed what this form changes.
    """

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    # Fields of the form that are no columns of the row.
    extra: ClassVar[tuple[str, ...]] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.has_conflict = False
        for name in self.merged:
            field = self.fields[name]
            if isinstance(field, forms.CharField) and not field.required:
                field.empty_value = None  # unknown is null, never an empty text
        self._stored = {name: self.instance_value(name) for name in self.merged}
        self.initial[SEEN] = self._packed()

    @property
    def merged(self) -> list[str]:
        return [name for name in self.fields if name != SEEN and name not in self.extra]

    def instance_value(self, name: str) -> Any:
        """A column's value as the form shows it."""
        return getattr(self.instance, name, None)

    def _packed(self) -> str:
        return json.dumps({name: canonical(value) for name, value in self._stored.items()})

    def _seen(self) -> Mapping[str, str]:
        try:
            seen = json.loads(self.data.get(self.add_prefix(SEEN)) or "{}")
        except ValueError:
            return {}
        return seen if isinstance(seen, dict) else {}

    def _post_clean(self) -> None:
        """Leave the row as it was read: what is written is ``changed_columns``, and the database checks it, which
        names the field that each of its constraints is about."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = self.cleaned_data
        if self.instance.pk is None or self.instance._state.adding:
            return cleaned
        seen, theirs = self._seen(), []
        for name in self.merged:
            if name not in cleaned:
                continue
            stored, mine = canonical(self._stored[name]), canonical(cleaned[name])
            was = seen.get(name, stored)
            if stored in (was, mine):
                continue
            if mine == was:
                cleaned[name] = self._stored[name]
                theirs.append(name)
            else:
                self.has_conflict = True
                words = _("Changed meanwhile to “%(theirs)s”. Save again to use yours.")
                self.add_error(name, words % {"theirs": self._said(name)})
        if self.has_conflict:
            self._show_again(theirs)
        return cleaned

    def _said(self, name: str) -> str:
        """The stored value in the words of its field."""
        value = self._stored[name]
        if isinstance(value, list):
            return ", ".join(map(str, value)) or _("nothing")
        choices = dict(getattr(self.fields[name], "choices", ()))
        if value in choices:
            return str(choices[value])
        if value in (None, "", False):
            return _("nothing")
        return f"{value:%H:%M}" if isinstance(value, time) else str(value)

    def _show_again(self, theirs: list[str]) -> None:
        """From now on the reader has seen what is stored."""
        data: Any = self.data.copy() if isinstance(self.data, QueryDict) else dict(self.data)
        data[self.add_prefix(SEEN)] = self._packed()
        for name in theirs:
            field = self.fields[name]
            key = self.add_prefix(name)
            if isinstance(field.widget, forms.CheckboxInput):
                data.pop(key, None)
                if self._stored[name]:
                    data[key] = "on"
            else:
                data[key] = field.widget.format_value(field.prepare_value(self._stored[name])) or ""
        self.data = data

    def changed_columns(self) -> dict[str, Any]:
        """Columns whose value differs from what is stored."""
        return {
            name: self.cleaned_data[name]
            for name in self.merged
            if canonical(self.cleaned_data[name]) != canonical(self._stored[name])
        }
