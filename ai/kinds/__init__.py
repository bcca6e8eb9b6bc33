"""Kinds of action beside edits of a plan (see ``ai.approvals``), a module for each topic. Importing registers them."""

from ai.kinds.money import LIMIT_CATEGORY, RECORD_COST, SET_BUDGET
from ai.kinds.people import INVITE
from ai.kinds.stops import LOCK_STOP, REQUEST_BOOKING, SET_BOOKING
from ai.kinds.travellers import FORGET, REMEMBER, SAVE_PLACE
from ai.kinds.trips import CHANGE_DATES, MAKE_CHEAPER, RESOLVE_CONFLICT, SET_PARTY

__all__ = [
    "CHANGE_DATES",
    "FORGET",
    "INVITE",
    "LIMIT_CATEGORY",
    "LOCK_STOP",
    "MAKE_CHEAPER",
    "RECORD_COST",
    "REMEMBER",
    "REQUEST_BOOKING",
    "RESOLVE_CONFLICT",
    "SAVE_PLACE",
    "SET_BOOKING",
    "SET_BUDGET",
    "SET_PARTY",
]
