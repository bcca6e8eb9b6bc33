"""The raw-SQL sources: every file has its reverse and a migration, every object says why it exists."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.db.migrations.loader import MigrationLoader

from tripos.db.enums import PgEnumField
from tripos.db.sql import RunSQLFile
from tripos.testing.catalogue import is_ours
from tripos.testing.owner import as_owner

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted(
    path
    for config in apps.get_app_configs()
    if is_ours(config.name)
    for path in (Path(config.path) / "sql").glob("*.sql")
)
FORWARD = [path for path in FILES if not path.name.endswith(".down.sql")]


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def named_by_migrations() -> set[str]:
    found = set()
    for key, migration in MigrationLoader(None).disk_migrations.items():
        for operation in migration.operations:
            if isinstance(operation, RunSQLFile):
                assert operation.name == key[1], f"{key} runs {operation.name}"
                found.add(f"{operation.package.replace('.', '/')}/sql/{operation.name}.sql")
    return found


def test_there_are_sql_files() -> None:
    assert len(FORWARD) >= 15


def test_every_file_has_its_down_twin() -> None:
    twins = {path.with_name(path.name.replace(".down.sql", ".sql")) for path in FILES if path not in FORWARD}
    assert twins == set(FORWARD)


def test_every_file_is_run_by_the_migration_of_its_name() -> None:
    assert {name(path) for path in FORWARD} == named_by_migrations()


@pytest.mark.parametrize("path", FORWARD, ids=name)
def test_every_object_says_why_it_exists(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert source.startswith("--"), "a file says what its one concern is"
    bodies_removed = re.sub(r"\$\$.*?\$\$", "$$", source, flags=re.S)
    silent = []
    for paragraph in re.split(r"\n\s*\n", bodies_removed):
        made = re.search(
            r"^create (?:or replace )?(?:function|procedure|view|materialized view) (\S+)", paragraph, re.M
        )
        if made and not paragraph[: made.start()].lstrip().startswith("--"):
            silent.append(made.group(1))
    assert silent == []


def test_policies_are_explained_table_by_table() -> None:
    for path in FORWARD:
        source = path.read_text(encoding="utf-8")
        for table in set(re.findall(r"^create policy \S+ on public\.(\w+)", source, re.M)):
            explained = re.search(rf"^--.*\b{table}\b", source, re.M) or re.search(r"^-- History", source, re.M)
            assert explained, f"{name(path)}: {table}"


@pytest.mark.django_db
def test_enum_types_have_the_labels_of_their_choices() -> None:
    rows = as_owner(
        """select t.typname, array_agg(e.enumlabel::text order by e.enumsortorder)
             from pg_type t join pg_enum e on e.enumtypid = t.oid
            where t.typnamespace = 'public'::regnamespace and t.typname not like 'procrastinate%' group by 1"""
    )
    in_database = {row[0]: row[1] for row in rows}
    in_python: dict[str, list[str]] = {}
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if isinstance(field, PgEnumField):
                assert field.enum is not None
                assert in_python.setdefault(field.type_name, list(field.enum.values)) == list(field.enum.values)
    assert in_python == in_database


@pytest.mark.django_db
def test_enum_types_are_those_of_the_specification() -> None:
    specified = {
        "agent_type": 7, "conversation_status": 4, "message_role": 4, "ai_run_status": 6, "trip_status": 6,
        "itinerary_item_type": 6, "location_category": 7, "suggestion_type": 9, "suggestion_status": 5,
        "conflict_type": 7, "resolution_status": 5,
    }  # fmt: skip
    rows = as_owner(
        """select t.typname, count(*) from pg_type t join pg_enum e on e.enumtypid = t.oid
            where t.typnamespace = 'public'::regnamespace and t.typname not like 'procrastinate%' group by 1"""
    )
    assert {row[0]: row[1] for row in rows} == specified


def test_applied_sql_files_never_change() -> None:
    # A database that ran a file keeps what it said: a new version is a new numbered file. The list grows by release.
    listed = (ROOT / "tripos/tests/applied_sql.sha256").read_text(encoding="utf-8").splitlines()
    changed = [
        path
        for digest, path in (line.split("  ") for line in listed)
        if hashlib.sha256((ROOT / path).read_bytes()).hexdigest() != digest
    ]
    assert listed and changed == []
