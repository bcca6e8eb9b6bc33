"""Every list, form and history of the back office as an administrator opens it: what axe says, what the console says."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page

from tripos.testing.browser import complaints, violations
from tripos.testing.site import Site
from tripos.tests.e2e.test_support import staff_page

pytestmark = pytest.mark.slow


def pages_of(page: Page) -> list[str]:
    """Addresses of lists and forms that the menu leads to, and a row's form and history of each list."""
    found = list(dict.fromkeys(page.locator("#content-main .module a").evaluate_all("all => all.map(a => a.pathname)")))
    lists = [path for path in found if path.count("/") == 4 and not path.endswith("/add/")]
    rows = []
    for path in lists:
        page.goto(path)
        links = page.locator("#result_list tbody a").evaluate_all("all => all.map(a => a.pathname)")
        rows += [one for one in links if one.endswith("/change/")][:1]
    forms = [path for path in found if path.endswith("/add/")]
    return lists + forms + rows + [row.removesuffix("change/") + "history/" for row in rows]


def test_lists_forms_and_histories_have_no_serious_fault(browser: Browser, site: Site) -> None:
    page = staff_page(browser, site.url, "staff")
    paths = pages_of(page)
    assert sum(path.endswith("/add/") for path in paths) >= 5
    assert sum(path.endswith("/history/") for path in paths) >= 3
    heard = complaints(page)
    faults: dict[str, list[str]] = {}
    said: dict[str, list[str]] = {}
    for path in paths:
        page.goto(path)
        page.wait_for_timeout(50)  # what names the widgets runs right after the page has loaded
        if heard:
            said[path] = heard.copy()
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
            found = [fault for fault in violations(page) if fault.startswith(("serious", "critical"))]
            if found:
                faults[f"{path} {scheme}"] = found
        heard.clear()  # axe puts a style sheet of its own into the page, which the policy refuses
    assert not faults, "\n".join(f"{where}: {what}" for where, what in faults.items())
    assert not said, "\n".join(f"{where}: {what}" for where, what in said.items())
