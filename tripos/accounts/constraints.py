"""What the constraints of the profile mean to a traveller."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tripos.db.constraints import register

register(
    "profiles",
    {
        "valid_currency": ("currency", _("Choose a currency that is in use, such as EUR.")),
        "valid_timezone": ("timezone", _("Choose a time zone from the list, such as Europe/Helsinki.")),
        "valid_language": ("language", _("Choose a language from the list.")),
        "valid_notification_preferences": (None, _("These notification settings are not known.")),
        "valid_travel_preferences": (None, _("These travel preferences could not be understood.")),
        "protected_column": (None, _("The e-mail address is changed on its own page.")),
    },
)
register(
    "api_tokens",
    {
        "named_api_token": ("name", _("Say what the token is for.")),
        "known_scopes": ("scopes", _("Choose at least one of the known scopes.")),
        "short_token_name": ("name", _("A name has at most 200 characters.")),
        "hashed_api_token": (None, _("A token is made by the site.")),
        "future_expiry": ("expires_at", _("A token ends in the future.")),
        "protected_column": (None, _("A token is made once: revoke it and make another.")),
    },
)

register(
    "users",
    {
        "last_administrator": (None, _("Nobody else is an administrator: make somebody one first.")),
        "protected_column": (None, _("Administrators say who is staff.")),
    },
)
_RIGHTS = {"protected_column": (None, _("Administrators give and take rights."))}
_LAST = {"last_administrator": (None, _("Nobody else is an administrator: make somebody one first."))}
register("auth_group", {**_RIGHTS, "shipped_group": ("name", _("This group comes with Tripos and keeps its name."))})
register("auth_group_permissions", _RIGHTS)
register("users_groups", _RIGHTS | _LAST)
register("users_user_permissions", _RIGHTS)
