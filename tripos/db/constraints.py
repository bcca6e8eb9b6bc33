"""What the database refuses, as a sentence for the person who asked, beside the field that it is about.

Apps register the sentences of their tables; forms and the API share them. PostgreSQL names the table and the
constraint of every refusal (https://www.postgresql.org/docs/current/protocol-error-fields.html), and our triggers do
the same for theirs.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol

from django.db import DatabaseError, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

logger = logging.getLogger(__name__)

Words = str | Promise
INTEGRITY = "23"  # SQLSTATE class: integrity constraint violation
NOT_ALLOWED = "42501"

NOT_YOURS: Words = _("You may not change this.")
UNEXPECTED: Words = _("This could not be saved as it is. Nothing was changed.")

_sentences: dict[tuple[str, str], tuple[str | None, Words]] = {}


class TakesErrors(Protocol):
    """A form, as far as errors go."""

    fields: Any

    def add_error(self, field: str | None, error: Any) -> None: ...


@dataclass(frozen=True)
class Refusal:
    """One refusal.

    Attributes:
        field: the column it is about; None when it is about the row as a whole.
        sentence: what to tell the person.
        constraint: the constraint's name, empty where there is none (row security).
        is_permission: it is about who asks, not about what was asked.
    """

    field: str | None
    sentence: Words
    constraint: str = ""
    is_permission: bool = False


def register(table: str, sentences: Mapping[str, tuple[str | None, Words]]) -> None:
    """Add what a table's constraints mean: constraint name -> (column or None, sentence)."""
    for constraint, meaning in sentences.items():
        _sentences[table, constraint] = meaning


def is_known(table: str, constraint: str) -> bool:
    """Whether somebody registered a sentence for it."""
    return (table, constraint) in _sentences


def refusal_of(error: DatabaseError) -> Refusal | None:
    """Say what a database error refuses; None when it is no refusal but a fault (connection, syntax, deadlock).

    A constraint without a sentence is logged and gets a general one: the person learns that nothing was saved.
    """
    cause: Any = error.__cause__
    state = getattr(cause, "sqlstate", None) or ""
    diagnosis = getattr(cause, "diag", None)
    if diagnosis is None or not (state.startswith(INTEGRITY) or state == NOT_ALLOWED):
        return None
    table, constraint = diagnosis.table_name or "", diagnosis.constraint_name or ""
    known = _sentences.get((table, constraint))
    if known is not None:
        return Refusal(known[0], known[1], constraint, state == NOT_ALLOWED)
    if state == NOT_ALLOWED:
        return Refusal(None, NOT_YOURS, constraint, is_permission=True)
    logger.error("No sentence for constraint %r of table %r", constraint, table)
    return Refusal(diagnosis.column_name or None, UNEXPECTED, constraint)


@contextmanager
def refusals_on(form: TakesErrors) -> Iterator[None]:
    """Run a write in a savepoint; put what the database refuses into the form's errors, beside the field.

    Afterwards ``form.errors`` tells whether it worked. Faults are raised as they are.
    """
    try:
        with transaction.atomic():
            yield
    except DatabaseError as error:
        refusal = refusal_of(error)
        if refusal is None:
            raise
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
