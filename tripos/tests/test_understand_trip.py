"""``./manage.py understand --trip`` beside a running site: with its separate logins, none of which may do everything."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import uuid

import psycopg
from django.db import connections
from psycopg.conninfo import make_conninfo

from tripos.run.databases import LOGINS, NAMES
from tripos.run.setup import root


def test_understand_reads_a_trip_with_the_sites_logins(database_copy: str, postgres: str) -> None:
    here = make_conninfo(postgres, dbname=connections["default"].settings_dict["NAME"])
    user = uuid.uuid4()
    with psycopg.connect(here, autocommit=True) as owner:
        owner.execute(
            "insert into users (id, email, password, is_superuser, is_staff, is_active)"
            " values (%s, 'u@example.org', '', false, false, true)",
            [user],
        )
        made = owner.execute(
            "insert into trips (user_id, title, destination, start_date, end_date, timezone)"
            " values (%s, 'T', 'Helsinki', '2026-05-14', '2026-05-16', 'UTC') returning id::text",
            [user],
        ).fetchone()
    assert made is not None
    logins = {NAMES[login]: make_conninfo(here, user=LOGINS[login]) for login in ("web", "jobs")}
    told = subprocess.run(
        [sys.executable, "manage.py", "understand", "--today", "2026-05-06", "--trip", made[0], "Show me the last day"],
        cwd=root(),
        env={**os.environ, **logins},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert told.returncode == 0, told.stderr[-2000:]
    assert json.loads(told.stdout)["slots"]["day_number"] == 3
