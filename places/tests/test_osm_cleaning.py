"""Text from strangers made fit for a column."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from places.providers.cleaning import (
    email_address,
    one_line,
    phone_number,
    several,
    web_address,
    whole_number,
)


@given(st.text(), st.integers(1, 50))
def test_one_line_never_holds_controls_and_is_stable(text, limit):
    line = one_line(text, limit)

    if line is not None:
        assert 0 < len(line) <= limit
        assert line.isprintable() or "\u200c" in line or "\u200d" in line
        assert one_line(line, limit) == line


@given(st.text())
def test_web_address_is_http_or_nothing(text):
    address = web_address(text)

    assert address is None or address.lower().startswith(("http://", "https://"))


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("https://www.ateneum.fi/", "https://www.ateneum.fi/"),
        ("ateneum.fi", "http://ateneum.fi"),
        ("https://a.example/x;https://b.example", "https://a.example/x"),
        ("see flyer", None),
        ("http://", None),
        ("http://[::1", None),
        ("ftp://example.fi", None),
        ("http://127.0.0.1/", None),
        ("http://localhost/", None),
        (None, None),
    ],
)
def test_web_address(written, address):
    assert web_address(written) == address


@pytest.mark.parametrize(
    ("written", "address"),
    [("a@b.fi;c@d.fi", "a@b.fi"), ("Info <a@b.fi>", None), ("a@b", None), ("a b@c.fi", None), ("", None)],
)
def test_email_address(written, address):
    assert email_address(written) == address


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("+358 9 123 456", "+358 9 123 456"),
        ("+ 358 45 1", "+ 358 45 1"),
        ("(09) 685-7721", "(09) 685-7721"),
        ("ask", None),
    ],
)
def test_phone_number(written, number):
    assert phone_number(written) == number


@pytest.mark.parametrize(
    ("written", "count"), [("24", 24), ("0", 0), ("24;30", None), ("-1", None), ("9999", None), ("٣", None)]
)
def test_whole_number(written, count):
    assert whole_number(written, 1000) == count


def test_several_keeps_order_and_drops_repeats():
    assert several(" b;a; ;b") == ("b", "a")
