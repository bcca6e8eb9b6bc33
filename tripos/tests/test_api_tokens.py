"""Personal tokens: made by password or by session, listed, revoked, and limited."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.mfa.models import Authenticator

from tripos.accounts.models import User
from tripos.db.context import acting_for_sign_in
from tripos.testing.api_client import ApiClient, api_of, make_api_token
from tripos.testing.cast import PASSWORD, Cast
from tripos.testing.owner import as_owner
from tripos.testing.pages import signed_in
from tripos.tests.test_api_manners import kind

pytestmark = pytest.mark.django_db
BY_PASSWORD = {"email": "alice@example.org", "password": PASSWORD, "name": "Laptop", "scopes": ["trips:read"]}


def test_a_password_makes_a_token_that_works(cast: Cast) -> None:
    body = {"email": "Alice@Example.org", "password": PASSWORD, "name": "Laptop", "scopes": ["trips:read"]}
    made = ApiClient().post("tokens/", body)
    assert made.status_code == 201, made.content
    api = ApiClient(made.json()["token"])
    assert api.get("trips/").status_code == 200
    assert kind(api.get("tokens/")) == (403, "missing-scope")
    wrong = ApiClient().post("tokens/", {**body, "password": "wrong"})
    unknown = ApiClient().post("tokens/", {**body, "email": "nobody@example.org"})
    assert kind(wrong) == (401, "wrong-credentials")
    assert wrong.content == unknown.content
    assert kind(api_of(cast.alice).post("tokens/", body)) == (403, "not-allowed")
    assert kind(ApiClient().post("tokens/", {**body, "scopes": ["catalogue:write"]})) == (403, "not-allowed")


def test_the_same_key_gives_the_same_token_which_is_nowhere_stored(cast: Cast) -> None:
    body = {"email": "alice@example.org", "password": PASSWORD, "name": "Laptop", "scopes": ["trips:read"]}
    first = ApiClient().post("tokens/", body, Idempotency_Key="k")
    again = ApiClient().post("tokens/", body, Idempotency_Key="k")
    assert first.status_code == 201 and first.content == again.content
    assert first.json()["token"].startswith("tripos_")
    stored = as_owner("select body from idempotency_keys union all select t::text from api_tokens t "
                      "union all select new_data::text from audit_logs")  # fmt: skip
    secret = first.json()["token"].rsplit("_", 1)[1]
    assert not [row for (row,) in stored if secret in (row or "")]


def test_a_revoked_token_opens_nothing(cast: Cast) -> None:
    text = make_api_token(cast.alice)
    api = ApiClient(text)
    listed = api.get("tokens/").json()["results"]
    assert [token["prefix"] for token in listed] == [text[:15]]
    assert api.delete(f"tokens/{listed[0]['id']}/").status_code == 204
    assert kind(api.get("tokens/")) == (401, "invalid-token")


def test_a_second_factor_is_not_gone_around(cast: Cast) -> None:
    with acting_for_sign_in():
        Authenticator.objects.create(
            user=User.objects.get(pk=cast.alice.pk), type=Authenticator.Type.TOTP, data={"secret": "x"}
        )
    assert kind(ApiClient().post("tokens/", BY_PASSWORD)) == (403, "second-factor-required")
    wrong = ApiClient().post("tokens/", {**BY_PASSWORD, "password": "wrong"})
    assert kind(wrong) == (401, "wrong-credentials"), "who does not know the password learns of no second factor"
    session = signed_in(cast.alice)
    body = {"name": "Laptop", "scopes": ["trips:read"]}
    made = session.post("/api/v1/tokens/", body, content_type="application/json")
    assert made.status_code == 201
    assert made.json()["details"]["expires_at"] is not None


def test_passwords_are_tried_ten_times(cast: Cast, settings: Any) -> None:
    settings.API_RATES = {**settings.API_RATES, "sign-in": "2/900"}
    tries = [ApiClient().post("tokens/", {**BY_PASSWORD, "password": "wrong"}) for _ in range(3)]
    assert [kind(each)[1] for each in tries] == ["wrong-credentials", "wrong-credentials", "too-many-requests"]
    assert kind(ApiClient().post("tokens/", BY_PASSWORD)) == (429, "too-many-requests"), "right or wrong"


def test_use_is_noted_and_the_history_holds_no_hash(cast: Cast) -> None:
    api = ApiClient(make_api_token(cast.alice))
    assert api.get("trips/").status_code == 200
    api.get("trips/")
    assert api.get("tokens/").json()["results"][0]["last_used_at"] is not None
    logged = as_owner(
        "select operation, array(select jsonb_object_keys(new_data)) from audit_logs where table_name = 'api_tokens'"
    )
    assert [operation for operation, _ in logged] == ["INSERT"]
    assert "prefix" in logged[0][1] and not {"token_sha256", "last_used_at"} & set(logged[0][1])


def test_tokens_of_ended_accounts_open_nothing(cast: Cast) -> None:
    api = ApiClient(make_api_token(cast.alice))
    as_owner("update users set is_active = false where id = %s", [cast.alice.pk])
    assert kind(api.get("trips/")) == (401, "invalid-token")
