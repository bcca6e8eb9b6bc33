"""Errors as problem details (RFC 9457): one stable ``type`` a kind of problem, and what is wrong beside its field.

    raise Problem("not-found")
    raise Problem("invalid", errors=[FieldError("end_date", "The last day is before the first.", "valid_dates")])

The body is ``{"type", "title", "status", "detail", "errors"}``. It names neither the address nor the request, so that a
foreign id answers byte for byte as an unknown one; the request's id is in the header ``X-Request-Id``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.db import DatabaseError
from django.http import Http404, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions

from tripos.db.constraints import refusal_of

Words = str | Promise
MEDIA_TYPE = "application/problem+json"
PREFIX = "urn:tripos:problem:"


@dataclass(frozen=True)
class Kind:
    """One kind of problem: its HTTP status, and the sentence that is said unless there is a better one."""

    status: int
    title: str
    detail: Words


KINDS: Mapping[str, Kind] = {
    "malformed": Kind(400, "Malformed request", _("The body is not the JSON that was announced.")),
    "unknown-parameter": Kind(400, "Unknown query parameter", _("This address has no such query parameter.")),
    "invalid-parameter": Kind(400, "Invalid query parameter", _("A query parameter or header has no valid value.")),
    "not-authenticated": Kind(401, "Not authenticated", _("Send a token: Authorization: Bearer …")),
    "invalid-token": Kind(401, "Invalid token", _("There is no such token, or it was revoked.")),
    "expired-token": Kind(401, "Expired token", _("The token has expired: make another.")),
    "wrong-credentials": Kind(401, "Wrong e-mail address or password", _("The e-mail address or password is wrong.")),
    "not-allowed": Kind(403, "Not allowed", _("You may not do this.")),
    "missing-scope": Kind(403, "Missing scope", _("The token may not do this.")),
    "csrf": Kind(403, "Cross-site request", _("Send the CSRF token with requests from a page.")),
    "second-factor-required": Kind(
        403, "Second factor required",
        _("This account asks for a second factor: sign in on the site and make a token in the settings."),
    ),
    "not-found": Kind(404, "Not found", _("There is no such thing, or it is not yours to see.")),
    "method-not-allowed": Kind(405, "Method not allowed", _("This address does not answer that method.")),
    "not-acceptable": Kind(406, "Not acceptable", _("Answers are application/json.")),
    "conflict": Kind(409, "Conflict", _("That contradicts what is there already.")),
    "in-progress": Kind(409, "Still in progress", _("The first request with this key is still running: ask again.")),
    "precondition-failed": Kind(
        412, "Changed meanwhile", _("It was changed since you read it: read it again and repeat your change.")
    ),
    "too-large": Kind(413, "Too large", _("The body is larger than is taken.")),
    "unsupported-media-type": Kind(415, "Unsupported media type", _("Send application/json.")),
    "invalid": Kind(422, "Invalid content", _("Some of it is not valid; nothing was changed.")),
    "key-reused": Kind(422, "Idempotency key used before", _("This key was used for another request.")),
    "too-many-requests": Kind(429, "Too many requests", _("Wait a little before you ask again.")),
    "internal": Kind(500, "Internal error", _("Something went wrong on our side. Nothing was changed.")),
}  # fmt: skip
"""Slug -> kind. A slug never changes its meaning; its URI is ``urn:tripos:problem:<slug>``."""


@dataclass(frozen=True)
class FieldError:
    """What is wrong with one part of the request.

    Attributes:
        where: the path of the field in the body (``"end_date"``, ``"rows/3/name"``), empty for the body as a whole; or
            the query parameter's name.
        detail: a sentence for the person.
        code: a stable word for the program: the constraint's name, or the kind of check.
        parameter: ``where`` names a query parameter.
    """

    where: str
    detail: Words
    code: str = "invalid"
    parameter: bool = False

    def as_dict(self) -> dict[str, str]:
        place = {"parameter": self.where} if self.parameter else {"pointer": f"#/{self.where}" if self.where else "#"}
        return {**place, "code": self.code, "detail": str(self.detail)}


class Problem(Exception):
    """An answer that is an error.

    Args:
        slug: one of ``KINDS``.
        detail: a better sentence than the kind's.
        errors: what is wrong, field by field.
        headers: further headers of the answer.
    """

    def __init__(
        self,
        slug: str,
        detail: Words | None = None,
        errors: Sequence[FieldError] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(slug)
        self.slug, self.kind, self.errors = slug, KINDS[slug], tuple(errors)
        self.detail = self.kind.detail if detail is None else detail
        self.headers = dict(headers or {})

    def as_dict(self) -> dict[str, Any]:
        """The body."""
        return {
            "type": PREFIX + self.slug,
            "title": self.kind.title,
            "status": self.kind.status,
            "detail": str(self.detail),
            "errors": [error.as_dict() for error in self.errors],
        }

    def response(self) -> HttpResponse:
        body = json.dumps(self.as_dict(), ensure_ascii=False)
        return HttpResponse(body, status=self.kind.status, content_type=MEDIA_TYPE, headers=self.headers)


def unknown_parameters(names: Iterable[str]) -> Problem:
    """The refusal of query parameters that the address does not have."""
    return Problem(
        "unknown-parameter",
        errors=[
            FieldError(name, KINDS["unknown-parameter"].detail, "unknown", parameter=True) for name in sorted(names)
        ],
    )


def invalid_parameter(name: str, detail: Words) -> Problem:
    return Problem("invalid-parameter", errors=[FieldError(name, detail, parameter=True)])


_PLAIN: Mapping[type[Exception], str] = {
    Http404: "not-found",
    exceptions.NotFound: "not-found",
    PermissionDenied: "not-allowed",
    exceptions.PermissionDenied: "not-allowed",
    exceptions.ParseError: "malformed",
    exceptions.NotAuthenticated: "not-authenticated",
    exceptions.AuthenticationFailed: "not-authenticated",
    exceptions.MethodNotAllowed: "method-not-allowed",
    exceptions.NotAcceptable: "not-acceptable",
    exceptions.UnsupportedMediaType: "unsupported-media-type",
    RequestDataTooBig: "too-large",
}


def problem_of(error: Exception) -> Problem | None:
    """The problem that an exception means; None for a fault of ours."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, exceptions.ValidationError):
        return Problem("invalid", errors=list(field_errors(error.detail)))
    if isinstance(error, DatabaseError):
        return _refused(error)
    for kind, slug in _PLAIN.items():
        if isinstance(error, kind):
            return Problem(slug)
    return None


