"""Every group of staff, every table, every action: in SQL and on the admin's pages; and who gives rights to whom."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.apps import apps
from django.contrib import admin
from django.core.management import call_command
from django.db import connections
from django.test import RequestFactory
from psycopg.conninfo import make_conninfo

from tripos.accounts.models import User
from tripos.accounts.staff import AREAS, GROUPS, PAGES, PRIVATE, actions_of
from tripos.accounts.staff_tables import OPERATIONS, TABLES, operations_of
from tripos.db.context import acting_as, acting_for_sign_in
from tripos.testing.access import Actor, Stage
from tripos.testing.cast import join_group, leave_groups, make_user
from tripos.testing.catalogue import is_ours, our_tables
from tripos.tests.matrix_rows import PROBES, Probe, U, make_rows, uid

MEMBERS: dict[str | None, str] = {group: uid("mem", number) for number, group in enumerate([*GROUPS, None], 1)}
GROUP_ID = "(select id from auth_group where name = 'places editors')"
RIGHTS = {
    "auth_group": Probe("auth_group", "Mine", "name = 'Ours'", "(name) values ('New')", key="name"),
    "users_groups": Probe(
        "users_groups", U["eve"], f"group_id = {GROUP_ID}", f"(user_id, group_id) values ('{U['fred']}', {GROUP_ID})", key="user_id"
    ),
    "auth_group_permissions": Probe(
        "auth_group_permissions", "900001", "permission_id = 900002",
        f"(group_id, permission_id) select {GROUP_ID}, max(id) from auth_permission", key="permission_id",
    ),
    "users_user_permissions": Probe(
        "users_user_permissions", "900001", "permission_id = 900002",
        f"(user_id, permission_id) values ('{U['fred']}', 900001)", key="permission_id",
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def stage(postgres: str, django_db_setup: None) -> Iterator[Stage]:
    """The access matrix's rows, and a member of each group."""
    server = make_conninfo(postgres, dbname=connections["default"].settings_dict["NAME"])
    with psycopg.connect(server) as connection:
        stage = Stage(connection)
        make_rows(stage.cursor)
        stage.cursor.execute("reset role")
        for group, key in MEMBERS.items():
            stage.cursor.execute(
                "insert into users (id, email, password, is_superuser, is_staff, is_active)"
                " values (%s, %s, '', false, true, true)",
                [key, f"{key}@example.org"],
            )
            stage.cursor.execute(
                "insert into users_groups (user_id, group_id) select %s, id from auth_group where name = %s",
                [key, group],
            )
        stage.cursor.execute(
            "insert into auth_permission (id, name, content_type_id, codename) overriding system value"
            " select n, 'p', (select min(id) from django_content_type), 'p' || n from generate_series(900001, 900002) as n"
            " on conflict do nothing"
        )
        stage.cursor.execute("insert into auth_group (name) values ('Mine')")
        stage.cursor.execute(
            "insert into auth_group_permissions (group_id, permission_id)"
            " select id, 900001 from auth_group where name = 'Mine'"
        )
        stage.cursor.execute(
            "insert into users_user_permissions (user_id, permission_id) values (%s, 900001)", [U["eve"]]
        )
        stage.cursor.execute(
            "insert into users_groups (user_id, group_id) select %s, id from auth_group where name = 'Mine'", [U["eve"]]
        )
        yield stage
        connection.rollback()


@pytest.mark.parametrize("table", TABLES)
def test_each_group_reaches_its_tables_and_no_others(stage: Stage, table: str) -> None:
    probe = (PROBES | RIGHTS)[table]
    found: dict[Any, list[str]] = {}
    for group, key in MEMBERS.items():
        outcomes = {name: stage.play(Actor("tripos_staff", key), probe.statement(name, "staff")) for name in OPERATIONS}
        unknown = {name: one for name, one in outcomes.items() if one not in ("0", "1", "P", "G", "C")}
        assert unknown == {}, group
        found[group] = [name for name, one in outcomes.items() if one == "1"]
    assert found == {group: [name for name in OPERATIONS if name in operations_of(group, table)] for group in MEMBERS}


def staff(group: str | None) -> Actor:
    return Actor("tripos_staff", MEMBERS[group])


