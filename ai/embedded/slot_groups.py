"""Which requests read a date as a day of the trip, and which can do without a place."""

# Intents whose dates are those of the whole trip, not of a day in it.
TRIP_DATES = frozenset({"plan_trip", "change_dates", "extend_trip", "shorten_trip", "find_lodging"})
# Intents that cannot do with a date outside the trip.
NEEDS_TRIP_DAY = frozenset(
    {
        "add_stop",
        "move_stop",
        "remove_stop",
        "clear_day",
        "swap_stops",
        "lock_stop",
        "unlock_stop",
        "shorten_stop",
        "lengthen_stop",
        "replace_stop",
        "optimise_day",
        "start_later",
        "start_earlier",
        "finish_earlier",
        "finish_later",
    }
)
# Requests that can be answered whichever of several places is meant.
PLACE_IS_EXTRA = frozenset(
    {
        "booking_status",
        "why",
        "show_plan",
        "find_conflicts",
        "suggest",
        "spent",
        "budget_left",
        "find_food",
        "record_expense",
        "limit_category",
        "cheaper",
    }
)
# Requests for what is still to come.
AHEAD = frozenset(
    {
        "plan_trip",
        "change_dates",
        "extend_trip",
        "find_lodging",
        "find_food",
        "find_events",
        "booking_request",
        "add_stop",
    }
)
# In these, "now" is the hour on the clock.
OF_THE_MOMENT = frozenset({"is_open", "find_food", "find_places", "find_events", "nearby", "show_plan", "route"})
