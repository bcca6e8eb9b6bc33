"""A new traveller's first steps: asked once, skippable, kept, and ending in a trip."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import RequestFactory
from django.urls import reverse

from tripos.accounts.models import Profile
from tripos.accounts.onboarding import guesses
from tripos.db.context import acting_as
from tripos.testing.cast import Cast, make_user
from tripos.testing.pages import signed_in, words
from trips.models import Trip

pytestmark = pytest.mark.django_db
DATES = {"where": "Turku", "start": "2026-05-14", "end": "2026-05-16"}


@pytest.fixture
def nora() -> Profile:
    return make_user("nora")


def step(name: str) -> str:
    return reverse("trips:onboarding_step", args=[name])


def again(person: Profile) -> Profile:
    with acting_as(person):
        return Profile.objects.get(pk=person.pk)


def test_sign_up_leads_to_the_first_steps() -> None:
    client = signed_in(None)
    answer = client.post(
        reverse("account_signup"), {"email": "new@example.org", "password1": "correct horse battery staple"}
    )
    assert (answer.status_code, answer["Location"]) == (302, reverse("trips:onboarding"))
    assert "Welcome! Who is travelling?" in words(client.get(answer["Location"]))


def test_front_page_shows_a_new_traveller_around_until_it_is_over(nora: Profile) -> None:
    client = signed_in(nora)
    assert client.get("/")["Location"] == reverse("trips:onboarding")
    answer = client.post(reverse("trips:onboarding_end"))
    assert answer["Location"] == "/"
    assert again(nora).onboarding_completed is True
    assert "No trips yet" in words(client.get("/"))


def test_who_shares_a_trip_already_is_not_held_up(cast: Cast) -> None:
    assert again(cast.bob).onboarding_completed is False
    assert signed_in(cast.bob).get("/").status_code == 200


def test_answers_are_kept_and_other_settings_stay(nora: Profile) -> None:
    with acting_as(nora):
        Profile.objects.filter(pk=nora.pk).update(travel_preferences={"dislikes": ["churches"]})
    client = signed_in(nora)
    you = {"full_name": "Nora Lind", "timezone": "Europe/Helsinki", "currency": "EUR"}
    assert client.post(step("you"), you)["Location"] == step("pace")
    pace = {"pace": "relaxed", "interests": ["museums"], "walking_limit_minutes": "15"}
    assert client.post(step("pace"), pace)["Location"] == step("needs")
    needs = {"diets": ["vegan"], "accessibility": ["wheelchair"]}
    assert client.post(step("needs"), needs)["Location"] == step("trip")
    found = again(nora)
    assert (found.full_name, found.timezone, found.currency) == ("Nora Lind", "Europe/Helsinki", "EUR")
    assert found.travel_preferences == {
        "dislikes": ["churches"], "pace": "relaxed", "interests": ["museums"], "walking_limit_minutes": 15,
        "diets": ["vegan"], "accessibility": ["wheelchair"],
    }  # fmt: skip
    assert (found.ai_enabled, found.onboarding_completed) == (True, False)


def test_wrong_answer_is_said_beside_its_field_and_not_kept(nora: Profile) -> None:
    answer = signed_in(nora).post(step("pace"), {"pace": "relaxed", "walking_limit_minutes": "9000"})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["walking_limit_minutes"]
    assert "pace" not in again(nora).travel_preferences


def test_every_step_can_be_skipped_without_a_script(nora: Profile) -> None:
    client = signed_in(nora)
    for name, following in (("you", "pace"), ("pace", "needs"), ("needs", "trip")):
        html = client.get(step(name)).content.decode()
        assert f'href="{step(following)}"' in html
        assert reverse("trips:onboarding_end") in html
    assert client.get(step("nonsense")).status_code == 404


def test_first_trip_by_three_fields_ends_the_steps(nora: Profile) -> None:
    client = signed_in(nora)
    assert reverse("trips:trip_list") in client.get(step("trip")).content.decode()
    answer = client.post(reverse("trips:trip_list"), {**DATES, "how": "empty"})
    assert answer.status_code == 302
    with acting_as(nora):
        assert Trip.objects.for_user(nora).count() == 1
    assert again(nora).onboarding_completed is True


def test_first_trip_by_a_sentence_ends_the_steps(nora: Profile) -> None:
    client = signed_in(nora)
    client.post(reverse("conversations:conversation_start"), {"text": "Two days in Helsinki"})
    assert again(nora).onboarding_completed is True
    assert client.get("/").status_code == 200


def test_steps_are_for_people_with_an_account() -> None:
    assert signed_in(None).get(reverse("trips:onboarding")).status_code == 302


@pytest.mark.parametrize(
    ("languages", "guessed"),
    [
        ("fi-FI,fi;q=0.9,en;q=0.8", {"currency": "EUR", "timezone": "Europe/Helsinki"}),
        ("en-US,en;q=0.9", {}),
        ("de-CH", {"currency": "CHF", "timezone": "Europe/Zurich"}),
        ("en", {}),
        ("xx-QQ,;;q=\x00", {}),
        ("", {}),
    ],
)
def test_country_of_the_browsers_language_gives_currency_and_zone(
    nora: Profile, languages: str, guessed: dict[str, Any]
) -> None:
    request = RequestFactory().get("/", headers={"Accept-Language": languages})
    found = guesses(request, nora)
    assert {name: found.get(name) for name in guessed} == guessed
    assert found.get("timezone") is None or guessed


def test_what_was_chosen_is_not_guessed_anew(nora: Profile) -> None:
    nora.timezone, nora.currency = "Asia/Tokyo", "JPY"
    assert guesses(RequestFactory().get("/", headers={"Accept-Language": "fi-FI"}), nora) == {}
