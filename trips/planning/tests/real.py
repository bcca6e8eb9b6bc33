"""The real catalogues, where the machine has them."""

from __future__ import annotations

import os
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

import pytest

from trips.planning.catalogue import Place, load_places
from trips.planning.estimates import CostEstimate, Estimates

CHECKOUT = Path(__file__).resolve().parents[3]
SHARED = Path(os.environ.get("TRIPOS_SHARED") or CHECKOUT.parent / "shared")
COUNTRIES = {"helsinki": "FI", "barcelona": "ES"}


def has_places(city: str) -> pytest.MarkDecorator:
    """Skip where the data folder is absent."""
    path = SHARED / "data" / f"places-{city}" / "places.ndjson"
    return pytest.mark.skipif(not path.exists(), reason=f"no places of {city} on this machine")


@lru_cache(maxsize=2)
def places_of(city: str) -> tuple[Place, ...]:
    """All places of a city."""
    return tuple(load_places(SHARED / "data" / f"places-{city}" / "places.ndjson"))


@lru_cache(maxsize=2)
def estimates_of(city: str) -> Estimates:
    """Round numbers for tests; the product's table is edited by its staff."""
    amounts = {"museum": "15", "restaurant": "20", "restaurant:dinner": "30", "cafe": "6", "hotel": "130"}
    return Estimates(
        tuple(
            CostEstimate(kind, Decimal(amount), "EUR", None, COUNTRIES[city], date(2026, 1, 1))
            for kind, amount in amounts.items()
        )
    )
