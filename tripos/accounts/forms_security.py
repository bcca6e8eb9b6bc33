"""Forms about what opens an account: its tokens, its picture, its end."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from allauth.account.forms import ResetPasswordForm, SignupForm
from allauth.account.models import EmailAddress
from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tripos.accounts.models import User, UserManager
from tripos.accounts.scopes import SCOPES, STAFF_ONLY

LIVES = [
    ("30", gettext_lazy("30 days")),
    ("90", gettext_lazy("90 days")),
    ("365", gettext_lazy("A year")),
    ("", gettext_lazy("Until I revoke it")),
]


class TokenForm(forms.Form):
    """A new token of the API: what for, what it may do, how long."""

    name = forms.CharField(
        label=gettext_lazy("What uses it"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy("Such as: home automation, my calendar script."),
    )
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("What it may do"),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Changing contains reading. Give no more than it needs."),
        error_messages={"required": gettext_lazy("Choose at least one thing that it may do.")},
    )
    lasts = forms.ChoiceField(label=gettext_lazy("How long"), choices=LIVES, required=False, initial="365")

    def __init__(self, data: Any = None, *, is_staff: bool) -> None:
        super().__init__(data)
        field: Any = self.fields["scopes"]
        field.choices = [(scope, label) for scope, label in SCOPES.items() if is_staff or scope not in STAFF_ONLY]

    def expires_at(self) -> datetime | None:
        """When it ends; None for never."""
        days = self.cleaned_data["lasts"]
        return timezone.now() + timedelta(days=int(days)) if days else None


class PictureForm(forms.Form):
    """A picture of oneself."""

    picture = forms.FileField(
        label=gettext_lazy("Picture"),
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp"}),
        help_text=gettext_lazy("PNG, JPEG or WebP, at most 5 MB. Its middle is kept, without place and camera."),
        error_messages={
            "required": gettext_lazy("Choose a file first."),
            "empty": gettext_lazy("That file is empty."),
        },
    )


class NewAccountForm(SignupForm):  # type: ignore[misc,unused-ignore]
    """Sign up: the address of a closed account is free."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():  # the labels stand above them already
            field.widget.attrs.pop("placeholder", None)
        self.fields["password1"].help_text = _("Ten characters or more; a few words together are good.")

    def validate_unique_email(self, value: str) -> str:
        email = UserManager.normalize_email(value)
        is_taken = User.objects.filter(email=email, deleted_at__isnull=True).exists()
        if is_taken or EmailAddress.objects.filter(email=email).exists():
            return str(super().validate_unique_email(value))
        return value


class ForgottenForm(ResetPasswordForm):  # type: ignore[misc,unused-ignore]
    """Ask for a new password: closed accounts get no letter."""

    def clean_email(self) -> str:
        email: str = super().clean_email()
        found: list[Any] = self.users  # type: ignore[has-type,unused-ignore]
        self.users = [user for user in found if user.deleted_at is None]
        return email


class ClosingForm(forms.Form):
    """The end of an account, with its password."""

    password = forms.CharField(
        label=gettext_lazy("Your password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    sure = forms.BooleanField(
        label=gettext_lazy("Yes, delete my account"),
        error_messages={"required": gettext_lazy("Tick this if you mean it.")},
    )

    def __init__(self, data: Any = None, *, user: Any) -> None:
        super().__init__(data)
        self.user = user

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        if not self.user.check_password(password):
            raise forms.ValidationError(_("This is not your password."))
        return password
