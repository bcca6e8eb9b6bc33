"""Conditional requests: 304 for what the client has already, 412 for a change of what somebody else changed.

An entity tag of one thing is ``"<version>.<digest>"``. The version is the row's (the transaction that wrote it last);
the digest is of the representation, which ``fields``, ``expand``, the reader's role and related rows shape too. Reading
compares the whole tag, writing only the version: a client may read some fields and still change the row safely.
"""

from __future__ import annotations

import hashlib
from typing import Any

from tripos.api.problems import Problem


def digest_of(body: str) -> str:
    return hashlib.blake2b(body.encode(), digest_size=9).hexdigest()


def tag_of(body: str, version: str | None = None) -> str:
    """The entity tag of a body: strong with a row's version, weak for a list."""
    return f'"{version}.{digest_of(body)}"' if version else f'W/"{digest_of(body)}"'


def tags_in(header: str) -> list[str]:
    """The tags of a header without their marks: proxies weaken tags when they compress."""
    return [tag.strip().removeprefix("W/").strip('"') for tag in header.split(",") if tag.strip()]


def is_known(request: Any, tag: str) -> bool:
    """Whether ``If-None-Match`` says that the client has this already."""
    header = request.headers.get("If-None-Match", "")
    if not header:
        return False
    return header.strip() == "*" or tags_in(tag)[0] in tags_in(header)


def check_match(request: Any, version: str) -> None:
    """Hold ``If-Match`` against the row's version; without the header the last writer wins.

    Raises:
        Problem: the client has read another version (412).
    """
    header = request.headers.get("If-Match", "")
    if header and header.strip() != "*" and version not in {tag.partition(".")[0] for tag in tags_in(header)}:
        raise Problem("precondition-failed")
