"""Searching trips: title, destination and description, mine and those shared with me, nobody else's."""

from __future__ import annotations

from typing import Any

import pytest

from tripos.accounts.models import Profile
from tripos.db.context import acting_as
from tripos.testing.cast import Cast, add_member, make_trip, make_user
from tripos.testing.owner import as_owner, run_as
from trips.models import Trip, TripMember

pytestmark = pytest.mark.django_db


def titles(person: Any, words: str) -> list[str]:
    with acting_as(person):
        return sorted(trip.title for trip in Trip.objects.for_user(person).matching(words))


def trip_of(person: Profile) -> Trip:
    with acting_as(person):
        return Trip.objects.for_user(person).get()


@pytest.fixture
def trips(cast: Cast) -> Cast:
    make_trip(cast.alice, title="Séjour d'été à Gràcia", destination="Barcelona", description="With Grandma")
    make_trip(cast.alice, title="Work", destination="Medellín", description="Conferences and museums")
    make_trip(cast.charlie, title="Helsinki alone", destination="Helsinki")
    return cast


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("helsinki", ["Helsinki in May"]),
        ("HELSINKI may", ["Helsinki in May"]),
        ("gracia ete", ["Séjour d'été à Gràcia"]),
        ("Gràcia, Barcelona!", ["Séjour d'été à Gràcia"]),
        ("medellin", ["Work"]),
        ("mede", ["Work"]),
        ("museum conference", ["Work"]),
        ("grandma barc", ["Séjour d'été à Gràcia"]),
        ("helsinki barcelona", []),
        ("elsinki", []),
        ("'; drop table trips; --", []),
        ("qz & | ! ( ) :*", []),
        ("zebra\x00", []),
    ],
)
def test_matching_finds_own_trips_by_their_words(trips: Cast, words: str, found: list[str]) -> None:
    assert titles(trips.alice, words) == found


@pytest.mark.parametrize("words", ["", "  ", "!?", "…", "& | :*"])
def test_matching_nothing_in_particular_keeps_all(trips: Cast, words: str) -> None:
    assert len(titles(trips.alice, words)) == 3


def test_matching_finds_shared_trips_and_no_strangers(trips: Cast) -> None:
    for person in (trips.bob, trips.vera):
        assert titles(person, "helsinki") == ["Helsinki in May"]
    assert titles(trips.charlie, "helsinki") == ["Helsinki alone"]
    assert titles(None, "helsinki") == []
    with acting_as(trips.alice):
        TripMember.objects.filter(user=trips.vera).delete()
    assert titles(trips.vera, "helsinki") == []


def test_matching_leaves_the_trash_out(trips: Cast) -> None:
    as_owner("update trips set deleted_at = now() where title = 'Helsinki in May'")
    assert titles(trips.alice, "helsinki") == titles(trips.bob, "helsinki") == []


def test_s56_matching_stems_in_the_language_of_the_trip() -> None:
    english = make_user("anna", language="en")
    finnish = make_user("aino", language="fi")
    for person in (english, finnish):
        make_trip(person, title="Museoissa", destination="Turku", description="Two museums")
    add_member(trip_of(english), finnish, "viewer")
    # Finnish knows that "museot" and "museoissa" are one word, English that "museums" are one "museum".
    assert titles(english, "museot") == []
    assert titles(finnish, "museot") == ["Museoissa"]
    assert titles(english, "two museum") == ["Museoissa"]


def test_best_matching_puts_titles_first(cast: Cast) -> None:
    make_trip(cast.alice, title="By the sea", destination="Hanko", description="Or Helsinki if it rains")
    make_trip(cast.alice, title="Weekend", destination="Helsinki")
    with acting_as(cast.alice):
        found = Trip.objects.for_user(cast.alice).best_matching("helsinki")
        assert [trip.title for trip in found] == ["Helsinki in May", "Weekend", "By the sea"]


def test_matching_works_beside_other_conditions(trips: Cast, django_assert_num_queries: Any) -> None:
    with acting_as(trips.alice), django_assert_num_queries(1):
        mine = Trip.objects.for_user(trips.alice).filter(members__user=trips.bob).matching("may")
        assert [trip.title for trip in mine.exclude(items__title="x").order_by("title")[:5]] == ["Helsinki in May"]


def test_trip_keeps_its_version_when_nothing_changes(cast: Cast) -> None:
    """The generated column is not a change of the row."""
    state = "select content_version, extract(year from updated_at) from trips where id = %s"
    run_as("tripos_helper", "update trips set updated_at = '2020-01-01' where id = %s", [cast.trip.pk])
    [(version, year)] = as_owner(state, [cast.trip.pk])
    with acting_as(cast.alice):
        Trip.objects.filter(pk=cast.trip.pk).update(title=cast.trip.title)
        assert as_owner(state, [cast.trip.pk]) == [(version, year)] == [(version, 2020)]
        Trip.objects.filter(pk=cast.trip.pk).update(title="Another")
        [(later, changed)] = as_owner(state, [cast.trip.pk])
    assert (later, changed > 2020) == (version + 1, True)
