"""Ownership in Python: querysets that start at a user. The database's policies hold whatever these forget."""

from __future__ import annotations

from typing import Any, ClassVar, Self, TypeVar

from django.db import models

from tripos.db.context import user_key

M = TypeVar("M", bound=models.Model)


class OwnedQuerySet(models.QuerySet[M]):
    """Rows that belong to one user through ``owner_field``.

    ``shared_field`` names the path to ``trip_members`` rows for tables whose rows are shared like their trip.
    """

    owner_field: ClassVar[str] = "user_id"

    def for_user(self, user: Any) -> Self:
        """Rows that ``user`` may read, without the trash."""
        return self.owned_by(user)

    def editable_by(self, user: Any) -> Self:
        """Rows that ``user`` may change, without the trash."""
        return self.owned_by(user)

    def owned_by(self, user: Any) -> Self:
        key = user_key(user)
        return self.none() if key is None else self.filter(**{self.owner_field: key})


class SoftDeletedQuerySet(OwnedQuerySet[M]):
    """Owned rows with a trash: ``for_user`` hides deleted rows, ``with_deleted`` and ``trash`` show them."""

    def for_user(self, user: Any) -> Self:
        return super().for_user(user).filter(deleted_at__isnull=True)

    def editable_by(self, user: Any) -> Self:
        return super().editable_by(user).filter(deleted_at__isnull=True)

    def with_deleted(self, user: Any) -> Self:
        """The owner's rows, deleted or not."""
        return self.owned_by(user)

    def trash(self, user: Any) -> Self:
        """The owner's deleted rows, the last deleted first."""
        return self.owned_by(user).filter(deleted_at__isnull=False).order_by("-deleted_at")
