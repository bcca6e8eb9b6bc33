"""What opens an account: devices, tokens of the API, a picture, and the end of it."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from tripos.accounts import pictures
from tripos.accounts.models import ApiToken, Profile
from tripos.accounts.templatetags.settings_pages import device, own_picture
from tripos.db.context import acting_as
from tripos.testing.cast import PASSWORD, Cast
from tripos.testing.owner import as_owner
from tripos.testing.pages import signed_in, words


def browser(email: str, agent: str = "Firefox") -> Client:
    """Signed in through the form, as a device that is told of."""
    client = Client(headers={"User-Agent": agent})
    assert client.post(reverse("account_login"), {"login": email, "password": PASSWORD}).status_code == 302
    return client


def test_devices_are_listed_and_signed_out(cast: Cast) -> None:
    here, there = browser("alice@example.org", "Firefox on a desk"), browser("alice@example.org", "Chrome on a phone")
    other = browser("bob@example.org")
    assert "Signed in on 2 devices." in words(here.get(reverse("profile:security")))
    listed = words(here.get(reverse("usersessions_list")))
    assert "Firefox on a desk this one" in listed
    assert "Chrome on a phone" in listed
    told = here.post(reverse("profile:sign_out_everywhere"), follow=True)
    assert "Signed out on 1 other device." in words(told)
    assert there.get(reverse("profile:settings")).status_code == 302
    assert here.get(reverse("profile:settings")).status_code == 200
    here.post(reverse("profile:sign_out_everywhere"), {"here": "1"})
    assert here.get(reverse("profile:settings")).status_code == 302
    assert other.get(reverse("profile:settings")).status_code == 200, "another's stay"


def test_devices_are_called_by_their_names() -> None:
    phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) AppleWebKit/605.1 Version/19.1 Mobile Safari/604.1"
    assert device(phone) == "Safari on iPhone"
    assert (
        device("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537 Chrome/140.0 Safari/537 Edg/140.0") == "Edge on Windows"
    )
    assert (device("curl/8.1"), device("")) == ("curl/8.1", "An unknown browser")


def test_a_token_is_made_shown_once_used_and_revoked(cast: Cast) -> None:
    client = signed_in(cast.alice)
    page = reverse("profile:tokens")
    assert "catalogue" not in words(client.get(page)), "a scope of staff"
    refused = client.post(page, {"name": "", "lasts": "30"})
    assert (refused.status_code, set(refused.context["form"].errors)) == (422, {"name", "scopes"})
    made = client.post(page, {"name": "Kitchen clock", "scopes": ["trips:read"], "lasts": "30"})
    found = re.search(r'value="(tripos_[0-9a-f]{8}_[\w-]+)"', made.content.decode())
    assert found
    assert made["Cache-Control"].startswith("max-age=0, no-cache, no-store")
    token = {"Authorization": f"Bearer {found[1]}"}
    assert Client().get("/api/v1/trips/", headers=token).status_code == 200
    listed = client.get(page)
    assert found[1] not in listed.content.decode()
    assert "Kitchen clock" in words(listed)
    with acting_as(cast.alice):
        row = ApiToken.objects.get()
    assert row.expires_at is not None
    revocation = reverse("profile:token_revocation", args=[row.pk])
    assert signed_in(cast.bob).post(revocation).status_code == 404
    client.post(revocation)
    assert Client().get("/api/v1/trips/", headers=token).status_code == 401
    assert "1 that opens nothing any more" in words(client.get(page))
    assert signed_in(cast.alice).post(page, {"name": "x", "scopes": ["catalogue:write"]}).status_code == 422


def test_forms_are_limited(cast: Cast, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "make_token": "2/h/user"}
    client = signed_in(cast.vera)
    sent = {"name": "x", "scopes": ["trips:read"], "lasts": ""}
    answers = [client.post(reverse("profile:tokens"), sent) for _n in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert "Wait a little" in words(answers[2])
    assert answers[2]["X-Reason"]
    assert client.get(reverse("profile:tokens")).status_code == 200


# -- a picture -----------------------------------------------------------------------------------------------------


def drawn(kind: str, size: tuple[int, int] = (640, 400), **options: Any) -> bytes:
    file = BytesIO()
    Image.new("RGB", size, "teal").save(file, kind, **options)
    return file.getvalue()


@pytest.fixture
def media(tmp_path: Path, settings: Any) -> Path:
    settings.MEDIA_ROOT = str(tmp_path)
    return tmp_path


def test_a_picture_is_drawn_anew_and_served_as_nothing_else(cast: Cast, media: Path) -> None:
    exif = Image.Exif()
    exif[0x010E] = "my secret address"
    client = signed_in(cast.alice)
    sent = drawn("JPEG", exif=exif)
    assert b"my secret address" in sent
    client.post(reverse("profile:picture_change"), {"picture": SimpleUploadedFile("../../a.php", sent)})
    with acting_as(cast.alice):
        url = Profile.objects.get().avatar_url
    assert own_picture(url) == url
    assert url in client.get(reverse("profile:settings")).content.decode()
    answer = signed_in(cast.bob).get(url)
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("image/webp", "nosniff")
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    body = b"".join(answer)  # type: ignore[arg-type]
    assert b"secret" not in body
    with Image.open(BytesIO(body)) as kept:
        assert (kept.format, kept.size) == ("WEBP", (pictures.SIDE, pictures.SIDE))
    assert Client().get(url).status_code == 302, "for whoever is signed in"
    client.post(reverse("profile:picture_change"), {"picture": SimpleUploadedFile("b.png", drawn("PNG"))})
    assert client.get(url).status_code == 404
    assert len(list(media.rglob("*.webp"))) == 1
    client.post(reverse("profile:picture_change"), {"remove": "1"})
    assert list(media.rglob("*.webp")) == []


def test_what_is_no_picture_is_refused_whatever_its_name(cast: Cast, media: Path) -> None:
    client = signed_in(cast.alice)
    wrong = {
        "script.png": b"<script>alert(1)</script>",
        "vector.svg": b'<svg xmlns="http://www.w3.org/2000/svg"/>',
        "moving.png": drawn("GIF"),
        "half.png": drawn("PNG")[:60],
        "bomb.png": drawn("PNG", (8000, 6000)),
        "heavy.png": drawn("PNG") + b"0" * pictures.MOST_BYTES,
        "empty.png": b"",
    }
    for name, content in wrong.items():
        answer = client.post(reverse("profile:picture_change"), {"picture": SimpleUploadedFile(name, content)})
        assert answer.status_code == 422, name
        assert answer.context["picture_form"].errors, name
    assert list(media.rglob("*")) == []
    for elsewhere in ("https://example.org/a.webp", "//example.org/a.webp", "/media/pictures/../../x.webp", None, 3):
        assert own_picture(elsewhere) == ""


# -- the end -------------------------------------------------------------------------------------------------------


def test_an_account_is_closed_with_its_password_and_its_address_is_free(cast: Cast, media: Path) -> None:
    client, phone = browser("alice@example.org"), browser("alice@example.org", "Phone")
    page = reverse("profile:deletion")
    assert "companions" in words(client.get(page))
    refused = client.post(page, {"password": "a guess", "sure": "on"})
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["password"])
    assert client.post(page, {"password": PASSWORD}).status_code == 422, "it is meant"
    assert signed_in(cast.bob).get(f"/trips/{cast.trip.pk}/").status_code == 200
    closed = client.post(page, {"password": PASSWORD, "sure": "on"}, follow=True)
    assert "Your account is closed." in words(closed)
    assert client.get(reverse("profile:settings")).status_code == 302
    assert phone.get(reverse("profile:settings")).status_code == 302
    again = Client().post(reverse("account_login"), {"login": "alice@example.org", "password": PASSWORD})
    assert again["Location"] == reverse("account_inactive"), "nobody signs in to it"
    assert signed_in(cast.bob).get(f"/trips/{cast.trip.pk}/").status_code == 404
    assert as_owner("select count(*) from usersessions_usersession where user_id = %s", [cast.alice.pk]) == [(0,)]
    mail.outbox.clear()
    Client().post(reverse("account_reset_password"), {"email": "alice@example.org"})
    assert [letter.to for letter in mail.outbox if "/password/reset/key/" in str(letter.body)] == []
    fresh = {"email": "alice@example.org", "password1": "a whole new passphrase"}
    assert Client().post(reverse("account_signup"), fresh).status_code == 302
    assert as_owner("select count(*) from users where email = 'alice@example.org'") == [(2,)]
    back = Client()
    back.post(reverse("account_login"), {"login": "alice@example.org", "password": "a whole new passphrase"})
    assert back.get(reverse("profile:settings")).status_code == 200
    taken = Client().post(reverse("account_signup"), {**fresh, "email": "bob@example.org"})
    assert taken.status_code == 200, "that one is taken"
