"""The inbox: everything that waits for the reader in one list, narrowed by kind and by trip."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tripos.web import inbox
from tripos.web.inbox import InboxItem


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to narrow the list: words, address, how many it leaves, whether it is the present one."""

    label: str
    url: str
    number: int
    is_current: bool


@require_safe
@login_required
def inbox_page(request: HttpRequest) -> HttpResponse:
    """What waits; ``kind`` and ``trip`` in the address narrow it. One query beside sign-in's."""
    user: Any = request.user
    found = inbox.items(user)
    kind, trip = request.GET.get("kind", ""), request.GET.get("trip", "")
    shown = [item for item in found if kind in ("", item.kind) and trip in ("", item.about_key)]
    inbox.note_shown(user, shown)
    context = {
        "items": shown,
        "kinds": kind_choices(found, kind, trip),
        "trips": trip_choices(found, kind, trip),
        "is_narrowed": bool(kind or trip),
        "inbox_count": len(found),
        "here": request.get_full_path(),
    }
    return render(request, "web/inbox.html", context)


def kind_choices(found: Sequence[InboxItem], kind: str, trip: str) -> list[Choice]:
    """All, then each kind there is."""
    there = [item for item in found if trip in ("", item.about_key)]
    numbers = Counter(item.kind for item in there)
    kinds = [one for one in inbox.KINDS if numbers[one] or one == kind]
    everything = Choice(_("All"), _address("", trip), len(there), not kind)
    return [
        everything,
        *(Choice(str(inbox.LABELS[one]), _address(one, trip), numbers[one], one == kind) for one in kinds),
    ]


def trip_choices(found: Sequence[InboxItem], kind: str, trip: str) -> list[Choice]:
    """All trips, then each that something is about; nothing where there is no choice."""
    there = [item for item in found if kind in ("", item.kind)]
    numbers = Counter(item.about_key for item in there if item.about_key)
    names = {item.about_key: item.about for item in found if item.about_key}
    if len(names) < 2 and not trip:
        return []
    everything = Choice(_("All trips"), _address(kind, ""), len(there), not trip)
    listed = sorted(names, key=lambda key: (names[key].casefold(), key))
    return [everything, *(Choice(names[key], _address(kind, key), numbers[key], key == trip) for key in listed)]


def _address(kind: str, trip: str) -> str:
    asked = urlencode({name: value for name, value in (("kind", kind), ("trip", trip)) if value})
    return reverse("inbox") + (f"?{asked}" if asked else "")
