"""Answers as HTML from a small allow-list: paragraphs, bold, lists. No links, images or raw HTML come through."""

from __future__ import annotations

import re

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

BOLD = re.compile(r"\*\*(.+?)\*\*")


def _inline(line: str) -> SafeString:
    parts = BOLD.split(line)
    return format_html_join(
        "",
        "{}",
        ((format_html("<strong>{}</strong>", part) if index % 2 else part,) for index, part in enumerate(parts)),
    )


def _block(lines: list[str]) -> SafeString:
    """One paragraph; its lines that start with "- " become a list after what stands before them."""
    text = [line for line in lines if not line.startswith("- ")]
    items = [line[2:] for line in lines if line.startswith("- ")]
    paragraph = format_html("<p>{}</p>", format_html_join(format_html("<br>"), "{}", ((_inline(t),) for t in text)))
    listed = format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", ((_inline(item),) for item in items)))
    return format_html("{}{}", paragraph if text else "", listed if items else "")


def to_html(text: str) -> SafeString:
    """Markdown's plain core as HTML; everything else is shown as it was written."""
    blocks = [block.split("\n") for block in re.split(r"\n\s*\n", text.strip()) if block.strip()]
    return format_html_join("", "{}", ((_block(block),) for block in blocks))
