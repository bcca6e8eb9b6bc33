"""Yes and no in the traveller's words, and the rest of what they say."""

from __future__ import annotations

import pytest

from ai.embedded.listed import chosen, most
from ai.embedded.semantics.values import StopRef
from ai.embedded.types import Offer
from ai.embedded.verdicts import Verdict, verdict_of

SURE_YES = Verdict(True)
NO = Verdict(False)


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("yes", SURE_YES),
        ("lovely, yes, thanks", SURE_YES),
        ("ok do it", SURE_YES),
        ("alright apply it", SURE_YES),
        ("Okay", Verdict(True, is_sure=False)),
        ("sounds good", Verdict(True, is_sure=False)),
        ("ok send it", Verdict(True, sends=True)),
        ("yep. does that still fit the budget?", Verdict(True, rest="does that still fit the budget?")),
        ("ok and start an hour later", Verdict(True, is_sure=False, rest="and start an hour later")),
        ("no thanks", NO),
        ("hm, later", NO),
        ("nah leave it as it was", NO),
        ("Actually, keep it.", Verdict(False, keeps=True)),
        ("we'd rather keep the table", Verdict(False, keeps=True)),
        ("no, keep it", NO),
        ("no, Friday", Verdict(False, rest="no, Friday")),
        ("ok forget the swap. show me Sunday", Verdict(False, rest="show me Sunday")),
        ("Yes, please go ahead with the jazz.", Verdict(True, about="with the jazz.")),
        ("Yes, please set that limit.", Verdict(True, about="set that limit.")),
        ("Yes, cancel it.", Verdict(True, cancels=True)),
        ("cancel it", Verdict(False, cancels=True)),
        ("Undo that, please.", Verdict(False, undoes=True)),
        ("Okay, then add it.", Verdict(True, adds=True)),
        # None of these answers anything.
        ("ok and what about lunch?", None),
        ("ok but I don't want fast food", None),
        ("great, can we squeeze it in?", None),
        ("no museums please", None),
        ("don't add it twice", None),
        ("thanks!", None),
        ("great, thanks", None),
        ("cheers", None),
        ("", None),
        ("yesterday we ate there", None),
        ("add a museum on day 2", None),
        ("keep it to one museum a day", None),
        ("let me think about it", None),
    ],
)
def test_verdict_of(text: str, verdict: Verdict | None) -> None:
    assert verdict_of(text) == verdict


CAFES = tuple(
    Offer(str(number), f"Café {number}", "place", {"price": price, "metres": metres, "words": ["cafe"]})
    for number, price, metres in ((1, "4.50", 300), (2, None, 120), (3, "3", 700))
)


def test_most_of_a_list_counts_only_what_is_known() -> None:
    assert [most(CAFES, by).id for by in ("price_min", "price_max", "near_min", "near_max")] == ["3", "1", "2", "3"]  # type: ignore[union-attr]
    assert most(CAFES[:2], "price_min") is None  # of one price nothing is the cheapest
    assert most((CAFES[0], CAFES[0]), "price_min") is None  # nor of two that are alike
    assert most(CAFES, "length_min") is None


def test_chosen_of_a_list_is_by_order_kind_or_measure() -> None:
    museum = Offer("9", "Museum", "place", {"words": ["museum"]})

    assert chosen((*CAFES, museum), StopRef(position=-1)) == museum
    assert chosen((*CAFES, museum), StopRef(position=1, kind="museum")) == museum
    assert chosen((*CAFES, museum), StopRef(by="near_min")) == CAFES[1]
    assert chosen(CAFES, StopRef(position=4)) is None


def test_a_thumb_answers_too() -> None:
    for text, wanted in (("👍", True), ("👍 thanks", True), ("👎", False)):
        verdict = verdict_of(text)
        assert verdict is not None
        assert verdict.yes is wanted
