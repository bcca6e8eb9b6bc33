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


SINGLE = ("pace", "walking_limit", "day_start", "day_end")


def kept_under(preferences: dict[str, Any], value: str, kind: str | None = None) -> tuple[str, str] | None:
    """Where a word is kept: its kind, and the word as the profile has it; None where it is not.

    Args:
        preferences: of a profile.
        value: the word; any for what is kept once, such as a pace, where ``kind`` names it.
        kind: a key of ``KEYS``; any of them without it.
    """
    wanted = " ".join(value.replace("_", " ").casefold().split())
    for one in [kind] if kind else KEYS:
        present = preferences.get(KEYS.get(one, ""))
        if one in SINGLE:
            if present is not None and (kind is not None or str(present).casefold() == wanted):
                return one, str(present)
            continue
        for word in present or ():
            if " ".join(str(word).replace("_", " ").casefold().split()) == wanted:
                return one, str(word)
    return None


def without_preference(preferences: dict[str, Any], kind: str, value: str) -> dict[str, Any]:
    """The preferences without one."""
    key = KEYS[kind]
    if kind in SINGLE:
        return {name: kept for name, kept in preferences.items() if name != key}
    words = [word for word in preferences.get(key, ()) if word.casefold() != value.casefold()]
    return {**preferences, key: words}


@transaction.atomic
def forget(user: Any, kind: str, value: str) -> dict[str, Any]:
    """Take a preference out of the bound user's profile; return the others."""
    profile = Profile.objects.get(pk=user_key(user))
    after = without_preference(profile.travel_preferences, kind, value)
    Profile.objects.filter(pk=profile.pk).update(travel_preferences=after)
    return after
