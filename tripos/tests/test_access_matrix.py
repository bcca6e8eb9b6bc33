"""Every cell of the access matrix, and what the definer functions do behind it."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from django.db import connections
from psycopg.conninfo import make_conninfo

from tripos.testing.access import Stage
from tripos.testing.catalogue import our_tables
from tripos.tests.matrix import Cell, cells
from tripos.tests.matrix_effects import EFFECTS, Effect
from tripos.tests.matrix_rows import ACTORS, CALLS, PROBES, make_rows

CELLS = list(cells())
BY_NAME: dict[str, list[Cell]] = {}
for _cell in CELLS:
    BY_NAME.setdefault(_cell.name, []).append(_cell)


def outcome(stage: Stage, cell: Cell) -> str:
    """What PostgreSQL makes of one cell."""
    actor = ACTORS[cell.actor]
    if cell.operation == "call":
        return stage.play(actor, CALLS[cell.name])
    probe = PROBES[cell.name]
    statement = probe.statement(cell.operation, cell.actor)
    if cell.operation in ("blind", "wipe"):
        return stage.play_blind(actor, statement, f"select ctid from {probe.table} {probe.where()}")
    return stage.play(actor, statement)


def mismatches(stage: Stage, some: list[Cell]) -> list[str]:
    """The cells that are not as the matrix says."""
    found = []
    for cell in some:
        now = outcome(stage, cell)
        if now != cell.expected:
            found.append(f"{cell.name} {cell.operation} by {cell.actor}: {now}, not {cell.expected}")
    return found


@pytest.fixture(scope="module")
def stage(postgres: str, django_db_setup: None) -> Iterator[Stage]:
    """The probed rows, written once, in a transaction that is rolled back at the end."""
    server = make_conninfo(postgres, dbname=connections["default"].settings_dict["NAME"])
    with psycopg.connect(server) as connection:
        stage = Stage(connection)
        make_rows(stage.cursor)
        yield stage
        connection.rollback()


@pytest.mark.parametrize("name", BY_NAME)
def test_access_is_as_the_matrix_says(stage: Stage, name: str) -> None:
    assert mismatches(stage, BY_NAME[name]) == []


@pytest.mark.parametrize("effect", EFFECTS, ids=lambda effect: effect.what.replace(" ", "-"))
def test_definer_functions_reach_their_rows(stage: Stage, effect: Effect) -> None:
    assert stage.check(effect.actor, effect.statement, effect.query) == effect.expected


def test_matrix_is_whole() -> None:
    assert {name.split(",")[0] for name in PROBES} == set(our_tables()), "a table of ours has no block"
    assert BY_NAME.keys() == PROBES.keys() | CALLS.keys()
    basic = {"select", "lock", "insert", "update", "blind", "delete", "wipe"}
    for table in our_tables():
        assert {cell.operation for cell in BY_NAME[table]} >= basic, table
        assert {cell.actor for cell in BY_NAME[table]} == ACTORS.keys()
    assert len(CELLS) >= 900
    assert len({cell[:3] for cell in CELLS}) == len(CELLS)


def test_traveller_under_the_staff_role_sees_nothing_of_their_own() -> None:
    public = {"locations", "exchange_rates", "cost_estimates", "agent_limits, for everybody"}
    for cell in CELLS:
        if cell.actor == "poser" and cell.operation in ("select", "lock", "update", "blind", "delete"):
            assert not cell.expected.isdigit() or cell.expected == "0" or cell.name in public, cell


def test_nobody_but_a_companion_reaches_another_persons_row() -> None:
    public = {"locations", "exchange_rates", "cost_estimates", "agent_limits, for everybody"}
    for cell in CELLS:
        if cell.actor in ("other", "anon", "link", "late", "void", "ex", "gone", "ag/ot") and cell.operation not in (
            "call", "insert", "forge+",
        ):  # fmt: skip
            assert cell.expected in ("0", "G") or (cell.operation == "select" and cell.name in public), cell