def test_nobody_but_administrators_gives_rights(stage: Stage) -> None:
    make_staff = f"update users set is_staff = true where id = '{U['eve']}'"
    make_superuser = f"update users set is_superuser = true where id = '{U['eve']}'"
    join = "insert into users_groups (user_id, group_id) select '%s', id from auth_group where name = 'administrators'"
    colleague = f"update users set email = 'mine@example.org' where id = '{MEMBERS['administrators']}'"
    for group in MEMBERS:
        is_administrator = group == "administrators"
        assert stage.play(staff(group), join % U["eve"]) == ("1" if is_administrator else "C")
        assert stage.play(staff(group), join % MEMBERS["places editors"]) == ("1" if is_administrator else "C")
        assert stage.play(staff(group), make_staff).isdigit() == (group not in ("trip support",)), group
        assert (stage.play(staff(group), make_staff) == "1") == is_administrator, group
        assert stage.play(staff(group), make_superuser) != "1", group
        assert (stage.play(staff(group), colleague) == "1") == is_administrator, group
    for change in ("update auth_group set name = 'x' where name = 'trip support'",
                   "delete from auth_group where name = 'trip support'"):  # fmt: skip
        assert stage.play(staff("administrators"), change) == "C", change


def test_the_last_administrator_stays_one(stage: Stage) -> None:
    sam, member = U["sam"], MEMBERS["administrators"]
    leave = "delete from users_groups where user_id = '%s'"
    changes = [f"update users set {change} where id = '{member}'"
               for change in ("is_active = false", "is_staff = false", "deleted_at = now()")]  # fmt: skip
    changes.append(leave % member)
    for change in changes:  # sam is one, too
        assert stage.play(staff("administrators"), change) == "1", change
    with stage.undone():
        stage.cursor.execute((leave % sam).encode())
        for change in changes:
            assert stage.play(staff("administrators"), change) == "C", change
            if "users_groups" not in change and "is_staff" not in change:
                assert stage.play(Actor("tripos_auth", member), change) == "C", change
        assert stage.play(staff("administrators"), f"update users set last_login = now() where id = '{member}'") == "1"


def test_every_table_and_every_model_has_its_row() -> None:
    assert set(our_tables()) <= TABLES.keys()
    named = {area for rules in (*TABLES.values(), *PAGES.values()) for area in rules}
    assert named <= {*AREAS, "everybody"}
    models = {
        model._meta.label_lower
        for model in apps.get_models()
        if model._meta.managed and is_ours(model._meta.app_config.name)
    }
    assert models <= PAGES.keys() | PRIVATE
    assert not PAGES.keys() & PRIVATE
    assert {model._meta.label_lower for model in admin.site._registry} <= PAGES.keys()


def test_the_document_says_the_same() -> None:
    call_command("staff_doc", check=True)


def signed_in_as(*groups: str) -> Any:
    """An account of the staff in these groups, as a request has it."""
    person = make_user("-".join(group.split()[0] for group in groups).lower() or "nobody", staff=True)
    leave_groups(person.pk)
    for group in groups:
        join_group(person.pk, group)
    with acting_for_sign_in():
        return User.objects.get(pk=person.pk)


@pytest.mark.django_db
@pytest.mark.parametrize("group", GROUPS)
def test_each_group_sees_its_part_of_the_menu_and_no_other(group: str) -> None:
    user = signed_in_as(group)
    request: Any = RequestFactory().get("/admin/")
    request.user = user
    for model, page in admin.site._registry.items():
        label = model._meta.label_lower
        got = {action for action in ("view", "add", "change", "delete") if user.has_perm(
            f"{model._meta.app_label}.{action}_{model._meta.model_name}")}  # fmt: skip
        assert got == actions_of(group, label), label
        # A page may allow less than the permission (runs are to be looked at), never more.
        shown = {name for name, may in page.get_model_perms(request).items() if may}
        assert shown <= actions_of(group, label), label
        assert page.has_view_permission(request) == ("view" in actions_of(group, label)), label
    with acting_as(user):
        menu = {row["model"]._meta.label_lower for app in admin.site.get_app_list(request) for row in app["models"]}
    assert menu == {
        model._meta.label_lower for model in admin.site._registry if actions_of(group, model._meta.label_lower)
    }
