"""The authentication backend: allauth's, run as the sign-in role."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from tripos.accounts.models import User
from tripos.db.context import acting_for_sign_in


class SignInBackend(AuthenticationBackend):  # type: ignore[misc,unused-ignore]
    def authenticate(self, request: Any, **credentials: Any) -> Any:
        with acting_for_sign_in():
            return super().authenticate(request, **credentials)

    def user_can_authenticate(self, user: Any) -> bool:
        """Whether the account is alive: neither blocked nor closed."""
        return bool(super().user_can_authenticate(user)) and user.deleted_at is None

    def get_user(self, user_id: Any) -> Any:
        # The profile comes along: every page needs it, and one query is cheaper than two.
        with acting_for_sign_in():
            user = User.objects.select_related("profile").filter(pk=user_id, deleted_at__isnull=True).first()
        return user if user is not None and self.user_can_authenticate(user) else None

    def get_user_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        with acting_for_sign_in():
            return set(super().get_user_permissions(user_obj, obj))

    def get_group_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        with acting_for_sign_in():
            return set(super().get_group_permissions(user_obj, obj))

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        with acting_for_sign_in():
            return set(super().get_all_permissions(user_obj, obj))
