"""How sums are told."""

from __future__ import annotations

from decimal import Decimal

import pytest

from ai.facts import cost_words, sum_words
from trips.planning.money import Cost, Money


@pytest.mark.parametrize(
    ("amount", "currency", "payers", "words"),
    [
        ("50.00", "EUR", 2, "2 × €25.00 = €50.00"),
        ("2400", "JPY", 3, "3 × ¥800 = ¥2,400"),
        ("25.00", "EUR", 1, "€25.00"),
        ("50.00", "EUR", None, "€50.00"),
        ("10.00", "EUR", 3, "€10.00"),  # no price of one person's makes this
        ("0.00", "EUR", 2, "€0.00"),
    ],
)
def test_sum_is_told_as_a_product_where_each_pays_the_same(
    amount: str, currency: str, payers: int | None, words: str
) -> None:
    assert sum_words(Money(Decimal(amount), currency), payers) == words


def test_estimated_price_stays_marked_in_full() -> None:
    cost = Cost("estimated", Money(Decimal("68.00"), "EUR"), basis="restaurant:dinner, Helsinki", payers=2)
    assert cost_words(cost, in_full=True) == "2 × €34.00 = €68.00 (estimated)"
    assert cost_words(cost) == "€68.00 (estimated)"
