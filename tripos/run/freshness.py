"""Whether migrations and demo data were applied before, so that a start may skip them.

They are safe to repeat, but finding that out takes Django seconds. What is noted after a complete
preparation is the state of all that they are made from, and of the database that they went into.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from tripos.db.embedded import Cluster
from tripos.run.home import Home, write_private

SOURCES = ("tripos", "places", "trips", "ai", "conversations")
ALSO = ("manage.py", "requirements.txt", ".env")
NOTE = "prepared.json"


def fingerprint(checkout: Path, settings: Mapping[str, str]) -> str:
    """Return a digest of the code (names, sizes and times of its files) and of the settings that matter."""
    digest = hashlib.sha256(json.dumps(dict(settings), sort_keys=True).encode())
    files = [entry for name in SOURCES for entry in _files(checkout / name)]
    files += [checkout / name for name in ALSO if (checkout / name).exists()]
    for path in sorted(files):
        found = path.stat()
        digest.update(f"{path.relative_to(checkout)}\0{found.st_size}\0{found.st_mtime_ns}\0".encode())
    return digest.hexdigest()


def _files(folder: Path) -> Iterator[Path]:
    for parent, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name not in ("__pycache__", "tests", "static")]
        yield from (Path(parent, name) for name in names)


def identity(cluster: Cluster, dbname: str) -> str:
    """Return a word that changes with the database and its migrations; empty when it has none."""
    import psycopg

    query = """
        SELECT (SELECT system_identifier FROM pg_control_system()), d.oid,
               (SELECT md5(string_agg(app || name || applied, ',' ORDER BY id)) FROM django_migrations)
        FROM pg_database d WHERE d.datname = current_database()
    """
    try:
        return " ".join(str(part) for part in cluster.psql(query, dbname)[0])
    except psycopg.errors.UndefinedTable:
        return ""


def is_prepared(home: Home, wanted: str, database: str) -> bool:
    """Tell whether the last complete preparation was of this code into this database."""
    try:
        noted = json.loads((home.run / NOTE).read_text())
    except (OSError, ValueError):
        return False
    return bool(database) and noted == {"code": wanted, "database": database}


def note_prepared(home: Home, wanted: str, database: str) -> None:
    """Note that the preparation is complete."""
    write_private(home.run / NOTE, json.dumps({"code": wanted, "database": database}))
