"""A collection's cover: a picture by its content, for whoever reads the collection, gone with it."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from places.covers import named_by_collections
from places.models import Collection
from places.tests.test_collections import make_collection
from tripos.accounts import albums
from tripos.db.context import acting_as, acting_as_worker
from tripos.testing.cast import Cast
from tripos.testing.pages import at_most_queries, signed_in, words


def sent(content: bytes | None = None) -> dict[str, Any]:
    if content is None:
        file = io.BytesIO()
        Image.new("RGB", (320, 200), "teal").save(file, "PNG")
        content = file.getvalue()
    return {"picture": SimpleUploadedFile("cover.png", content, "image/png")}


def test_cover_is_a_picture_shown_to_readers_and_taken_away_again(cast: Cast, settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = str(tmp_path)
    collection, client, anybody = make_collection(cast), signed_in(cast.alice), signed_in(None)
    change = reverse("places:collection_cover", args=[collection.pk])
    assert "Without a picture it is the map of its places." in words(client.get(change))
    refused = client.post(change, sent(b"<svg onload=alert(1)>"))
    assert refused.status_code == 422 and "no PNG, JPEG or WebP picture" in words(refused)
    assert client.post(change, sent()).status_code == 302
    with acting_as(cast.alice):
        url = Collection.objects.get(pk=collection.pk).cover_image_url
    assert albums.owner_of(url) == str(cast.alice.pk)
    with acting_as_worker():
        assert named_by_collections() == {url}
    for address in (
        reverse("places:collection_detail", args=[collection.pk]),
        reverse("places:collection_list"),
        change,
    ):
        with at_most_queries(5):
            assert f'src="{url}"' in client.get(address).content.decode()
    # Others see it where they may see the collection, and nowhere else.
    public = reverse("places:public_collection", args=[collection.pk])
    picture = reverse("places:public_collection_cover", args=[collection.pk])
    assert anybody.get(picture).status_code == 404
    client.post(reverse("places:collection_publication", args=[collection.pk]), {"public": "on"})
    assert f'src="{picture}"' in anybody.get(public).content.decode()
    assert anybody.get(picture)["Content-Type"] == "image/webp"
    made = client.post(reverse("places:collection_links", args=[collection.pk]), {"label": "Mum"})
    link = made.context["url"].removeprefix("http://testserver")
    assert anybody.get(f"{link}cover/").status_code == 200
    assert signed_in(cast.bob).post(change, sent()).status_code == 404
    assert client.post(change, {"remove": "yes"}).status_code == 302
    assert anybody.get(picture).status_code == anybody.get(f"{link}cover/").status_code == 404
    assert "<img" not in anybody.get(public).content.decode()
