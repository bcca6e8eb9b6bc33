"""Travellers' words, shown once to who says why; the traveller reads who looked at what, and the reason."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

from django import forms
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SHORTEST, LONGEST = 10, 500
"""How long a reason is, in characters; the database refuses others."""

KINDS: dict[str, str | Promise] = {
    "messages": _("The messages of a conversation"),
    "plan": _("The plan of a trip, with notes and booking references"),
    "run": _("What an agent was asked and answered"),
    "approval": _("What a change that waits for a yes would do"),
    "change": _("What a change was, before and after"),
}
AREAS: dict[str, tuple[str, ...]] = dict.fromkeys(KINDS, ("trips",)) | {
    "run": ("trips", "ai"),
    "approval": ("trips", "ai"),
}


class NothingThere(LookupError):
    """No such row, or nobody it belongs to: an erased account left no words."""


class ReasonForm(forms.Form):
    """Why a staff member looks at something or does something; the traveller reads it."""

    reason = forms.CharField(
        label=_("Reason, which the traveller reads"),
        min_length=SHORTEST,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
    )

    def clean_reason(self) -> str:
        words = " ".join(str(self.cleaned_data["reason"]).split())
        if len(words) < SHORTEST:
            raise forms.ValidationError(_("Say it in at least %(n)d characters."), params={"n": SHORTEST})
        return words


@dataclass(frozen=True, slots=True)
class Line:
    """A piece of what was asked for.

    Attributes:
        head: what it is: who said it and when, which day and hour, which column.
        text: the words.
        more: further words, each with its label.
    """

    head: str
    text: str
    more: tuple[tuple[str, str], ...] = ()


def reveal(kind: str, key: uuid.UUID, reason: str) -> dict[str, Any]:
    """Read what ``kind`` (one of ``KINDS``) of ``key`` holds, and write down that it was read, as one statement.

    Raises:
        NothingThere: there is no such row.
        DatabaseError: the database refuses: not this group's, or no reason.
    """
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("select app.staff_reveal(%s, %s, %s)::text", [kind, key, reason])
            found: dict[str, Any] = json.loads(cursor.fetchone()[0])
    except DatabaseError as error:
        if getattr(error.__cause__, "sqlstate", "") == "P0002":
            raise NothingThere(str(key)) from error
        raise
    return found


def _steps(rows: list[dict[str, Any]]) -> list[Line]:
    """A run's steps; a text that came in pieces is one."""
    lines = []
    for kind, group in groupby(rows, key=itemgetter("kind")):
        steps = list(group)
        if kind == "delta":
            first, last = steps[0]["sequence"], steps[-1]["sequence"]
            number = str(first) if first == last else f"{first}–{last}"
            lines.append(Line(f"{number} {kind}", "".join(str(row["data"].get("text", "")) for row in steps)))
        else:
            lines += [Line(f"{row['sequence']} {kind}", _words(row["data"])) for row in steps]
    return lines


def lines_of(kind: str, found: dict[str, Any]) -> list[Line]:
    """What was revealed, line by line."""
    if kind == "messages":
        return [
            Line(
                f"{row['at'][:16].replace('T', ' ')} UTC · {row['agent'] or row['role']}",
                row["text"] or row["tool"] or "",
            )
            for row in found["messages"]
        ]
    if kind == "plan":
        return [Line(str(found["title"]), found["description"] or ""), *(_stop(row) for row in found["stops"])]
    if kind == "run":
        events = _steps(found["events"])
        return [Line(_told("Asked"), _words(found["input"])), Line(_told("Answered"), _words(found["output"])), *events]
    if kind == "approval":
        return [Line(found["tool"], _words(found["arguments"])), Line(_told("Preview"), _words(found["preview"]))]
    before, after = found["before"] or {}, found["after"] or {}
    return [
        Line(name, _words(after.get(name)), ((_told("before"), _words(before.get(name))),))
        for name in sorted({*before, *after})
        if before.get(name) != after.get(name)
    ]


_TOLD = {"Asked": _("Asked"), "Answered": _("Answered"), "Preview": _("Preview"), "before": _("before")}


def _told(word: str) -> str:
    return str(_TOLD[word])


def _stop(row: dict[str, Any]) -> Line:
    when = " ".join(str(row[name])[:5] for name in ("day", "start", "end") if row[name] is not None)
    more = [(_("notes"), row["notes"]), (_("booking"), row["booking"]), (_("status"), row["booking_status"])]
    return Line(when or "–", f"{row['title']} ({row['type']})", tuple((str(k), str(v)) for k, v in more if v))


def _minute(moment: str) -> str:
    """A time of the database's JSON on the reader's clock."""
    return date_format(timezone.localtime(datetime.fromisoformat(moment)), "DATETIME_FORMAT")


def _words(value: Any) -> str:
    if value is None:
        return "–"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, indent=2)
