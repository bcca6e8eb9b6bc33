"""The two better orders of a trip: one that keeps every stop, one that keeps what fits."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse

from tripos.db.context import acting_as
from tripos.testing.cast import Cast
from tripos.testing.pages import signed_in, words
from trips.access import changes_of
from trips.models import ItineraryItem, Trip
from trips.tests.page_makers import make_place, make_stop


def days_of(cast: Cast) -> dict[str, int | None]:
    with acting_as(cast.alice):
        return dict(ItineraryItem.objects.of_trip(cast.trip).values_list("title", "day_number"))


def test_order_without_what_does_not_fit_is_a_choice_and_keeps_ideas(cast: Cast) -> None:
    with acting_as(cast.alice):
        Trip.objects.filter(pk=cast.trip.pk).update(end_date=date(2026, 5, 14))
    for n in range(9):
        place = make_place(n)
        where: dict[str, Any] = {"location": place, "latitude": place.latitude, "longitude": place.longitude}
        make_stop(cast.trip, f"Stop {n}", at=9 + n, is_locked=n == 8, **where)
    before = days_of(cast)
    client, page = signed_in(cast.bob), reverse("trips:trip_improvement", args=[cast.trip.pk])
    shown = client.get(page)
    leaner = shown.context["leaner"]
    said = words(shown)
    assert leaner.after.stops == 6, "what a normal pace holds"
    assert leaner.after.score is not None
    assert "Only what fits" in said
    assert "The day has as many stops as your pace allows." in said
    gone = {name for name, _why in leaner.left_out}
    assert len(gone) == 3
    assert "Stop 8" not in gone, "it is fixed"
    assert days_of(cast) == before
    assert client.post(page, {"drop": "1", "version": str(leaner.version - 1)}).status_code == 409
    client.post(page, {"drop": "1", "version": str(leaner.version)})
    assert {title for title, day in days_of(cast).items() if day is None} == gone
    with acting_as(cast.alice):
        change = changes_of(cast.trip.pk).first()
    client.post(reverse("trips:change_set_reversal", args=[change.pk]))
    assert days_of(cast) == before


def test_order_that_may_drop_is_not_offered_where_all_fits(cast: Cast) -> None:
    for n in range(3):
        make_stop(cast.trip, f"Stop {n}", at=10 + 2 * n, latitude=60.17 + n / 900, longitude=24.94)
    page = signed_in(cast.alice).get(reverse("trips:trip_improvement", args=[cast.trip.pk]))
    assert page.context["leaner"] is None
    assert "Only what fits" not in words(page)
