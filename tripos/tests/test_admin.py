"""The back office: staff keep estimates and places, a traveller gets nowhere near it."""

from __future__ import annotations

import uuid
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from places.models import Location
from places.tests.admin_pages import form_values
from tripos.accounts.models import User
from tripos.db.context import acting_as, acting_for_sign_in
from tripos.testing.cast import Cast
from tripos.testing.owner import as_owner
from trips.models import CostEstimate

pytestmark = pytest.mark.django_db


def signed_in(person_id: uuid.UUID) -> Client:
    client = Client()
    with acting_for_sign_in():
        client.force_login(User.objects.get(pk=person_id))
    return client


@pytest.fixture
def staff_client(cast: Cast) -> Client:
    as_owner("update users set is_superuser = true where id = %s", [cast.staff.pk])
    return signed_in(cast.staff.pk)


def test_estimate_is_added_and_its_change_is_in_the_history(staff_client: Client) -> None:
    values = {"kind": "sauna", "city": "Helsinki", "country": "FI", "amount": "25.00", "currency": "EUR"}
    answer = staff_client.post(reverse("admin:trips_costestimate_add"), {**values, "as_of": "2026-05-01", "note": ""})
    assert answer.status_code == 302
    with acting_as(None):
        row = CostEstimate.objects.get(kind="sauna")
    assert (str(row.amount), row.as_of) == ("25.00", date(2026, 5, 1))


def test_edited_place_keeps_its_edit_marked(staff_client: Client, cast: Cast) -> None:
    with acting_as(None, role="worker"):
        place = Location.objects.create(
            name="Kiasma", category="attraction", source="openstreetmap", external_id="way/1", country="FI"
        )
    url = reverse("admin:places_location_change", args=[place.pk])
    values = form_values(staff_client.get(url))
    values |= {"hours_as": "syntax", "hours_syntax": "Tu-Su 10:00-18:00"}
    assert staff_client.post(url, values).status_code == 302
    with acting_as(None):
        changed = Location.objects.get(pk=place.pk)
    assert (changed.opening_hours, changed.staff_edited_fields) == ("Tu-Su 10:00-18:00", ["opening_hours"])


@pytest.mark.parametrize("page", ["admin:index", "admin:places_location_changelist", "admin:ai_airun_changelist"])
def test_traveller_is_refused_and_a_visitor_is_sent_to_sign_in(cast: Cast, page: str) -> None:
    assert signed_in(cast.alice.pk).get(reverse(page), follow=True).status_code == 403
    visitor = Client().get(reverse(page), follow=True)
    assert visitor.redirect_chain[-1][0].startswith(reverse("account_login"))


def test_pages_of_the_back_office_open(staff_client: Client) -> None:
    for page in [
        "admin:index",
        "admin:places_location_changelist",
        "admin:trips_costestimate_changelist",
        "admin:trips_exchangerate_changelist",
        "admin:trips_proactivesuggestion_changelist",
        "admin:trips_conflictresolution_changelist",
        "admin:ai_airun_changelist",
        "admin:ai_useraistats_changelist",
    ]:
        assert staff_client.get(reverse(page)).status_code == 200, page
