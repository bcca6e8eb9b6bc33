"""Endpoint × method × actor, generated from the URL list: a new address without a line in the matrix fails."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.urls import URLPattern, URLResolver
from django.utils import timezone

from tripos import api_urls
from tripos.api.base import ApiView, UnknownAddress
from tripos.testing.api_client import ApiClient, api_of, make_api_token
from tripos.testing.cast import Cast
from tripos.tests.api_matrix import PUBLIC, Cell, cells
from tripos.tests.api_rows import QUERIES, body_of, make_rows

pytestmark = pytest.mark.django_db
CELLS = list(cells())
PREFIX = "api/v1/"


def routes(patterns: Any, before: str = "") -> Iterator[tuple[str, type[ApiView]]]:
    """Every address of the API (ids as ``{}``) with its view."""
    for pattern in patterns:
        path = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, path)
        elif isinstance(pattern, URLPattern):
            view = getattr(pattern.callback, "cls", None)
            if view is not None and view is not UnknownAddress:
                yield re.sub(r"<[^>]+>", "{}", path).removeprefix(PREFIX), view


def bare(path: str) -> str:
    return re.sub(r"\{\w+\}", "{}", path)


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def test_every_method_of_every_address_has_a_line() -> None:
    served = {
        (method.upper(), path)
        for path, view in routes(api_urls.urlpatterns)
        for method in ("get", "post", "put", "patch", "delete")
        if hasattr(view, method)
    }
    assert served == {(cell.method, bare(cell.path)) for cell in CELLS}


def test_every_view_is_ours_and_says_what_it_does() -> None:
    for path, view in routes(api_urls.urlpatterns):
        assert issubclass(view, ApiView), path
        for method in ("get", "post", "put", "patch", "delete"):
            if hasattr(view, method):
                assert view.summaries.get(method), f"{method} {path} has no summary"
                assert view.tag, path


@pytest.fixture
def rows(cast: Cast) -> dict[str, uuid.UUID]:
    return make_rows(cast)


@pytest.fixture
def actors(cast: Cast, rows: dict[str, uuid.UUID]) -> dict[str, ApiClient]:
    past = timezone.now() - timedelta(days=1)
    return {
        "owner": api_of(cast.alice),
        "editor": api_of(cast.bob),
        "viewer": api_of(cast.vera),
        "other": api_of(cast.charlie),
        "anon": ApiClient(),
        "staff": api_of(cast.staff),
        "late": ApiClient(make_api_token(cast.alice, expires_at=past)),
    }


def scopeless(cast: Cast, cell: Cell) -> ApiClient:
    """Alice with a token that may do something else."""
    return api_of(
        cast.alice, ["ai:use" if not cell.path.startswith(("ai-", "conversations", "approvals")) else "profile:read"]
    )


def ask(client: ApiClient, cell: Cell, rows: dict[str, uuid.UUID], ids: dict[str, uuid.UUID]) -> Any:
    path = cell.path.format(**ids) + QUERIES.get(cell.path, "")
    with undone():
        return client.send(cell.method, path, body_of(cell.method, cell.path, rows))


@pytest.mark.parametrize("path", sorted({cell.path for cell in CELLS}))
def test_access_is_as_the_matrix_says(
    cast: Cast, rows: dict[str, uuid.UUID], actors: dict[str, ApiClient], path: str
) -> None:
    wrong = []
    for cell in (cell for cell in CELLS if cell.path == path):
        client = actors.get(cell.actor) or scopeless(cast, cell)
        answer = ask(client, cell, rows, rows)
        if answer.status_code != cell.status:
            wrong.append(f"{cell.method} {cell.path} by {cell.actor}: {answer.status_code}, not {cell.status}")
    assert wrong == []


def test_a_foreign_id_answers_byte_for_byte_as_an_unknown_one(
    rows: dict[str, uuid.UUID], actors: dict[str, ApiClient]
) -> None:
    unknown = {name: uuid.uuid4() for name in rows}
    for cell in CELLS:
        if cell.actor == "other" and "{" in cell.path and cell.path not in PUBLIC:
            foreign, missing = (ask(actors["other"], cell, rows, ids) for ids in (rows, unknown))
            assert foreign.status_code == missing.status_code == 404, cell
            assert foreign.content == missing.content, cell
