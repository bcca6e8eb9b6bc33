"""The API's description and the page that shows it."""

from __future__ import annotations

import json

import pytest
from django.test import Client
from drf_spectacular.validation import validate_schema

from tripos.api.description import make_schema
from tripos.api.problems import KINDS, PREFIX


def test_the_description_is_openapi_3_1_and_valid() -> None:
    found = make_schema()
    assert found["openapi"] == "3.1.0"
    validate_schema(found)  # type: ignore[no-untyped-call]


def test_every_operation_is_explained_with_examples() -> None:
    faults, seen = [], set()
    for path, methods in make_schema()["paths"].items():
        for method, told in methods.items():
            name = f"{method} {path}"
            if told["operationId"] in seen or not told.get("summary") or not told.get("tags"):
                faults.append(f"{name}: id, summary or tag")
            seen.add(told["operationId"])
            for status, answer in told["responses"].items():
                for media in answer.get("content", {}).values():
                    if not (media.get("example") or media.get("examples")) and not path.endswith("/schema/"):
                        faults.append(f"{name} {status}: no example")
            body = told.get("requestBody", {}).get("content", {}).get("application/json")
            if body is not None and not body.get("example"):
                faults.append(f"{name}: no example of a body")
            faults += [f"{name} {p['name']}: undescribed" for p in told.get("parameters", [])
                       if p["in"] == "query" and not p.get("description")]  # fmt: skip
    assert faults == []


def test_every_problem_is_described_with_its_status() -> None:
    told: dict[str, int] = {}
    for methods in make_schema()["paths"].values():
        for operation in methods.values():
            for status, answer in operation["responses"].items():
                examples = answer.get("content", {}).get("application/problem+json", {}).get("examples", {})
                for slug, example in examples.items():
                    assert example["value"]["type"] == PREFIX + slug
                    told[slug] = int(status)
    assert told == {slug: kind.status for slug, kind in KINDS.items() if slug != "method-not-allowed"}


@pytest.mark.django_db
def test_the_description_is_served_to_everybody() -> None:
    answer = Client().get("/api/v1/schema/")
    assert answer.status_code == 200
    assert json.loads(answer.content)["info"]["title"] == "Tripos API"
    assert Client().get("/api/v1/schema/", headers={"If-None-Match": answer["ETag"]}).status_code == 304
