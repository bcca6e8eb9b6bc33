"""The API's pages in a browser, under the site's content security policy."""

from __future__ import annotations

from typing import Any

from tripos.api.description import make_schema
from tripos.testing.site import Site


def test_the_docs_show_every_operation_from_this_site_alone(site: Site, browser: Any) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{site.url}/api/v1/docs/")
    page.wait_for_selector(".opblock")
    operations = sum(len(methods) for methods in make_schema()["paths"].values())
    assert page.locator(".opblock").count() == operations
    page.locator(".opblock-summary", has_text="Make a trip").click()
    page.wait_for_selector("text=Helsinki in May")
    assert said == []
    assert {url.split("/")[2] for url in asked if url.startswith("http")} == {site.url.split("/")[2]}
    context.close()
