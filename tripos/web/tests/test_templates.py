"""Rules that every template keeps, read from the files, and the components rendered with sample data."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import Context, engines
from django.template.loader import render_to_string
from django.test import RequestFactory

from tripos.web.navigation import NavItem, links
from tripos.web.styleguide import sample_context
from tripos.web.templatetags.icons import icon_names, picture_for
from tripos.web.templatetags.pages import reader_theme

ROOT = Path(__file__).resolve().parents[3]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT / "templates"))


@pytest.mark.parametrize("path", TEMPLATES, ids=_name)
def test_template_has_nothing_inline_and_nothing_from_elsewhere(path: Path) -> None:
    source = path.read_text()
    assert not re.search(r"\sstyle=", source), "inline style"
    assert not re.search(r"<style\b", source), "style element"
    assert not re.search(r"\son[a-z]+=", source), "inline handler"
    assert not re.search(r"<script(?![^>]*\bsrc=)", source), "inline script"
    assert not re.search(r"\|\s*safe\b|autoescape off", source), "unescaped output"
    assert not re.search(r"(src|href)=\"(https?:)?//(?!www\.openstreetmap\.org/copyright)", source), "another host"


@pytest.mark.parametrize("path", TEMPLATES, ids=_name)
def test_template_parses_and_its_icons_exist(path: Path) -> None:
    engines["django"].get_template(_name(path))
    for name in re.findall(r"\{% icon \"([^\"]+)\"", path.read_text()):
        assert name in icon_names() or picture_for(name) != "dot", name


@pytest.mark.parametrize("path", [p for p in TEMPLATES if p.parent.name == "components"], ids=_name)
def test_component_says_what_it_wants(path: Path) -> None:
    source = path.read_text()
    assert "{% comment %}" in source[: source.index("%}") + 200]


def test_style_guide_renders_every_component() -> None:
    request = RequestFactory().get("/styleguide/")
    request.user = AnonymousUser()
    html = render_to_string("components/styleguide.html", sample_context(), request)
    expected = (
        "Helsinki, slowly",
        "data-map",
        "closed then",
        "waiting for you",
        "price unknown",
        "Friday 14 May",
    )
    assert [words for words in expected if words not in html] == []
    assert re.findall(r'id="([^"]+)"', html), "ids"
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert sorted({name for name in ids if ids.count(name) > 1}) == []


@pytest.mark.parametrize(("cookie", "theme"), [("dark", "dark"), ("light", "light"), ('x"><b>', ""), ("", "")])
def test_reader_theme_takes_only_the_two(cookie: str, theme: str) -> None:
    request = RequestFactory().get("/")
    request.COOKIES["theme"] = cookie
    assert reader_theme(Context({"request": request})) == theme


def test_navigation_leaves_out_what_does_not_exist(monkeypatch: pytest.MonkeyPatch) -> None:
    items = {
        "in": NavItem("in", "Sign in", ("account_login",), "key", 10),
        "up": NavItem("up", "Sign up", ("nowhere", "account_signup"), "plus", 5),
        "no": NavItem("no", "Nowhere", ("nowhere",), "dot", 1),
    }
    monkeypatch.setattr("tripos.web.navigation._items", items)
    found = links(next(link.url for link in links("/") if link.key == "in") + "next/")
    assert [(link.key, link.is_current) for link in found] == [("up", False), ("in", True)]
