"""What opens an account, and its end: an overview, devices, tokens of the API, deletion."""

from __future__ import annotations

import uuid
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.db.models import Count, Exists, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

import tripos.accounts.constraints  # noqa: F401  (registers the sentences)
from tripos.accounts import closing
from tripos.accounts.forms_security import ClosingForm, TokenForm
from tripos.accounts.limits import limited
from tripos.accounts.models import ApiToken, User
from tripos.accounts.tokens import MOST_TOKENS, TooManyTokens, make_token
from tripos.db.constraints import refusals_on
from tripos.db.context import acting_for_sign_in, set_reason

REVOKED_SHOWN = 20


@never_cache
@login_required
@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """How one signs in, at a glance, with the page of each."""
    user: Any = request.user
    theirs = {"user_id": OuterRef("pk")}
    sessions = UserSession.objects.filter(**theirs).order_by().values("user_id").annotate(n=Count("pk")).values("n")
    with acting_for_sign_in():
        context = (
            User.objects.filter(pk=user.pk)
            .values(
                is_confirmed=Exists(EmailAddress.objects.filter(email=OuterRef("email"), verified=True, **theirs)),
                devices=Coalesce(Subquery(sessions), 0),
                has_second_factor=Exists(Authenticator.objects.filter(**theirs)),
            )
            .get()
        )
    return render(request, "accounts/security.html", context)


@login_required
@require_POST
def sign_out_everywhere(request: HttpRequest) -> HttpResponse:
    """End the account's sessions on all other devices; with ``here`` this one too."""
    if "here" in request.POST:
        closing.end_sessions(request.user)
        with acting_for_sign_in():
            logout(request)
        messages.success(request, _("You are signed out everywhere."))
        return redirect("account_login")
    ended = closing.end_sessions(request.user, but=request.session.session_key)
    told = ngettext("Signed out on %(n)d other device.", "Signed out on %(n)d other devices.", ended) % {"n": ended}
    messages.success(request, told if ended else _("You are signed in nowhere else."))
    return redirect("profile:security")


# -- tokens --------------------------------------------------------------------------------------------------------


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@limited("make_token")
def tokens(request: HttpRequest) -> HttpResponse:
    """The tokens of the API that there are, and a new one, which the answer to its form shows this once."""
    user: Any = request.user
    form = TokenForm(request.POST if request.method == "POST" else None, is_staff=user.is_staff)
    made, text = None, ""
    if request.method == "POST" and form.is_valid():
        set_reason(_("Made an API token"))
        said = form.cleaned_data
        try:
            with refusals_on(form):
                made, text = make_token(user, said["name"], said["scopes"], expires_at=form.expires_at())
        except TooManyTokens:
            sentence = _("There are %(n)d tokens already: revoke one first.") % {"n": MOST_TOKENS}
            form.add_error(None, sentence)
    now = timezone.now()
    rows = list(ApiToken.objects.for_user(user).order_by("-created_at", "id")[: MOST_TOKENS + REVOKED_SHOWN])
    live = [row for row in rows if row.revoked_at is None and (row.expires_at is None or row.expires_at > now)]
    context = {
        "form": TokenForm(None, is_staff=user.is_staff) if made else form,
        "made": made,
        "token": text,
        "live": live,
        "ended": [row for row in rows if row not in live][:REVOKED_SHOWN],
    }
    return render(request, "accounts/tokens.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def token_revocation(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Close a token at once and for good."""
    token = get_object_or_404(ApiToken.objects.editable_by(request.user), pk=pk)
    if token.revoked_at is None:
        set_reason(_("Revoked an API token"))
        token.revoked_at = timezone.now()
        token.save(update_fields=["revoked_at"])
    messages.success(request, _("“%(name)s” opens nothing any more.") % {"name": token.name})
    return redirect("profile:tokens")


# -- the end -------------------------------------------------------------------------------------------------------


@never_cache
@sensitive_post_parameters("password")
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@limited("close_account")
def deletion(request: HttpRequest) -> HttpResponse:
    """Say what goes and what stays, ask for the password, close the account."""
    form = ClosingForm(request.POST if request.method == "POST" else None, user=request.user)
    if request.method == "POST" and form.is_valid():
        set_reason(_("Deleted the account"))
        closing.close(request.user)
        with acting_for_sign_in():
            logout(request)
        messages.success(request, _("Your account is closed. Thank you for travelling with us."))
        return redirect("account_login")
    context = {"form": form, "days": closing.GRACE.days}
    return render(request, "accounts/deletion.html", context, status=422 if form.errors else 200)
