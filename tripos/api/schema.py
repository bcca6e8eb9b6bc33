"""The OpenAPI 3.1 description, made by drf-spectacular from what the views declare: nothing is said twice."""

from __future__ import annotations

import inspect
from typing import Any

import uritemplate
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ResolvedComponent

from tripos.api import idempotency
from tripos.api.answers import Answer
from tripos.api.base import ApiView
from tripos.api.problems import KINDS, MEDIA_TYPE, FieldError, Problem
from tripos.api.query import Parameter
from tripos.api.resources import Resource, Schema
from tripos.api.writing import Strict

PROBLEM_SCHEMA: Schema = {
    "type": "object",
    "description": "What went wrong (RFC 9457).",
    "required": ["type", "title", "status", "detail", "errors"],
    "properties": {
        "type": {
            "type": "string",
            "format": "uri",
            "description": "The kind of problem; it never changes its meaning.",
        },
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "A sentence for the person who asked, in their language."},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["code", "detail"],
                "properties": {
                    "pointer": {"type": "string", "description": "The field of the body, as a JSON pointer."},
                    "parameter": {"type": "string", "description": "The query parameter or header."},
                    "code": {"type": "string", "description": "The constraint's name, or the kind of check."},
                    "detail": {"type": "string"},
                },
            },
        },
    },
}
_EXAMPLE_ERRORS = {
    "invalid": [FieldError("end_date", "The last day is before the first: choose a later one.", "valid_dates")],
    "unknown-parameter": [FieldError("stauts", KINDS["unknown-parameter"].detail, "unknown", parameter=True)],
    "invalid-parameter": [FieldError("limit", "A whole number from 1 to 200.", parameter=True)],
}


