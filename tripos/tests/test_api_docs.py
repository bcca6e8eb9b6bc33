"""The API's description and the page that shows it."""

from __future__ import annotations

import json
import re

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
                       if not (p.get("description") and p.get("schema"))]  # fmt: skip
    assert faults == []


def test_the_description_is_tidy() -> None:
    """What linters of OpenAPI ask for: nothing unused, nothing undescribed, every placeholder a parameter."""
    found = make_schema()
    text = json.dumps(found)
    assert found["info"]["description"] and found["servers"]
    faults, tags = [], {tag["name"] for tag in found["tags"] if tag["description"]}
    for kind in set(found["components"]) - {"securitySchemes"}:
        faults += [name for name in found["components"][kind] if f'"#/components/{kind}/{name}"' not in text]
    for path, methods in found["paths"].items():
        if not re.fullmatch(r"(/[a-z0-9-]+|/\{[a-z_]+\})+/", path):
            faults.append(f"{path}: kebab-case with a slash at its end")
        for method, told in methods.items():
            given = {each["name"] for each in told.get("parameters", []) if each["in"] == "path"}
            if given != set(re.findall(r"\{(\w+)\}", path)):
                faults.append(f"{method} {path}: placeholders")
            if not told.get("description") or "security" not in told or not tags >= set(told["tags"]):
                faults.append(f"{method} {path}: description, security or tag")
            if not any(status.startswith("2") for status in told["responses"]):
                faults.append(f"{method} {path}: no success")
            faults += [f"{method} {path} {status}" for status, r in told["responses"].items() if not r["description"]]
    assert faults == []
    assert tags == {tag for methods in found["paths"].values() for told in methods.values() for tag in told["tags"]}


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
