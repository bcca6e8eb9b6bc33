"""Trips by link and public ones: what their pages show, what they never hold, and that they end."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db import connection
from django.urls import reverse
from django.utils import timezone

from tripos.db.context import acting_as
from tripos.testing.cast import Cast
from tripos.testing.pages import at_most_queries, signed_in, words
from trips import sharing
from trips.models import ItineraryItem, Trip, TripShare
from trips.tests.page_makers import make_place, make_stop

SECRETS = ("SECRETNOTE", "REF123", "booking.example", "4321", "example.org", "Alice", "Bob", "SECRETTAG", "METASECRET")


def address(name: str, *args: Any) -> str:
    return reverse(f"trips:{name}", args=args)


def make_link(cast: Cast, **choice: Any) -> str:
    with acting_as(cast.alice):
        return sharing.make_link(cast.alice, cast.trip, sharing.LinkChoice(**choice))[1]


def private_stop(cast: Cast) -> ItineraryItem:
    place = make_place(0)
    stop = make_stop(
        cast.trip, "Ateneum", at=10, location=place, latitude=place.latitude, longitude=place.longitude,
        notes="SECRETNOTE", booking_reference="REF123", booking_url="https://booking.example/1", cost=Decimal(4321),
        is_paid=True, tags=["SECRETTAG"], metadata={"k": "METASECRET"}, booking_status="confirmed",
    )  # fmt: skip
    make_stop(cast.trip, "IDEASECRET", day=None, at=None)
    return stop


def test_a_link_is_shown_once_and_opens_the_plan(cast: Cast) -> None:
    private_stop(cast)
    made = signed_in(cast.alice).post(
        address("links", cast.trip.pk), {"label": "Grandma", "show_times": "on", "expires": ""}
    )
    found = re.search(r'value="http://testserver(/s/[^"]+)"', made.content.decode())
    assert found
    token = found[1].split("/")[2]
    listed = signed_in(cast.alice).get(address("trip_sharing", cast.trip.pk))
    assert "Grandma" in words(listed)
    assert token not in listed.content.decode()
    with connection.cursor() as cursor:
        cursor.execute("set local role tripos_owner")
        cursor.execute("select count(*) from trip_shares where to_jsonb(trip_shares)::text like %s", [f"%{token}%"])
        assert cursor.fetchone() == (0,)
        cursor.execute("reset role")
    page = signed_in(None).get(found[1])
    said = words(page)
    for expected in ("Helsinki in May", "Ateneum", "Thursday 14 May", "10:00 to 11:00", "Open 10:00–18:00"):
        assert expected in said
    assert page.content.decode().count('class="map__drawing"') == 1
    assert (page["Referrer-Policy"], page["X-Robots-Tag"]) == ("same-origin", "noindex, nofollow")
    assert "no-store" in page["Cache-Control"]


def test_what_a_link_shows_holds_nothing_private(cast: Cast) -> None:
    private_stop(cast)
    token = make_link(cast)
    html = signed_in(None).get(address("shared_trip", token)).content.decode()
    people = [str(person.pk) for person in (cast.alice, cast.bob, cast.vera)]
    for secret in (*SECRETS, "IDEASECRET", "€", *people):
        assert secret not in html, secret
    assert "Copy to my trips" not in html, "one must sign in first"


def test_a_link_shows_what_its_owner_chose(cast: Cast) -> None:
    private_stop(cast)
    token = make_link(cast, show_costs=True, show_notes=True, show_people=True, show_times=False)
    said = words(signed_in(None).get(address("shared_trip", token)))
    for shown in ("SECRETNOTE", "4,321", "Alice, Bob, Vera"):
        assert shown in said
    for hidden in ("10:00 to 11:00", "REF123", "example.org", "SECRETTAG"):
        assert hidden not in said


def test_unknown_revoked_and_expired_links_look_the_same(cast: Cast) -> None:
    revoked, expired = make_link(cast, label="one"), make_link(cast, label="two")
    with acting_as(cast.alice):
        share = TripShare.objects.get(label="one")
        TripShare.objects.filter(label="two").update(expires_at=timezone.now() - timedelta(minutes=1))
    assert signed_in(None).get(address("shared_trip", revoked)).status_code == 200
    signed_in(cast.alice).post(address("link_revocation", cast.trip.pk, share.pk))
    pages = [signed_in(None).get(address("shared_trip", token)) for token in (revoked, expired, "never-was", "x" * 300)]
    assert {page.status_code for page in pages} == {404}
    assert "opens nothing any more" in words(pages[1])
    bodies = {re.sub(r'csrf[^>]+|"X-CSRFToken": "[^"]+"', "", page.content.decode()) for page in pages}
    assert len({re.sub(r"/s/[^\"&<]+", "", body) for body in bodies}) == 1


def test_a_link_that_would_have_ended_is_refused(cast: Cast) -> None:
    page = signed_in(cast.alice).post(address("links", cast.trip.pk), {"expires": "2020-01-01", "show_times": "on"})
    assert page.status_code == 422
    assert "choose a later day" in words(page)


def test_a_trip_is_public_only_while_its_owner_says_so(cast: Cast) -> None:
    private_stop(cast)
    path = address("public_trip", cast.trip.pk)
    assert signed_in(None).get(path).status_code == 404
    signed_in(cast.alice).post(address("publication", cast.trip.pk), {"public": "on"})
    html = signed_in(None).get(path).content.decode()
    assert "Ateneum" in html
    for secret in (*SECRETS, "IDEASECRET"):
        assert secret not in html, secret
    signed_in(cast.alice).post(address("publication", cast.trip.pk), {})
    assert signed_in(None).get(path).status_code == 404
    assert signed_in(None).get(address("public_trip", uuid.uuid4())).status_code == 404


def test_what_is_shown_is_copied_without_what_is_not(cast: Cast) -> None:
    private_stop(cast)
    token = make_link(cast)
    path = address("shared_trip_copy", token)
    assert signed_in(None).post(path, {}).headers["Location"].startswith("/accounts/login/")
    assert signed_in(cast.charlie).post(path, {"start_date": "2027-06-01"}).status_code == 302
    with acting_as(cast.charlie):
        copy = Trip.objects.get()
        stop = ItineraryItem.objects.get()
    assert (copy.title, str(copy.start_date), str(copy.end_date)) == (
        "Copy of Helsinki in May",
        "2027-06-01",
        "2027-06-03",
    )
    assert (stop.title, stop.day_number, str(stop.start_time)) == ("Ateneum", 1, "10:00:00")
    assert (stop.notes, stop.booking_reference, stop.booking_url, stop.cost, stop.is_paid, stop.tags, stop.metadata) == (
        None, None, None, None, False, [], {},
    )  # fmt: skip


def test_a_shared_page_asks_as_often_with_many_stops(cast: Cast) -> None:
    token = make_link(cast)
    for number in range(6):
        if number in (1, 5):
            with at_most_queries(4):
                signed_in(None).get(address("shared_trip", token))
        make_stop(cast.trip, f"Stop {number}", at=9 + number, location=make_place(number))
