"""The tools that agents may use, by name. A tool is a typed function; its docstring and signature are its schema."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ai.tools.history import accept_trip, undo_last
from ai.tools.looking import find_food, find_nearby, is_open, search_places
from ai.tools.money import budget_summary
from ai.tools.planning import add_stop, make_longer, move_stop, plan_trip, remove_stop, start_later

TOOLS: dict[str, Callable[..., Any]] = {
    tool.__name__: tool
    for tool in (
        plan_trip,
        make_longer,
        start_later,
        add_stop,
        move_stop,
        remove_stop,
        find_nearby,
        find_food,
        is_open,
        search_places,
        budget_summary,
        undo_last,
        accept_trip,
    )
}
