"""Columns that several apps share: keys, times, money, scores, coordinates."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import models
from django.db.models.functions import Now


class RandomUUID(models.Func):
    """PostgreSQL's ``gen_random_uuid()``."""

    function = "gen_random_uuid"
    template = "%(function)s()"
    output_field = models.UUIDField()


def key() -> Any:
    """A UUID v4 primary key that Python and plain SQL can both leave out."""
    return models.UUIDField(primary_key=True, default=uuid.uuid4, db_default=RandomUUID(), editable=False)


def created() -> Any:
    """Set by the database when the row is made; nobody changes it."""
    return models.DateTimeField(db_default=Now(), editable=False)


def updated() -> Any:
    """Set by a trigger when the row's own columns change."""
    return models.DateTimeField(db_default=Now(), editable=False)


def deleted() -> Any:
    return models.DateTimeField(null=True, blank=True, editable=False)


def owner_copy() -> Any:
    """The parent's owner: filled by a trigger, held by a composite foreign key, never written by Python."""
    return models.UUIDField(db_default=models.Value(uuid.UUID(int=0)), editable=False, db_column="owner_id")


def money(**kwargs: Any) -> Any:
    return models.DecimalField(max_digits=14, decimal_places=2, **kwargs)


def score(**kwargs: Any) -> Any:
    return models.DecimalField(max_digits=5, decimal_places=4, **kwargs)


class UnknownText(models.TextField):  # type: ignore[type-arg]
    """Text that may be unknown: a form's empty box is null, never the empty string."""

    def formfield(self, **kwargs: Any) -> Any:
        if not self.choices:
            kwargs.setdefault("empty_value", None)
        return super().formfield(**kwargs)

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.TextField", args, kwargs


def text(**kwargs: Any) -> Any:
    """Text that may be unknown."""
    return UnknownText(null=True, blank=True, **kwargs)


def currency(default: str = "USD") -> Any:
    return models.TextField(default=default, db_default=default)
