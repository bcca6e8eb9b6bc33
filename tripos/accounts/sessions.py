"""Sessions in the database, reached as the sign-in role: no other role may read them."""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

from tripos.db.context import acting_for_sign_in


class SessionStore(DatabaseStore):
    def load(self) -> dict[str, Any]:
        with acting_for_sign_in():
            return super().load()

    def exists(self, session_key: str) -> bool:
        with acting_for_sign_in():
            return super().exists(session_key)

    def save(self, must_create: bool = False) -> None:
        with acting_for_sign_in():
            super().save(must_create=must_create)

    def delete(self, session_key: str | None = None) -> None:
        with acting_for_sign_in():
            super().delete(session_key)

    @classmethod
    def clear_expired(cls) -> None:
        with acting_for_sign_in():
            super().clear_expired()

    @classmethod
    def get_model_class(cls) -> Any:
        from django.contrib.sessions.models import Session

        return Session
