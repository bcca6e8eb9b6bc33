"""What must hold of every table, policy, function and index, read from PostgreSQL's own catalogue."""

from __future__ import annotations

import re
from itertools import permutations
from typing import Any

import psycopg
import pytest
from django.db import connections
from psycopg import sql
from psycopg.conninfo import make_conninfo

from tripos.testing.catalogue import our_tables
from tripos.testing.owner import as_owner

pytestmark = pytest.mark.django_db

ACTING = ("tripos_app", "tripos_agent", "tripos_auth", "tripos_staff", "tripos_worker", "tripos_helper")
# Tables of other packages: no row security, granted to the roles named here and to no other.
OTHERS = {
    "account_emailaddress": "tripos_auth tripos_staff tripos_helper",
    "account_emailconfirmation": "tripos_auth tripos_helper",
    "auth_group": "tripos_auth tripos_staff tripos_helper",
    "auth_group_permissions": "tripos_auth tripos_staff",
    "auth_permission": "tripos_auth tripos_staff",
    "django_admin_log": "tripos_staff tripos_helper",
    "django_content_type": "tripos_auth tripos_staff",
    "django_migrations": "tripos_auth tripos_staff tripos_jobs",
    "django_session": "tripos_auth",
    "mfa_authenticator": "tripos_auth tripos_helper",
    "procrastinate_events": "tripos_jobs tripos_helper",
    "procrastinate_jobs": "tripos_jobs tripos_helper",
    "procrastinate_periodic_defers": "tripos_jobs",
    "procrastinate_workers": "tripos_jobs tripos_helper",
    "users_groups": "tripos_auth tripos_staff tripos_helper",
    "usersessions_usersession": "tripos_auth tripos_helper",
    "users_user_permissions": "tripos_auth tripos_staff tripos_helper",
}
OPERATIONS = {"r": "SELECT", "a": "INSERT", "w": "UPDATE", "d": "DELETE"}


def test_every_table_is_ours_or_on_the_list() -> None:
    rows = as_owner(
        "select relname from pg_class where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace"
    )
    assert {row[0] for row in rows} == set(our_tables()) | OTHERS.keys()


def test_specified_tables_exist() -> None:
    specified = {
        "profiles", "conversations", "messages", "ai_context", "ai_runs", "trips", "itinerary_items", "locations",
        "proactive_suggestions", "conflict_resolutions", "budget_tracking", "saved_places", "collections", "audit_logs",
        "user_ai_stats",
    }  # fmt: skip
    assert specified <= set(our_tables())


def test_every_table_forces_row_security() -> None:
    rows = as_owner(
        """select relname, relrowsecurity, relforcerowsecurity, relowner::regrole::text from pg_class
            where relname = any (%s) and relnamespace = 'public'::regnamespace""",
        [our_tables()],
    )
    assert sorted(rows) == [(table, True, True, "tripos_owner") for table in our_tables()]


def test_tables_of_others_are_granted_as_listed() -> None:
    rows = as_owner(
        """select c.relname, array_agg(distinct a.grantee::regrole::text order by a.grantee::regrole::text)
             from pg_class c cross join lateral aclexplode(c.relacl) a
            where c.relname = any (%s) and c.relnamespace = 'public'::regnamespace and a.grantee <> c.relowner group by 1""",
        [list(OTHERS)],
    )
    assert dict(rows) == {table: sorted(roles.split()) for table, roles in OTHERS.items()}


def grants() -> set[tuple[str, str, str]]:
    """(table, role, operation) of every table or column grant on our tables, but the owner's."""
    rows = as_owner(
        """select c.relname, a.grantee::regrole::text, a.privilege_type
             from pg_class c cross join lateral aclexplode(c.relacl) a
            where c.relname = any (%(t)s) and c.relnamespace = 'public'::regnamespace and a.grantee <> c.relowner
            union
           select c.relname, a.grantee::regrole::text, a.privilege_type
             from pg_attribute k join pg_class c on c.oid = k.attrelid cross join lateral aclexplode(k.attacl) a
            where c.relname = any (%(t)s) and c.relnamespace = 'public'::regnamespace and a.grantee <> c.relowner""",
        {"t": our_tables()},
    )
    return set(rows)


def policies() -> list[Any]:
    return as_owner(
        """select c.relname, p.polname, p.polcmd::text, p.polpermissive,
                  array(select case r when 0 then 'PUBLIC' else r::regrole::text end from unnest(p.polroles) r),
                  pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid)
             from pg_policy p join pg_class c on c.oid = p.polrelid"""
    )


