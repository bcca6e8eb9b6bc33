"""The second opinion on what a traveller wants: learnt from examples, sure enough or asked."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command

from ai.embedded import learning
from ai.embedded.resembling import recogniser_of
from ai.embedded.types import Last, Offer, Pending
from ai.tests.test_dialogue_calls import dialogue
from ai.tests.understanding import read

# Written without a look at patterns or examples; none of these is an example.
FRESH = (
    ("I don't think we'll manage the cathedral, leave that one out", "remove_stop"),
    ("the whole plan looks exhausting, could we breathe a bit more", "set_pace"),
    ("Suomenlinna deserves more than that, give it another hour", "lengthen_stop"),
    ("whatever happens, Savoy stays where it is", "lock_stop"),
    ("the fortress would suit Saturday better", "move_stop"),
    ("any trouble with what you have put together?", "find_conflicts"),
    ("sort those problems out for us please", "fix_conflicts"),
    ("hm, that was better before, back to the old version", "undo"),
    ("what's the damage up to now", "spent"),
    ("how much cash is still free for the rest", "budget_left"),
    ("we forked out 38 euros for lunch at Soupster", "record_expense"),
    ("would it hurt the wallet much if we dropped Savoy", "what_if"),
    ("get us a table at Soupster for Friday at one", "booking_request"),
    ("did the restaurant answer yet about our table", "booking_status"),
    ("for the record, I never eat pork", "remember_preference"),
    ("I do eat fish again these days, scrap that rule", "forget_preference"),
    ("put Amos Rex aside for another time, I might go there some day", "save_place"),
    ("what made you put the church on the last day", "why"),
    ("will I need an umbrella on Friday", "weather"),
    ("my sister wants to see our plan too, send it to her", "invite"),
    ("is Kiasma shut on Mondays", "is_open"),
    ("what do they charge to get into the Ateneum", "price_of"),
    ("how would we get from Kiasma to Suomenlinna", "route"),
    ("where could the four of us have pizza tonight", "find_food"),
    ("what gigs are there on Saturday night", "find_events"),
    ("a bed for the night close to the station, nothing fancy", "find_lodging"),
    ("two more nights would be lovely, can we stay longer", "extend_trip"),
    ("the kids stay home after all, so it is only us two", "change_party"),
    ("I'm not a morning person, nothing before ten please", "start_later"),
    ("we have to be back at the hotel by six each day", "finish_earlier"),
)
LEAST_RIGHT = 26


def test_what_is_kept_was_learnt_from_the_examples_as_they_stand() -> None:
    call_command("learn_examples", "en", "--check")

    recogniser = recogniser_of("en")
    assert recogniser is not None
    assert set(recogniser.intents) == {intent for _, intent in learning.examples_of("en")}
    with pytest.raises(CommandError, match="no grammar"):
        call_command("learn_examples", "xx")


def test_fresh_sentences_are_mostly_read_right() -> None:
    examples = {text.casefold() for text, _ in learning.examples_of("en")}
    assert not examples & {text.casefold() for text, _ in FRESH}

    wrong = {text: reading for text, intent in FRESH if (reading := read(text).intent) != intent}

    assert len(FRESH) - len(wrong) >= LEAST_RIGHT, wrong


def test_same_examples_give_the_same_weights() -> None:
    examples = [([{"move", "NAME"}, {"move"}], "move_stop"), ([{"drop", "NAME"}], "remove_stop")] * 3

    first, second = learning.fit(examples), learning.fit(examples)

    assert (first.weights == second.weights).all()
    likely = first.likely({"move"})
    assert sum(likely.values()) == pytest.approx(1, abs=1e-5)
    assert likely["move_stop"] > likely["remove_stop"]


def test_who_asks_a_specialist_asks_for_its_subject() -> None:
    assert read("what's on for Saturday?", agent="event_curator").intent == "find_events"
    assert read("what do we have on Saturday again?", agent="itinerary_optimizer").intent == "show_plan"


@pytest.mark.parametrize("text", ["please do my maths homework", "which shares should I buy", "qwe asd zxc"])
def test_what_is_no_traveller_s_request_is_asked(text: str) -> None:
    reading = read(text)

    assert reading.question is not None
    assert reading.intent == "unknown" or reading.confidence < 0.5


def test_guesses_are_buttons_that_do_what_they_say() -> None:
    asked = read("the Ateneum, well you know")
    assert asked.question is not None
    option = next(option for option in asked.question.options if option.intent and "Ateneum" in option.label)
    assert option.slots["stop_id"] == "s4"

    done = read(option.label, pending=Pending(asked.intent, asked.slots, asked.question))

    assert (done.intent, done.slots["stop_id"]) == (option.intent, "s4")


def test_what_the_agent_has_no_tool_for_is_the_last_guess() -> None:
    text = "We are in Helsinki from 15 to 17 May, is there some culture in the evening?"
    made = dialogue(text, "event_curator")

    assert [call.tool for call in made.calls] == ["find_events"]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("anything easier on the wallet?", {"price": "cheap"}),
        ("what about vegan ones?", {"diets": ["vegan"]}),
        ("vegan ones?", {"diets": ["vegan"]}),
        ("at 8 instead", {"time": "20:00"}),
    ],
)
def test_search_goes_on_in_few_words(text: str, wanted: dict[str, object]) -> None:
    search = Last("find_food", {"meal": "dinner", "day_number": 1})
    offered = (Offer("a", "Juuri"), Offer("b", "Zetor"))

    reading = read(text, search=search, last=search, offered=offered, found=offered)

    assert (reading.intent, reading.slots["meal"], reading.slots["day_number"]) == ("find_food", "dinner", 1)
    assert {slot: reading.slots.get(slot) for slot in wanted} == wanted
    chosen = read("let's go with the second one, 7ish", search=search, last=search, offered=offered, found=offered)
    assert (chosen.intent, chosen.slots["location_id"], chosen.slots["time"]) == ("add_stop", "b", "19:00")


def test_letters_held_down_and_half_sentences_are_no_names() -> None:
    assert read("heyyy").intent == "greeting"
    prose = read("is that little red one on the shore any good, regatta or something")
    assert prose.slots.get("location_id") == "l5"
    assert "budget_amount" not in read("so we have decided three days is not enough, one more").slots
