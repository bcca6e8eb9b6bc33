"""Who may do what at each address of the API: method, address, and the status for each actor.

The rows are alice's (see ``api_rows.py``). owner is alice, editor bob and viewer vera (companions of the trip), other
charlie (a stranger), anon sends no token, staff is staff, bare is alice with a token that has another scope, late is
alice with a token that has expired. ``{name}`` in an address is the id of that row.

An address or method that is not here fails the test; so does a line that no address has.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

MATRIX = """
#                                            owner editor viewer other  anon staff  bare  late
GET    profile/                                200    200    200   200   401   200   403   401
PATCH  profile/                                200    200    200   200   401   200   403   401
GET    tokens/                                 200    200    200   200   401   200   403   401
POST   tokens/                                 403    403    403   403   401   403   403   401
GET    tokens/{token}/                         200    404    404   404   401   404   403   401
DELETE tokens/{token}/                         204    404    404   404   401   404   403   401
GET    schema/                                 200    200    200   200   200   200   200   401
GET    locations/                              200    200    200   200   401   200   403   401
POST   locations/                              201    201    201   201   401   201   403   401
GET    locations/nearby/                       200    200    200   200   401   200   403   401
GET    locations/search/                       200    200    200   200   401   200   403   401
GET    locations/{location}/                   200    200    200   200   401   200   403   401
PATCH  locations/{location}/                   200    403    403   403   401   403   403   401
POST   locations/upserts/                      403    403    403   403   401   403   403   401
GET    saved-places/                           200    200    200   200   401   200   403   401
POST   saved-places/                           201    201    201   201   401   201   403   401
GET    saved-places/{saved_place}/             200    404    404   404   401   404   403   401
PATCH  saved-places/{saved_place}/             200    404    404   404   401   404   403   401
DELETE saved-places/{saved_place}/             204    404    404   404   401   404   403   401
GET    collections/                            200    200    200   200   401   200   403   401
POST   collections/                            201    201    201   201   401   201   403   401
GET    collections/{collection}/               200    404    404   404   401   404   403   401
PATCH  collections/{collection}/               200    404    404   404   401   404   403   401
DELETE collections/{collection}/               204    404    404   404   401   404   403   401
GET    collections/trash/                      200    200    200   200   401   200   403   401
POST   collections/{discarded_collection}/restoration/  200 404 404 404   401   404   403   401
GET    collections/{collection}/shares/        200    404    404   404   401   404   403   401
POST   collections/{collection}/shares/        201    404    404   404   401   404   403   401
GET    collections/{collection}/shares/{collection_share}/     200 404 404 404 401 404 403 401
DELETE collections/{collection}/shares/{collection_share}/     204 404 404 404 401 404 403 401
GET    trips/                                  200    200    200   200   401   200   403   401
POST   trips/                                  201    201    201   201   401   201   403   401
GET    trips/{trip}/                           200    200    200   404   401   404   403   401
PATCH  trips/{trip}/                           200    200    403   404   401   404   403   401
DELETE trips/{trip}/                           204    403    403   404   401   404   403   401
GET    trips/trash/                            200    200    200   200   401   200   403   401
POST   trips/{discarded_trip}/restoration/     200    404    404   404   401   404   403   401
GET    trips/{trip}/itinerary-items/trash/     200    403    403   404   401   404   403   401
POST   trips/{trip}/itinerary-items/{removed_item}/restoration/ 200 403 403 404 401 404 403 401
GET    invitations/                            200    200    200   200   401   200   403   401
POST   invitations/{invited}/acceptance/       404    404    404   404   401   200   403   401
POST   invitations/{invited}/rejection/        404    404    404   404   401   204   403   401
POST   trips/plans/                            200    200    200   200   401   200   403   401
POST   trips/{trip}/copy/                      201    201    201   404   401   404   403   401
GET    trips/{trip}/days/                      200    200    200   404   401   404   403   401
POST   trips/{trip}/optimisation/              200    200    403   404   401   404   403   401
GET    trips/{trip}/budget/                    200    200    200   404   401   404   403   401
PATCH  trips/{trip}/budget/                    200    200    403   404   401   404   403   401
GET    trips/{trip}/history/                   200    200    200   404   401   404   403   401
GET    trips/{trip}/ideas/                     200    200    200   404   401   404   403   401
POST   trips/{trip}/ideas/                     201    201    403   404   401   404   403   401
GET    trips/{trip}/itinerary-items/           200    200    200   404   401   404   403   401
POST   trips/{trip}/itinerary-items/           201    201    403   404   401   404   403   401
POST   trips/{trip}/itinerary-items/batch/     200    200    403   404   401   404   403   401
GET    trips/{trip}/itinerary-items/{item}/    200    200    200   404   401   404   403   401
PATCH  trips/{trip}/itinerary-items/{item}/    200    200    403   404   401   404   403   401
DELETE trips/{trip}/itinerary-items/{item}/    204    204    403   404   401   404   403   401
GET    trips/{trip}/conflicts/                 200    200    200   404   401   404   403   401
GET    trips/{trip}/suggestions/               200    200    200   404   401   404   403   401
GET    trips/{trip}/members/                   200    200    200   404   401   404   403   401
GET    trips/{trip}/members/{member}/          200    200    200   404   401   404   403   401
PATCH  trips/{trip}/members/{member}/          200    403    403   404   401   404   403   401
DELETE trips/{trip}/members/{member}/          204    204    403   404   401   404   403   401
GET    trips/{trip}/invitations/               200    403    403   404   401   404   403   401
POST   trips/{trip}/invitations/               201    403    403   404   401   404   403   401
GET    trips/{trip}/invitations/{invitation}/  200    404    404   404   401   404   403   401
DELETE trips/{trip}/invitations/{invitation}/  204    404    404   404   401   404   403   401
GET    trips/{trip}/shares/                    200    403    403   404   401   404   403   401
POST   trips/{trip}/shares/                    201    403    403   404   401   404   403   401
GET    trips/{trip}/shares/{share}/            200    404    404   404   401   404   403   401
DELETE trips/{trip}/shares/{share}/            204    404    404   404   401   404   403   401
GET    conflicts/{conflict}/                   200    200    200   404   401   404   403   401
POST   conflicts/{conflict}/resolution/        200    200    403   404   401   404   403   401
GET    suggestions/{suggestion}/               200    404    404   404   401   404   403   401
POST   suggestions/{suggestion}/acceptance/    200    404    404   404   401   404   403   401
POST   suggestions/{suggestion}/rejection/     200    404    404   404   401   404   403   401
POST   suggestions/{suggestion}/postponement/  200    404    404   404   401   404   403   401
POST   change-sets/{change_set}/reversal/      200    200    403   404   401   404   403   401
GET    conversations/                          200    200    200   200   401   200   403   401
POST   conversations/                          202    202    202   202   401   202   403   401
GET    conversations/{conversation}/           200    404    404   404   401   404   403   401
PATCH  conversations/{conversation}/           200    404    404   404   401   404   403   401
DELETE conversations/{conversation}/           204    404    404   404   401   404   403   401
GET    conversations/trash/                    200    200    200   200   401   200   403   401
POST   conversations/{discarded_conversation}/restoration/ 200 404 404 404 401 404   403   401
GET    conversations/{conversation}/messages/  200    404    404   404   401   404   403   401
POST   conversations/{conversation}/messages/  202    404    404   404   401   404   403   401
GET    ai-runs/                                200    200    200   200   401   200   403   401
GET    ai-runs/{run}/                          200    404    404   404   401   404   403   401
POST   ai-runs/{run}/cancellation/             202    404    404   404   401   404   403   401
POST   ai-runs/{run}/repetition/               202    404    404   404   401   404   403   401
GET    ai-runs/{run}/events/                   200    404    404   404   401   404   403   401
GET    ai-usage/                               200    200    200   200   401   200   403   401
GET    approvals/                              200    200    200   200   401   200   403   401
GET    approvals/{approval}/                   200    404    404   404   401   404   403   401
POST   approvals/{approval}/acceptance/        200    404    404   404   401   404   403   401
POST   approvals/{approval}/denial/            200    404    404   404   401   404   403   401
"""
PUBLIC = {"locations/{location}/"}
"""Addresses whose rows everybody may read: the stranger's answer is not that of an unknown id."""


class Cell(NamedTuple):
    method: str
    path: str
    actor: str
    status: int


def cells() -> Iterator[Cell]:
    """Every cell of the matrix."""
    actors: list[str] = []
    for line in MATRIX.splitlines():
        if line.startswith("#"):
            actors = line[1:].split()
        elif line:
            method, path, *statuses = line.split()
            yield from (Cell(method, path, *pair) for pair in zip(actors, map(int, statuses), strict=True))
