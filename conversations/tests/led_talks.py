"""Conversations as people lead them: further pages of a list, the cheapest of it, what comes next, amounts on top of
others, a yes or a no in words, others who come along.
"""

from __future__ import annotations

from ai.enums import AgentType
from conversations.tests.natural_talks import Conversation, line

LED = (
    Conversation("scout-on", AgentType.LOCAL_SCOUT, (
        line("What's near Kiasma?", "find_nearby"),
        line("Anything indoors?", "find_nearby", kind="museums", told=("kiasma",)),
        line("What else is there?", "find_nearby", skip=1, told=("that was all",)),
        line("Which of those is closest to the Ateneum?", "way_between", told=("closest first",)),
        line("Are any of them open on Saturday?", "is_open", on="2026-05-16"),
        line("Save it for later", "save_place"),
    )),
    Conversation("dining-on", AgentType.DINING_ORCHESTRATOR, (
        line("Where can we have dinner on Friday near the Ateneum?", "find_food", day_number=2, meal="dinner"),
        line("Tell me about the second one", "place_details"),
        line("What else is there?", "find_food", skip=6, day_number=2, meal="dinner"),
        line("But no fast food, please", "find_food", day_number=2, without="['fast_food']"),
        line("The first one, half seven", "replace_stop", effect="any", leaves=True),
        line("Yes, do that", effect="any"),  # whether that table fits depends on the day's plan
        line("What are we doing on Friday now?", "show_day", day_number=2),
    )),
    Conversation("events-on", AgentType.EVENT_CURATOR, (
        line("What's on on Saturday?", "find_events", on="2026-05-16"),
        line("Which one is the cheapest?", "place_details", told=("puppet",)),
        line("And the most expensive one?", "place_details", told=("night of jazz",)),
        line("Does that include drinks?", told=("stored",)),
        line("Fit it in", "add_event", "add_stop", effect="changed"),
        line("What comes after that?", told=("last of that day",)),
    )),
    Conversation("route-on", AgentType.ITINERARY_OPTIMIZER, (
        line("What's first on Saturday?", "show_day", day_number=3),
        line("And after that?", "show_day", day_number=3),
        line("Half an hour later would be better", "move_stop", effect="any"),
        line("Undo that", "undo_last", effect="any"),
        line("Drop the last stop on Saturday", "remove_stop", effect="waits", leaves=True),
        line("No, leave it", told=("you said no",)),
        line("Drop the last stop on Saturday", "remove_stop", effect="waits", leaves=True),
        line("Fine", effect="waits", leaves=True, told=("approve",)),
        line("Yes", effect="changed", told=("as you approved",)),
    )),
    Conversation("budget-on", AgentType.BUDGET_GUARDIAN, (
        line("We can spend a hundred more", "set_budget", amount="700.00"),
        line("What if we had another 50?", "what_if", limit="750.00", told=("750.00",)),
        line("Yes, do that", "set_budget", amount="750.00"),
        line("Raise it by 50", "set_budget", amount="800.00"),
        line("What if we cut it to 500?", "what_if", limit="500"),
        line("No, leave it"),
        line("How much is left?", "budget_summary", told=("800.00",)),
    )),
    Conversation("booking-on", AgentType.BOOKING_ASSISTANT, (
        line("Could you book dinner on Friday?", "draft_booking", effect="waits"),
        line("Near a window if possible", "draft_booking", told=("near a window if possible",)),
        line("Make that three of us, my brother's coming", "draft_booking", told=("for 3",)),
        line("He's got a nut allergy, tell them that", "draft_booking", told=("nut allergy",)),
        line("OK send it", "request_booking", effect="waits", leaves=True, told=("near a window",)),
        line("Yes", effect="changed", told=("as you approved",)),
        line("Have they answered?", "list_bookings", told=("requested",)),
    )),
    Conversation("concierge-on", AgentType.GENERAL_CONCIERGE, (
        line("Thinking of a long weekend in Helsinki mid May, me and my wife", told=("which weekend",)),
        line("15th to 17th", "plan_trip", effect="any", start_date="2026-05-15", end_date="2026-05-17", adults=2),
        line("There will be three of us", "plan_trip", effect="any", start_date="2026-05-15", adults=3),
        line("What have you understood so far?", told=("3 in all",)),
        line("Great, we'll take it", "accept_trip", effect="any"),
        line("It's only two of us now", told=("plan it anew",)),
        line("No, leave it"),
        line("What's first on the second day?", "show_day", day_number=2),
    )),
)  # fmt: skip
