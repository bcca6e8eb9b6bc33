"""Answers as HTML from a small allow-list: paragraphs, bold, emphasis, code, lists, and links to pages of ours.

Everything is escaped and put together anew: no HTML, image or outside address of a model's (or of a text that it read)
comes through. Of an image its description is left, of a link to elsewhere its words.
"""

from __future__ import annotations

import re
from urllib.parse import unquote

from django.urls import Resolver404, resolve
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

# Pages that an answer may link to; all of them only show something.
LINKED_PAGES = frozenset({"places:place_detail", "trips:trip_detail"})
# Runs are bounded, so that no text takes more than linear time.
INLINE = re.compile(
    r"!\[(?P<alt>[^\[\]\n]{0,200})\]\([^()\n]{0,2000}\)"
    r"|\[(?P<label>[^\[\]\n]{1,200})\]\((?P<to>[^()\s]{0,300})(?:[ \t][^()\n]{0,300})?\)"
    r"|\*\*(?P<bold>[^*\n]{1,400})\*\*"
    r"|\*(?P<emphasis>[^*\s][^*\n]{0,400})\*"
    r"|`(?P<code>[^`\n]{1,400})`"
)
ITEM = re.compile(r"(?:[-*]|(?P<number>\d{1,3})[.)])[ \t]+(?P<text>.*)")
HEADING = re.compile(r"#{1,6}[ \t]+(?P<text>.*)")
PLAIN_ADDRESS = re.compile(r"/[A-Za-z0-9/_-]*")


def own_page(address: str) -> str | None:
    """The path of one of our pages that an answer may link to; None for any other address."""
    if not PLAIN_ADDRESS.fullmatch(address) or address.startswith("//") or unquote(address) != address:
        return None
    try:
        found = resolve(address)
    except Resolver404:
        return None
    return address if found.view_name in LINKED_PAGES else None


def _inline(line: str) -> SafeString:
    parts: list[SafeString | str] = []
    at = 0
    for match in INLINE.finditer(line):
        parts += [line[at : match.start()], _one(match)]
        at = match.end()
    return format_html_join("", "{}", ((part,) for part in (*parts, line[at:])))


def _one(match: re.Match[str]) -> SafeString | str:
    match match.lastgroup:
        case "bold":
            return format_html("<strong>{}</strong>", _inline(match["bold"]))
        case "emphasis":
            return format_html("<em>{}</em>", _inline(match["emphasis"]))
        case "code":
            return format_html("<code>{}</code>", match["code"])
        case "alt":
            return match["alt"]
    page = own_page(match["to"] or "")
    return format_html('<a href="{}">{}</a>', page, match["label"]) if page else match["label"]


def _list(items: list[re.Match[str]]) -> SafeString:
    kind = "<ol>{}</ol>" if items[0]["number"] else "<ul>{}</ul>"
    return format_html(kind, format_html_join("", "<li>{}</li>", ((_inline(item["text"]),) for item in items)))


def _paragraph(lines: list[str]) -> SafeString:
    return format_html("<p>{}</p>", format_html_join(format_html("<br>"), "{}", ((_line(text),) for text in lines)))


def _line(text: str) -> SafeString:
    heading = HEADING.fullmatch(text)
    return format_html("<strong>{}</strong>", _inline(heading["text"])) if heading else _inline(text)


def _block(lines: list[str]) -> SafeString:
    """Paragraphs and lists of a block, in the order in which they stand."""
    parts: list[SafeString] = []
    text: list[str] = []
    items: list[re.Match[str]] = []
    for line in lines:
        item = ITEM.fullmatch(line.strip())
        if item is not None:
            if text:
                parts.append(_paragraph(text))
                text = []
            if items and bool(items[0]["number"]) != bool(item["number"]):
                parts.append(_list(items))
                items = []
            items.append(item)
        else:
            if items:
                parts.append(_list(items))
                items = []
            text.append(line)
    if items:
        parts.append(_list(items))
    if text:
        parts.append(_paragraph(text))
    return format_html_join("", "{}", ((part,) for part in parts))


def to_html(text: str) -> SafeString:
    """Markdown's plain core as HTML; everything else is shown as it was written."""
    blocks = [block.split("\n") for block in re.split(r"\n[ \t]*\n", text.strip()) if block.strip()]
    return format_html_join("", "{}", ((_block(block),) for block in blocks))
