"""Money, times, icons and charts as the reader sees them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.template import Context, Template
from django.utils import timezone
from django.utils.translation import override

from tripos.web.templatetags import charts, icons, times
from tripos.web.templatetags.money import format_money

MOMENT = datetime(2027, 5, 14, 6, 30, tzinfo=UTC)


def render(source: str, **context: Any) -> str:
    return Template(source).render(Context(context))


@pytest.mark.parametrize(
    ("amount", "currency", "words"),
    [
        (Decimal("12.5"), "EUR", "€12.50"),
        (300, "EUR", "€300"),
        (Decimal("300.00"), "EUR", "€300"),
        ("1200", "JPY", "JP¥1,200"),
        ("3.125", "KWD", "KWD 3.125"),
        (-4, "USD", "-US$4"),
        (None, "EUR", "unknown"),
        ("", "EUR", "unknown"),
        ("a lot", "EUR", "unknown"),
    ],
)
def test_money_in_english(amount: Any, currency: str, words: str) -> None:
    with override("en"):
        assert format_money(amount, currency).replace("\u00a0", " ") == words


def test_money_follows_the_language() -> None:
    with override("fi"):
        assert format_money("1234.5", "EUR").replace("\u00a0", " ") == "1 234,50 €"


def test_clock_is_the_places_own() -> None:
    with override("en"):
        assert times.clock(MOMENT, "Europe/Helsinki") == "09:30"
        assert times.clock(MOMENT, "America/Bogota") == "01:30"
        assert times.clock(None, "Europe/Helsinki") == ""


def test_clock_refuses_a_naive_time() -> None:
    with pytest.raises(ValueError, match="without a zone"):
        times.clock(datetime(2027, 5, 14, 6, 30), "Europe/Helsinki")


def test_place_time_names_the_zone_only_when_the_readers_clock_differs() -> None:
    with override("en"), timezone.override("Europe/Paris"):
        assert times.place_time(MOMENT, "Europe/Madrid") == '<time datetime="2027-05-14T08:30+02:00">08:30</time>'
        assert 'class="zone">Helsinki time<' in times.place_time(MOMENT, "Europe/Helsinki")
        assert "zone" not in times.place_time(MOMENT, "Europe/Helsinki", "no")


def test_place_time_in_the_repeated_hour_says_which() -> None:
    # The night the clocks go back: 03:30 comes twice in Helsinki.
    first = times.place_time(datetime(2027, 10, 31, 0, 30, tzinfo=UTC), "Europe/Helsinki", "no")
    second = times.place_time(datetime(2027, 10, 31, 1, 30, tzinfo=UTC), "Europe/Helsinki", "no")
    assert "2027-10-31T03:30+03:00" in first
    assert "2027-10-31T03:30+02:00" in second


def test_dates_in_english() -> None:
    day = date(2027, 5, 14)
    with override("en"):
        assert times.day_long(day) == "Friday 14 May"
        assert times.day_short(day) == "Fri 14 May"
        assert times.date_span(day, day) == "14 May 2027"
        assert times.date_span(day, date(2027, 5, 15)) == "14–15 May 2027"
        assert times.date_span(None) == ""


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0, "0 min"),
        (45, "45 min"),
        (60, "1 h"),
        (80, "1 h 20 min"),
        (timedelta(hours=2, minutes=5), "2 h 5 min"),
        (None, "unknown"),
    ],
)
def test_duration(minutes: Any, words: str) -> None:
    with override("en"):
        assert times.duration(minutes).replace("\u00a0", " ") == words


@pytest.mark.parametrize(
    ("metres", "words"),
    [
        (0, "0 m"),
        (47, "47 m"),
        (853, "850 m"),
        (996, "1 km"),
        (1234, "1.2 km"),
        (14400, "14 km"),
        (None, "unknown"),
    ],
)
def test_distance(metres: Any, words: str) -> None:
    with override("en"):
        assert times.distance(metres).replace("\u00a0", " ") == words


def test_age_of_data() -> None:
    today = timezone.localdate()
    with override("en"):
        assert times.age(today) == "today"
        assert times.age(today - timedelta(days=170)) == "6 months ago"
        assert times.age(None) == "unknown"


def test_icon_without_label_is_hidden_and_with_label_is_named() -> None:
    hidden = render('{% load icons %}{% icon "museum" "s" %}')
    assert 'class="icon icon--s" aria-hidden="true"' in hidden
    assert hidden.endswith('icons.svg#museum"></use></svg>')
    assert 'role="img" aria-label="A &amp; B"' in render(
        '{% load icons %}{% icon "museum" label=words %}', words="A & B"
    )


@pytest.mark.parametrize(
    ("word", "picture"),
    [("museum", "museum"), ("accommodation", "bed"), ("bus", "transit"), ("nonsense", "dot")],
)
def test_picture_for_categories_and_modes(word: str, picture: str) -> None:
    assert icons.picture_for(word) == picture


def test_every_picture_exists() -> None:
    assert set(icons._PICTURES.values()) <= icons.icon_names()


def test_segments_lie_end_to_end() -> None:
    found = charts.segments(Decimal(50), Decimal(0), Decimal(25), Decimal(100))
    assert found == [charts.Segment("paid", 0.0, 50.0), charts.Segment("estimated", 50.0, 25.0)]


def test_budget_bar_says_everything_in_words() -> None:
    with override("en"):
        html = render('{% load charts %}{% budget_bar 300 "EUR" 82 68 82.5 unknown=2 %}')
    for words in ("€67.50 left", "€232.50 of €300", "paid", "known prices", "estimated", "2 without a price"):
        assert words in html
    assert "€300 over" not in html


def test_budget_bar_over_the_limit_marks_it() -> None:
    with override("en"):
        html = render('{% load charts %}{% budget_bar 200 "EUR" 120 80 50 %}')
    assert "€50 over" in html
    assert 'x1="80.0%"' in html


def test_budget_bar_without_a_limit_or_anything_spent() -> None:
    with override("en"):
        assert "no limit set" in render('{% load charts %}{% budget_bar None "EUR" %}')
        assert "€100 left" in render('{% load charts %}{% budget_bar 100 "EUR" %}')


def test_drawings_are_not_localised() -> None:
    """A decimal comma would break SVG attributes."""
    with override("fi"):
        html = render('{% load charts %}{% budget_bar 300 "EUR" 82.5 %}')
    assert 'width="27.5%"' in html
