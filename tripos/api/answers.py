"""What a method answers with when all goes well, as the documentation tells it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tripos.api.resources import Resource, Schema

Refer = Callable[[Resource], Schema]


@dataclass(frozen=True)
class Answer:
    """One answer.

    Attributes:
        status: of HTTP.
        shape: a resource, or a function that makes a schema from references to resources; None without a body.
        description: a sentence.
        example: a body; made from the resource when left out.
        headers: names of headers that come along, and what they say.
        media_type: of the body.
    """

    status: int = 200
    shape: Resource | Callable[[Refer], Schema] | None = None
    description: str = ""
    example: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    media_type: str = "application/json"

    def schema(self, refer: Refer) -> Schema | None:
        if self.shape is None:
            return None
        return refer(self.shape) if isinstance(self.shape, Resource) else self.shape(refer)

    def sample(self) -> Any:
        if self.example is None and isinstance(self.shape, Resource):
            return self.shape.example()
        return self.example


TAG = {"ETag": "The version of what was read: for `If-None-Match` and `If-Match`."}
PLACE = {"Location": "Where the new one is.", **TAG}


def page_of(resource: Resource) -> Answer:
    """A page of a list."""

    def shape(refer: Refer) -> Schema:
        return {
            "type": "object",
            "additionalProperties": False,
            "required": ["results", "next"],
            "properties": {
                "results": {"type": "array", "items": refer(resource)},
                "next": {
                    "type": ["string", "null"],
                    "format": "uri",
                    "description": "The next page's address; null on the last one.",
                },
            },
        }

    example = {"results": [resource.example()], "next": None}
    return Answer(200, shape, "A page.", example, {"Link": "The next page.", **TAG})


def list_of(item: Callable[[Refer], Schema], example: Any, description: str = "") -> Answer:
    """Results that do not go on: a ranking."""

    def shape(refer: Refer) -> Schema:
        return {
            "type": "object",
            "additionalProperties": False,
            "required": ["results"],
            "properties": {"results": {"type": "array", "items": item(refer)}},
        }

    return Answer(200, shape, description, {"results": [example]}, TAG)
