"""Accounts as a traveller meets them: sign up, settings, sign out, sign in, a forgotten password."""

from __future__ import annotations

import re
from datetime import time
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from tripos.accounts import choices
from tripos.accounts.models import Profile, User
from tripos.accounts.preferences import hours_of
from tripos.db.context import acting_as, acting_for_sign_in
from tripos.testing.cast import Cast
from tripos.testing.owner import as_owner
from tripos.testing.pages import at_most_queries, signed_in, words

PROFILE = {"full_name": "Nora", "timezone": "Asia/Tokyo", "currency": "JPY", "language": "en"}
TRAVEL = {
    "pace": "relaxed",
    "day_start": "10:00",
    "day_end": "21:30",
    "interests": ["museums", "coffee"],
    "diets": ["vegan"],
    "cuisines": "georgian, ramen",
    "accessibility": ["wheelchair"],
    "dislikes": "crowds, shopping, crowds",
    "walking_limit_minutes": "15",
}
SECTIONS = ["profile:settings", "profile:travel", "profile:agents", "profile:notices"]


def profile_of(person: Any) -> Profile:
    with acting_as(person):
        return Profile.objects.get(pk=person.pk)


@pytest.mark.django_db
def test_account_from_sign_up_to_a_new_password() -> None:
    client = Client()
    secret = "a long enough passphrase"
    signed_up = client.post(reverse("account_signup"), {"email": "Nora@Example.org", "password1": secret})
    assert signed_up.status_code == 302
    with acting_for_sign_in():
        user = User.objects.get(email="nora@example.org")
    assert profile_of(user).email == "nora@example.org"
    assert client.post(reverse("profile:settings"), PROFILE).status_code == 302
    assert profile_of(user).full_name == "Nora"
    assert client.get("/")["Location"] == reverse("trips:onboarding")
    client.post(reverse("trips:onboarding_end"))

    client.post(reverse("account_logout"))
    assert client.get(reverse("profile:settings")).status_code == 302
    wrong = client.post(reverse("account_login"), {"login": "nora@example.org", "password": "something else"})
    assert wrong.status_code == 200
    client.post(reverse("account_login"), {"login": "NORA@example.org", "password": secret})
    assert "Where to next, Nora?" in words(client.get("/"))
    client.post(reverse("account_logout"))

    mail.outbox.clear()
    client.post(reverse("account_reset_password"), {"email": "nora@example.org"})
    assert [letter.to for letter in mail.outbox] == [["nora@example.org"]]
    found = re.search(r"https?://[^/]+(/accounts/password/reset/key/\S+)", str(mail.outbox[0].body))
    assert found is not None
    form = client.get(found.group(1), follow=True)
    new = dict.fromkeys(form.context["form"].fields, "quite another passphrase")
    done = client.post(form.redirect_chain[-1][0], new)
    assert done.status_code == 302
    client.post(reverse("account_logout"))
    client.post(reverse("account_login"), {"login": "nora@example.org", "password": "quite another passphrase"})
    assert "Where to next, Nora?" in words(client.get("/"))


def test_settings_are_saved_section_by_section(cast: Cast) -> None:
    client = signed_in(cast.charlie)
    assert client.post(reverse("profile:settings"), PROFILE)["Location"] == reverse("profile:settings")
    client.post(reverse("profile:travel"), TRAVEL)
    client.post(reverse("profile:agents"), {"ai_enabled": "on", "ai_approve_first": "on"})
    client.post(reverse("profile:notices"), {"notifications": ["trip_updates"]})
    found = profile_of(cast.charlie)
    assert (found.full_name, found.timezone, found.currency, found.language) == ("Nora", "Asia/Tokyo", "JPY", "en")
    assert (found.ai_enabled, found.proactive_suggestions_enabled, found.ai_approve_first) == (True, False, True)
    assert found.notification_preferences == {
        "email": True,
        "push": True,
        "sms": False,
        "ai_suggestions": False,
        "trip_updates": True,
    }
    assert found.travel_preferences == {
        "pace": "relaxed",
        "day_start": "10:00",
        "day_end": "21:30",
        "interests": ["museums", "coffee"],
        "diets": ["vegan"],
        "cuisines": ["georgian", "ramen"],
        "accessibility": ["wheelchair"],
        "dislikes": ["crowds", "shopping"],
        "walking_limit_minutes": 15,
    }
    shown = client.get(reverse("profile:travel"))
    assert shown.context["form"]["interests"].value() == ["museums", "coffee"]
    assert shown.context["form"]["dislikes"].value() == "crowds, shopping"
    assert 'value="21:30"' in shown.content.decode()
    client.post(reverse("profile:travel"), {"pace": "normal"})
    client.post(reverse("profile:agents"), {})
    found = profile_of(cast.charlie)
    assert (found.travel_preferences, found.ai_enabled) == ({"pace": "normal"}, False)
    assert found.full_name == "Nora", "the other sections stay as they are"


