"""What the environment says: connection strings, the data folder, the secret key. No Django in here."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from psycopg.conninfo import conninfo_to_dict

BASE_DIR = Path(__file__).resolve().parent.parent


def home() -> Path:
    """The data folder: ``TRIPOS_HOME``, or ``.tripos`` in the checkout."""
    return Path(os.environ.get("TRIPOS_HOME") or BASE_DIR / ".tripos").resolve()


def database_urls() -> dict[str, str]:
    """Connection strings by login: ``web``, ``owner``, ``jobs``; a missing one is absent.

    The environment decides; where it is silent, what ``bin/run`` wrote for its embedded server.
    """
    names = {"web": "DATABASE_URL", "owner": "DATABASE_OWNER_URL", "jobs": "DATABASE_JOBS_URL"}
    found = {key: os.environ[name] for key, name in names.items() if os.environ.get(name)}
    if found:
        return found
    try:
        written = json.loads((home() / "run" / "database_urls.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {key: str(value) for key, value in written.items() if key in names}


def secret_key() -> str:
    """``SECRET_KEY``, or the demo's own key under the data folder, or the empty string."""
    given = os.environ.get("SECRET_KEY", "")
    if given:
        return given
    try:
        return (home() / "secret_key").read_text(encoding="utf-8").strip()
    except OSError:
        return ""


def database(url: str, *, engine: str = "tripos.db.backend", **options: Any) -> dict[str, Any]:
    """Django's settings for a libpq connection string.

    libpq itself reads the string, so percent-encoded socket folders and query parameters mean what they say.
    """
    parts: dict[str, Any] = dict(conninfo_to_dict(url)) if url else {}
    found = {
        "ENGINE": engine,
        "NAME": parts.pop("dbname", "") or "tripos",
        "USER": parts.pop("user", "") or "",
        "PASSWORD": parts.pop("password", "") or "",
        "HOST": parts.pop("host", "") or "",
        "PORT": str(parts.pop("port", "") or ""),
        "OPTIONS": {**parts, **options},
        "TEST": {"MIGRATE": False},
    }
    return found
