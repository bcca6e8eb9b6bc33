"""Exchange rates. `ecb` reads the European Central Bank's reference rates; it has no rate for COP or VND."""

from trips.providers.exchange_rates.ecb import currencies, last_day, rate, rates_since

__all__ = ["ATTRIBUTION", "currencies", "last_day", "rate", "rates_since"]

ATTRIBUTION = "Source: European Central Bank"
