"""A real browser for tests: Debian's Chromium under Playwright, and what axe-core says about a page.

Use it by importing the fixture into a ``conftest.py``: ``from tripos.testing.browser import browser``.
"""

from __future__ import annotations

import mimetypes
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from csp.utils import build_policy
from django.conf import settings
from django.contrib.staticfiles import finders
from playwright.sync_api import Browser, Page, Request, Route, sync_playwright

CHROMIUM = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))
ORIGIN = "http://tripos.test"
SIZES = {"phone": (390, 844), "desktop": (1280, 900)}
THEMES = ("light", "dark")
# Without these Chromium talks to its maker at every start.
_QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

_open = ExitStack()

Answer = str | Callable[[Request], "tuple[str, str]"]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, one for the whole run; skips where it is not installed."""
    if not CHROMIUM.exists():
        pytest.skip(f"needs Chromium at {CHROMIUM} (Debian's package chromium, or the variable CHROMIUM)")
    with _open:
        playwright = _open.enter_context(sync_playwright())
        running = playwright.chromium.launch(executable_path=str(CHROMIUM), args=_QUIET)
        _open.callback(running.close)
        yield running


def close_browser() -> None:
    """End the browser and Playwright's event loop, if they run. No test may ask for ``browser`` afterwards."""
    _open.close()


# Colours glide from one theme to the other: axe must not measure on the way. What turns for ever is not waited for.
_SETTLED = """Promise.race([
    Promise.allSettled(document.getAnimations().map((one) => one.finished)),
    new Promise((done) => setTimeout(done, 1000)),
]).then(() => null)"""


def violations(page: Page) -> list[str]:
    """Return what axe-core finds on the page as it stands: impact, rule, where. Empty is good."""
    page.evaluate(_SETTLED)
    found = Axe().run(page, options={"runOnly": _RULES}).response["violations"]
    return [f"{rule['impact']} {rule['id']}: {node['target'][0]}" for rule in found for node in rule["nodes"]]


def complaints(page: Page) -> list[str]:
    """Return a list that fills with the page's script errors and the console's (refused, missing)."""
    heard: list[str] = []
    page.on("pageerror", lambda error: heard.append(str(error)))
    page.on("console", lambda message: heard.append(message.text) if message.type == "error" else None)
    return heard


def serve(page: Page, answers: Mapping[str, Answer]) -> None:
    """Answer the page's requests from memory, under the site's content security policy, without a server.

    Args:
        page: its requests to ORIGIN are answered; everything else is refused.
        answers: by path, the HTML, or a function from the request to (content type, body). Static files are
            found where they lie.
    """
    headers = {"Content-Security-Policy": str(build_policy())}
    static = "/" + settings.STATIC_URL.strip("/") + "/"

    def answer(route: Route) -> None:
        url = urlsplit(route.request.url)
        found = answers.get(url.path)
        if f"{url.scheme}://{url.netloc}" != ORIGIN:
            route.abort()
        elif callable(found):
            kind, body = found(route.request)
            route.fulfill(body=body, content_type=kind)
        elif found is not None:
            route.fulfill(body=found, content_type="text/html", headers=headers)
        elif url.path.startswith(static) and (file := finders.find(url.path.removeprefix(static))):
            route.fulfill(path=file, content_type=mimetypes.guess_type(file)[0] or "application/octet-stream")
        else:
            route.fulfill(status=404, body="")

    page.route("**/*", answer)
