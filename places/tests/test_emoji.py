"""What counts as one emoji."""

from __future__ import annotations

import pytest

from places.emoji import is_emoji
from places.forms_collections import EMOJI

FAMILY, ENGLAND = "👨‍👩‍👧‍👦", "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"


@pytest.mark.parametrize("text", [*EMOJI, "1️⃣", "#️⃣", "❤", "👍🏽", "🇫🇮", "🏳️‍🌈", FAMILY, ENGLAND])
def test_one_picture_is_an_emoji(text: str) -> None:
    assert is_emoji(text)


@pytest.mark.parametrize(
    "text",
    ["", "日本", "äö", "—", "1", "a", "\u200b", "\ufe0f", "\u200d", "☕☕", "🎨🎵", "☕ ", "🇫", "☕\u200d", "x☕"],
)
def test_words_signs_and_several_pictures_are_none(text: str) -> None:
    assert not is_emoji(text)
