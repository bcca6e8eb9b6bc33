"""Serializers for writing: they read the body and say what is wrong with it; the database says the rest."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError

UNKNOWN = _("There is no such field, or it cannot be written.")


class Strict(serializers.Serializer[Any]):
    """Refuses fields that it does not have: a misspelt one must not be dropped in silence."""

    example: ClassVar[Mapping[str, Any]] = {}
    """A body, for the documentation."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping):
            writable = {name for name, field in self.fields.items() if not field.read_only}
            unknown = {str(name) for name in data} - writable
            if unknown:
                raise ValidationError({name: [ErrorDetail(str(UNKNOWN), "unknown")] for name in sorted(unknown)})
        return super().to_internal_value(data)


class Writer(Strict, serializers.ModelSerializer[Any]):
    """Reads columns of a model. Uniqueness and relations are the database's to check, in the same transaction."""

    def get_validators(self) -> list[Any]:
        return []

    def get_unique_together_validators(self) -> list[Any]:
        return []

    def build_standard_field(self, field_name: str, model_field: Any) -> Any:
        kind, arguments = super().build_standard_field(field_name, model_field)
        # Constraints have names and sentences of their own; a validator that asks the database would ask twice.
        if "validators" in arguments:
            arguments["validators"] = [v for v in arguments["validators"] if not hasattr(v, "queryset")]
        return kind, arguments
