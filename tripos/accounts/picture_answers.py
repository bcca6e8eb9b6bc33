"""Answers that are a kept picture."""

from __future__ import annotations

from pathlib import Path

from django.http import FileResponse, Http404


def sent_file(path: Path | None) -> FileResponse:
    """A kept picture. The answer says what it is, and forbids it to be anything else.

    Raises:
        Http404: ``path`` is None: there is no such picture.
    """
    if path is None:
        raise Http404
    response = FileResponse(path.open("rb"), content_type="image/webp")
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
