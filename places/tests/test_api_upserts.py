"""The catalogue kept by a program: each row by its id in the source."""

from __future__ import annotations

from typing import Any

import pytest

from places.models import Location
from tripos.accounts.scopes import CATALOGUE
from tripos.db.context import acting_as
from tripos.testing.api_client import ApiClient, api_of
from tripos.testing.cast import Cast, join_group, leave_groups
from tripos.testing.owner import as_owner
from tripos.testing.pages import signed_in

pytestmark = pytest.mark.django_db
PATH = "locations/upserts/"


def row(number: int, **more: Any) -> dict[str, Any]:
    return {
        "external_id": f"pier-{number}",
        "name": f"Pier {number}",
        "category": "transport",
        "latitude": 60.16,
        "longitude": 24.95 + number / 1000,
        **more,
    }


def results(api: ApiClient, *rows: dict[str, Any]) -> list[tuple[Any, ...]]:
    answer = api.post(PATH, {"source": "harbour", "rows": list(rows)})
    assert answer.status_code == 200, answer.content
    return [
        (each["external_id"], each["result"], each["fields"], [error["code"] for error in each["errors"]])
        for each in answer.json()["results"]
    ]


def test_rows_are_created_updated_left_and_refused_one_by_one(cast: Cast) -> None:
    api = api_of(cast.staff, [CATALOGUE])
    assert results(api, row(1), row(2)) == [("pier-1", "created", [], []), ("pier-2", "created", [], [])]
    found = results(
        api,
        row(1),
        row(2, name="Pier Two"),
        row(3, latitude=95),
        row(4, category="jetty", colour="red"),
        row(1, name="Twice"),
        row(5, timezone="Nowhere/Land"),
        {"name": "Nameless"},
    )
    assert found == [
        ("pier-1", "unchanged", [], []),
        ("pier-2", "updated", ["name"], []),
        ("pier-3", "refused", [], ["max_value"]),
        ("pier-4", "refused", [], ["unknown"]),
        ("pier-1", "refused", [], ["repeated"]),
        ("pier-5", "refused", [], ["valid_timezone"]),
        (None, "refused", [], ["required"] * 4),
    ]
    with acting_as(cast.alice):
        assert set(Location.objects.filter(source="harbour").values_list("name", flat=True)) == {"Pier 1", "Pier Two"}
    reasons = as_owner("select kind, reason, actor_id from change_sets where kind = 'import' order by created_at")
    assert {tuple(each) for each in reasons} == {
        ("import", "Upserted places of harbour through the API", cast.staff.pk)
    }


def test_staff_of_other_parts_are_refused_even_with_the_scope(cast: Cast) -> None:
    api = api_of(cast.staff, [CATALOGUE])
    leave_groups(cast.staff.pk)
    join_group(cast.staff.pk, "trip support")
    answer = api.post(PATH, {"source": "harbour", "rows": [row(1)]})
    assert (answer.status_code, answer.json()["type"].rsplit(":", 1)[-1]) == (403, "not-allowed")
    join_group(cast.staff.pk, "places editors")
    assert results(api, row(1)) == [("pier-1", "created", [], [])]


def test_only_staff_write_the_catalogue_however_they_ask(cast: Cast) -> None:
    body = {"source": "harbour", "rows": [row(1)]}
    assert signed_in(cast.alice).post(f"/api/v1/{PATH}", body, content_type="application/json").status_code == 403
    assert signed_in(cast.staff).post(f"/api/v1/{PATH}", body, content_type="application/json").status_code == 200
    api = api_of(cast.staff, [CATALOGUE])
    assert api.get("trips/").status_code == 403
    as_owner("update users set is_staff = false where id = %s", [cast.staff.pk])
    assert api.post(PATH, body).status_code == 403, "who is staff no more has a token without that scope"


def test_a_source_of_travellers_is_nobody_elses(cast: Cast) -> None:
    answer = api_of(cast.staff, [CATALOGUE]).post(PATH, {"source": "user_created", "rows": [row(1)]})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["code"] == "reserved"
