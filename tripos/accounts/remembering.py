"""What a traveller likes, in their profile: one preference after the other, for every trip to come."""

from __future__ import annotations

import re
from datetime import time
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tripos.accounts.models import Profile
from tripos.db.context import user_key

PACES = ("relaxed", "normal", "packed")
# What one speaks of -> the key of ``preferences.TRAVEL_PREFERENCE_KEYS`` that keeps it.
KEYS = {
    "interest": "interests",
    "diet": "diets",
    "cuisine": "cuisines",
    "accessibility": "accessibility",
    "dislike": "dislikes",
    "pace": "pace",
    "walking_limit": "walking_limit_minutes",
    "day_start": "day_start",
    "day_end": "day_end",
}
MOST_WORDS, MOST_CHARACTERS = 20, 60
MOST_MINUTES = 240


class NotUnderstood(ValueError):
    """No preference can be read from this; the message is a sentence for the traveller."""


def read_preference(kind: str, value: str) -> Any:
    """A preference as the profile keeps it: a word, a pace, minutes, a time of day as "HH:MM".

    Raises:
        NotUnderstood: the value is none of its kind.
    """
    text = " ".join(value.replace("\x00", " ").split())
    if kind not in KEYS:
        raise NotUnderstood(_("There is no such preference."))
    if not text or len(text) > MOST_CHARACTERS:
        raise NotUnderstood(_("Say it in a word or two."))
    match kind:
        case "pace":
            if text.casefold() not in PACES:
                raise NotUnderstood(_("A pace is relaxed, normal or packed."))
            return text.casefold()
        case "walking_limit":
            number = re.search(r"\d{1,4}", text)
            if number is None or not 1 <= int(number.group()) <= MOST_MINUTES:
                raise NotUnderstood(
                    _("Say how many minutes you like to walk at most, from 1 to %(most)d.") % {"most": MOST_MINUTES}
                )
            return int(number.group())
        case "day_start" | "day_end":
            try:
                return f"{time.fromisoformat(text.zfill(5)):%H:%M}"
            except ValueError as error:
                raise NotUnderstood(_("Say the time of day, such as 09:30.")) from error
    return text


def with_preference(preferences: dict[str, Any], kind: str, value: Any) -> dict[str, Any]:
    """The preferences with one more; the oldest of too many words is forgotten."""
    key = KEYS[kind]
    if kind in ("pace", "walking_limit", "day_start", "day_end"):
        return {**preferences, key: value}
    words = [word for word in preferences.get(key, ()) if word.casefold() != value.casefold()]
    return {**preferences, key: [*words, value][-MOST_WORDS:]}


@transaction.atomic
def remember(user: Any, kind: str, value: str) -> dict[str, Any]:
    """Note a preference in the bound user's profile; return all of them.

    Raises:
        NotUnderstood: the value is none of its kind.
    """
    read = read_preference(kind, value)
    profile = Profile.objects.get(pk=user_key(user))
    after = with_preference(profile.travel_preferences, kind, read)
    Profile.objects.filter(pk=profile.pk).update(travel_preferences=after)
    return after
