"""Every constraint that a traveller can run into has a sentence, and a fault is never taken for one."""

from __future__ import annotations

import pytest
from django import forms
from django.db import DatabaseError, connection

import places.constraints  # noqa: F401  (registers the sentences)
import tripos.accounts.constraints  # noqa: F401
import trips.constraints  # noqa: F401
from tripos.db import constraints
from tripos.db.constraints import UNEXPECTED, is_known, refusal_of, refusals_on
from tripos.db.context import acting_as
from tripos.testing.cast import Cast
from tripos.testing.owner import as_owner
from trips.models import ItineraryItem, Trip

TABLES = ("trips", "itinerary_items", "profiles", "locations", "collections", "saved_places", "api_tokens")


class TitleForm(forms.Form):
    title = forms.CharField(required=False)


def bound_form() -> TitleForm:
    form = TitleForm({"title": "x"})
    assert form.is_valid()
    return form


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.django_db
def test_every_check_of_the_table_has_a_sentence(table: str) -> None:
    names = as_owner(
        "select conname from pg_constraint where conrelid = %s::regclass and contype = 'c' order by 1", [table]
    )
    assert names
    assert [name for (name,) in names if not is_known(table, name)] == []


def test_refusal_stands_beside_its_field_and_the_transaction_lives_on(cast: Cast) -> None:
    form = bound_form()
    with acting_as(cast.alice):
        with refusals_on(form):
            Trip.objects.filter(pk=cast.trip.pk).update(title="")
        assert form.errors == {"title": ["Give the trip a name."]}
        assert Trip.objects.get(pk=cast.trip.pk).title == "Helsinki in May"


def test_trigger_names_its_constraint_too(cast: Cast) -> None:
    form = bound_form()
    with acting_as(cast.alice), refusals_on(form):
        ItineraryItem.objects.create(trip=cast.trip, title="Late", type="activity", day_number=9)
    assert form.non_field_errors() == ["The trip has no such day."]


def test_row_security_is_a_matter_of_permission(cast: Cast) -> None:
    form = bound_form()
    with acting_as(cast.vera), refusals_on(form):
        ItineraryItem.objects.create(trip=cast.trip, title="Mine", type="activity", day_number=1)
    assert form.non_field_errors() == ["You may not change this."]


def test_column_of_the_owner_is_named(cast: Cast) -> None:
    form = bound_form()
    with acting_as(cast.bob), refusals_on(form):
        Trip.objects.filter(pk=cast.trip.pk).update(is_public=True)
    assert form.non_field_errors() == ["Only the trip's owner may change this."]


def test_constraint_without_a_sentence_is_logged_and_said_in_general(
    cast: Cast, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(constraints._sentences, ("trips", "titled_trip"))
    form = bound_form()
    with acting_as(cast.alice), refusals_on(form):
        Trip.objects.filter(pk=cast.trip.pk).update(title="")
    assert form.non_field_errors() == [str(UNEXPECTED)]
    assert "titled_trip" in caplog.text


def test_fault_is_no_refusal(cast: Cast) -> None:
    form = bound_form()
    with acting_as(cast.alice), pytest.raises(DatabaseError) as caught, refusals_on(form):
        connection.cursor().execute("select * from no_such_table")
    assert refusal_of(caught.value) is None
    assert not form.errors