def _refused(error: DatabaseError) -> Problem | None:
    """What the database refuses, in the words that apps registered for its constraints."""
    refusal = refusal_of(error)
    state = getattr(error.__cause__, "sqlstate", "") or ""
    if refusal is None:
        # A number beyond its column, a character that text cannot hold: what was sent cannot be stored.
        return Problem("invalid") if state.startswith("22") else None
    found = FieldError(refusal.field or "", refusal.sentence, refusal.constraint or "refused")
    if refusal.is_permission and not refusal.constraint:
        return Problem("not-allowed")
    slug = {"23505": "conflict", "42501": "not-allowed"}.get(state, "invalid")
    return Problem(slug, detail=refusal.sentence if slug != "invalid" else None, errors=[found])


def field_errors(details: Any, where: str = "") -> Iterator[FieldError]:
    """A serializer's nested errors, flat.

    Args:
        details: ``ValidationError.detail`` or ``serializer.errors``.
        where: the path that they are below.
    """
    if isinstance(details, Mapping):
        for name, inner in details.items():
            own = "" if name == "non_field_errors" else _escaped(str(name))
            yield from field_errors(inner, "/".join(part for part in (where, own) if part))
    elif isinstance(details, str):
        yield FieldError(where, details, str(getattr(details, "code", None) or "invalid"))
    else:
        for number, inner in enumerate(details):
            below = where if isinstance(inner, str) else f"{where}/{number}".lstrip("/")
            yield from field_errors(inner, below)


def _escaped(name: str) -> str:
    """A name as a part of a JSON pointer (RFC 6901)."""
    return name.replace("~", "~0").replace("/", "~1")
