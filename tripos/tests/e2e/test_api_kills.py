"""``kill -9`` of the server in the middle of a hundred POSTs: the client's retries end with exactly a hundred rows."""

from __future__ import annotations

import http.client
import json
import threading
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from tripos.run.start import DEMO_PASSWORD
from tripos.testing.site import Site

ROWS, CLIENTS, TRIES = 100, 4, 60


def post(site: Site, path: str, body: dict[str, Any], **headers: str) -> dict[str, Any]:
    """One POST, sent again until it is answered."""
    data, given = json.dumps(body).encode(), {"Content-Type": "application/json", **headers}
    for _try in range(TRIES):
        request = urllib.request.Request(f"{site.url}/api/v1/{path}", data, given)
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                found: dict[str, Any] = json.loads(answer.read())
                return found
        except urllib.error.HTTPError as refused:
            if refused.code not in (409, 500, 502, 503):
                raise
        except (OSError, http.client.HTTPException, ValueError):
            pass  # the server died before or after it did what was asked: which, the client cannot know
        time.sleep(0.5)
    raise AssertionError("the server did not come back")


def test_a_hundred_posts_through_two_kills_make_a_hundred_rows(site: Site) -> None:
    who = {"email": "demo@tripos.example", "password": DEMO_PASSWORD, "name": "Kills", "scopes": ["places:write"]}
    token = post(site, "tokens/", who)["token"]
    done = threading.Semaphore(0)

    def make(number: int) -> str:
        key = {"Idempotency-Key": f"kill-{number}", "Authorization": f"Bearer {token}"}
        made = post(site, "collections/", {"name": f"Killed {number}"}, **key)
        done.release()
        return str(made["id"])

    with ThreadPoolExecutor(CLIENTS) as pool:
        answers = pool.map(make, range(ROWS))
        for _kill in range(2):
            for _row in range(ROWS // 3):
                done.acquire()
            site.kill("web")
        told = set(answers)
    stored = site.rows("select id::text, name from collections where name like 'Killed %'")
    assert len(stored) == ROWS and {name for _, name in stored} == {f"Killed {n}" for n in range(ROWS)}
    assert {pk for pk, _ in stored} == told
