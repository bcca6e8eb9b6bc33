"""The main ways through the site, shown in the header and in a phone's tab bar.

An entry names its page by URL name, so that this room need not import the app that serves it; an entry whose
name does not resolve is left out. Apps may add entries from ``AppConfig.ready`` with :func:`register`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class NavItem:
    """One entry.

    Attributes:
        key: stable short name; the entry with key ``inbox`` carries the count.
        label: translated words, one or two.
        url_names: URL names to try in turn; the first that resolves is linked.
        icon: a symbol of ``tripos/icons.svg``.
        order: place from the left; apps leave gaps of ten.
    """

    key: str
    label: str | Promise
    url_names: tuple[str, ...]
    icon: str
    order: int


@dataclass(frozen=True)
class NavLink:
    """A resolved entry: what a template needs and nothing more."""

    key: str
    label: str | Promise
    url: str
    icon: str
    is_current: bool


_items: dict[str, NavItem] = {}


def register(item: NavItem) -> None:
    """Add an entry, or replace the one with the same key."""
    _items[item.key] = item


register(NavItem("trips", _("Trips"), ("trips:trip_list", "home"), "route", 10))
register(NavItem("concierge", _("Concierge"), ("conversations:conversation_list",), "chat", 20))
register(NavItem("places", _("Places"), ("places:place_list",), "pin", 30))
register(NavItem("inbox", _("Inbox"), ("inbox",), "inbox", 40))


def resolve_first(url_names: Iterable[str]) -> str | None:
    """Return the address of the first name that resolves, or None."""
    for name in url_names:
        try:
            return reverse(name)
        except NoReverseMatch:
            continue
    return None


def links(path: str) -> list[NavLink]:
    """Return the entries that exist on this site, in order, with the one that ``path`` belongs to marked.

    The current entry is the one whose address is the longest prefix of ``path``.
    """
    found = [
        (item, url) for item in sorted(_items.values(), key=lambda i: i.order) if (url := resolve_first(item.url_names))
    ]
    fitting = [url for _item, url in found if url == path or (url != "/" and path.startswith(url))]
    current = max(fitting, key=len, default=None)
    return [NavLink(item.key, item.label, url, item.icon, url == current) for item, url in found]
