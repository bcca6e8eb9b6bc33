"""Every page that a traveller or a stranger can open, taken from the address patterns, so that none is forgotten."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from places import sharing as places_sharing
from places.models import Collection
from tripos.accounts.models import User
from tripos.db.context import acting_as, acting_for_sign_in, change_set
from tripos.testing.api_client import make_api_token
from tripos.testing.cast import PASSWORD, Cast, make_trip
from tripos.testing.pages import signed_in
from tripos.tests.api_rows import make_rows
from tripos.tests.makers import make_collection, make_conversation, make_item, make_place, save_place, say, suggest
from trips import sharing
from trips.models import Trip

# The staff's pages have tests of their own; programs read the others.
OTHERS = re.compile(
    r"admin/|api/|\^api|support/[^l]|healthz|readyz|favicon|styleguide|accounts/2fa/recovery-codes/download/"
)
# What opens no page of its own for its reader, though it may be asked for.
NO_PAGE = {
    "account_confirm_login_code": "codes by mail instead of a password are off",
    "account_set_password": "every account has a password",
    "conversations:run_events": "a stream",
    "conversations:trip_chat": "goes to the conversation",
    "profile:picture": "a picture",
    "profile:album_picture": "a picture",
    "trips:drawn_cover": "a picture",
    "trips:shared_trip_picture": "a picture",
    "trips:public_trip_picture": "a picture",
    "places:shared_collection_cover": "a picture",
    "places:public_collection_cover": "a picture",
}
KEPT_PASSWORD_KEY = "MQ-set-password"

Rows = dict[str, Any]


def fill(cast: Cast, many: int = 0) -> Rows:
    """One row at least of everything that a page shows, alice's; by the name that addresses call them.

    Args:
        many: so many more of everything that a page lists.
    """
    rows: Rows = dict(make_rows(cast))
    with acting_as(cast.alice), change_set("Shared it"):
        collection = Collection.objects.get(pk=rows["collection"])
        rows["link_token"] = sharing.make_link(cast.alice, cast.trip, sharing.LinkChoice())[1]
        rows["collection_token"] = places_sharing.make_link(cast.alice, collection, label="Friends")[1]
        rows["invitation_token"] = sharing.invite(
            cast.alice, cast.trip, "dora@example.org", "viewer", address_of="https://tripos.test/{}".format
        ).url.rsplit("/", 1)[1]
        Trip.objects.filter(pk=cast.trip.pk).update(is_public=True)
        Collection.objects.filter(pk=collection.pk).update(is_public=True)
    for number in range(many):
        _one_more(cast, collection, number)
    return rows


def _one_more(cast: Cast, collection: Collection, number: int) -> None:
    """One more of everything that a page lists."""
    gone: list[Any] = [
        make_trip(cast.alice, title=f"Gone {number}"),
        make_item(cast.trip, title=f"Removed {number}"),
        make_collection(cast.alice, f"Gone {number}"),
        make_conversation(cast.alice, title=f"Gone {number}"),
    ]
    with acting_as(cast.alice), change_set("Discarded"):
        for row in gone:
            type(row)._default_manager.filter(pk=row.pk).update(deleted_at=timezone.now())
    make_trip(cast.alice, title=f"Trip {number}")
    make_trip(cast.bob, title=f"Trip of Bob's {number}")
    make_item(cast.trip, title=f"Stop {number}", day_number=number % 3 + 1, cost=number, currency="SEK")
    make_item(cast.trip, title=f"Idea {number}", day_number=None)
    save_place(cast.alice, make_place(cast.alice, name=f"Pier {number}"), collection)
    make_collection(cast.alice, f"Piers {number}")
    talk = make_conversation(cast.alice, title=f"Talk {number}", trip=cast.trip)
    say(talk, f"Where to on day {number}?")
    suggest(cast.alice, cast.trip, title=f"Save {number}", stable_key=f"more {number}")
    make_api_token(cast.alice, ["trips:read"])
    with acting_as(cast.alice):
        sharing.make_link(cast.alice, cast.trip, sharing.LinkChoice(label=f"Friend {number}"))


def names(resolver: URLResolver | None = None, prefix: str = "", space: str = "") -> Iterator[tuple[str, str]]:
    """The name and pattern of every address but those of ``OTHERS``."""
    for part in (resolver or get_resolver()).url_patterns:
        route = prefix + str(part.pattern)
        if isinstance(part, URLResolver):
            yield from names(part, route, f"{space}{part.namespace}:" if part.namespace else space)
        elif isinstance(part, URLPattern) and not OTHERS.match(route):
            yield f"{space}{part.name}", route


def address(route: str, rows: Rows) -> str:
    """The path of a pattern for these rows.

    Raises:
        KeyError: nothing is known to stand in its variable part: say it in ``parts`` below.
    """
    parts = {
        "trips/<uuid:pk>": rows["trip"],
        "stops/<uuid:stop_id>": rows["item"],
        "days/<int:day>": 1,
        "conflicts/<uuid:conflict_id>": rows["conflict"],
        "ways/<slug:way>": "leave",
        "suggestions/<uuid:suggestion_id>": rows["suggestion"],
        "welcome/<slug:step>": "pace",
        "change-sets/<uuid:pk>": rows["change_set"],
        "invitations/<uuid:invitation_id>": rows["invitation"],
        "invitations/<str:token>": rows["invitation_token"],
        "mine/<uuid:pk>": rows["invited"],
        "companions/<uuid:member_id>": rows["member"],
        "links/<uuid:link_id>": rows["share"],
        "s/<str:token>": rows["link_token"],
        "c/<str:token>": rows["collection_token"],
        "concierge/<uuid:pk>": rows["conversation"],
        "runs/<uuid:pk>": rows["run"],
        "approvals/<uuid:pk>": rows["approval"],
        "places/<uuid:pk>": rows["location"],
        "saved/<uuid:pk>": rows["saved_place"],
        "collections/<uuid:pk>": rows["collection"],
        "tokens/<uuid:pk>": rows["token"],
        "pictures/<uuid:pk>": uuid.uuid4(),
        "albums/<uuid:pk>": uuid.uuid4(),
        "pictures/<slug:name>": "none",
        "covers/<slug:name>": "none",
    }
    if route.startswith("accounts/^"):
        return "/" + (
            "accounts/confirm-email/wrong/"
            if "confirm" in route
            else f"accounts/password/reset/key/{KEPT_PASSWORD_KEY}/"
        )
    known = re.sub(r"[a-z-]+/<[a-z]+:[a-z_]+>", lambda found: re.sub("/.*", f"/{parts[found[0]]}", found[0]), route)
    return "/" + re.sub(r"<uuid:pk>/<slug:name>|<slug:name>", "none", known)


def opened(cast: Cast, rows: Rows) -> tuple[dict[str, tuple[Client, str]], dict[str, list[str]]]:
    """Every page by its name, with the first of the ``readers`` who can open it and its path; and what became of the others.

    An address that takes no GET (405) is no page and is in neither.
    """
    clients = readers(cast)
    pages: dict[str, tuple[Client, str]] = {}
    refused: dict[str, list[str]] = {}
    forms: set[str] = set()
    for client in clients.values():
        client.raise_request_exception = False
        for name, route in names():
            if name in pages or name in forms or name in NO_PAGE:
                continue
            path = address(route, rows)
            answer = client.get(path)
            if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
                pages[name] = (client, path)
            elif answer.status_code == 405:
                forms.add(name)
            else:
                refused.setdefault(name, []).append(
                    f"{answer.status_code} {answer.headers.get('Location', '')}".strip()
                )
    return pages, {name: answers for name, answers in refused.items() if name not in pages and name not in forms}


def readers(cast: Cast) -> dict[str, Client]:
    """Who opens the pages, each with what the others cannot see.

    alice has everything; bob is a companion and signs in with two steps; staff is invited to the trip; nobody has no
    account; and halfway is bob between the two steps.
    """
    with acting_for_sign_in():
        user = User.objects.get(pk=cast.bob.pk)
        TOTP.activate(user, generate_totp_secret())
        RecoveryCodes.activate(user)
        EmailAddress.objects.create(user_id=cast.alice.pk, email="alice@example.org", verified=True, primary=True)
    found = {"alice": signed_in(cast.alice), "bob": signed_in(cast.bob), "staff": signed_in(cast.staff)}
    for name in ("alice", "bob"):
        answer = found[name].post(reverse("account_reauthenticate"), {"password": PASSWORD})
        assert answer.status_code == 302, name
    found["nobody"] = signed_in(None)
    found["halfway"] = signed_in(None)
    answer = found["halfway"].post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    assert answer.headers["Location"].startswith(reverse("mfa_authenticate"))
    return found
