"""``{% icon "museum" %}``: one symbol of our own sprite, drawn in the colour of the text around it."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from functools import lru_cache
from pathlib import Path

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()

SPRITE = "tripos/icons.svg"
FALLBACK = "dot"
_SPRITE_FILE = Path(__file__).resolve().parent.parent / "static" / SPRITE
_SVG = "{http://www.w3.org/2000/svg}"

# Words that the tables and the map data use, where the sprite has another name for the picture.
_PICTURES = {
    "attraction": "star",
    "accommodation": "bed",
    "activity": "star",
    "hotel": "bed",
    "hostel": "bed",
    "rental": "bicycle",
    "transport": "transit",
    "custom": "note",
    "other": "pin",
    "event_venue": "theatre",
    "theater": "theatre",
    "artwork": "monument",
    "memorial": "monument",
    "place_of_worship": "church",
    "fast_food": "restaurant",
    "pub": "bar",
    "biergarten": "bar",
    "food": "restaurant",
    "meal": "restaurant",
    "coffee": "cafe",
    "garden": "park",
    "foot": "walk",
    "walking": "walk",
    "cycling": "bicycle",
    "driving": "car",
    "taxi": "car",
    "bus": "transit",
    "tram": "transit",
    "metro": "transit",
    "public_transport": "transit",
    "flight": "plane",
    "sauna": "swim",
    "swimming_pool": "swim",
}


@lru_cache(maxsize=1)
def icon_names() -> frozenset[str]:
    """Return the names of all symbols in the sprite."""
    root = ElementTree.parse(_SPRITE_FILE).getroot()
    return frozenset(symbol.attrib["id"] for symbol in root.iter(f"{_SVG}symbol"))


def picture_for(word: str) -> str:
    """Return the symbol for a category, item type, travel mode or symbol; a plain dot when there is none."""
    name = str(word or "")
    if name in icon_names():
        return name
    return _PICTURES.get(name, FALLBACK)


@lru_cache(maxsize=8)
def _sprite_url(static_url: str) -> str:
    """Return the sprite's address; looked up once per setting, for a page has hundreds of icons."""
    return static(SPRITE)


@lru_cache(maxsize=1024)
def _icon(sprite: str, name: str, classes: str, label: str) -> SafeString:
    if label:
        return format_html(
            '<svg class="{}" role="img" aria-label="{}"><use href="{}#{}"></use></svg>',
            classes,
            label,
            sprite,
            name,
        )
    return format_html(
        '<svg class="{}" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        classes,
        sprite,
        name,
    )


@register.simple_tag
def icon(name: str, size: str = "", label: str = "") -> SafeString:
    """Draw a symbol.

    Args:
        name: a symbol of the sprite, or a category, item type or travel mode that has a picture.
        size: ``""`` (1.25 em), ``"s"`` (1 em) or ``"l"`` (2 rem).
        label: words for a reader who does not see it. Without them the icon is decoration and is skipped, so
            words must stand beside it.
    """
    classes = f"icon icon--{size}" if size in {"s", "l"} else "icon"
    return _icon(_sprite_url(settings.STATIC_URL), picture_for(name), classes, str(label))
