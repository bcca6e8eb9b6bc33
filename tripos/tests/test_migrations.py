"""Migrations run forward, to zero and forward again, and say the same as the models."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.core.management import call_command
from django.db import connections
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.questioner import NonInteractiveMigrationQuestioner
from django.db.migrations.state import ProjectState

from tripos.testing.catalogue import fingerprint, is_ours, our_tables

OUR_APPS = {config.label for config in apps.get_app_configs() if is_ours(config.name)}


def catalogue() -> dict[str, list[str]]:
    with connections["owner"].cursor() as cursor:
        found = fingerprint(cursor)
    connections["owner"].close()
    return found


def test_s01_migrations_forward_to_zero_and_forward_again_leave_the_same_catalogue(database_copy: str) -> None:
    first = catalogue()
    assert len(first["policies"]) > 100, "the copy holds what the migrations made"

    call_command("migrate", "tripos_db", "zero", verbosity=0, interactive=False)
    left = catalogue()
    assert [line for line in left["tables"] if line.split()[1] in our_tables()] == []
    assert left["policies"] == []
    assert left["views"] == []
    assert [line for line in left["functions"] if "procrastinate" not in line.split()[0]] == []
    assert [line for line in left["triggers"] if "procrastinate" not in line] == []
    assert [line for line in left["types"] if "procrastinate" not in line] == []
    ours = ("tripos_app=", "tripos_agent=", "tripos_auth=", "tripos_staff=", "tripos_worker=", "tripos_jobs=")
    assert [line for line in left["tables"] if any(role in line for role in ours)] == [], "grants are taken back"

    call_command("migrate", verbosity=0, interactive=False)
    again = catalogue()
    assert again.keys() == first.keys()
    for kind in first:
        assert again[kind] == first[kind], kind


def test_models_and_migrations_agree() -> None:
    loader = MigrationLoader(None)
    detector = MigrationAutodetector(
        loader.project_state(),
        ProjectState.from_apps(apps),
        NonInteractiveMigrationQuestioner(specified_apps=OUR_APPS, dry_run=True),
    )
    changes: Any = detector.changes(graph=loader.graph, trim_to_apps=OUR_APPS)
    assert {app: [str(operation) for m in found for operation in m.operations] for app, found in changes.items()} == {}


def test_every_app_of_ours_has_one_last_migration() -> None:
    loader = MigrationLoader(None)
    assert {app: names for app, names in loader.detect_conflicts().items() if app in OUR_APPS} == {}
