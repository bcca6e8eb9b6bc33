"""Who acts: the role, the user and the change set that the database sees.

A context variable holds the current :class:`Actor`; the database backend sends it in one message with ``BEGIN``
and again whenever it changes inside a transaction. With no actor the bare login role acts, to which PostgreSQL
refuses everything.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import Any

ROLES = {
    "app": "tripos_app",
    "agent": "tripos_agent",
    "auth": "tripos_auth",
    "staff": "tripos_staff",
    "worker": "tripos_worker",
}


@dataclass(frozen=True, slots=True)
class ChangeBinding:
    """One change set as the transaction knows it; its row is written by the first audited change."""

    id: uuid.UUID
    kind: str
    reason: str
    run_id: uuid.UUID | None = None
    undoes_id: uuid.UUID | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """What one transaction is bound to.

    ``link`` is the SHA-256 (hex) of a share link's token, for the projections that link holders may read.
    """

    role: str
    user_id: uuid.UUID | None = None
    change: ChangeBinding | None = None
    read_only: bool = False
    link: str = ""


_actor: ContextVar[Actor | None] = ContextVar("tripos_actor", default=None)


def current_actor() -> Actor | None:
    """The actor of this thread or task, or None when nothing is bound."""
    return _actor.get()


@contextmanager
def bound(actor: Actor | None) -> Iterator[Actor | None]:
    """Bind exactly ``actor`` for the block; None binds nothing."""
    token = _actor.set(actor)
    try:
        yield actor
    finally:
        _actor.reset(token)


def user_key(user: Any) -> uuid.UUID | None:
    """The id of an account, a profile, a UUID or its text; None for an anonymous visitor."""
    if user is None:
        return None
    if isinstance(user, uuid.UUID):
        return user
    if isinstance(user, str):
        return uuid.UUID(user)
    key = user.pk
    return key if key is None or isinstance(key, uuid.UUID) else uuid.UUID(str(key))


@contextmanager
def acting_as(user: Any, *, role: str = "app", read_only: bool = False, link: str = "") -> Iterator[Actor]:
    """Act for ``user`` (an account, a profile, an id, or None for an anonymous visitor) as one of ``ROLES``.

    The change set of an enclosing block stays bound when the user is the same.
    """
    if role not in ROLES:
        raise ValueError(f"No such role: {role!r}")
    before = _actor.get()
    key = user_key(user)
    change = before.change if before is not None and before.user_id == key else None
    actor = Actor(role=role, user_id=key, change=change, read_only=read_only, link=link)
    with bound(actor):
        yield actor


@contextmanager
def acting_for_sign_in() -> Iterator[Actor]:
    """Act as the sign-in code: accounts, sessions, second factors, and nothing else.

    The bound user stays the same, and so does the change set.
    """
    before = _actor.get()
    actor = Actor(role="auth") if before is None else replace(before, role="auth", read_only=False)
    with bound(actor):
        yield actor


@contextmanager
def acting_as_worker(reason: str = "") -> Iterator[Actor]:
    """Act as periodic work that has no user; with a ``reason`` its changes form one change set."""
    change = ChangeBinding(uuid.uuid4(), "job", reason) if reason else None
    actor = Actor(role="worker", change=change)
    with bound(actor):
        yield actor


@contextmanager
def change_set(
    reason: str,
    *,
    kind: str = "request",
    id: uuid.UUID | None = None,
    run_id: uuid.UUID | None = None,
    undoes_id: uuid.UUID | None = None,
) -> Iterator[ChangeBinding]:
    """Make everything written in the block one change set with this reason.

    Args:
        reason: a sentence for the traveller's history.
        kind: one of ``tripos.audit.enums.ChangeKind``.
        id: give one to continue a change set over several transactions.
        run_id: the agent run that acts, if one does.
        undoes_id: the change set that this one undoes.

    Raises:
        RuntimeError: nobody is acting, so nobody could have made the change.
    """
    actor = _actor.get()
    if actor is None:
        raise RuntimeError("A change set needs an actor: use acting_as() first.")
    change = ChangeBinding(id or uuid.uuid4(), kind, reason, run_id, undoes_id)
    with bound(replace(actor, change=change)):
        yield change


def set_reason(reason: str, *, kind: str | None = None) -> None:
    """Say why the request that is running changes what it changes; the history shows this sentence.

    Call it before the first write. Outside a change set (a GET request) it does nothing.
    """
    actor = _actor.get()
    if actor is not None and actor.change is not None:
        change = replace(actor.change, reason=reason, kind=kind or actor.change.kind)
        _actor.set(replace(actor, change=change))


@contextmanager
def writable() -> Iterator[None]:
    """Lift the read-only mark of a GET request for a short transaction of its own (view counts, last use)."""
    actor = _actor.get()
    with bound(None if actor is None else replace(actor, read_only=False)):
        yield


def _literal(value: object) -> str:
    return "'" + str(value).replace("\x00", "").replace("'", "''") + "'"


def binding_sql(actor: Actor | None) -> str:
    """The statements that bind ``actor`` to the running transaction."""
    if actor is None:
        actor_settings = {"user_id": "", "change_set": "", "link": ""}
        role = "none"
    else:
        change = actor.change
        packed = ""
        if change is not None:
            packed = "|".join(
                [str(change.id), change.kind, str(change.run_id or ""), str(change.undoes_id or ""), change.reason]
            )
        actor_settings = {"user_id": str(actor.user_id or ""), "change_set": packed, "link": actor.link}
        role = ROLES[actor.role]
    parts = [f"set local role {role}"]
    parts += [f"set local app.{name} = {_literal(value)}" for name, value in actor_settings.items()]
    return "; ".join(parts)