def test_grants_and_policies_match_operation_by_operation() -> None:
    allowed = {
        (table, role, OPERATIONS[command])
        for table, _, command, _, roles, _, _ in policies()
        for role in roles
        if role != "tripos_owner"
    }
    assert grants() - allowed == set(), "granted, but no policy ever shows a row"
    assert allowed - grants() == set(), "a policy that no grant reaches"


def test_policies_are_for_one_operation_and_name_their_roles() -> None:
    faults = []
    for table, name, command, permissive, roles, _, _ in policies():
        if roles == ["tripos_owner"]:
            continue
        if command == "*" or "PUBLIC" in roles or not permissive or not set(roles) <= set(ACTING):
            faults.append((table, name, command, roles))
    assert faults == []


def test_writing_policies_say_what_may_be_written() -> None:
    assert [name for _, name, command, _, _, _, check in policies() if command in "aw" and check is None] == []


def test_helpers_in_policies_run_once_a_statement() -> None:
    bare = [
        (name, expression)
        for _, name, _, _, _, *expressions in policies()
        for expression in expressions
        if expression and re.search(r"(?<!SELECT )\b(app\.\w+|current_setting|current_user)\(", expression)
    ]
    assert bare == []


def test_nobody_bypasses_row_security() -> None:
    rows = as_owner(
        "select rolname from pg_roles where rolname like 'tripos%%' and (rolsuper or rolbypassrls or rolcreaterole)"
    )
    assert rows == []


def functions() -> list[Any]:
    return as_owner(
        """select p.oid::regprocedure::text, p.proowner::regrole::text, p.prosecdef, p.proconfig::text[],
                  p.proacl is null or exists (select from aclexplode(p.proacl) a where a.grantee = 0),
                  p.provolatile::text
             from pg_proc p join pg_namespace n on n.oid = p.pronamespace
            where (n.nspname = 'app' or n.nspname = 'public' and p.proowner in
                      ('tripos_owner'::regrole, 'tripos_helper'::regrole))
              and p.proname not like 'procrastinate%%'
              and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')"""
    )


def test_specified_functions_exist() -> None:
    names = {row[0].split("(")[0].removeprefix("public.") for row in functions()}
    assert {
        "update_updated_at_column", "update_trip_budget", "update_collection_count", "update_conversation_stats",
        "refresh_user_ai_stats", "set_service_role_context",
    } <= names  # fmt: skip


def test_functions_fix_their_search_path_and_are_nobodys_by_default() -> None:
    rows = functions()
    assert len(rows) > 40
    assert [row[0] for row in rows if not any(c.startswith("search_path=pg_catalog") for c in row[3] or [])] == []
    assert [row[0] for row in rows if row[4]] == [], "everybody may execute"


def test_definer_functions_belong_to_the_helper() -> None:
    assert [row[0] for row in functions() if row[2] and row[1] != "tripos_helper"] == []


def test_public_may_use_neither_schemas_nor_tables() -> None:
    rows = as_owner(
        """select n.nspname from pg_namespace n cross join lateral aclexplode(n.nspacl) a
            where a.grantee = 0 and n.nspname in ('public', 'app')
            union all
           select c.relname from pg_class c cross join lateral aclexplode(c.relacl) a
            where a.grantee = 0 and c.relnamespace in ('public'::regnamespace, 'app'::regnamespace)"""
    )
    assert rows == []


def test_acting_roles_hold_row_privileges_only() -> None:
    assert {operation for _, _, operation in grants()} <= set(OPERATIONS.values())


def indexes() -> list[Any]:
    """Table, name, key columns in order (expressions as text), unique, partial predicate, method, key sort options."""
    return as_owner(
        """select c.relname, x.relname,
                  array(select pg_get_indexdef(i.indexrelid, k, true) from generate_series(1, i.indnkeyatts) k),
                  i.indisunique, pg_get_expr(i.indpred, i.indrelid), m.amname, i.indoption::text, i.indclass::text
             from pg_index i join pg_class c on c.oid = i.indrelid join pg_class x on x.oid = i.indexrelid
             join pg_am m on m.oid = x.relam
            where c.relname = any (%s) and c.relnamespace = 'public'::regnamespace and i.indisvalid""",
        [our_tables()],
    )


