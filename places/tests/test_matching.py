"""What is marked of a name."""

from __future__ import annotations

import pytest

from places.matching import parts_of


@pytest.mark.parametrize(
    ("text", "words", "marked"),
    [
        ("Café Ekberg", "cafe", ["Café"]),
        ("Café Ekberg", "ek ca", ["Ca", "Ek"]),
        ("Suomenlinna", "linna", []),
        ("Straße 17", "strasse 1", ["Straße", "1"]),
        ("Ateneum (museo)", "(museo", ["(museo"]),
        ("A.B", ".*", []),
        ("Ateneum", "", []),
        ("", "ate", []),
        ("İstanbul", "istanbul", ["İstanbul"]),
    ],
)
def test_words_are_marked_where_they_begin(text: str, words: str, marked: list[str]) -> None:
    parts = parts_of(text, words)
    assert "".join(part.text for part in parts) == text
    assert [part.text for part in parts if part.is_match] == marked
