"""``POST`` of what is opened by an address that is told once: invitations, links."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, ClassVar

from django.http import HttpResponse
from django.urls import reverse

from tripos.api import conditional, idempotency
from tripos.api.answers import PLACE, Answer, Refer
from tripos.api.base import ApiView
from tripos.api.resources import Resource, Schema
from tripos.web.share_links import new_token


def told_once(resource: Resource, address: str, description: str) -> Answer:
    """The answer of such a ``POST``: the address and what it opens.

    Args:
        address: an example.
    """
    return Answer(
        201, _with_address(resource), description, {"url": address, "details": resource.example()}, headers=PLACE
    )


def _with_address(resource: Resource) -> Callable[[Refer], Schema]:
    def shape(refer: Refer) -> Schema:
        return {
            "type": "object",
            "additionalProperties": False,
            "required": ["url", "details"],
            "properties": {
                "url": {"type": "string", "format": "uri", "description": "Told here and never again."},
                "details": refer(resource),
            },
        }

    return shape


class TellsAddress(ApiView):
    """``POST`` of something that is opened by an address. Only its hash is kept, so the answer that is kept for the
    request's key is without the address, which follows from the key.

    Attributes:
        page: the URL name of the address.
    """

    page: ClassVar[str]
    keeps_answers = False

    def address_of(self, token: str) -> str:
        return str(self.request.build_absolute_uri(reverse(self.page, args=[token])))

    def make(self, content: dict[str, Any], seed: str | None) -> tuple[Any, str]:
        """Make it; return its key and address."""
        raise NotImplementedError

    def post(self, request: Any, **kwargs: Any) -> HttpResponse:
        key = idempotency.key_of(request._request)
        response = idempotency.once(request._request, request.user, lambda: self._made(request, key))
        if key is not None:
            address = json.dumps(self.address_of(new_token(request.user, key))).encode()
            response.content = response.content.replace(b'{"url":null', b'{"url":' + address, 1)
        return response

    def _made(self, request: Any, key: str | None) -> HttpResponse:
        pk, address = self.make(self.content(request), key)
        body, version = self.document(pk)  # type: ignore[attr-defined]
        return self.reply(
            f'{{"url":{json.dumps(None if key else address)},"details":{body}}}',
            201,
            tag=conditional.tag_of(body, version),
            headers={"Location": request.build_absolute_uri(f"{request.path}{pk}/")},
        )
