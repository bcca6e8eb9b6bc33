"""Which database a start uses: the operator's, or the embedded one, made ready for Tripos."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tripos.db.embedded import Cluster, EmbeddedError, Server
from tripos.run.home import Home, write_private
from tripos.run.progress import StartError

NAME = "tripos"
NAMES = {"web": "DATABASE_URL", "owner": "DATABASE_OWNER_URL", "jobs": "DATABASE_JOBS_URL"}
LOGINS = {"web": "tripos_web", "owner": "tripos_migrator", "jobs": "tripos_jobs"}


@dataclass(frozen=True)
class Urls:
    """The connection strings of the three logins."""

    web: str
    owner: str
    jobs: str

    def environment(self, *logins: str) -> dict[str, str]:
        """Return the variables for the named logins ("web", "owner", "jobs")."""
        return {NAMES[login]: getattr(self, login) for login in logins}


def given(environment: Mapping[str, str]) -> Urls | None:
    """Return the operator's connection strings, or None when there are none at all.

    Raises StartError when some are missing.
    """
    found = {login: environment.get(name, "") for login, name in NAMES.items()}
    if not any(found.values()):
        return None
    missing = [NAMES[login] for login, url in found.items() if not url]
    if missing:
        raise StartError(
            f"A database was named without {' and '.join(missing)}: Tripos needs three logins"
            " (docs/operations.md), or none of the three variables for the embedded server."
        )
    return Urls(**found)


def check_reachable(urls: Urls) -> None:
    """Try each login. Raises StartError with the first that fails and why."""
    import psycopg

    for login, name in NAMES.items():
        try:
            psycopg.connect(getattr(urls, login), connect_timeout=10).close()
        except (psycopg.OperationalError, psycopg.ProgrammingError) as error:
            why = (str(error).strip().splitlines() or ["no reason given"])[0]
            raise StartError(f"The database of {name} cannot be reached: {why}") from error


def start_embedded(cluster: Cluster) -> Server:
    """Start the embedded server. Raises StartError."""
    try:
        return cluster.ensure_running()
    except EmbeddedError as error:
        raise StartError(str(error)) from error


def make_ready(cluster: Cluster, bootstrap: Path, name: str = NAME) -> Urls:
    """Create the database and its roles where they are missing; return the logins' connection strings.

    bootstrap: the SQL that a superuser runs once in each database, and that is safe to repeat.
    """
    server = start_embedded(cluster)
    cluster.create_database(name)
    cluster.psql(bootstrap.read_text(), name)
    return Urls(**{login: server.url(name, user) for login, user in LOGINS.items()})


def publish(home: Home, urls: Urls) -> None:
    """Note the connection strings for commands that a person starts by hand (`manage.py database_url`)."""
    write_private(home.run / "database_urls.json", json.dumps({login: getattr(urls, login) for login in NAMES}))
