"""Does the access matrix notice? Each policy opened, each dropped, row security switched off, each guard dropped."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

import psycopg
import pytest
from django.db import connections
from psycopg.conninfo import make_conninfo

from tripos.testing.access import Actor, Stage
from tripos.testing.catalogue import our_tables
from tripos.tests.matrix_effects import EFFECTS
from tripos.tests.matrix_rows import CALL_TABLES, make_rows
from tripos.tests.test_access_matrix import CELLS, mismatches

pytestmark = pytest.mark.slow
FORCED = Actor("tripos_owner")


class Mutant(NamedTuple):
    kind: str
    table: str
    name: str
    ddl: str


def mutants(stage: Stage) -> Iterator[Mutant]:
    """Every fault to plant, one at a time. A policy that is ``true`` already cannot be opened."""
    stage.cursor.execute(
        """select c.relname, p.polname, pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid)
             from pg_policy p join pg_class c on c.oid = p.polrelid where p.polname not like '%_owner' order by 1, 2"""
    )
    for table, policy, using, check in stage.cursor.fetchall():
        if {using, check} - {None, "true"}:
            opened = (" using (true)" if using else "") + (" with check (true)" if check else "")
            yield Mutant("opened", table, policy, f"alter policy {policy} on {table}{opened}")
        yield Mutant("dropped", table, policy, f"drop policy {policy} on {table}")
    for table in our_tables():
        yield Mutant("off", table, table, f"alter table {table} disable row level security")
        yield Mutant("unforced", table, table, f"alter table {table} no force row level security")
    stage.cursor.execute(
        """select c.relname, t.tgname from pg_trigger t join pg_class c on c.oid = t.tgrelid
            where t.tgname like 'guard%' order by 1, 2"""
    )
    for table, trigger in stage.cursor.fetchall():
        yield Mutant("unguarded", table, trigger, f"drop trigger {trigger} on {table}")


def hidden_from_its_owner(stage: Stage, table: str) -> bool:
    """Without any policy a forced table shows nothing even to the role that owns it."""
    with stage.undone():
        stage.cursor.execute("select policyname from pg_policies where tablename = %s", [table])
        for (policy,) in stage.cursor.fetchall():
            stage.cursor.execute(f"drop policy {policy} on {table}".encode())
        return stage.play(FORCED, f"select from {table}") == "0"


def noticed(stage: Stage, table: str) -> bool:
    """Whether this table's cells, or the effects that lean on its policies, are not as the matrix says."""
    if not hidden_from_its_owner(stage, table):
        return True
    leaning = {name for name, tables in CALL_TABLES.items() if table in tables.split()} | {table}
    if mismatches(stage, [cell for cell in CELLS if cell.name.split(",")[0] in leaning]):
        return True
    return any(
        stage.check(effect.actor, effect.statement, effect.query) != effect.expected
        for effect in EFFECTS
        if table in effect.tables.split()
    )


def test_the_matrix_notices_every_mutant(database_copy: str, postgres: str, capsys: pytest.CaptureFixture[str]) -> None:
    planted: Counter[str] = Counter()
    survived: list[str] = []
    with psycopg.connect(make_conninfo(postgres, dbname=connections["default"].settings_dict["NAME"])) as connection:
        stage = Stage(connection)
        make_rows(stage.cursor)
        stage.cursor.execute("set constraints all immediate; set constraints all deferred")
        assert not any(noticed(stage, table) for table in our_tables()), "nothing is planted yet"
        for mutant in list(mutants(stage)):
            stage.cursor.execute("savepoint mutant")
            stage.cursor.execute(mutant.ddl.encode())
            planted[mutant.kind] += 1
            if not noticed(stage, mutant.table):
                survived.append(f"{mutant.kind}: {mutant.name} on {mutant.table}")
            stage.cursor.execute("rollback to savepoint mutant; release savepoint mutant")
        connection.rollback()
    with capsys.disabled():
        total = planted.total()
        sys.stdout.write(
            f"\n{total - len(survived)} of {total} mutants noticed {dict(planted)}\n" + "\n".join(survived)
        )
    assert survived == []
