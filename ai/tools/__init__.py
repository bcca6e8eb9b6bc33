"""The tools that agents may use, by name. A tool is a typed function; its docstring and signature are its schema."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ai.taint import watched
from ai.tools.bookings import draft_booking, list_bookings, request_booking, set_booking
from ai.tools.conflicts import list_conflicts, resolve_conflict
from ai.tools.days import make_shorter, swap_days
from ai.tools.edits import (
    add_stop,
    change_length,
    lock_stop,
    move_stop,
    remove_stop,
    replace_stop,
    swap_stops,
)
from ai.tools.events import add_event, find_events
from ai.tools.expenses import limit_category, record_cost
from ai.tools.food import find_food
from ai.tools.frame import change_dates, set_party
from ai.tools.history import accept_trip, list_changes, undo_last
from ai.tools.looking import find_nearby, is_open, place_details, search_places
from ai.tools.money import budget_summary, make_cheaper, set_budget, what_if
from ai.tools.people import propose_invitation
from ai.tools.planning import make_longer, optimise_day, optimise_trip, plan_trip, start_later
from ai.tools.saving import forget_preference, list_saved, remember_preference, save_place
from ai.tools.showing import explain_stop, show_day
from ai.tools.ways import way_between

TOOLS: dict[str, Callable[..., Any]] = {
    tool.__name__: watched(tool)
    for tool in (
        plan_trip,
        make_longer,
        make_shorter,
        swap_days,
        change_dates,
        set_party,
        start_later,
        add_stop,
        move_stop,
        remove_stop,
        replace_stop,
        swap_stops,
        change_length,
        lock_stop,
        optimise_day,
        optimise_trip,
        find_nearby,
        way_between,
        find_food,
        is_open,
        search_places,
        place_details,
        find_events,
        add_event,
        show_day,
        explain_stop,
        budget_summary,
        what_if,
        make_cheaper,
        set_budget,
        limit_category,
        record_cost,
        list_bookings,
        draft_booking,
        request_booking,
        set_booking,
        list_conflicts,
        resolve_conflict,
        save_place,
        list_saved,
        remember_preference,
        forget_preference,
        propose_invitation,
        list_changes,
        undo_last,
        accept_trip,
    )
}