class ApiSchema(AutoSchema):
    """Describes one method of an ``ApiView``."""

    view: Any

    def get_operation(self, path: str, path_regex: str, path_prefix: str, method: str, registry: Any) -> Any:
        self.registry, self.path, self.path_regex = registry, path, path_regex
        self.path_prefix, self.method = path_prefix, method.upper()
        view: Any = self.view
        if not isinstance(view, ApiView) or view.schema is None:
            return None
        name = method.lower()
        operation: dict[str, Any] = {
            "operationId": self._id(name),
            "summary": str(view.summaries.get(name, "")),
            "description": self._description(name),
            "tags": [view.tag],
            "parameters": [
                *self._path_parameters(),
                *map(self._parameter, view.parameters(name)),
                *self._headers(name),
            ],
            "security": self._security(name),
            "responses": self._responses(name),
        }
        if name in view.writers:
            operation["requestBody"] = self._body(name)
        return {key: value for key, value in operation.items() if value or key == "security"}

    def _id(self, name: str) -> str:
        """``trips_list``, ``trips_read``: from the address and the method."""
        parts = [p.replace("-", "_") for p in self.path.split("/") if p and "{" not in p][2:]
        ends_in_key = self.path.rstrip("/").endswith("}")
        verb = {
            "get": "read" if ends_in_key or not hasattr(self.view, "orders") else "list",
            "post": "create", "put": "replace", "patch": "change", "delete": "remove",
        }[name]  # fmt: skip
        return "_".join([*parts, verb])

    def _description(self, name: str) -> str:
        found = inspect.getdoc(type(self.view)) or ""
        scope = self.view.scope_of(name.upper())
        limits = f"Scope: `{scope}`." if scope else ""
        return "\n\n".join(part for part in (found, limits) if part)

    def _named_by(self, name: str) -> str:
        """What a part of the address names, by the plural before it: `/ai-runs/{id}/` is an AI run's."""
        before = self.path.partition(f"/{{{name}}}")[0].rpartition("/")[2]
        return before.removesuffix("s").replace("ai-", "AI ").replace("-", " ")

    def _path_parameters(self) -> list[Schema]:
        return [
            {
                "name": name,
                "in": "path",
                "required": True,
                "description": f"The id of the {self._named_by(name)}.",
                "schema": {"type": "string", "format": "uuid"},
            }
            for name in uritemplate.variables(self.path)
        ]

    def _parameter(self, each: Parameter) -> Schema:
        found: Schema = {"name": each.name, "in": "query", "schema": each.schema, "description": each.description}
        if each.required:
            found["required"] = True
        if each.style == "comma":
            found |= {"style": "form", "explode": False}
        if each.example is not None:
            found["example"] = each.example
        return found

    def _headers(self, name: str) -> list[Schema]:
        told = {
            "get": [("If-None-Match", "The tag that you have: 304 when it is still so.")],
            "post": [(idempotency.HEADER, "A key of yours: the request is done once, however often it is sent.")],
            "patch": [("If-Match", "The tag that you read: 412 when it was changed since.")],
            "delete": [("If-Match", "The tag that you read: 412 when it was changed since.")],
        }.get(name, [])
        told = [*told, *self.view.request_headers.get(name, {}).items()]
        return [
            {"name": header, "in": "header", "schema": {"type": "string"}, "description": words}
            for header, words in told
        ]

    def _security(self, name: str) -> list[Schema]:
        scope = self.view.scope_of(name.upper())
        known: list[Schema] = [{"token": [scope] if scope else []}, {"session": []}]
        return [{}, *known] if name.upper() in self.view.anonymous else known

    def _body(self, name: str) -> Schema:
        writer = self.view.writers[name](partial=name == "patch")
        reference = self.resolve_serializer(writer, "request").ref
        media: dict[str, Any] = {"schema": reference}
        if getattr(writer, "example", None):
            example = dict(writer.example)
            media["example"] = dict(list(example.items())[:2]) if name == "patch" else example
        return {"required": name != "patch", "content": {"application/json": media}}

    def get_serializer_name(self, serializer: Any, direction: Any) -> str:
        return type(serializer).__name__.removesuffix("Writer")

    def _map_serializer(self, serializer: Any, direction: Any, bypass_extensions: bool = False) -> Any:
        found = super()._map_serializer(serializer, direction, bypass_extensions)  # type: ignore[no-untyped-call]
        if isinstance(serializer, Strict):
            found["additionalProperties"] = False
            if "__doc__" not in vars(type(serializer)) or not type(serializer).__doc__:
                found.pop("description", None)
        return found

    # -- answers -------------------------------------------------------------------------------------------------

    def _responses(self, name: str) -> Schema:
        answer: Answer = self.view.answer_of(name)
        found: Schema = {str(answer.status): self._answer(answer)}
        for status, words in self.view.more_answers.get(name, {}).items():
            found[str(status)] = {"description": words}
        if name == "get" and answer.headers.get("ETag"):
            found["304"] = {"description": "It is as you have it."}
        by_status: dict[int, list[str]] = {}
        not_found = ["not-found"] if uritemplate.variables(self.path) else []
        for slug in dict.fromkeys([*self.view.problems(name), *not_found]):
            by_status.setdefault(KINDS[slug].status, []).append(slug)
        for status, slugs in sorted(by_status.items()):
            found[str(status)] = self._problems(slugs)
        return found

    def _answer(self, answer: Answer) -> Schema:
        found: Schema = {"description": answer.description or "Done."}
        if answer.headers:
            found["headers"] = {
                header: {"schema": {"type": "string"}, "description": words} for header, words in answer.headers.items()
            }
        schema = answer.schema(self._refer)
        if schema is not None:
            media: Schema = {"schema": schema}
            sample = answer.sample()
            if sample is not None:
                media["example"] = sample
            found["content"] = {answer.media_type: media}
        return found

    def _problems(self, slugs: list[str]) -> Schema:
        examples = {
            slug: {"summary": KINDS[slug].title, "value": Problem(slug, errors=_EXAMPLE_ERRORS.get(slug, [])).as_dict()}
            for slug in slugs
        }
        reference = self._component("Problem", PROBLEM_SCHEMA)
        return {
            "description": "; ".join(KINDS[slug].title for slug in slugs) + ".",
            "content": {MEDIA_TYPE: {"schema": reference, "examples": examples}},
        }

    def _refer(self, resource: Resource) -> Schema:
        component = ResolvedComponent(  # type: ignore[no-untyped-call]
            name=resource.name, type=ResolvedComponent.SCHEMA, object=resource, schema={"type": "object"}
        )
        if component not in self.registry:
            self.registry.register(component)  # before its schema: resources may refer to each other
            component.schema = resource.schema(self._refer)
        return dict(self.registry[component].ref)

    def _component(self, name: str, schema: Schema) -> Schema:
        component = ResolvedComponent(  # type: ignore[no-untyped-call]
            name=name, type=ResolvedComponent.SCHEMA, object=name, schema=schema
        )
        self.registry.register_on_missing(component)
        return dict(component.ref)
