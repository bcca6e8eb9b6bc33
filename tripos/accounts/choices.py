"""What one may choose from: currencies in use, IANA time zones, languages. Labels in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from zoneinfo import available_timezones

from babel import Locale, UnknownLocaleError
from django.conf import settings
from django.utils.translation import get_language

# The circulating currencies of ISO 4217 that the database takes (app.is_currency).
CURRENCIES = [
    "AED",
    "AFN",
    "ALL",
    "AMD",
    "AOA",
    "ARS",
    "AUD",
    "AWG",
    "AZN",
    "BAM",
    "BBD",
    "BDT",
    "BGN",
    "BHD",
    "BIF",
    "BMD",
    "BND",
    "BOB",
    "BRL",
    "BSD",
    "BTN",
    "BWP",
    "BYN",
    "BZD",
    "CAD",
    "CDF",
    "CHF",
    "CLP",
    "CNY",
    "COP",
    "CRC",
    "CUP",
    "CVE",
    "CZK",
    "DJF",
    "DKK",
    "DOP",
    "DZD",
    "EGP",
    "ERN",
    "ETB",
    "EUR",
    "FJD",
    "FKP",
    "GBP",
    "GEL",
    "GHS",
    "GIP",
    "GMD",
    "GNF",
    "GTQ",
    "GYD",
    "HKD",
    "HNL",
    "HTG",
    "HUF",
    "IDR",
    "ILS",
    "INR",
    "IQD",
    "IRR",
    "ISK",
    "JMD",
    "JOD",
    "JPY",
    "KES",
    "KGS",
    "KHR",
    "KMF",
    "KPW",
    "KRW",
    "KWD",
    "KYD",
    "KZT",
    "LAK",
    "LBP",
    "LKR",
    "LRD",
    "LSL",
    "LYD",
    "MAD",
    "MDL",
    "MGA",
    "MKD",
    "MMK",
    "MNT",
    "MOP",
    "MRU",
    "MUR",
    "MVR",
    "MWK",
    "MXN",
    "MYR",
    "MZN",
    "NAD",
    "NGN",
    "NIO",
    "NOK",
    "NPR",
    "NZD",
    "OMR",
    "PAB",
    "PEN",
    "PGK",
    "PHP",
    "PKR",
    "PLN",
    "PYG",
    "QAR",
    "RON",
    "RSD",
    "RUB",
    "RWF",
    "SAR",
    "SBD",
    "SCR",
    "SDG",
    "SEK",
    "SGD",
    "SHP",
    "SLE",
    "SOS",
    "SRD",
    "SSP",
    "STN",
    "SVC",
    "SYP",
    "SZL",
    "THB",
    "TJS",
    "TMT",
    "TND",
    "TOP",
    "TRY",
    "TTD",
    "TWD",
    "TZS",
    "UAH",
    "UGX",
    "USD",
    "UYU",
    "UZS",
    "VES",
    "VND",
    "VUV",
    "WST",
    "XAF",
    "XCD",
    "XCG",
    "XOF",
    "XPF",
    "YER",
    "ZAR",
    "ZMW",
    "ZWG",
]
# Shown first; the others follow by code.
COMMON = ("EUR", "USD", "GBP", "CHF", "JPY", "SEK", "NOK", "DKK", "CAD", "AUD")


def _locale() -> Locale:
    try:
        return Locale.parse((get_language() or "en").replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en")


@lru_cache(maxsize=8)
def _currencies(locale: Locale) -> list[tuple[str, str]]:
    codes = [*COMMON, *(code for code in CURRENCIES if code not in COMMON)]
    return [(code, f"{code} · {locale.currencies.get(code, code)}") for code in codes]


def currency_choices() -> list[tuple[str, str]]:
    """Codes with their names, the common ones first."""
    return _currencies(_locale())


@lru_cache(maxsize=1)
def timezone_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """IANA zones that name a place, in groups by continent, and UTC."""
    regions = (
        "Africa",
        "America",
        "Antarctica",
        "Arctic",
        "Asia",
        "Atlantic",
        "Australia",
        "Europe",
        "Indian",
        "Pacific",
    )
    names = sorted(name for name in available_timezones() if name.split("/")[0] in regions)
    groups = [
        (
            region,
            [(name, name.partition("/")[2].replace("_", " ")) for name in names if name.startswith(f"{region}/")],
        )
        for region in regions
    ]
    return [("", [("UTC", "UTC")]), *((region, zones) for region, zones in groups if zones)]


def language_choices() -> list[tuple[str, str]]:
    """Languages that the site speaks, each in its own."""
    return [(code, Locale.parse(code.replace("-", "_")).get_display_name() or code) for code in spoken()]


def spoken() -> list[str]:
    """Codes of the languages with a translation; English is always complete."""
    return [code for code, _name in settings.LANGUAGES]


# Words that the planner understands, offered in the settings; its room adds them (AppConfig.ready).
_offered: dict[str, tuple[str, ...]] = {}


def offer(key: str, words: Iterable[str]) -> None:
    """Offer words for a travel preference (``interests``, ``diets``, ``accessibility``)."""
    _offered[key] = tuple(words)


def offered(key: str) -> tuple[str, ...]:
    """The words offered for a travel preference."""
    return _offered.get(key, ())
