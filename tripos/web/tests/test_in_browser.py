"""The style guide and the chat in a real browser: accessible, within the policy, alive."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any, cast

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory, override_settings
from playwright.sync_api import Browser, Page, Request, expect

from tripos.testing.browser import ORIGIN, SIZES, THEMES, complaints, serve, violations
from tripos.web.styleguide import sample_context

# Someone signed in, without a database.
READER = SimpleNamespace(email="reader@tripos.example", is_authenticated=True, is_staff=False)


def html(template: str, **context: object) -> str:
    request = RequestFactory().get("/")
    request.user = cast(Any, READER)
    return render_to_string(template, {**sample_context(), **context}, request)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("size", SIZES)
def test_style_guide_is_accessible_and_fits(browser: Browser, size: str, theme: str) -> None:
    width, height = SIZES[size]
    context = browser.new_context(
        viewport={"width": width, "height": height},
        has_touch=size == "phone",
        color_scheme="dark" if theme == "dark" else "light",
        reduced_motion="reduce",
    )
    page = context.new_page()
    heard = complaints(page)
    serve(page, {"/": html("components/styleguide.html")})
    page.goto(ORIGIN + "/")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert heard == []
    context.close()


def test_style_guide_without_javascript_has_its_map(browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    serve(page, {"/": html("components/styleguide.html")})
    page.goto(ORIGIN + "/")
    expect(page.locator(".panes__map .map__marker")).to_have_count(8)
    expect(page.locator("[data-zoom=in]")).to_be_hidden()
    expect(page.locator("[data-theme-switch]")).to_be_hidden()
    context.close()


def test_theme_switch_changes_the_page_and_is_remembered(page: Page) -> None:
    serve(page, {"/": html("components/styleguide.html")})
    page.goto(ORIGIN + "/")
    page.click("[data-theme-switch]")
    assert page.get_attribute("html", "data-theme") == "dark"
    assert [(c["name"], c["value"], c["sameSite"]) for c in page.context.cookies()] == [("theme", "dark", "Lax")]


def test_form_sent_without_a_connection_keeps_what_was_written_and_says_so(page: Page) -> None:
    serve(page, {"/": html("components/styleguide.html")})
    page.goto(ORIGIN + "/")
    page.context.set_offline(True)
    page.locator("#composer-text").fill("And a bakery on the way?")
    page.locator("form[data-composer] button[type=submit]").click()
    expect(page.get_by_text("No connection.")).to_be_visible()
    expect(page.locator("#composer-text")).to_have_value("And a bakery on the way?")
    assert page.url == ORIGIN + "/"


def test_map_zooms_and_lights_up_the_stop_under_the_pointer(page: Page) -> None:
    serve(page, {"/": html("components/styleguide.html")})
    page.goto(ORIGIN + "/")
    pane = page.locator(".panes__map")
    whole = pane.locator("svg.map__drawing").get_attribute("viewBox")
    pane.locator("[data-zoom=in]").click()
    assert pane.locator("svg.map__drawing").get_attribute("viewBox") != whole
    pane.locator("[data-zoom=fit]").click()
    assert pane.locator("svg.map__drawing").get_attribute("viewBox") == whole
    page.locator("#stop-1-2").hover()
    lit = pane.locator(".map__marker.is-lit")
    expect(lit).to_have_attribute("data-label", "1.2")


def test_map_shows_tiles_where_an_address_is_set(page: Page) -> None:
    with override_settings(MAP_TILE_URL=ORIGIN + "/tile/{z}/{x}/{y}.png", MAP_TILE_ATTRIBUTION="© Us"):
        source = html("components/styleguide.html")
    heard = complaints(page)
    serve(page, {"/": source})
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/tile/" in request.url else None)
    page.goto(ORIGIN + "/")
    expect(page.locator(".leaflet-container .map__pin")).to_have_count(8)
    expect(page.locator("path.map__tile-route")).to_have_count(2)
    expect(page.locator(".leaflet-control-attribution")).to_contain_text("© Us")
    assert asked
    assert [words for words in heard if "404" not in words] == []  # the tiles themselves are not there


def stream(*events: tuple[str, dict[str, str]], start: int = 0) -> str:
    lines = [
        f"id: {number}\nevent: {name}\ndata: {json.dumps(data)}\n\n"
        for number, (name, data) in enumerate(events, start)
    ]
    return "retry: 50\n\n" + "".join(lines)


STEP = {"id": "a", "html": '<li class="step" data-step="a">Looking</li>'}
STEP_DONE = {"id": "a", "html": '<li class="step" data-step="a">Looked: 14 found</li>'}
CARD = {"html": '<section class="proposal" data-proposal><h3>Two days</h3></section>'}


def chat(page: Page, events: Callable[[Request], tuple[str, str]]) -> list[str]:
    messages = [{"is_mine": True, "text": "Plan two days"}]
    source = html(
        "components/styleguide.html",
        messages_list=messages,
        events_url="/events/",
        stop_url="/stop/",
        retry_url="/again/",
    )
    heard = complaints(page)
    serve(page, {"/": source, "/events/": events})
    page.goto(ORIGIN + "/")
    return heard


def test_chat_answer_arrives_piece_by_piece(page: Page) -> None:
    body = stream(
        ("step", STEP),
        ("step", STEP_DONE),
        ("delta", {"text": "Two "}),
        ("delta", {"text": "calm days"}),
        ("proposal", CARD),
        ("done", {"html": "<p>Two <b>calm</b> days.</p>", "suggestions_html": "<p>Make it three</p>"}),
    )
    heard = chat(page, lambda _request: ("text/event-stream", body))
    expect(page.locator("[data-live-text] b")).to_have_text("calm")
    assert page.locator("[data-live-steps] li").all_text_contents() == ["Looked: 14 found"]
    expect(page.locator("[data-live-cards] h3")).to_have_text("Two days")
    expect(page.locator("[data-live-state]")).to_be_hidden()
    expect(page.locator("[data-live-text]")).to_have_attribute("aria-busy", "false")
    expect(page.locator("[data-chat-suggestions]")).to_have_text("Make it three")
    assert heard == []


def test_chat_goes_on_where_the_connection_broke(page: Page) -> None:
    answers = [
        stream(("delta", {"text": "Two "})),  # ends without "done": the connection broke
        stream(("delta", {"text": "days"}), ("done", {}), start=1),
    ]

    def events(_request: Request) -> tuple[str, str]:
        return "text/event-stream", answers.pop(0)

    chat(page, events)
    expect(page.locator("[data-live-state]")).to_be_hidden()
    expect(page.locator("[data-live-text]")).to_have_text("Two days")


def test_chat_error_keeps_what_was_said_and_offers_to_try_again(page: Page) -> None:
    body = stream(("delta", {"text": "Two"}), ("error", {"text": "The model did not answer."}))
    chat(page, lambda _request: ("text/event-stream", body))
    expect(page.locator("[data-live-error]")).to_contain_text("The model did not answer.")
    expect(page.locator("[data-live-text]")).to_have_text("Two")
    expect(page.locator("[data-live-error] form")).to_have_attribute("action", "/again/")


def test_chat_says_so_when_the_connection_is_lost_for_good(page: Page) -> None:
    chat(page, lambda _request: ("text/html", "gone"))
    expect(page.locator("[data-live-error]")).to_contain_text("The connection was lost.")
