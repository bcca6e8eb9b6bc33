"""What pages show as a picture is one: a program names no address elsewhere and no text for an emoji."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tripos.accounts import pictures
from tripos.testing.api_client import api_of
from tripos.testing.cast import Cast


def picture_of(person: Any) -> str:
    file = io.BytesIO()
    Image.new("RGB", (64, 64), "teal").save(file, "PNG")
    size = file.tell()
    file.seek(0)
    return pictures.keep(person.pk, file, size)


@pytest.mark.django_db
def test_program_takes_only_own_pictures_and_real_emoji(cast: Cast, settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = str(tmp_path)
    api = api_of(cast.alice)
    own, others = picture_of(cast.alice), picture_of(cast.bob)
    gone = own[: -len("0.webp")] + ("1" if own[-6] == "0" else "0") + ".webp"
    for address in ("https://evil.example/pixel.png", others, gone, ""):
        refused = api.patch("profile/", {"avatar_url": address})
        assert refused.status_code == 422, address
    assert refused.json()["errors"][0]["pointer"] == "#/avatar_url"
    assert api.patch("profile/", {"avatar_url": own}).json()["avatar_url"] == own
    assert api.patch("profile/", {"avatar_url": None}).json()["avatar_url"] is None

    refused = api.post("collections/", {"name": "Art", "emoji": "not one at all"})
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "emoji")
    assert api.post("collections/", {"name": "Art", "emoji": "🧑‍🎨"}).json()["emoji"] == "🧑‍🎨"
