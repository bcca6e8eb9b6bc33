"""Conflicts on the trip's page: shown beside their stop with evidence, taken a way out of, left as they are."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from tripos.db.context import acting_as
from tripos.testing.cast import Cast, make_trip
from tripos.testing.owner import as_owner
from tripos.testing.pages import at_most_queries, signed_in, words
from trips import detection
from trips.models import ConflictResolution, ItineraryItem, Trip
from trips.tests.page_makers import make_full_trip, make_place, make_stop, reload_stop

MOST_QUERIES_OF_AN_ANSWER = 24


def page_of(cast: Cast, person: Any) -> Any:
    return signed_in(person).get(reverse("trips:trip_detail", args=[cast.trip.pk]))


@pytest.fixture
def second(cast: Cast) -> ItineraryItem:
    make_stop(cast.trip, "First", at=10, hours=2)
    return make_stop(cast.trip, "Second", at=11, hours=2)


def detect(cast: Cast) -> list[ConflictResolution]:
    detection.detect_conflicts(cast.trip.pk, cast.alice.pk)
    with acting_as(cast.alice):
        return list(ConflictResolution.objects.of_trip(cast.trip).order_by("-severity"))


def address(conflict: ConflictResolution, code: str, words: str = "") -> str:
    option = next(one for one in conflict.resolution_options if one["code"] == code and words in one["description"])
    return reverse("trips:conflict_resolution", args=[conflict.trip_id, conflict.pk, option["key"]])


def ignoring(conflict: ConflictResolution) -> str:
    return reverse("trips:conflict_ignoring", args=[conflict.trip_id, conflict.pk])


def waiting(cast: Cast) -> int:
    rows = as_owner("select count(*) from procrastinate_jobs where queueing_lock = %s", [f"conflicts:{cast.trip.pk}"])
    return int(rows[0][0])


def test_conflict_is_shown_once_beside_its_stop_with_evidence_and_ways_out(cast: Cast, second: ItineraryItem) -> None:
    (row,) = detect(cast)
    page = page_of(cast, cast.alice)
    said = words(page)
    assert "First lasts until 12:00, Second starts at 11:00: 60 minutes at both." in said
    assert "before “First” ends" not in said
    html = page.content.decode()
    assert html.count("conflict--hard") == 1
    assert html.index("conflict--hard") > html.index(f'id="stop-{second.pk}"')
    for option in row.resolution_options[:3]:
        assert option["description"] in said
    assert "Leave it as it is" in said


def test_viewer_sees_the_conflict_without_ways_out(cast: Cast, second: ItineraryItem) -> None:
    detect(cast)
    page = page_of(cast, cast.vera)
    assert "60 minutes at both" in words(page)
    assert "/conflicts/" not in page.content.decode()


def test_way_out_is_taken_by_a_button_and_undone_by_another(cast: Cast, second: ItineraryItem) -> None:
    (row,) = detect(cast)
    client = signed_in(cast.bob)
    done = client.post(address(row, "move", "Second"), follow=True)
    assert "Done: Move Second to" in words(done)
    assert "minutes at both" not in words(done)
    assert reload_stop(second, cast.alice).start_time != second.start_time
    assert detect(cast)[0].status == "user_resolved"
    last = page_of(cast, cast.bob).context["last_change"]
    assert last.reason.endswith("(First and Second overlap)")
    client.post(reverse("trips:change_set_reversal", args=[last.pk]))
    assert reload_stop(second, cast.alice).start_time == second.start_time
    assert "60 minutes at both" in words(page_of(cast, cast.alice))
    assert detect(cast)[0].status == "detected"


def test_what_removes_a_stop_asks_first(cast: Cast) -> None:
    with acting_as(cast.alice):
        Trip.objects.filter(pk=cast.trip.pk).update(adults=3)
    make_stop(cast.trip, "Boat", location=make_place(0, capacity=2, opening_hours=None))
    (row,) = detect(cast)
    client, where = signed_in(cast.alice), address(row, "remove")
    assert f'<a class="button button--small" href="{where}">' in page_of(cast, cast.alice).content.decode()
    asked = client.get(where)
    assert asked.status_code == 200
    assert "Leave Boat out?" in words(asked)
    with acting_as(cast.alice):
        assert ItineraryItem.objects.of_trip(cast.trip).count() == 1
    client.post(where)
    with acting_as(cast.alice):
        assert ItineraryItem.objects.of_trip(cast.trip).count() == 0


def test_ignored_conflict_is_gone_from_the_page_and_undo_brings_it_back(cast: Cast, second: ItineraryItem) -> None:
    (row,) = detect(cast)
    client = signed_in(cast.alice)
    assert "stays as it is" in words(client.post(ignoring(row), follow=True))
    page = page_of(cast, cast.alice)
    assert "conflict--hard" not in page.content.decode()
    client.post(reverse("trips:change_set_reversal", args=[page.context["last_change"].pk]))
    assert "60 minutes at both" in words(page_of(cast, cast.alice))


@pytest.mark.parametrize(("person", "status"), [("vera", 403), ("charlie", 404)])
def test_viewer_and_stranger_answer_nothing(cast: Cast, second: ItineraryItem, person: str, status: int) -> None:
    (row,) = detect(cast)
    client = signed_in(getattr(cast, person))
    assert client.get(address(row, "move")).status_code == status
    assert client.post(address(row, "move")).status_code == status
    assert client.post(ignoring(row)).status_code == status
    assert detect(cast)[0].status == "detected"


def test_conflict_of_another_trip_is_not_found(cast: Cast, second: ItineraryItem) -> None:
    (row,) = detect(cast)
    other = make_trip(cast.alice)
    client = signed_in(cast.alice)
    assert client.post(reverse("trips:conflict_ignoring", args=[other.pk, row.pk])).status_code == 404


def test_answered_conflict_and_stale_way_out_are_said_and_change_nothing(cast: Cast, second: ItineraryItem) -> None:
    (row,) = detect(cast)
    client = signed_in(cast.alice)
    stale = reverse("trips:conflict_resolution", args=[row.trip_id, row.pk, "gone"])
    assert "look again" in words(client.post(stale, follow=True))
    client.post(ignoring(row))
    assert "settled meanwhile" in words(client.post(address(row, "move"), follow=True))


def test_stored_conflict_of_old_times_gives_way_to_the_pages_own_words(cast: Cast, second: ItineraryItem) -> None:
    detect(cast)
    with acting_as(cast.alice):
        ItineraryItem.objects.filter(pk=second.pk).update(start_time="11:30", duration_minutes=90)
    said = words(page_of(cast, cast.alice))
    assert "60 minutes at both" not in said
    assert "Starts 30 min before “First” ends." in said


def test_conflict_of_the_whole_trip_stands_above_its_days(cast: Cast) -> None:
    with acting_as(cast.alice):
        Trip.objects.filter(pk=cast.trip.pk).update(budget_total=Decimal(50))
    make_stop(cast.trip, "Opera", cost=Decimal(90))
    detect(cast)
    html = page_of(cast, cast.alice).content.decode()
    assert 0 < html.index("€40.00 over budget") < html.index('id="days"')


def test_owner_reads_which_other_trip_and_companions_do_not(cast: Cast) -> None:
    as_owner("update trips set status = 'planning' where id = %s", [cast.trip.pk])
    other = make_trip(cast.alice, title="Secret weekend", status="confirmed")
    make_stop(other, "Elsewhere", at=10, hours=3)
    make_stop(cast.trip, "Here", at=11)
    detect(cast)
    assert "The other trip is “Secret weekend”." in words(page_of(cast, cast.alice))
    said = words(page_of(cast, cast.bob))
    assert "another trip of its owner" in said and "Secret" not in said


def test_change_of_a_trip_hands_over_one_job(cast: Cast, second: ItineraryItem) -> None:
    client = signed_in(cast.alice)
    for locked in ("1", "0", "1"):
        client.post(reverse("trips:stop_lock", args=[cast.trip.pk, second.pk]), {"locked": locked})
    assert waiting(cast) == 1


@pytest.mark.parametrize("stops", [1, 3])
def test_answer_asks_the_database_as_often_for_three_conflicts_as_for_one(cast: Cast, stops: int) -> None:
    make_full_trip(cast.trip, 2)
    for number in range(stops + 1):
        make_stop(cast.trip, f"Same {number}", at=20)
    row = detect(cast)[0]
    client = signed_in(cast.alice)
    with at_most_queries(MOST_QUERIES_OF_AN_ANSWER):
        client.post(ignoring(row))
