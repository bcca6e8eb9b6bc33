"""Links to collections, and collections as link holders and the public read them. Callers are bound to the acting user.

Of a link's token only the SHA-256 is kept, so that its text is told once.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db import connection, transaction
from django.utils import timezone

from places.models import Collection, CollectionShare, Location
from tripos.db.context import acting_as
from tripos.web.share_links import hashed, new_token

PLACES_A_PAGE = 60
MOST_LINKS = 50
"""Links of one collection that may be alive at once."""


class TooManyLinks(Exception):
    """There are ``MOST_LINKS`` already."""


@dataclass(frozen=True)
class ShownCollection:
    """A collection as the database shows it to link holders and the public: no notes, tags or priorities.

    Attributes:
        color: of the palette; None where none was chosen.
        cover: ``cover_image_url``; None where it is the map.
        places: a page of them, in the owner's order.
        page: which one, with how many places there are in all (``paginator.count``).
    """

    id: uuid.UUID
    name: str
    description: str | None
    emoji: str | None
    color: str | None
    cover: str | None
    places: Sequence[Location]
    page: Page[uuid.UUID]


@transaction.atomic
def make_link(
    user: Any, collection: Collection, *, label: str = "", expires_at: datetime | None = None, seed: str | None = None
) -> tuple[CollectionShare, str]:
    """Make a link to a collection; return it and its token, which is told this once.

    Args:
        user: the collection's owner.
        collection: theirs.
        label: for the owner alone.
        expires_at: aware; None until it is revoked.
        seed: see ``tripos.web.share_links.new_token``.

    Raises:
        TooManyLinks: some must be revoked first.
    """
    now = timezone.now()
    if sum(link.expires_at is None or link.expires_at > now for link in links_of(collection)) >= MOST_LINKS:
        raise TooManyLinks
    token = new_token(user, seed)
    share = CollectionShare(
        collection=collection, token_sha256=hashed(token), label=label.strip(), expires_at=expires_at
    )
    share.save(force_insert=True)
    return share, token


def links_of(collection: Collection) -> list[CollectionShare]:
    """Links of a collection that were not revoked, expired ones among them, the latest first."""
    rows = CollectionShare.objects.owned_by(collection.user_id)
    return list(rows.filter(collection_id=collection.pk, revoked_at__isnull=True).order_by("-created_at", "id"))


@transaction.atomic
def revoke_link(collection: Collection, link_id: uuid.UUID) -> bool:
    """End a link at once; False when there is no such link, or it was revoked already."""
    rows = CollectionShare.objects.owned_by(collection.user_id)
    rows = rows.filter(pk=link_id, collection_id=collection.pk, revoked_at__isnull=True)
    return bool(rows.update(revoked_at=timezone.now()))


def shown_collection(
    *, link: str = "", collection_id: uuid.UUID | None = None, page: str = ""
) -> ShownCollection | None:
    """Read what a link opens, or a public collection; None when there is no such thing, or no longer. Two queries.

    Args:
        link: the SHA-256 of a link's token.
        collection_id: of a public collection.
        page: its number as an address has it; the first where it has none.
    """
    with acting_as(None, link=link, read_only=True):
        with connection.cursor() as cursor:
            cursor.execute(
                "select id, name, description, emoji, color, cover_image_url, location_id"
                " from app.shared_collection(%s)",
                [collection_id],
            )
            rows = cursor.fetchall()
        if not rows:
            return None
        # A place that was closed stays in the collections that hold it.
        shown = Paginator([row[6] for row in rows if row[6] is not None], PLACES_A_PAGE).get_page(page)
        found = Location.objects.in_bulk(list(shown))
    key, name, description, emoji, color, cover, _place = rows[0]
    places = [found[place] for place in shown if place in found]
    return ShownCollection(key, name, description, emoji, color, cover, places, shown)
