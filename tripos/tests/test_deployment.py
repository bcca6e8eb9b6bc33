"""The settings of a server that strangers reach: Django's own checks for it are silent."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_a_server_passes_the_deployment_checks(tmp_path: Path) -> None:
    """In a process of its own: the settings are those of production, with what an operator must set and no more."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    environment = {
        **kept,
        "TRIPOS_HOME": str(tmp_path),
        "SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ+-",
        "ALLOWED_HOSTS": "trips.example",
        "DJANGO_SETTINGS_MODULE": "tripos.settings",
        # What the checks must not depend on.
        "DEBUG": "false",
        "TRIPOS_DEMO": "false",
        "TRIPOS_TESTING": "false",
    }
    checked = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert checked.returncode == 0, checked.stderr
    assert "no issues" in checked.stdout
    shown = subprocess.run(
        [
            sys.executable,
            "-c",
            "import django; django.setup(); from django.conf import settings as s;"
            "print(s.EMAIL_TIMEOUT, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_SSL_REDIRECT,"
            " s.SECURE_HSTS_SECONDS > 3e7, s.X_FRAME_OPTIONS, s.DEBUG,"
            " 'unsafe-inline' in str(s.CONTENT_SECURITY_POLICY))",
        ],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert shown.stdout.split() == ["10", "True", "True", "True", "True", "DENY", "False", "False"]