def test_hours_of_the_day_are_read_with_care() -> None:
    assert hours_of({"day_start": "10:00", "day_end": "21:30"}) == (time(10), time(21, 30))
    assert hours_of({"day_start": "18:00", "day_end": "02:00"}) == (time(18), None)
    assert hours_of({"day_end": "nine"}) == (None, None)


def test_settings_keep_what_an_agent_learnt(cast: Cast) -> None:
    with acting_as(cast.charlie):
        Profile.objects.filter(pk=cast.charlie.pk).update(travel_preferences={"interests": ["saunas"]})
    client = signed_in(cast.charlie)
    assert "Saunas" in words(client.get(reverse("profile:travel")))
    client.post(reverse("profile:travel"), TRAVEL | {"interests": ["saunas", "art"]})
    assert profile_of(cast.charlie).travel_preferences["interests"] == ["saunas", "art"]


@pytest.mark.parametrize(
    ("page", "field", "value", "sentence"),
    [
        ("settings", "timezone", "Mars/Olympus", "Mars/Olympus is not one of the available choices."),
        ("settings", "currency", "XAU", "XAU is not one of the available choices."),
        ("travel", "walking_limit_minutes", "1000", "Ensure this value is less than or equal to 240."),
        ("travel", "pace", "warp", "warp is not one of the available choices."),
        ("travel", "day_end", "09:00", "A day ends after it has begun."),
    ],
)
def test_settings_say_beside_the_field_what_is_wrong(
    cast: Cast, page: str, field: str, value: str, sentence: str
) -> None:
    sent = (PROFILE if page == "settings" else TRAVEL) | {field: value}
    response = signed_in(cast.charlie).post(reverse(f"profile:{page}"), sent)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert sentence in words(response)
    assert profile_of(cast.charlie).full_name == "Charlie"


def test_channels_that_nothing_is_sent_by_are_shown_disabled(cast: Cast) -> None:
    html = signed_in(cast.charlie).get(reverse("profile:notices")).content.decode()
    assert html.count("disabled>") == 3
    assert "By e-mail" in html


def test_settings_ask_the_database_for_little(cast: Cast) -> None:
    """Five queries at most, the reader and what waits included; strangers are sent to sign in."""
    client = signed_in(cast.charlie)
    client.get("/")
    for name in SECTIONS:
        with at_most_queries(3):
            page = client.get(reverse(name))
        assert page.status_code == 200
        assert page.content.decode().count('aria-current="page"') >= 2, "the way beside it says where one is"
    for name in ("profile:tokens", "profile:deletion", "trash", "profile:security"):
        with at_most_queries(6 if name == "profile:security" else 5):
            assert client.get(reverse(name)).status_code == 200
        assert Client().get(reverse(name)).status_code == 302


def test_every_time_zone_and_currency_on_offer_is_taken_by_the_database(cast: Cast) -> None:
    zones = [name for _region, names in choices.timezone_choices() for name, _label in names]
    assert len(zones) > 300
    assert as_owner("select name from unnest(%s::text[]) as name where not app.is_timezone(name)", [zones]) == []
    codes = [code for code, _label in choices.currency_choices()]
    assert as_owner("select code from unnest(%s::text[]) as code where not app.is_currency(code)", [codes]) == []
