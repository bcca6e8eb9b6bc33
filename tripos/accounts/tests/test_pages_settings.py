"""Accounts as a traveller meets them: sign up, settings, sign out, sign in, a forgotten password."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from tripos.accounts import choices
from tripos.accounts.models import Profile, User
from tripos.db.context import acting_as, acting_for_sign_in
from tripos.testing.cast import Cast
from tripos.testing.owner import as_owner
from tripos.testing.pages import at_most_queries, signed_in, words

SETTINGS = {
    "full_name": "Nora",
    "timezone": "Asia/Tokyo",
    "currency": "JPY",
    "language": "en",
    "ai_enabled": "on",
    "ai_approve_first": "on",
    "notifications": ["trip_updates"],
    "pace": "relaxed",
    "interests": ["museums", "coffee"],
    "diets": ["vegan"],
    "accessibility": ["wheelchair"],
    "dislikes": "crowds, shopping, crowds",
    "walking_limit_minutes": "15",
}


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
    assert client.post(reverse("profile:settings"), SETTINGS).status_code == 302
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


def test_settings_are_saved_whole(cast: Cast) -> None:
    client = signed_in(cast.charlie)
    assert client.post(reverse("profile:settings"), SETTINGS).status_code == 302
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
        "interests": ["museums", "coffee"],
        "diets": ["vegan"],
        "accessibility": ["wheelchair"],
        "dislikes": ["crowds", "shopping"],
        "walking_limit_minutes": 15,
    }
    shown = client.get(reverse("profile:settings")).context["form"]
    assert shown["interests"].value() == ["museums", "coffee"]
    assert shown["dislikes"].value() == "crowds, shopping"


def test_settings_keep_what_an_agent_learnt(cast: Cast) -> None:
    learnt = {"interests": ["saunas"], "cuisines": ["Georgian"], "day_start": "10:30"}
    with acting_as(cast.charlie):
        Profile.objects.filter(pk=cast.charlie.pk).update(travel_preferences=learnt)
    client = signed_in(cast.charlie)
    assert "Saunas" in words(client.get(reverse("profile:settings")))
    client.post(reverse("profile:settings"), SETTINGS | {"interests": ["saunas", "art"]})
    found = profile_of(cast.charlie).travel_preferences
    assert (found["interests"], found["cuisines"], found["day_start"]) == (["saunas", "art"], ["Georgian"], "10:30")


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("timezone", "Mars/Olympus", "Select a valid choice. Mars/Olympus is not one of the available choices."),
        ("currency", "XAU", "Select a valid choice. XAU is not one of the available choices."),
        ("walking_limit_minutes", "1000", "Ensure this value is less than or equal to 240."),
        ("pace", "warp", "Select a valid choice. warp is not one of the available choices."),
    ],
)
def test_settings_say_beside_the_field_what_is_wrong(cast: Cast, field: str, value: str, sentence: str) -> None:
    response = signed_in(cast.charlie).post(reverse("profile:settings"), SETTINGS | {field: value})
    assert response.status_code == 422
    assert response.context["form"].errors == {field: [sentence]}
    assert sentence in words(response)
    assert profile_of(cast.charlie).full_name == "Charlie"


def test_channels_that_nothing_is_sent_by_are_shown_disabled(cast: Cast) -> None:
    html = signed_in(cast.charlie).get(reverse("profile:settings")).content.decode()
    assert html.count("disabled>") == 3
    assert "By e-mail" in html


def test_settings_ask_the_database_for_nothing_but_the_reader_and_what_waits(cast: Cast) -> None:
    client = signed_in(cast.charlie)
    client.get("/")
    with at_most_queries(3):
        assert client.get(reverse("profile:settings")).status_code == 200


def test_every_time_zone_and_currency_on_offer_is_taken_by_the_database(cast: Cast) -> None:
    zones = [name for _region, names in choices.timezone_choices() for name, _label in names]
    assert len(zones) > 300
    assert as_owner("select name from unnest(%s::text[]) as name where not app.is_timezone(name)", [zones]) == []
    codes = [code for code, _label in choices.currency_choices()]
    assert as_owner("select code from unnest(%s::text[]) as code where not app.is_currency(code)", [codes]) == []
