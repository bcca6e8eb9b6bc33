"""Faults of the specification as it was written: what did not run, and what ran slowly (S1 to S5, S53, S54).

S1 is played in ``test_migrations.py``, S55 in ``test_catalogue.py``, S29 in ``test_races.py``; S50 to S52 and S56 with the
searches in ``places/tests``.
"""

from __future__ import annotations

import pytest
from django.db.migrations.loader import MigrationLoader

from tripos.db.context import acting_as
from tripos.testing.cast import Cast
from tripos.testing.owner import as_owner
from tripos.tests.makers import catalogue_place, fetch
from trips.models import Trip

pytestmark = pytest.mark.django_db


def indexdef(name: str) -> str:
    ((text,),) = as_owner("select indexdef from pg_indexes where indexname = %s", [name])
    return str(text)


def test_s02_the_search_vector_is_generated_and_indexed(db: None) -> None:
    for table in ("locations", "trips"):
        rows = as_owner(
            """select format_type(a.atttypid, null), a.attgenerated::text from pg_attribute a
                where a.attrelid = %s::regclass and a.attname = 'search'""",
            [f"public.{table}"],
        )
        assert rows == [("tsvector", "s")], table
    assert "USING gin (search)" in indexdef("idx_locations_search")
    catalogue_place(name="Vallisaari", tags=["island"])
    with acting_as(None):
        assert fetch("select name from locations where search @@ to_tsquery('simple', 'island')") == [("Vallisaari",)]


def test_s03_the_index_of_waiting_suggestions_asks_no_clock(db: None) -> None:
    definition = indexdef("idx_suggestions_active")
    assert "(user_id, expires_at)" in definition
    assert "WHERE (status = 'pending'::suggestion_status)" in definition.replace("public.", "")
    rows = as_owner("select indexname from pg_indexes where schemaname = 'public' and indexdef ~* 'now\\(|current_'")
    assert rows == []


def test_s04_every_trigger_exists_once(db: None) -> None:
    rows = as_owner(
        """select c.relname, p.proname, t.tgtype, t.tgargs, count(*) from pg_trigger t
             join pg_class c on c.oid = t.tgrelid join pg_proc p on p.oid = t.tgfoid
            where not t.tgisinternal group by 1, 2, 3, 4 having count(*) > 1"""
    )
    assert rows == []


def test_s05_the_migration_graph_decides_the_order_and_nothing_is_partitioned(db: None) -> None:
    graph = MigrationLoader(None).graph
    assert graph.leaf_nodes("conversations")
    graph.ensure_not_cyclic()
    assert as_owner("select relname from pg_class where relkind = 'p'") == []


def fill() -> None:
    """20,000 trips of 200 others beside alice's, as the planner sees them."""
    as_owner("set constraints all immediate")
    as_owner(
        """insert into users (id, email, password, is_active, is_staff, is_superuser, date_joined)
           select ('00000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid, 'u' || n || '@example.org', '!',
                  true, false, false, now()
             from generate_series(1, 200) n"""
    )
    as_owner("alter table trips disable trigger user")
    as_owner(
        """insert into trips (user_id, title, destination, start_date, end_date)
           select ('00000000-0000-4000-8000-' || lpad((1 + n % 200)::text, 12, '0'))::uuid, 'Trip ' || n, 'Rome',
                  date '2026-01-01' + n % 300, date '2026-01-02' + n % 300
             from generate_series(1, 20000) n"""
    )
    as_owner("alter table trips enable trigger user")
    as_owner("analyze trips")


def plan(statement: str, *params: object) -> str:
    return "\n".join(row[0] for row in fetch(f"explain {statement}", *params))


def test_s53_my_trips_are_found_through_an_index_whatever_the_filter(cast: Cast) -> None:
    fill()
    for person in (cast.alice, cast.bob):
        with acting_as(person):
            for condition in ("true", "deleted_at is null", "user_id = %s"):
                params = [person.pk] if "%s" in condition else []
                text = plan(f"select * from trips where {condition} order by start_date desc, id limit 20", *params)
                assert "Seq Scan on trips" not in text, (condition, text)


def test_s54_searching_my_trips_starts_at_me(cast: Cast) -> None:
    fill()
    with acting_as(cast.alice):
        statement, params = Trip.objects.for_user(cast.alice).matching("helsinki").query.sql_with_params()
        text = "\n".join(row[0] for row in fetch(f"explain {statement}", *params))
        assert "Seq Scan on trips" not in text, text
        assert [trip.pk for trip in Trip.objects.for_user(cast.alice).matching("helsinki")] == [cast.trip.pk]
    coordinates = as_owner(
        """select distinct data_type from information_schema.columns
            where table_schema = 'public' and column_name ~ '(latitude|longitude)$'"""
    )
    assert coordinates == [("double precision",)], "a leakproof type, which an index may use under row security"
