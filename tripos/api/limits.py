"""How often one may ask: a window a token, person or address, told in every answer's ``RateLimit`` headers.

The counters are in the process's own memory: with several processes each allows as much. The headers follow
draft-ietf-httpapi-ratelimit-headers-10.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.cache import cache

from tripos.api.problems import Problem


@dataclass(frozen=True)
class Rate:
    """At most ``most`` requests in ``seconds``."""

    name: str
    most: int
    seconds: int

    @classmethod
    def of_setting(cls, name: str) -> Rate:
        """``API_RATES[name]``, such as ``"600/60"``: requests a number of seconds."""
        most, _slash, seconds = settings.API_RATES[name].partition("/")
        return cls(name, int(most), int(seconds))


@dataclass(frozen=True)
class Standing:
    """Where somebody is within a rate: requests left, and seconds until the window is new."""

    rate: Rate
    left: int
    seconds: int

    def headers(self) -> dict[str, str]:
        return {
            "RateLimit-Policy": f'"{self.rate.name}";q={self.rate.most};w={self.rate.seconds}',
            "RateLimit": f'"{self.rate.name}";r={self.left};t={self.seconds}',
        }


def count(rate: Rate, who: str) -> Standing:
    """Count one request of ``who``.

    Raises:
        Problem: it is one too many.
    """
    now = time.time()
    window = int(now // rate.seconds)
    seconds = max(1, round((window + 1) * rate.seconds - now))
    key = f"api:{rate.name}:{window}:{who}"
    cache.add(key, 0, rate.seconds)
    try:
        used = cache.incr(key)
    except ValueError:  # dropped from the cache between the two
        used = 1
    standing = Standing(rate, max(0, rate.most - used), seconds)
    if used > rate.most:
        raise Problem("too-many-requests", headers={**standing.headers(), "Retry-After": str(seconds)})
    return standing


def address_of(request: Any) -> str:
    """The address that a request comes from, behind as many proxies as allauth is told of."""
    return str(get_adapter().get_client_ip(request) or "")
