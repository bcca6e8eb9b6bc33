"""Schemathesis over every operation of the description, in-process, with the ids of two people mixed up.

Nothing may answer 5xx, with a status or a body that is not described, or with another media type. The plug-in of
schemathesis stays off (``pytest.ini``): its strategies are all that is used.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from types import SimpleNamespace
from typing import Any

import pytest
import requests
import schemathesis
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode, Response
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from conversations.api import stream
from tripos.api.description import make_schema
from tripos.testing.api_client import EVERYTHING, make_api_token
from tripos.testing.cast import Cast, make_trip
from tripos.tests.api_matrix import cells
from tripos.tests.api_rows import make_rows
from tripos.tests.makers import make_collection, make_conversation, make_item, make_run, suggest

pytestmark = pytest.mark.django_db
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
HOST = "http://testserver"
NOT_SENT = ("content-length", "accept-encoding", "cookie")
PARTS = 8
"""Tests that the long run is split into, so that cores share them and a failure is told before the end."""
Ids = dict[str, list[uuid.UUID]]


@pytest.fixture
def ids(cast: Cast) -> Ids:
    """Ids by name: alice's own, and charlie's, which she must not reach."""
    found = {name: [key] for name, key in make_rows(cast).items()}
    trip = make_trip(cast.charlie, title="Secret")
    theirs = {
        "trip": trip.pk,
        "item": make_item(trip, title="Secret").pk,
        "collection": make_collection(cast.charlie).pk,
        "conversation": make_conversation(cast.charlie).pk,
        "run": make_run(cast.charlie).pk,
        "suggestion": suggest(cast.charlie, trip).pk,
    }
    for name, key in theirs.items():
        found[name].append(key)
    return found


def names_by_path() -> dict[str, list[str]]:
    """Address with ``{}`` for ids -> what the ids are of, from the matrix."""
    found = {}
    for cell in cells():
        parts = f"/api/v1/{cell.path}".split("/")
        bare = "/".join("{}" if part.startswith("{") else part for part in parts)
        found[bare] = [part.strip("{}") for part in parts if part.startswith("{")]
    return found


def cases(operation: Any, ids: Ids) -> st.SearchStrategy[Any]:
    """Requests of an operation, good and bad, with ids of both people and of nobody."""
    parts = operation.path.split("/")
    bare = "/".join("{}" if part.startswith("{") else part for part in parts)
    of = dict(zip([part.strip("{}") for part in parts if part.startswith("{")], names_by_path()[bare], strict=True))
    modes = [operation.as_strategy(GenerationMode.POSITIVE)]
    if operation.body:
        modes.append(operation.as_strategy(GenerationMode.NEGATIVE))
    chosen = st.fixed_dictionaries({
        name: st.sampled_from([*map(str, ids[row]), str(uuid.UUID(int=7))]) for name, row in of.items()
    })  # fmt: skip

    def crossed(pair: tuple[Any, dict[str, str]]) -> Any:
        case, given_ids = pair
        case.path_parameters = given_ids
        return case

    return st.tuples(st.one_of(modes), chosen).map(crossed)


def ask(client: Client, case: Any, token: str) -> Response:
    """Send a request to the site in this process; what it writes is undone."""
    case.headers["Authorization"] = f"Bearer {token}"
    request = requests.Request(**case.as_transport_kwargs(base_url=HOST)).prepare()
    headers = {name: value for name, value in request.headers.items() if name.lower() not in NOT_SENT}
    body = request.body if isinstance(request.body, bytes) else (request.body or "").encode()
    with transaction.atomic():
        answer: Any = client.generic(
            request.method or "GET",
            request.path_url,
            body,
            content_type=headers.get("Content-Type", ""),
            headers={name: str(value) for name, value in headers.items()},
        )
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        transaction.set_rollback(True)
    told = {name: [value] for name, value in answer.items()}
    return Response(answer.status_code, told, content, request, 0.0, verify=False)


def faults_of(operations: Sequence[Any], ids: Ids, token: str, examples: int) -> Iterator[str]:
    """What schemathesis finds wrong, a line an operation."""
    client = Client(raise_request_exception=False)
    for operation in operations:

        @settings(
            max_examples=examples,
            deadline=None,
            database=None,
            derandomize=True,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=cases(operation, ids))
        def try_it(case: Any) -> None:
            case.validate_response(ask(client, case, token), checks=CHECKS)

        try:
            try_it()
        except AssertionError as fault:
            yield f"{operation.method.upper()} {operation.path}: {fault}"
        except BaseExceptionGroup as several:
            yield f"{operation.method.upper()} {operation.path}: {[str(one) for one in several.exceptions]}"


def check_operations(cast: Cast, ids: Ids, examples: int, part: slice = slice(None)) -> None:
    schema = schemathesis.openapi.from_dict(make_schema())
    operations = [found.ok() for found in schema.get_all_operations()]
    assert len(operations) > 80
    token = make_api_token(cast.alice, EVERYTHING)
    found = list(faults_of(operations[part], ids, token, examples))
    assert not found, "\n".join(found)


@pytest.fixture(autouse=True)
def no_limits(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is slowed down; streams tell what there is and end, on the connection of the test."""
    monkeypatch.setattr(stream, "connection", SimpleNamespace(close=lambda: None))
    settings.API_RATES = dict.fromkeys(settings.API_RATES, "100000000/60")
    settings.STREAM_SEATS = 0


def test_no_operation_answers_other_than_described(cast: Cast, ids: Ids) -> None:
    check_operations(cast, ids, 20)


@pytest.mark.slow
@pytest.mark.parametrize("first", range(PARTS))
def test_no_operation_answers_other_than_described_however_it_is_asked(cast: Cast, ids: Ids, first: int) -> None:
    check_operations(cast, ids, 500, slice(first, None, PARTS))
