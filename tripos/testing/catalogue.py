"""What PostgreSQL's catalogue says about the objects of ours: for fingerprints, drawings and tests."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

OURS = """
    n.nspname in ('public', 'app')
    and not exists (select from pg_depend d
                     where d.objid = {oid} and d.deptype = 'e' and d.classid = '{catalog}'::regclass)
"""
_CLASS = OURS.format(oid="c.oid", catalog="pg_class")
_PROC = OURS.format(oid="p.oid", catalog="pg_proc")
_TYPE = OURS.format(oid="t.oid", catalog="pg_type")

# One query a kind of object: every line is one object, with all that makes it what it is. Privileges are sorted, since
# the order in which they were granted means nothing.
FINGERPRINT: Mapping[str, str] = {
    "tables": f"""
        select format('%s %s owner=%s rls=%s force=%s acl=%s', c.relkind, c.oid::regclass, c.relowner::regrole,
                      c.relrowsecurity, c.relforcerowsecurity,
                      array(select a::text from unnest(c.relacl) a order by 1))
          from pg_class c join pg_namespace n on n.oid = c.relnamespace
         where c.relkind in ('r', 'p', 'v', 'm', 'S') and {_CLASS}""",
    "columns": f"""
        select format('%s.%s %s notnull=%s default=%s generated=%s acl=%s', c.oid::regclass, a.attname,
                      format_type(a.atttypid, a.atttypmod), a.attnotnull, pg_get_expr(d.adbin, d.adrelid),
                      a.attgenerated, array(select x::text from unnest(a.attacl) x order by 1))
          from pg_attribute a
          join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
          left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
         where a.attnum > 0 and not a.attisdropped and c.relkind in ('r', 'p', 'v', 'm') and {_CLASS}""",
    "constraints": f"""
        select format('%s %s %s', c.oid::regclass, k.conname, pg_get_constraintdef(k.oid))
          from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
         where {_CLASS}""",
    "indexes": f"""
        select pg_get_indexdef(i.indexrelid)
          from pg_index i join pg_class c on c.oid = i.indrelid join pg_namespace n on n.oid = c.relnamespace
         where {_CLASS}""",
    "triggers": f"""
        select format('%s %s', pg_get_triggerdef(t.oid), t.tgenabled)
          from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_namespace n on n.oid = c.relnamespace
         where not t.tgisinternal and {_CLASS}""",
    "policies": f"""
        select format('%s %s %s %s using=%s check=%s', c.oid::regclass, p.polname, p.polcmd,
                      array(select r::regrole::text from unnest(p.polroles) r order by 1),
                      pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid))
          from pg_policy p join pg_class c on c.oid = p.polrelid join pg_namespace n on n.oid = c.relnamespace
         where {_CLASS}""",
    "functions": f"""
        select format('%s owner=%s acl=%s %s', p.oid::regprocedure, p.proowner::regrole,
                      array(select a::text from unnest(p.proacl) a order by 1), pg_get_functiondef(p.oid))
          from pg_proc p join pg_namespace n on n.oid = p.pronamespace
         where p.prokind in ('f', 'p') and {_PROC}""",
    "types": f"""
        select format('%s %s owner=%s', t.oid::regtype,
                      array(select e.enumlabel from pg_enum e where e.enumtypid = t.oid order by e.enumsortorder),
                      t.typowner::regrole)
          from pg_type t join pg_namespace n on n.oid = t.typnamespace
         where t.typtype = 'e' and {_TYPE}""",
    "views": f"""
        select format('%s %s %s', c.oid::regclass, c.reloptions, pg_get_viewdef(c.oid))
          from pg_class c join pg_namespace n on n.oid = c.relnamespace
         where c.relkind in ('v', 'm') and {_CLASS}""",
    "comments": f"""
        select format('%s %s', c.oid::regclass, d.description)
          from pg_description d join pg_class c on c.oid = d.objoid and d.classoid = 'pg_class'::regclass
          join pg_namespace n on n.oid = c.relnamespace
         where {_CLASS}""",
}


def fingerprint(cursor: Any) -> dict[str, list[str]]:
    """Every object of ours, a line each, by kind."""
    found = {}
    for kind, query in FINGERPRINT.items():
        cursor.execute(query)
        found[kind] = sorted(row[0] for row in cursor.fetchall())
    return found


def our_tables() -> list[str]:
    """Names of the tables that models of ours own, without views."""
    from django.apps import apps

    return sorted(
        model._meta.db_table
        for model in apps.get_models(include_auto_created=False)
        if model._meta.managed and is_ours(model._meta.app_config.name)
    )


def is_ours(package: str) -> bool:
    return package.split(".")[0] in ("tripos", "places", "trips", "conversations", "ai")
