"""The engine of the access matrix: plays one statement as one actor and says what PostgreSQL made of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg

# What became of a statement. A digit is the number of rows that were read or written.
GRANT = "G"  # no privilege on the table, column or function
POLICY = "P"  # the new row violates a policy
GUARD = "C"  # a guard trigger protects the column
SAYS_NO = "X"  # a function of ours refuses by itself
CONSTRAINT = "K"  # a constraint refuses what the policies would allow


@dataclass(frozen=True, slots=True)
class Actor:
    """A role, the user bound to it (or nobody), and a link's token hash."""

    role: str
    user: str = ""
    link: str = ""


def refusal(error: psycopg.Error) -> str:
    """The reason code of a database error."""
    message = str(error)
    if error.sqlstate == "42501":
        if "row-level security policy" in message:
            return POLICY
        if error.diag.constraint_name:
            return GUARD
        return GRANT if "permission denied" in message else SAYS_NO
    if error.sqlstate and error.sqlstate.startswith("23"):
        return CONSTRAINT
    return error.sqlstate or "?"


class Stage:
    """One open transaction as superuser, in which actors come and go; nothing of what they do stays."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self.connection = connection
        self.cursor = connection.cursor()

    @contextmanager
    def undone(self) -> Iterator[None]:
        """A savepoint that is always rolled back, roles and settings with it."""
        self.cursor.execute("savepoint cell")
        try:
            yield
        finally:
            self.cursor.execute("rollback to savepoint cell; release savepoint cell")

    def become(self, actor: Actor) -> None:
        self.cursor.execute(
            "select set_config('role', %s, true), set_config('app.user_id', %s, true),"
            " set_config('app.link', %s, true), set_config('app.change_set', '', true)",
            [actor.role, actor.user, actor.link],
        )

    def play(self, actor: Actor, statement: str) -> str:
        """The outcome of ``statement`` as ``actor``."""
        with self.undone():
            return self._run(actor, statement)

    def _run(self, actor: Actor, statement: str) -> str:
        self.become(actor)
        try:
            self.cursor.execute(statement.encode())
        except psycopg.Error as error:
            return refusal(error)
        return str(self.cursor.rowcount)

    def play_blind(self, actor: Actor, statement: str, row: str) -> str:
        """The outcome of a statement without WHERE: whether it changed the row that ``row`` selects (1 or 0)."""
        with self.undone():
            before = self._place_of(row)
            outcome = self._run(actor, statement)
            if not outcome.isdigit():
                return outcome
            self.cursor.execute("reset role")
            return "0" if self._place_of(row) == before else "1"

    def _place_of(self, row: str) -> Any:
        self.cursor.execute(row.encode())
        return self.cursor.fetchone()

    def check(self, actor: Actor, statement: str, query: str) -> str:
        """What ``query`` finds, as superuser, after ``statement`` as ``actor``; or the refusal's code."""
        with self.undone():
            outcome = self._run(actor, statement)
            if not outcome.isdigit():
                return outcome
            self.cursor.execute("reset role")
            self.cursor.execute(query.encode())
            found = self.cursor.fetchone()
            return str(found[0]) if found else "nothing"
