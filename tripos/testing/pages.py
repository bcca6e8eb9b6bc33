"""Reading pages in tests as one of the cast."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tripos.accounts.models import Profile, User
from tripos.db.context import acting_for_sign_in


def signed_in(person: Profile | None) -> Client:
    """A browser in which ``person`` is signed in; None is a stranger without an account."""
    client = Client()
    if person is not None:
        with acting_for_sign_in():
            client.force_login(User.objects.get(pk=person.pk), backend="tripos.accounts.backends.SignInBackend")
    return client


def words(response: Any) -> str:
    """What a page says, without its markup, in one line."""
    html = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", response.content.decode(), flags=re.S)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).strip()


@contextmanager
def at_most_queries(most: int) -> Iterator[None]:
    """Fail when the block asks the database more than ``most`` times.

    A request's own transaction is a savepoint in a test; it is not counted, as BEGIN and COMMIT are not outside.
    """
    with CaptureQueriesContext(connection) as captured:
        yield
    asked = [query["sql"] for query in captured if "SAVEPOINT" not in query["sql"]]
    assert len(asked) <= most, f"{len(asked)} queries, at most {most} allowed:\n" + "\n".join(asked)
