"""The first minutes of a new traveller: a few questions of the settings, what can be guessed of the answers, and when
they are over."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.numbers import get_territory_currencies
from django.http import HttpRequest
from django.utils.translation.trans_real import parse_accept_lang_header

from tripos.accounts import choices
from tripos.accounts.forms import SettingsForm
from tripos.accounts.models import Profile

STEPS: dict[str, tuple[str, ...]] = {
    "you": ("full_name", "timezone", "currency"),
    "pace": ("pace", "interests", "walking_limit_minutes"),
    "needs": ("diets", "accessibility"),
}
NOT_CHOSEN = {"timezone": "UTC", "currency": "USD"}


class StepForm(SettingsForm):
    """Some fields of the settings, with what can be guessed of the answers."""

    def __init__(self, data: Any = None, *, profile: Profile, names: Sequence[str], guessed: dict[str, str]) -> None:
        super().__init__(data, profile=profile, names=names)
        self.initial = {**self.initial, **{name: value for name, value in guessed.items() if name in names}}
        if "timezone" in names and profile.timezone == NOT_CHOSEN["timezone"]:
            self.fields["timezone"].widget.attrs["data-guess"] = ""  # for the page's script


def guesses(request: HttpRequest, profile: Profile) -> dict[str, str]:
    """What the browser's languages say of zone and currency, for those that the traveller has not chosen.

    A language with a country ("fi-FI") gives its currency, and its zone where it has only one; the page's script knows
    the zone better.
    """
    found: dict[str, str] = {}
    for tag, _weight in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        territory = _territory(tag)
        if territory is None:
            continue
        money = get_territory_currencies(territory)
        if money and money[-1] in choices.CURRENCIES:
            found["currency"] = money[-1]
        zones = [zone for zone, where in get_global("zone_territories").items() if where == territory]
        if len(zones) == 1:
            found["timezone"] = zones[0]
        break
    return {name: value for name, value in found.items() if getattr(profile, name) == NOT_CHOSEN[name]}


def _territory(tag: str) -> str | None:
    try:
        return Locale.parse(tag, sep="-").territory
    except (UnknownLocaleError, ValueError):
        return None


def complete(profile: Profile) -> None:
    """Note that the traveller was shown around: they have begun a trip, or want none of it. Never shown again."""
    if not profile.onboarding_completed:
        Profile.objects.owned_by(profile).update(onboarding_completed=True)
        profile.onboarding_completed = True
