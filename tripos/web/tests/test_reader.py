"""Pages speak the signed-in reader's language and know their clock."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from tripos.accounts.models import Profile
from tripos.testing.cast import Cast
from tripos.web.middleware import ReaderMiddleware


def seen_by(user: Any) -> str:
    request = HttpRequest()
    request.user = user

    def page(_request: HttpRequest) -> HttpResponse:
        return HttpResponse(f"{timezone.get_current_timezone_name()} {translation.get_language()}")

    answer: Any = ReaderMiddleware(page)(request)
    return str(answer.content.decode())


class Reader:
    is_authenticated = True

    def __init__(self, profile: Profile) -> None:
        self.profile = profile


class Stranger:
    is_authenticated = False


def test_clock_and_language_are_the_readers_own_while_the_page_is_made(cast: Cast) -> None:
    cast.alice.timezone, cast.alice.language = "Asia/Tokyo", "fi"
    before = (timezone.get_current_timezone_name(), translation.get_language())
    assert seen_by(Reader(cast.alice)) == "Asia/Tokyo fi"
    assert (timezone.get_current_timezone_name(), translation.get_language()) == before


def test_stranger_gets_what_the_browser_asked_for() -> None:
    assert seen_by(Stranger()) == f"{timezone.get_current_timezone_name()} {translation.get_language()}"
