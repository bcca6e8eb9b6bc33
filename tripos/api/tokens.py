"""Personal tokens: made with an e-mail address and password or on the site, listed, revoked."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any, ClassVar

from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth import authenticate
from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

import tripos.accounts.constraints  # noqa: F401  (registers the sentences)
from tripos.accounts.models import ApiToken, UserManager
from tripos.accounts.scopes import SCOPES, STAFF_ONLY
from tripos.accounts.tokens import MOST_TOKENS, TooManyTokens, make_token, new_secret
from tripos.api import conditional, idempotency, limits
from tripos.api.answers import PLACE, Answer, Refer
from tripos.api.problems import FieldError, Problem
from tripos.api.resources import Resource, Schema, column
from tripos.api.views import ApiView, Lists, Removes
from tripos.api.writing import Strict
from tripos.db.context import acting_as, acting_for_sign_in
from tripos.db.paging import Keyset

TOKEN = Resource(
    "Token",
    ApiToken,
    column("id", example="c2a9b8de-52d9-4a6e-8f7e-91f0f8f8a001"),
    column("name", example="Home automation"),
    column("prefix", example="tripos_1a2b3c4d"),
    column("scopes", "what it may do", example=["trips:read", "places:read"]),
    column("expires_at", example="2027-05-14T00:00:00+00:00"),
    column("last_used_at", example=None),
    column("revoked_at", "since when it opens nothing", example=None),
    column("created_at", example="2026-05-14T09:30:00.123456+00:00"),
    description="A personal token, without the token itself.",
)
DEFAULT_LIFE = timedelta(days=365)


class TokenWriter(Strict):
    email = serializers.CharField(max_length=254, required=False, help_text="Left out when you are signed in.")
    password = serializers.CharField(
        max_length=1000, required=False, trim_whitespace=False, help_text="Left out when you are signed in."
    )
    name = serializers.CharField(max_length=200, help_text="What uses it.")
    scopes = serializers.ListField(
        child=serializers.ChoiceField(choices=[(scope, scope) for scope in SCOPES]), allow_empty=False
    )
    expires_at = serializers.DateTimeField(
        required=False, allow_null=True, help_text="A year from now by default; null for no end."
    )

    example: ClassVar[dict[str, Any]] = {
        "email": "alice@example.org",
        "password": "correct horse battery staple",
        "name": "Home automation",
        "scopes": ["trips:read", "trips:write", "places:read"],
    }

    def validate_expires_at(self, value: datetime | None) -> datetime | None:
        if value is not None and value <= timezone.now():
            raise serializers.ValidationError(str(_("A token ends in the future.")), "future_expiry")
        return value


def _with_secret(refer: Refer) -> Schema:
    secret: Schema = {"type": "string", "description": "The token itself. It is told here and never again."}
    return {
        "type": "object",
        "additionalProperties": False,
        "required": ["token", "details"],
        "properties": {"token": secret, "details": refer(TOKEN)},
    }


class TokensView(ApiView):
    steady = True
    resource = TOKEN
    tag = "Tokens"
    read_scope = "tokens:manage"
    write_scope = "tokens:manage"

    def rows(self) -> QuerySet[Any]:
        return ApiToken.objects.for_user(self.request.user)


class TokenList(TokensView, Lists):
    """Your tokens, also those that were revoked or have expired; a new one.

    A token is made with `email` and `password`, or without them by whoever is signed in on the site. A token cannot
    make another. Accounts with a second factor make theirs on the site.
    """

    anonymous = frozenset({"POST"})
    orders: ClassVar[dict[str, Keyset]] = {"-created_at": Keyset("-created_at", "id")}
    writers: ClassVar[dict[str, Any]] = {"post": TokenWriter}
    answers: ClassVar[dict[str, Answer]] = {
        "post": Answer(
            201,
            _with_secret,
            "The token and what it may do.",
            {"token": "tripos_1a2b3c4d_kV2m…", "details": TOKEN.example()},
            PLACE,
        )
    }
    summaries: ClassVar[dict[str, str]] = {"get": "List tokens", "post": "Make a token"}
    reasons: ClassVar[dict[str, Any]] = {"post": _("Made an API token")}
    keeps_answers = False  # the answer holds a secret that nothing stores

    def problems(self, method: str) -> list[str]:
        found = super().problems(method)
        return [*found, "wrong-credentials", "second-factor-required"] if method == "post" else found

    def post(self, request: Any, **kwargs: Any) -> HttpResponse:
        if request.auth is not None:
            raise Problem("not-allowed", _("A token cannot make another: use your password, or the site."))
        content = self.content(request)
        email, password = content.pop("email", None), content.pop("password", None)
        if not (email or password or request.user):
            raise Problem("not-authenticated", _("Send your e-mail address and password."))
        user = self._by_password(request, email, password) if email or password else request.user
        with acting_as(user):
            key = idempotency.key_of(request._request)
            response = idempotency.once(request._request, user, lambda: self._make(user, content, key))
            return self._with_token(response, user, key) if key else response

    def _by_password(self, request: Any, email: str | None, password: str | None) -> Any:
        """The account; counted by its address and by where the request comes from, right or wrong."""
        rate = limits.Rate.of_setting("sign-in")
        limits.count(rate, f"address:{limits.address_of(request)}")
        limits.count(rate, f"email:{UserManager.normalize_email(email)}")
        missing = [name for name, value in (("email", email), ("password", password)) if not value]
        if missing:
            raise Problem("invalid", errors=[FieldError(name, _("This is needed."), "required") for name in missing])
        user = authenticate(request._request, email=UserManager.normalize_email(email), password=password)
        if user is None:
            raise Problem("wrong-credentials")
        with acting_for_sign_in():
            if is_mfa_enabled(user):
                raise Problem("second-factor-required")
        return user

    def _make(self, user: Any, content: dict[str, Any], key: str | None) -> HttpResponse:
        if not user.is_staff and STAFF_ONLY & set(content["scopes"]):
            raise Problem("not-allowed", _("Only staff may write the catalogue."))
        expires_at = content["expires_at"] if "expires_at" in content else timezone.now() + DEFAULT_LIFE
        try:
            token, text = make_token(user, content["name"], content["scopes"], expires_at=expires_at, seed=key)
        except TooManyTokens as error:
            sentence = _("There are %(n)d tokens already: revoke one first.") % {"n": MOST_TOKENS}
            raise Problem("conflict", sentence) from error
        found = ApiToken.objects.for_user(user).filter(pk=token.pk).values_list(TOKEN.selected(), TOKEN.version)
        body, version = found[0]
        place = self.request.build_absolute_uri(f"{self.request.path}{token.pk}/")
        return self.reply(
            f'{{"token":{json.dumps(None if key else text)},"details":{body}}}',
            201,
            tag=conditional.tag_of(body, version),
            headers={"Location": place},
        )

    def _with_token(self, response: HttpResponse, user: Any, key: str) -> HttpResponse:
        """Put the secret back, which follows from the key: the stored answer is without it."""
        text = json.dumps(new_secret(user.pk, key))
        response.content = response.content.replace(b'{"token":null', b'{"token":' + text.encode(), 1)
        return response


class TokenDetail(TokensView, Removes):
    """One of your tokens. Deleting revokes it at once and for good; it stays in the list."""

    summaries: ClassVar[dict[str, str]] = {"get": "Read a token", "delete": "Revoke a token"}
    reasons: ClassVar[dict[str, Any]] = {"delete": _("Revoked an API token")}

    def editable(self) -> QuerySet[Any]:
        return ApiToken.objects.editable_by(self.request.user)

    def remove(self, row: Any) -> None:
        if row.revoked_at is None:
            row.revoked_at = timezone.now()
            row.save(update_fields=["revoked_at"])
