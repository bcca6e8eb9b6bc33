"""A tool about companions: proposing to invite somebody. It always waits for the traveller's yes."""

from __future__ import annotations

from typing import Literal

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from ai.kinds import INVITE
from ai.kinds.people import why_not_mailed
from ai.tools.base import Answer, Ctx, answered, refusal, short, trip_at_hand
from trips.enums import MemberRole

MOST_ADDRESS = 254


async def propose_invitation(ctx: Ctx, email: str, role: Literal["viewer", "editor"] = "viewer") -> Answer:
    """Propose to invite somebody to the trip by mail. Nobody is invited before the trip's owner has said yes.

    Args:
        email: the e-mail address that the traveller named.
        role: "viewer" may look, "editor" may change the plan.
    """

    def work() -> Answer:
        deps = ctx.deps
        trip = trip_at_hand(deps, edit=True)
        if trip.user_id != deps.user_id:
            return refusal("not_owner", _("Only the trip's owner invites somebody."))
        address = email.strip().lower()
        try:
            validate_email(address[: MOST_ADDRESS + 1])
        except ValidationError:
            return refusal("no_address", _("“%(text)s” is no e-mail address.") % {"text": short(email)})
        by_hand = why_not_mailed()
        if by_hand:
            return refusal("by_hand", by_hand)
        arguments = {"trip_id": str(trip.pk), "email": address, "role": role}
        waiting = deps.draft.ask(INVITE, arguments, _("Invite %(email)s") % {"email": address})
        return {"ok": True, "email": address, "role": role, "may": str(MemberRole(role).label), **waiting}

    return await answered(work)
