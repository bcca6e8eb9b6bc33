"""Every page there is: opened by somebody, in as many queries as it may take, with few rows and with many."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tripos.testing.cast import Cast
from tripos.tests.every_page import NO_PAGE, fill, names, opened

pytestmark = pytest.mark.django_db
MOST_QUERIES = 5
# Pages that may ask more: a trip's with all its parts, and those that are no lists.
MORE_QUERIES = {
    "trips:trip_detail": 8,
    "trips:trip_improvement": 8,
    "trips:trip_sharing": 7,
    "trips:stop_position": 6,
    "conversations:conversation_detail": 10,
    "conversations:run_detail": 8,
    "conversations:usage": 7,
    "places:place_detail": 6,
    "places:collection_ideas": 6,
    "places:shared_collection": 6,
    "places:public_collection": 6,
    "account_email": 7,
    "account_reauthenticate": 8,
    "mfa_generate_recovery_codes": 8,
    "mfa_activate_totp": 9,
    "mfa_deactivate_totp": 8,
    "mfa_view_recovery_codes": 8,
    "mfa_index": 8,
    "mfa_reauthenticate": 8,
}


@pytest.mark.parametrize("many", [0, pytest.param(30, marks=pytest.mark.slow)])
def test_every_page_opens_and_asks_the_database_no_more_than_it_may(cast: Cast, many: int) -> None:
    pages, refused = opened(cast, fill(cast, many))
    assert refused == {}, "nobody could open it: let a reader have what it shows, or say in NO_PAGE what it is"
    faults = {}
    for name, (client, path) in pages.items():
        with CaptureQueriesContext(connection) as captured:
            client.get(path)
        asked = [query["sql"] for query in captured if "SAVEPOINT" not in query["sql"]]
        if len(asked) > MORE_QUERIES.get(name, MOST_QUERIES):
            faults[name] = f"{len(asked)} queries"
    assert faults == {}


def test_what_is_said_to_be_no_page_exists() -> None:
    known = {name for name, _route in names()}
    assert known >= NO_PAGE.keys()
    assert known >= MORE_QUERIES.keys()
