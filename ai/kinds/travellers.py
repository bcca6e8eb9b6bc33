"""Kinds of action on what is a traveller's own: the places they keep, what they like."""

from __future__ import annotations

import uuid

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ai.approvals import ActionKind, Arguments, Row, register, row
from places.models import Location
from places.saving import save_place
from tripos.accounts import remembering
from trips import actions

SAVE_PLACE, REMEMBER, FORGET = "save_place", "remember_preference", "forget_preference"


def _place(arguments: Arguments) -> Location:
    place: Location | None = Location.objects.active().filter(pk=arguments["location_id"]).first()
    if place is None:
        raise actions.NotPossible(_("That place is gone from the catalogue."))
    return place


def _save_rows(user_id: uuid.UUID, arguments: Arguments) -> list[Row]:
    note = f" ({arguments['note']})" if arguments.get("note") else ""
    return [row(f"{_place(arguments).name}{note}", "add")]


def _save(user_id: uuid.UUID, arguments: Arguments) -> str:
    place = _place(arguments)
    save_place(user_id, place.pk, arguments.get("note") or "")
    return _("Saved %(name)s") % {"name": place.name}


def _words(arguments: Arguments) -> str:
    return f"{str(arguments['kind']).replace('_', ' ')}: {arguments['value']}"


def _remember_rows(user_id: uuid.UUID, arguments: Arguments) -> list[Row]:
    return [row(_words(arguments), "add")]


def _remember(user_id: uuid.UUID, arguments: Arguments) -> str:
    try:
        remembering.remember(user_id, arguments["kind"], str(arguments["value"]))
    except remembering.NotUnderstood as error:
        raise actions.NotPossible(str(error)) from error
    return _("Remembered %(what)s") % {"what": _words(arguments)}


def _forget_rows(user_id: uuid.UUID, arguments: Arguments) -> list[Row]:
    return [row(_words(arguments), "remove")]


def _forget(user_id: uuid.UUID, arguments: Arguments) -> str:
    remembering.forget(user_id, arguments["kind"], str(arguments["value"]))
    return _("Forgot %(what)s") % {"what": _words(arguments)}


register(ActionKind(FORGET, gettext_lazy("Forget this?"), gettext_lazy("Forget it"), _forget_rows, _forget))
register(ActionKind(SAVE_PLACE, gettext_lazy("Keep this place?"), gettext_lazy("Keep it"), _save_rows, _save))
register(
    ActionKind(
        REMEMBER, gettext_lazy("Remember this for every trip?"), gettext_lazy("Remember"), _remember_rows, _remember
    )
)
