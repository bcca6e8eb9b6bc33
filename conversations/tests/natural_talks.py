"""Conversations as travellers write them: what each message has to make the agent do, and to the trip.

They were written before the grammar was read. ``PLANNED`` is the trip that all but the concierge's talk about: three
days in Helsinki, Thursday 14 to Saturday 16 May 2026, for two.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ai.enums import AgentType

PLANNED = "Plan three days in Helsinki for two from 14 to 16 May, museums and good coffee, under 600 euros"

# What became of the trip: nothing; something at once; nothing yet, it waits for a yes; whatever.
Effect = Literal["same", "changed", "waits", "any"]


@dataclass(frozen=True)
class Line:
    """One message of a traveller.

    Attributes:
        text: their words.
        tools: the tool that has to be called is one of these; empty where words alone are the answer.
        effect: what became of the trip's stops, dates and money.
        arguments: what one of those calls has to hold among its arguments.
        told: words, lower case, that the answer has to hold one of.
        approves: they press Approve on what waits after the answer.
        leaves: they press nothing: their next message answers what waits.
    """

    text: str
    tools: tuple[str, ...] = ()
    effect: Effect = "same"
    arguments: tuple[tuple[str, object], ...] = ()
    told: tuple[str, ...] = ()
    approves: bool = False
    leaves: bool = False


def line(
    text: str,
    *tools: str,
    effect: Effect = "same",
    told: tuple[str, ...] = (),
    approves: bool = False,
    leaves: bool = False,
    **arguments: object,
) -> Line:
    """A message, shorter to write."""
    return Line(text, tools, effect, tuple(arguments.items()), told, approves, leaves)


@dataclass(frozen=True)
class Conversation:
    """A conversation with one agent."""

    name: str
    agent: AgentType
    lines: tuple[Line, ...]


TALKS = (
    Conversation("scout-walk", AgentType.LOCAL_SCOUT, (
        line("Hey, what's worth seeing within a short walk of Kiasma?", "find_nearby"),
        line("Is the second one any good? What is it?", "place_details"),
        line("When does it close on Saturday?", "is_open", on="2026-05-16"),
        line("Cool, put it on Saturday", "add_stop", effect="changed", day_number=3),
        line("Hmm, actually no, take that back", "undo_last", effect="changed"),
        line("Keep it in my saved places though", "save_place"),
    )),
    Conversation("scout-design", AgentType.LOCAL_SCOUT, (
        line("We love design and architecture. What would you recommend?", "search_places"),
        line("Anything that's free?", "search_places"),
        line("What's the closest café to the Ateneum?", "find_nearby", "find_food"),
        line("Replace the first stop on Friday with a park", "replace_stop", effect="any"),
        line("Why that one?", "explain_stop", "place_details"),
        line("And is there a pharmacy near Kiasma?", "find_nearby"),
    )),
    Conversation("dining-thursday", AgentType.DINING_ORCHESTRATOR, (
        line("Hi! Can you find us a nice place for dinner on Thursday?", "find_food", day_number=1, meal="dinner"),
        line("Something cheaper, maybe?", "find_food", day_number=1, meal="dinner"),
        line("Italian would be great", "find_food", cuisines=["italian"]),
        line("Let's take the first one", "add_stop", "replace_stop", effect="any"),
        line("Can we have dinner at half past seven on Thursday?", "move_stop", "find_food", effect="any"),
        line("Do they need a reservation?", "list_bookings", "place_details"),
        line("My wife doesn't eat gluten", "remember_preference", "find_food"),
    )),
    Conversation("dining-breakfast", AgentType.DINING_ORCHESTRATOR, (
        line("Where can we get breakfast near the Ateneum on Saturday?", "find_food", meal="breakfast", day_number=3),
        line("Is the second one open at 8?", "is_open", at="08:00"),
        line("Great, add it on Saturday morning", "add_stop", effect="changed", day_number=3),
        line("And somewhere for a quick lunch that day?", "find_food", meal="lunch", day_number=3),
        line("I can't stand sushi, by the way", "remember_preference", kind="dislike"),
        line("So what does Saturday look like now?", "show_day", day_number=3),
    )),
    Conversation("events-music", AgentType.EVENT_CURATOR, (
        line("Is there any live music while we're in town?", "find_events", told=("night of jazz",)),
        line("How much is it?", "place_details", told=("25", "50")),
        line("Sounds good, put us down for that", "add_event", "add_stop", effect="any", approves=True),
        line("What else is happening on Saturday?", "find_events", told=("puppet",)),
        line("And what does the day look like with it?", "show_day", told=("jazz",)),
        line("OK drop the concert, we're too tired", "remove_stop", effect="waits", approves=True),
    )),
    Conversation("events-puppets", AgentType.EVENT_CURATOR, (
        line("What can we do on Saturday afternoon with kids?", "find_events", told=("puppet",)),
        line("Tell me more about the Puppet Parade", "place_details", told=("puppet",)),
        line("Does it cost anything?", "place_details", told=("20",)),
        line("Fit it in please", "add_event", "add_stop", effect="any", approves=True),
        line("Changed my mind, undo that", "undo_last", effect="changed"),
        line("Is there something on Friday night instead?", "find_events", on="2026-05-15"),
    )),
    Conversation("route-packed", AgentType.ITINERARY_OPTIMIZER, (
        line("Friday looks too packed, can you show me what's on it?", "show_day", day_number=2),
        line("Move the second stop on Friday to Saturday", "move_stop", effect="any", day_number=3),
        line("Can we begin at half past ten on Friday?", "start_later", effect="changed", day_number=2),
        line("Now put everything in a better order so that we walk less", "optimise_trip", effect="any"),
        line("Are there any problems left?", "list_conflicts"),
        line("Undo the last change", "undo_last", effect="changed"),
    )),
    Conversation("route-day-one", AgentType.ITINERARY_OPTIMIZER, (
        line("What's the plan for day one?", "show_day", day_number=1),
        line("We'd like a bit less time at the first stop on day 1, say 45 minutes", "change_length",
             effect="changed", minutes=45),
        line("Don't touch that one any more", "lock_stop", effect="changed"),
        line("Sort out the rest of the day", "optimise_day", effect="any", day_number=1),
        line("Swap day 2 and day 3", "swap_days", effect="any"),
        line("Add a day at the end", "make_longer", effect="changed"),
        line("That's too long, make it three days again", "make_shorter", effect="waits"),
    )),
    Conversation("budget-doing", AgentType.BUDGET_GUARDIAN, (
        line("How are we doing with money?", "budget_summary"),
        line("What's the most expensive day?", "budget_summary"),
        line("And how much of it goes on food?", "budget_summary", told=("food", "restaurant")),
        line("What would it cost without the first stop on Friday?", "what_if"),
        line("Okay, get rid of it", "remove_stop", effect="waits"),
        line("Raise our budget to 900 euros", "set_budget", amount="900"),
    )),
    Conversation("budget-four-hundred", AgentType.BUDGET_GUARDIAN, (
        line("We only have 100 euros to spend", "set_budget", amount="100"),
        line("Does the plan fit that?", "budget_summary"),
        line("Find us some savings, about fifty euros", "make_cheaper", by="50"),
        line("Are there any free museums?", "search_places"),
        line("How much are we spending on Friday?", "budget_summary"),
        line("Back to 600 then", "set_budget", amount="600"),
    )),
    Conversation("booking-ahead", AgentType.BOOKING_ASSISTANT, (
        line("Which of our stops do I have to book ahead?", "list_bookings"),
        line("Write me an email for the dinner on Friday", "draft_booking", told=("dear", "hello", "15 may", "table")),
        line("Looks fine, send it", "request_booking", effect="waits", approves=True),
        line("They said yes, the code is HEL-2231", "set_booking", effect="any", reference="HEL-2231"),
        line("What's still open?", "list_bookings"),
        line("When do we have to be there for dinner on Friday?", "show_day", "explain_stop", "list_bookings"),
    )),
    Conversation("booking-virtanen", AgentType.BOOKING_ASSISTANT, (
        line("I already reserved dinner on Thursday, the reference is 5567", "set_booking", effect="any",
             reference="5567"),
        line("Does anything else need a ticket?", "list_bookings"),
        line("Prepare a booking request for lunch on Saturday, we need a high chair", "draft_booking",
             told=("high chair",)),
        line("Not now, leave it"),
        line("Cancel the dinner reservation on Thursday", "set_booking", effect="any", status="cancelled"),
    )),
    Conversation("concierge-weekend", AgentType.GENERAL_CONCIERGE, (
        line("My partner and I want to spend a long weekend in Helsinki from the 15th of May, three days, around "
             "700 euros", "plan_trip", effect="any", start_date="2026-05-15", adults=2),
        line("Looks lovely, go ahead", "accept_trip", effect="any"),
        line("We both love art and hate early mornings", "remember_preference"),
        line("What are we up to on Saturday?", "show_day", day_number=2),
        line("Where should we have dinner that evening?", "find_food", meal="dinner", day_number=2),
        line("Are we still within budget?", "budget_summary"),
        line("Could we stay until Monday?", "make_longer", effect="changed"),
    )),
    Conversation("concierge-family", AgentType.GENERAL_CONCIERGE, (
        line("I need a trip for two adults and a kid of 6, 20 to 22 May, Helsinki, nothing too expensive",
             "plan_trip", effect="any", adults=2, children_ages=[6], start_date="2026-05-20"),
        line("Perfect, let's do it", "accept_trip", effect="any"),
        line("Can we have one more day?", "make_longer", effect="changed", days=4),
        line("Is everything open when we get there?", "list_conflicts"),
        line("Are there any events on the 21st?", "find_events", on="2026-05-21"),
        line("Lock the first stop on day 2", "lock_stop", effect="changed"),
        line("Undo that", "undo_last", effect="changed"),
    )),
)  # fmt: skip

# Written after the grammar had been mended by those above, and not tried before they were all written.
FRESH = (
    Conversation("scout-evening", AgentType.LOCAL_SCOUT, (
        line("We've got a free afternoon on Friday, what should we not miss?", "search_places"),
        line("Anything off the beaten track?", "search_places"),
        line("Tell me about the third one", "place_details"),
        line("How do I get there from Kiasma?", "way_between", told=("kiasma",)),
        line("Are there any playgrounds near the Ateneum?", "find_nearby"),
        line("Bookmark Kiasma for me", "save_place"),
        line("What have I saved so far?", "list_saved"),
    )),
    Conversation("dining-sushi", AgentType.DINING_ORCHESTRATOR, (
        line("We're craving sushi, where can we go on Friday night?", "find_food"),
        line("Is there something fancier?", "find_food", price="fancy"),
        line("What time does the first one close?", "is_open", "place_details"),
        line("Ok, swap Friday's dinner for that", "replace_stop", "add_stop", effect="any"),
        line("We'd rather not eat before eight", "remember_preference", "move_stop", effect="any"),
        line("What are we eating on Friday?", "show_day"),
    )),
    Conversation("events-friday", AgentType.EVENT_CURATOR, (
        line("Are there concerts on Saturday?", "find_events", told=("night of jazz",)),
        line("Where does it take place?", "place_details"),
        line("Great, let's book that in", "add_event", "add_stop", effect="any", approves=True),
        line("Show me that day", "show_day", told=("jazz",)),
        line("Anything on during the afternoon?", "find_events", told=("puppet",)),
        line("Take the jazz night out again", "remove_stop", effect="waits"),
    )),
    Conversation("route-swap", AgentType.ITINERARY_OPTIMIZER, (
        line("Is day 2 too full?", "show_day", "list_conflicts"),
        line("Could you cut the first stop on day 2 down to half an hour?", "change_length", effect="any", minutes=30),
        line("Push dinner on Friday back to 8pm", "move_stop", effect="any", at="20:00"),
        line("Is the order on day 3 the shortest one?", "optimise_day", effect="any", day_number=3),
        line("Actually, undo that", "undo_last", effect="any"),
        line("Let's switch Thursday and Friday", "swap_days", effect="any"),
    )),
    Conversation("budget-tight", AgentType.BUDGET_GUARDIAN, (
        line("Can we afford all this?", "budget_summary"),
        line("What do we pay each day?", "budget_summary"),
        line("If we skip the dinner on Saturday, how much do we save?", "what_if"),
        line("Let's lower the limit to 450 euros", "set_budget", amount="450"),
        line("Are we over now?", "budget_summary"),
        line("How much is the entrance to the Ateneum?", "place_details"),
    )),
    Conversation("booking-dinner", AgentType.BOOKING_ASSISTANT, (
        line("What do we still have to reserve?", "list_bookings"),
        line("Can you ask for a table for the dinner on Saturday?", "draft_booking", "request_booking", effect="any",
             approves=True),
        line("The restaurant confirmed it, booking number 998877", "set_booking", effect="any", reference="998877"),
        line("Is the lunch on Friday booked?", "list_bookings"),
        line("What's the phone number of Kiasma?", "place_details"),
        line("Undo the last thing", "undo_last", effect="any"),
    )),
    Conversation("concierge-couple", AgentType.GENERAL_CONCIERGE, (
        line("Three days in Helsinki for a couple, starting on the 12th of June, budget 800 euros, we love design and "
             "good food", "plan_trip", effect="any", start_date="2026-06-12", adults=2),
        line("Great, we'll take it", "accept_trip", effect="any"),
        line("What's on the menu for Saturday?", "show_day", "find_food", "find_events"),
        line("Drop the last stop on day 3", "remove_stop", effect="waits"),
        line("How much money do we have left?", "budget_summary"),
        line("Add a sauna on Sunday", "add_stop", effect="any"),
        line("Forget that, undo it", "undo_last", effect="any"),
    )),
)  # fmt: skip
