"""gunicorn's settings, for bin/run and for production (docs/operations.md).

One process with many threads serves pages, the API and the event streams: each open stream holds a thread.
"""

import os
from pathlib import Path

# The settings are stricter with a process that serves (`python -m gunicorn` does not show it by its name).
os.environ.setdefault("TRIPOS_PROCESS", "web")

_host = os.environ.get("HOST") or "127.0.0.1"
bind = (
    f"[{_host}]:{os.environ.get('PORT') or '8000'}" if ":" in _host else f"{_host}:{os.environ.get('PORT') or '8000'}"
)
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY") or 1)
threads = int(os.environ.get("WEB_THREADS") or 64)
timeout = 60
graceful_timeout = int(os.environ.get("WEB_GRACEFUL_SECONDS") or 10)
keepalive = 5
# The heartbeat file must not wait for a slow disk.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None
# Requests are logged by the site itself, with the request's id and user; what gunicorn says goes to stderr.
accesslog = None
errorlog = "-"
control_socket_disable = True
# Whose X-Forwarded-* headers are believed: the proxy's address, this machine's by default.
forwarded_allow_ips = os.environ.get("FORWARDED_ALLOW_IPS") or "127.0.0.1,::1"
