"""What travellers fill in about places."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date, time
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

import places.constraints  # noqa: F401  (registers the sentences)
from places.models import Collection, LocationCategory, SavedPlace
from places.saving import MOST_NOTE
from places.search import Area

DIETS = (
    ("vegetarian", gettext_lazy("Vegetarian")),
    ("vegan", gettext_lazy("Vegan")),
    ("gluten_free", gettext_lazy("Gluten-free")),
    ("lactose_free", gettext_lazy("Lactose-free")),
    ("halal", gettext_lazy("Halal")),
    ("kosher", gettext_lazy("Kosher")),
)
PRICES = (
    ("1", gettext_lazy("€: cheap")),
    ("2", gettext_lazy("up to €€")),
    ("3", gettext_lazy("up to €€€")),
    ("4", gettext_lazy("any, where it is known")),
)
RATINGS = (
    ("3", gettext_lazy("3 and better")),
    ("4", gettext_lazy("4 and better")),
    ("4.5", gettext_lazy("4.5 and better")),
)
STEP_FREE = (("yes", gettext_lazy("Step-free")), ("limited", gettext_lazy("At least partly step-free")))
ANY = ("", gettext_lazy("Any"))
SAY_ENOUGH = ("diet", "access")
"""Choices that need no label before them: "Vegan" is a diet."""

OF_CATEGORY: dict[str, tuple[str, ...]] = {
    "restaurant": ("cuisine", "diet", "price", "ambiance"),
    "event": ("event_type", "from_day"),
    "rental": ("vehicle", "feature", "most_a_day"),
}
"""Filters that only places of a category can meet."""
OF_ALL = ("city", "rating", "access", "open_on", "open_at")
QUICK = ("open_now", "area")
"""Filters of all that are set beside the others: by a button of their own, and by the map."""


def _choice(label: Any, choices: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=[ANY, *choices], required=False, widget=forms.RadioSelect)


def _words(label: Any, hint: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label, required=False, max_length=100, widget=forms.TextInput(attrs={"placeholder": hint})
    )


class AreaField(forms.CharField):
    """A part of the map as its southern, western, northern and eastern edge."""

    def to_python(self, value: Any) -> Area | None:  # type: ignore[override]
        text = str(super().to_python(value) or "")
        if not text:
            return None
        try:
            return Area.read(text)
        except ValueError as error:
            raise forms.ValidationError(_("That is no part of the map.")) from error


class SearchForm(forms.Form):
    """Words and filters of the catalogue. An answer that cannot be read filters nothing; why stands beside it."""

    q = forms.CharField(required=False, max_length=200)
    category = forms.ChoiceField(choices=[("", ""), *LocationCategory.choices], required=False)
    city = _words(gettext_lazy("City"))
    cuisine = _words(gettext_lazy("Cuisine"), gettext_lazy("sushi"))
    diet = _choice(gettext_lazy("Diet"), DIETS)
    price = _choice(gettext_lazy("Price"), PRICES)
    ambiance = _words(gettext_lazy("Ambiance"), gettext_lazy("quiet"))
    event_type = _words(gettext_lazy("Kind of event"), gettext_lazy("concert"))
    from_day = forms.DateField(
        label=gettext_lazy("On this day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    vehicle = _words(gettext_lazy("Vehicle"), gettext_lazy("bicycle"))
    feature = _words(gettext_lazy("With"), gettext_lazy("child seat"))
    most_a_day = forms.DecimalField(
        label=gettext_lazy("At most a day"), required=False, min_value=0, max_digits=10, decimal_places=2
    )
    rating = _choice(gettext_lazy("Rating"), RATINGS)
    access = _choice(gettext_lazy("Accessibility"), STEP_FREE)
    open_on = forms.DateField(
        label=gettext_lazy("Open on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    open_at = forms.TimeField(
        label=gettext_lazy("Open at"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=gettext_lazy("In the place's own time; places whose hours nobody knows are left out."),
    )

    open_now = forms.BooleanField(label=gettext_lazy("Open now"), required=False)
    area = AreaField(label=gettext_lazy("In this part of the map"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if not isinstance(field.widget, forms.RadioSelect | forms.CheckboxInput):
                field.widget.attrs.setdefault("class", "input")
        self.full_clean()

    @property
    def kind(self) -> str:
        """The kind of place asked for; empty is every kind."""
        return str(self.cleaned_data.get("category") or "")

    @property
    def words(self) -> str:
        return str(self.cleaned_data.get("q") or "").strip()

    def asked(self) -> dict[str, Any]:
        """Filters that are set and can be met in this category, by name."""
        names = (*OF_CATEGORY.get(self.kind, ()), *OF_ALL, *QUICK)
        return {name: found for name in names if (found := self.cleaned_data.get(name)) not in (None, "", False)}

    def chosen(self) -> list[tuple[str, str]]:
        """The filters that are set: name, and in words what it asks for."""
        return [(name, self._words_of(name, value)) for name, value in self.asked().items()]

    def _words_of(self, name: str, value: Any) -> str:
        field: Any = self.fields[name]
        label = str(field.label)
        if name in QUICK:
            return label
        if isinstance(field, forms.ChoiceField):
            choices: Any = field.choices
            chosen = str(dict(choices).get(value, value))
            return chosen if name in SAY_ENOUGH else f"{label}: {chosen}"
        if isinstance(value, date):
            return f"{label}: {date_format(value, 'j F')}"
        return f"{label}: {_written(value)}"

    def filter_fields(self) -> list[forms.BoundField]:
        """The fields to show: those of the category first."""
        return [self[name] for name in (*OF_CATEGORY.get(self.kind, ()), *OF_ALL)]

    def address(self, **changed: str) -> dict[str, str]:
        """The parameters of the page's address with other values for some; a category's own filters stay with it."""
        kept: dict[str, str] = {"q": self.words, "category": self.kind}
        kept.update({name: _written(value) for name, value in self.asked().items()})
        kept.update(changed)
        own = {name for names in OF_CATEGORY.values() for name in names}
        theirs = OF_CATEGORY.get(kept["category"], ())
        return {name: value for name, value in kept.items() if value and (name not in own or name in theirs)}


def _written(value: str | date | time | Decimal | bool | Area) -> str:
    if isinstance(value, Area):
        return value.written
    if value is True:
        return "1"
    return value.strftime("%H:%M") if isinstance(value, time) else str(value)


PRIORITIES = ((0, gettext_lazy("Some day")), (1, gettext_lazy("Soon")), (2, gettext_lazy("First of all")))
MOST_TAGS, LONGEST_TAG = 12, 40


class TagsField(forms.CharField):
    """Words typed with commas between; each once, in the order that they were typed."""

    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]
        text = str(super().to_python(value) or "").replace("\x00", "")
        tags = [tag for tag in dict.fromkeys(" ".join(word.split()) for word in text.split(",")) if tag]
        if len(tags) > MOST_TAGS or any(len(tag) > LONGEST_TAG for tag in tags):
            problem = _("At most %(most)d tags of %(letters)d letters each.")
            raise forms.ValidationError(problem, params={"most": MOST_TAGS, "letters": LONGEST_TAG})
        return tags

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value


class SavedForm(forms.ModelForm):  # type: ignore[type-arg]
    """What a traveller writes at a place that they keep."""

    tags = TagsField(
        label=gettext_lazy("Tags"),
        required=False,
        max_length=600,
        help_text=gettext_lazy("With commas between: rainy day, with grandma"),
    )
    priority = forms.TypedChoiceField(label=gettext_lazy("When"), choices=PRIORITIES, coerce=int, initial=0)
    collection_id = forms.TypedChoiceField(
        label=gettext_lazy("Collection"), required=False, coerce=uuid.UUID, empty_value=None
    )

    class Meta:
        model = SavedPlace
        fields = ("is_favorite", "priority", "tags", "notes")
        labels: ClassVar[dict[str, Any]] = {
            "is_favorite": gettext_lazy("A favourite"),
            "notes": gettext_lazy("Notes, for your eyes only"),
        }

    def __init__(self, *args: Any, collections: Sequence[Collection] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["collection_id"]
        named = [(str(one.pk), f"{one.emoji or ''} {one.name}".strip()) for one in collections]
        chosen.choices = [("", gettext_lazy("In none")), *named]
        held = str(self.instance.collection_id or "")
        self.initial["collection_id"] = held if held in dict(named) else ""
        self.fields["notes"] = forms.CharField(
            label=self.fields["notes"].label,
            required=False,
            max_length=MOST_NOTE,
            empty_value=None,  # type: ignore[arg-type]  # the column has null where nothing is written
            widget=forms.Textarea(attrs={"rows": 3}),
        )
        priority: Any = self.fields["priority"]
        if self.instance.priority not in dict(PRIORITIES):
            # Another program may have given a finer order: it stays until the traveller chooses.
            priority.choices = [*PRIORITIES, (self.instance.priority, str(self.instance.priority))]
        for name, css in (("priority", "select"), ("tags", "input"), ("notes", "input"), ("collection_id", "select")):
            self.fields[name].widget.attrs["class"] = css

    def save(self, commit: bool = True) -> Any:
        """Keep what is noted, and the collection. One in the trash keeps the place until another is chosen."""
        if "collection_id" in self.changed_data:
            self.instance.collection_id = self.cleaned_data["collection_id"]
        return super().save(commit)
