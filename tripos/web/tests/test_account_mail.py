"""The messages of sign-up and password reset, as plain text."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.template.loader import render_to_string

SITE = SimpleNamespace(name="Tripos", domain="tripos.example")
LINK = "https://tripos.example/accounts/x/?a=1&b=2"


@pytest.mark.parametrize(
    ("name", "context"),
    [
        ("password_reset_key", {"password_reset_url": LINK}),
        ("email_confirmation", {"activate_url": LINK}),
        ("email_confirmation_signup", {"activate_url": LINK}),
        ("unknown_account", {"signup_url": LINK, "email": "a&b@tripos.example"}),
        ("account_already_exists", {"password_reset_url": LINK, "email": "a&b@tripos.example"}),
    ],
)
def test_mail_has_its_link_unescaped_and_a_subject_of_one_line(name: str, context: dict[str, str]) -> None:
    body = render_to_string(f"account/email/{name}_message.txt", {"current_site": SITE, **context})
    subject = render_to_string(f"account/email/{name}_subject.txt", {"current_site": SITE, **context})
    assert f"\n{LINK}\n" in body
    assert "&amp;" not in body
    assert body.startswith("Hello,")
    assert "tripos.example\n" in body
    assert len(subject.strip().splitlines()) == 1
