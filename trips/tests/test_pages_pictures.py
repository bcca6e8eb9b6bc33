"""A trip's cover and pictures: drawn or its own, never from elsewhere, on the shared page for as long as it is shared."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from tripos.accounts import albums
from tripos.db.context import acting_as, acting_as_worker
from tripos.testing.cast import Cast
from tripos.testing.pages import at_most_queries, signed_in
from trips import copying, covers
from trips.models import Trip
from trips.tests.page_makers import reload_trip


@pytest.fixture(autouse=True)
def media(tmp_path: Path, settings: Any) -> Path:
    settings.MEDIA_ROOT = str(tmp_path)
    return tmp_path


def photo(size: tuple[int, int] = (3000, 1000)) -> SimpleUploadedFile:
    file, exif = BytesIO(), Image.Exif()
    exif[0x010E] = "my secret address"
    Image.new("RGB", size, "teal").save(file, "JPEG", exif=exif)
    return SimpleUploadedFile("a.php", file.getvalue())


def page_of(cast: Cast) -> str:
    return reverse("trips:trip_pictures", args=[cast.trip.pk])


def test_picture_is_drawn_anew_chosen_as_cover_and_taken_away(cast: Cast, media: Path) -> None:
    bob = signed_in(cast.bob)
    answer = bob.post(page_of(cast), {"picture": photo(), "words": 'The "old" town'})
    assert answer.status_code == 302
    trip = reload_trip(cast.trip, cast.alice)
    (kept,) = trip.images
    assert kept["words"] == 'The "old" town'
    assert trip.cover_image_url == kept["url"], "the first one becomes the cover"
    assert albums.owner_of(kept["url"]) == str(cast.alice.pk), "in the owner's album, whoever adds it"
    body = b"".join(bob.get(kept["url"]))  # type: ignore[arg-type]
    assert b"secret" not in body
    with Image.open(BytesIO(body)) as drawn:
        assert (drawn.format, drawn.size) == ("WEBP", (1600, 533))
    assert Client().get(kept["url"]).status_code == 302, "for whoever is signed in"
    with at_most_queries(8):
        html = bob.get(reverse("trips:trip_detail", args=[cast.trip.pk])).content.decode()
    assert f'src="{kept["url"]}"' in html
    assert kept["url"] in signed_in(cast.alice).get(reverse("trips:trip_list")).content.decode()
    bob.post(page_of(cast), {"cover": "harbour"})
    assert reload_trip(cast.trip, cast.alice).cover_image_url == "/covers/harbour.svg"
    assert Client().get("/covers/harbour.svg")["Location"].endswith(".svg")
    bob.post(page_of(cast), {"cover": kept["url"]})
    bob.post(page_of(cast), {"remove": kept["url"]})
    trip = reload_trip(cast.trip, cast.alice)
    assert (trip.images, trip.cover_image_url) == ([], None)
    assert len(list(media.rglob("*.webp"))) == 1, "an undo brings it back"
    with acting_as_worker():
        named = covers.named_by_trips()
    assert albums.sweep(named, timezone.now() + timedelta(days=29)) == 0
    assert albums.sweep(named, timezone.now() + timedelta(days=31)) == 1


def test_what_is_no_picture_or_from_elsewhere_is_not_taken(cast: Cast, media: Path) -> None:
    alice = signed_in(cast.alice)
    for wrong in (b"<script>alert(1)</script>", b'<svg xmlns="http://www.w3.org/2000/svg"/>', b""):
        assert alice.post(page_of(cast), {"picture": SimpleUploadedFile("a.png", wrong)}).status_code == 422
    assert list(media.rglob("*.webp")) == []
    for asked in ("https://example.org/a.webp", "nowhere", f"/media/albums/{cast.bob.pk}/{'0' * 32}.webp"):
        assert alice.post(page_of(cast), {"cover": asked}).status_code == 404
    with acting_as(cast.alice):
        Trip.objects.filter(pk=cast.trip.pk).update(
            cover_image_url="https://elsewhere.test/a.jpg", images=[{"url": "//elsewhere.test/b.jpg"}, "c", {"url": 3}]
        )
    html = alice.get(reverse("trips:trip_detail", args=[cast.trip.pk])).content.decode()
    assert "elsewhere.test" not in html
    assert "elsewhere.test" not in alice.get(page_of(cast)).content.decode()
    assert Client().get("/covers/nowhere.svg").status_code == 404


@pytest.mark.parametrize(("person", "status"), [("vera", 403), ("charlie", 404)])
def test_pictures_are_changed_by_editors_only(cast: Cast, person: str, status: int, media: Path) -> None:
    client = signed_in(getattr(cast, person))
    assert client.get(page_of(cast)).status_code == status
    assert client.post(page_of(cast), {"picture": photo((40, 30))}).status_code == status
    assert list(media.rglob("*.webp")) == []


def test_shared_page_shows_pictures_for_as_long_as_it_is_shared(cast: Cast) -> None:
    alice = signed_in(cast.alice)
    alice.post(page_of(cast), {"picture": photo((40, 30)), "words": "Quay"})
    url = reload_trip(cast.trip, cast.alice).images[0]["url"]
    public = reverse("trips:public_trip", args=[cast.trip.pk])
    shown = reverse("trips:public_trip_picture", args=[cast.trip.pk, albums.name_of(url)])
    assert Client().get(shown).status_code == 404
    with acting_as(cast.alice):
        Trip.objects.filter(pk=cast.trip.pk).update(is_public=True, status="confirmed")
    html = Client().get(public).content.decode()
    assert html.count(shown) == 2
    assert 'alt="Quay"' in html
    assert Client().get(shown)["Content-Type"] == "image/webp"
    other = reverse("trips:public_trip_picture", args=[cast.trip.pk, "0" * 32])
    assert Client().get(other).status_code == 404
    with acting_as(cast.charlie):
        assert covers.for_a_copy(url, [{"url": url}], cast.charlie.pk) == {"cover_image_url": None, "images": []}
    with acting_as(cast.alice):
        assert copying.copy_trip(cast.alice, reload_trip(cast.trip, cast.alice)).cover_image_url == url
        Trip.objects.filter(pk=cast.trip.pk).update(is_public=False)
    assert Client().get(shown).status_code == 404
