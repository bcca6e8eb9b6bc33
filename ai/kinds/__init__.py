"""Kinds of action beside edits of a plan (see ``ai.approvals``), a module for each topic. Importing registers them."""

from ai.kinds.people import INVITE
from ai.kinds.stops import LOCK_STOP, REQUEST_BOOKING, SET_BOOKING
from ai.kinds.travellers import FORGET, REMEMBER, SAVE_PLACE
from ai.kinds.trips import MAKE_CHEAPER, RESOLVE_CONFLICT, SET_BUDGET

__all__ = [
    "FORGET",
    "INVITE",
    "LOCK_STOP",
    "MAKE_CHEAPER",
    "REMEMBER",
    "REQUEST_BOOKING",
    "RESOLVE_CONFLICT",
    "SAVE_PLACE",
    "SET_BOOKING",
    "SET_BUDGET",
]
