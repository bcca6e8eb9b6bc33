"""Must-sees and interests of a request: met, or said with what comes nearest."""

from __future__ import annotations

from .makers import MONDAY, SUNDAY, place, wish
from .town import DAILY, TABLES, names, planned, town, unmet


def test_closed_days_are_not_visited_and_the_must_see_says_so() -> None:
    plan = planned(town(), wish(MONDAY, must_sees=("Money Museum", "Art Museum")))
    assert "Money Museum" not in names(plan) and "Art Museum" in names(plan)
    found = unmet(plan, "Money Museum")
    assert found.reason.code == "closed_all_days"
    assert found.alternative is not None and found.alternative.name == "Art Museum"
    art = next(stop for stop in plan.stops if stop.name == "Art Museum")
    assert art.reasons[0].code == "must_see"


def test_must_see_lands_on_the_day_it_is_open() -> None:
    plan = planned(town(), wish(SUNDAY, MONDAY, must_sees=("money museum",)))
    day = plan.day_of("money-museum")
    assert day is not None and day.date == SUNDAY


def test_must_sees_that_clash_are_named_as_a_pair() -> None:
    hours = "Mo-Su 10:00-11:55"
    pair = [
        place("Early One", opening_hours=hours, wikidata="Q5", east=2500),
        place("Early Two", opening_hours=hours, wikidata="Q6", east=-2500),
    ]
    plan = planned(town(*pair), wish(must_sees=("Early One", "Early Two")))
    visited = {"Early One", "Early Two"} & set(names(plan))
    assert len(visited) == 1
    (missing,) = {"Early One", "Early Two"} - visited
    assert unmet(plan, missing).reason.code in ("clash", "did_not_fit")


def test_must_see_with_a_slip_of_the_pen_is_the_place_that_must_be_meant() -> None:
    plan = planned(town(), wish(must_sees=("Mony Museum",)))
    stop = plan.stop("money-museum")
    assert stop is not None and "must_see" in {reason.code for reason in stop.reasons} and plan.unmet == ()
    twins = town(place("Mony Museums", opening_hours=DAILY))
    assert unmet(planned(twins, wish(must_sees=("Moni Museum",))), "Moni Museum").alternative is not None


def test_unknown_must_see_offers_a_similar_name() -> None:
    plan = planned(town(), wish(must_sees=("Artful Museum", "Louvre of Timbuktu")))
    found = unmet(plan, "Artful Museum")
    assert found.reason.code == "not_in_catalogue"
    assert found.alternative is not None and found.alternative.name == "Art Museum"
    assert unmet(plan, "Louvre of Timbuktu").reason.code == "not_in_catalogue"
    plan = planned(town(place("Lo&Lo", "restaurant")), wish(must_sees=("Colosseum",)))
    assert unmet(plan, "Colosseum").alternative is None


def test_slip_of_the_pen_in_either_name_is_read_over() -> None:
    catalogue = town(place("Temppeliaukion kirkko", "place_of_worship", name_en="Temppeliaukio Church"))
    for said in ("Tempeliaukion kirkko", "Temppeliakio Church"):
        assert "Temppeliaukion kirkko" in names(planned(catalogue, wish(must_sees=(said,))))


def test_words_nobody_understands_are_handed_back() -> None:
    request = wish(interests=("museums", "sky diving"), other_wishes=("no stairs after nine",))
    plan = planned(town(), request)
    assert unmet(plan, "no stairs after nine").reason.code == "not_understood"
    assert unmet(plan, "sky diving").reason.code == "no_such_place"
    plan = planned(town(), wish(interests=("beaches",)))
    assert unmet(plan, "beaches").reason.code == "no_such_place"


def test_words_of_the_catalogue_are_interests_too() -> None:
    catalogue = town(
        place("Depot", "attraction", tags=("vintage tram",)),
        place("Ramen Bar", "restaurant", cuisine=("ramen",), opening_hours=TABLES),
    )
    plan = planned(catalogue, wish(interests=("vintage trams", "ramen")))
    assert {"Depot", "Ramen Bar"} <= set(names(plan))