def test_s53_every_foreign_key_has_a_full_index() -> None:
    full: dict[str, list[tuple[list[str], bool]]] = {}
    for table, _, keys, unique, predicate, method, *_ in indexes():
        if predicate is None and method == "btree":
            full.setdefault(table, []).append((keys, unique))
    rows = as_owner(
        """select c.relname, k.conname,
                  array(select a.attname::text from unnest(k.conkey) with ordinality u (n, o)
                          join pg_attribute a on a.attrelid = k.conrelid and a.attnum = u.n order by o)
             from pg_constraint k join pg_class c on c.oid = k.conrelid
            where k.contype = 'f' and c.relname = any (%s)""",
        [our_tables()],
    )
    assert len(rows) > 25
    uncovered = [
        (table, name)
        for table, name, columns in rows
        # All its columns first, in any order; or some of them that are already unique.
        if not any(
            keys[: len(columns)] in [list(p) for p in permutations(columns)] or (unique and set(keys) <= set(columns))
            for keys, unique in full.get(table, [])
        )
    ]
    assert uncovered == []


def test_s55_no_index_is_the_beginning_of_another() -> None:
    found = indexes()
    redundant = set()
    for table, name, keys, unique, predicate, method, options, classes in found:
        if unique or method != "btree":  # a unique index is a promise that a longer one cannot keep
            continue
        for other_table, other, other_keys, _, other_predicate, other_method, other_options, other_classes in found:
            if name != other and (table, predicate, method) == (other_table, other_predicate, other_method):
                begins = other_keys[: len(keys)] == keys and other_options.split()[: len(keys)] == options.split()
                if begins and other_classes.split()[: len(keys)] == classes.split():
                    redundant.add((name, other))
    assert redundant == set()


def refusals(login: str, server: str, statements: list[sql.Composed]) -> dict[str, str]:
    """The SQL state with which each statement is refused to a bare login; "" where it was not."""
    found = {}
    database = connections["default"].settings_dict["NAME"]
    with psycopg.connect(make_conninfo(server, dbname=database, user=login), autocommit=True) as connection:
        for statement in statements:
            try:
                connection.execute(statement)
                found[statement.as_string(connection)] = ""
            except psycopg.Error as error:
                found[statement.as_string(connection)] = error.sqlstate or "?"
    return found


@pytest.mark.parametrize("login", ["tripos_web", "tripos_jobs"])
def test_bare_login_reads_and_writes_no_table(login: str, postgres: str) -> None:
    statements: list[sql.Composed] = []
    tables = [*our_tables(), *(t for t in OTHERS if "tripos_jobs" not in OTHERS[t])]
    for table in tables:
        target = sql.Identifier("public", table)
        key = sql.Identifier(as_owner(
            "select attname from pg_attribute where attrelid = %s::regclass and attnum > 0 order by attnum limit 1",
            [f"public.{table}"],
        )[0][0])  # fmt: skip
        statements += [
            sql.SQL("select from {}").format(target),
            sql.SQL("insert into {} default values").format(target),
            sql.SQL("update {} set {} = null").format(target, key),
            sql.SQL("delete from {}").format(target),
            sql.SQL("select from {} for update").format(target),
            sql.SQL("copy {} to stdout").format(target),
            sql.SQL("truncate {}").format(target),
        ]
    found = refusals(login, postgres, statements)
    assert len(found) == 7 * len(tables)
    assert {statement: state for statement, state in found.items() if state != "42501"} == {}


@pytest.mark.parametrize("login", ["tripos_web", "tripos_jobs"])
def test_bare_login_calls_no_function(login: str, postgres: str) -> None:
    rows = as_owner(
        """select n.nspname, p.proname, p.prokind::text, p.pronargs
             from pg_proc p join pg_namespace n on n.oid = p.pronamespace
            where n.nspname in ('app', 'public') and p.proname not like 'procrastinate%%'
              and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')"""
    )
    statements = [
        sql.SQL("{} {}({})").format(
            sql.SQL("call" if kind == "p" else "select"),
            sql.Identifier(schema, name),
            sql.SQL(", ").join([sql.SQL("null")] * arguments),
        )
        for schema, name, kind, arguments in rows
    ]
    found = refusals(login, postgres, list(statements))
    assert len(found) > 40
    assert {statement: state for statement, state in found.items() if state != "42501"} == {}


@pytest.mark.parametrize("login", ["tripos_web", "tripos_jobs"])
def test_bare_login_advances_no_sequence(login: str, postgres: str) -> None:
    rows = as_owner(
        """select relname from pg_class where relkind = 'S' and relnamespace = 'public'::regnamespace
            and relname not like 'procrastinate%%'"""
    )
    statements = [sql.SQL("select nextval({})").format(sql.Literal(f"public.{row[0]}")) for row in rows]
    assert {s: state for s, state in refusals(login, postgres, list(statements)).items() if state != "42501"} == {}


def test_service_role_context_only_refuses() -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="no service role"):
        as_owner("select public.set_service_role_context()")
