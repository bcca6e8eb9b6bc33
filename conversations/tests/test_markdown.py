"""Answers as HTML: what is allowed comes through, nothing else does, and no text takes long."""

from __future__ import annotations

import re
import time
from html.parser import HTMLParser

import pytest

from conversations.markdown import to_html

PLACE = "/places/019dfc83-fa5b-7453-91a3-a37dada4b15b/"
ALLOWED = {"p", "br", "ul", "ol", "li", "strong", "em", "code", "a"}


class Reader(HTMLParser):
    """Collects the tags, addresses and words of a piece of HTML."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words += data


def read(text: str) -> Reader:
    reader = Reader()
    reader.feed(to_html(text))
    return reader


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Plain & <b>bold</b>", "<p>Plain &amp; &lt;b&gt;bold&lt;/b&gt;</p>"),
        ("**Day 1**\n- one\n- *two*", "<p><strong>Day 1</strong></p><ul><li>one</li><li><em>two</em></li></ul>"),
        ("- one\n- two\nafter", "<ul><li>one</li><li>two</li></ul><p>after</p>"),
        ("1. one\n2) two", "<ol><li>one</li><li>two</li></ol>"),
        ("## Costs", "<p><strong>Costs</strong></p>"),
        ("a\nb\n\nc", "<p>a<br>b</p><p>c</p>"),
        ("`code <x>`", "<p><code>code &lt;x&gt;</code></p>"),
        (f"See [Oodi]({PLACE}).", f'<p>See <a href="{PLACE}">Oodi</a>.</p>'),
        ("5 * 3 * 2 = 30", "<p>5 * 3 * 2 = 30</p>"),
        ("", ""),
    ],
)
def test_plain_core_is_rendered(text: str, expected: str) -> None:
    assert to_html(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "![x](http://evil.example/a.png)",
        "![x](//evil.example/a.png)",
        f"![x]({PLACE})",
        "[x](http://evil.example)",
        "[x](https://evil.example/?q=secret 'title')",
        "[x](//evil.example)",
        "[x](/\\evil.example)",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert`1`)",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "[x](vbscript:x)",
        "[x](mailto:a@b.example)",
        "[x]( http://evil.example)",
        "[x](<http://evil.example>)",
        "[x][1]\n\n[1]: http://evil.example",
        "<http://evil.example>",
        "http://evil.example www.evil.example",
        "<a href='http://evil.example'>x</a>",
        "<img src=x onerror=alert(1)>",
        "<script>alert(1)</script>",
        "**[x](http://evil.example)**",
        "*![x](http://evil.example)*",
        "- [x](http://evil.example)",
        "# ![x](http://evil.example)",
        "[![x](http://evil.example/a.png)](http://evil.example)",
        "[**x**](javascript:alert(1))",
        f"[x]({PLACE}?next=http://evil.example)",
        f'[x]({PLACE}#"onclick=alert(1))',
        f'[x]({PLACE}"onmouseover="alert(1))',
        "[x](/accounts/logout/)",
        "[x](/admin/)",
        "[x](/places/../accounts/logout/)",
        "[x](/places/%2e%2e/accounts/logout/)",
        "[x](/approvals/019dfc83-fa5b-7453-91a3-a37dada4b15b/acceptance/)",
        "&lt;script&gt; &#106;avascript:",
        "[x](\x01javascript:alert(1))",
        "`<img src=x>`",
    ],
)
def test_nothing_else_comes_through(text: str) -> None:
    found = read(text)
    assert {tag for tag, _ in found.tags} <= ALLOWED
    assert [attributes for _tag, attributes in found.tags if attributes] == []


def test_words_of_a_link_stay_and_its_address_goes() -> None:
    assert read("Buy [tickets](http://evil.example/pay) or ![a map](http://evil.example/m)").words == (
        "Buy tickets or a map"
    )


@pytest.mark.parametrize(
    "text",
    [
        "**" * 10_000,
        "*a " * 6_000,
        "[" * 20_000,
        "![" * 10_000,
        "[a](" * 5_000,
        "`" * 19_999,
        "- " * 10_000,
        "\n" * 20_000,
        "\n \n" * 6_000,
        "1. " * 6_000,
    ],
)
def test_no_text_takes_long(text: str) -> None:
    began = time.thread_time()
    to_html(text)
    assert time.thread_time() - began < 1
    assert re.search("<(?!/?(?:p|br|ul|ol|li|strong|em|code)>)", to_html(text)) is None
