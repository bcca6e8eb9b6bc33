"""Who asks: the holder of a token, or whoever is signed in on the site."""

from __future__ import annotations

from typing import Any

from rest_framework.authentication import BaseAuthentication, CSRFCheck
from rest_framework.parsers import JSONParser

from tripos.api.problems import Problem

CHALLENGE = 'Bearer realm="tripos"'


class TokenOrSession(BaseAuthentication):
    """Reads what the middleware found. A session must prove that a page of ours sent the request (CSRF)."""

    def authenticate(self, request: Any) -> tuple[Any, Any] | None:
        asked = request._request
        if asked.bearer_problem:
            raise Problem(asked.bearer_problem, headers={"WWW-Authenticate": f'{CHALLENGE}, error="invalid_token"'})
        if asked.bearer is not None:
            return asked.user, asked.bearer
        if not asked.user.is_authenticated:
            return None
        check = CSRFCheck(lambda _request: None)  # type: ignore[arg-type,return-value]
        check.process_request(asked)
        if check.process_view(asked, None, (), {}):  # type: ignore[arg-type]
            raise Problem("csrf")
        return asked.user, None

    def authenticate_header(self, request: Any) -> str:
        return CHALLENGE


class StrictJSONParser(JSONParser):
    """JSON that can be stored: no NaN, no NUL, no half characters.

    Raises:
        Problem: it is none (400).
    """

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        try:
            found = super().parse(stream, media_type, parser_context)
            if not _storable(found):
                raise Problem("malformed")
        except (UnicodeError, RecursionError) as error:
            raise Problem("malformed") from error
        return found


def _storable(value: Any) -> bool:
    if isinstance(value, str):
        value.encode()
        return "\x00" not in value
    if isinstance(value, dict):
        return all(_storable(each) for pair in value.items() for each in pair)
    if isinstance(value, list):
        return all(map(_storable, value))
    return not isinstance(value, float) or abs(value) < float("inf")
