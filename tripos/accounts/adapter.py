"""allauth's account adapter: addresses in lower case; whoever signs up is shown around."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.urls import reverse

from tripos.accounts.models import UserManager


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc,unused-ignore]
    def clean_email(self, email: str) -> str:
        return UserManager.normalize_email(super().clean_email(email))

    def pre_login(self, request: Any, user: Any, **kwargs: Any) -> Any:
        """Stop who has the password of a closed account."""
        if user.deleted_at is not None:
            return self.respond_user_inactive(request, user)
        return super().pre_login(request, user, **kwargs)

    def add_message(
        self, request: Any, level: int, message_template: str | None = None, *rest: Any, **more: Any
    ) -> None:
        """Say it, but for the letter to a new address: the settings tell of it."""
        is_new = request.path == reverse("account_signup")
        if not (is_new and message_template == "account/messages/email_confirmation_sent.txt"):
            super().add_message(request, level, message_template, *rest, **more)

    def get_signup_redirect_url(self, request: Any) -> str:
        return reverse("trips:onboarding")

    def save_user(self, request: Any, user: Any, form: Any, commit: bool = True) -> Any:
        user = super().save_user(request, user, form, commit=False)
        user.email = UserManager.normalize_email(user.email)
        if commit:
            user.save()
        return user
