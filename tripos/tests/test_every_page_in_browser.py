"""Every page there is in a real browser, both sizes and themes: accessible, within the policy, no wider than the screen.

Here, and not beside the pages: after the first browser of a run no agent can answer on the main thread.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tripos.testing.browser import ORIGIN, SIZES, THEMES, complaints, serve, violations
from tripos.testing.cast import Cast
from tripos.tests.every_page import fill, opened

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def test_every_page_is_accessible_and_fits(cast: Cast, browser: Browser) -> None:
    pages, _refused = opened(cast, fill(cast, 3))
    answers = {name: client.get(path).content.decode() for name, (client, path) in pages.items()}
    answers = {name: html for name, html in answers.items() if "<html" in html}  # the others are parts of pages
    pictures = os.environ.get("TRIPOS_SCREENSHOTS")
    faults: list[str] = []
    for size, (width, height) in SIZES.items():
        context = browser.new_context(
            viewport={"width": width, "height": height}, reduced_motion="reduce", has_touch=size == "phone"
        )
        page = context.new_page()
        heard = complaints(page)
        serve(page, {f"/{name}/": html for name, html in answers.items()})
        for name in answers:
            page.set_viewport_size({"width": width, "height": height})
            page.goto(f"{ORIGIN}/{name}/")
            if page.evaluate("document.documentElement.scrollWidth") > width:
                faults.append(f"{name} {size}: wider than the screen")
            # As tall as the page: what floats over it lies on nothing that a reader would not scroll away from it.
            page.set_viewport_size({"width": width, "height": page.evaluate("document.documentElement.scrollHeight")})
            for theme in THEMES:
                page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
                faults += [f"{name} {size} {theme}: {fault}" for fault in violations(page)]
                if pictures:
                    shot = f"{name.replace(':', '-')}-{size}-{theme}.png"
                    page.screenshot(path=Path(pictures) / shot, full_page=True)
            faults += [f"{name} {size}: {words}" for words in heard]
            heard.clear()
        context.close()
    assert not faults, "\n".join(faults)
