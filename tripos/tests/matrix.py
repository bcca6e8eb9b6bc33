"""The access matrix: who may do what with whose row, and how a refusal is known.

One block a table; a second name after the comma is another row of it, or another change. The row is alice's (see
``matrix_rows.py``). A digit is the number of rows that the statement reads or writes. Refusals:

    G  no privilege (GRANT)          P  a policy refuses the new row        0  a policy hides the row
    C  a guard trigger protects it   K  a constraint refuses it             X  a function of ours says no
    40001  a stale version

Operations: select; lock (select for update); insert; update; delete; blind and wipe (update and delete without WHERE:
did they reach the row?); forge (write a protected column) and forge+ (insert one); call (a function, or a view that
stands for one).

Actors: owner; edit, view (companions); other (a stranger); anon (nobody bound); link, late, void (holders of a link
that is valid, expired, revoked); ex (a former companion); gone (a companion whose account was deleted); agent, ag/ed,
ag/ot (the agents of owner, editor, stranger); job (the worker); staff; poser (a traveller under the staff role); auth
(sign-in code).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

MATRIX = """
#        owner  edit  view other  anon  link  late  void    ex  gone agent ag/ed ag/ot   job staff poser  auth
users
  select     G     G     G     G     G     G     G     G     G     G     G     G     G     1     1     0     1
  lock       G     G     G     G     G     G     G     G     G     G     G     G     G     G     1     0     1
  insert     G     G     G     G     G     G     G     G     G     G     G     G     G     G     1     P     1
  update     G     G     G     G     G     G     G     G     G     G     G     G     G     G     1     0     1
  delete     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G
  blind      G     G     G     G     G     G     G     G     G     G     G     G     G     G     1     0     1
  wipe       G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G
  forge      G     G     G     G     G     G     G     G     G     G     G     G     G     G     C     0     C
  forge+     G     G     G     G     G     G     G     G     G     G     G     G     G     G     C     C     P
profiles
  select     1     0     0     0     0     0     0     0     0     0     1     0     0     1     1     0     1
  lock       1     0     0     0     0     0     0     0     0     0     1     0     0     G     1     0     G
  insert     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G
  update     1     0     0     0     0     0     0     0     0     0     1     0     0     G     1     0     G
  delete     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G
  blind      1     0     0     0     0     0     0     0     0     0     1     0     0     G     1     0     G
  wipe       G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G
  forge      C     0     0     0     0     0     0     0     0     0     G     G     G     G     C     0     G
locations
  select     1     1     1     1     1     1     1     1     1     1     1     1     1     1     1     1     G
  lock       1     0     0     0     0     0     0     0     0     0     1     0     0     1     1     0     G
  insert     1     1     1     1     P     P     P     P     1     P     1     1     1     1     1     P     G
  update     1     0     0     0     0     0     0     0     0     0     1     0     0     1     1     0     G
  delete     G     G     G     G     G     G     G     G     G     G     G     G     G     G     1     0     G
  blind      1     0     0     0     0     0     0     0     0     0     1     0     0     1     1     0     G
  wipe       G     G     G     G     G     G     G     G     G     G     G     G     G     G     1     0     G
  forge      C     0     0     0     0     0     0     0     0     0     C     0     0     1     1     0     G
  forge+     C     C     C     C     C     C     C     C     C     C     C     C     C     1     1     P     G
collections
  select     1     0     0     0     0     0     0     0     0     0     1     0     0     1     G     G     G
  lock       1     0     0     0     0     0     0     0     0     0     1     0     0     G     G     G     G
  insert     1     P     P     P     P     P     P     P     P     P     1     P     P     G     G     G     G
  update     1     0     0     0     0     0     0     0     0     0     1     0     0     G     G     G     G
  delete     G     G     G     G     G     G     G     G     G     G     G     G     G     0     G     G     G
  blind      1     0     0     0     0     0     0     0     0     0     1     0     0     G     G     G     G
  wipe       G     G     G     G     G     G     G     G     G     G     G     G     G     0     G     G     G
  forge      C     0     0     0     0     0     0     0     0     0     C     0     0     G     G     G     G
  forge+     C     C     C     C     C     C     C     C     C     C     C     C     C     G     G     G     G
collections, deleted
  select     1     0     0     0     0     0     0     0     0     0     1     0     0     1     G     G     G
  lock       1     0     0     0     0     0     0     0     0     0     1     0     0     G     G     G     G
  update     1     0     0     0     0     0     0     0     0     0     1     0     0     G     G     G     G
  delete     G     G     G     G     G     G     G     G     G     G     G     G     G     1     G     G     G
saved_places
  select     1     0     0     0     0     0     0     0     0     0     1     0     0     G     G     G     G
  lock       1     0     0     0     0     0     0     0     0     0     1     0     0     G     G     G     G
  insert     1     P     P     P     P     P     P     P     P     P     1     P     P     G     G     G     G
  update     1     0     0     0     0     0     0     0     0     0     1     0     0     G     G     G     G
  delete     1     0     0     0     0     0     0     0     0     0     1     0     0     G     G     G     G
  blind      1     0     0     0     0     0     0     0     0     0     1     0     0     G     G     G     G
  wipe       1     0     0     0     0     0     0     0     0     0     1     0     0     G     G     G     G
  forge      C     0     0     0     0     0     0     0     0     0     C     0     0     G     G     G     G
collection_shares
  select     1     0     0     0     0     0     0     0     0     0     G     G     G     G     G     G     G
  lock       1     0     0     0     0     0     0     0     0     0     G     G     G     G     G     G     G
  insert     1     P     P     P     P     P     P     P     P     P     G     G     G     G     G     G     G
  update     1     0     0     0     0     0     0     0     0     0     G     G     G     G     G     G     G
  delete     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G
  blind      1     0     0     0     0     0     0     0     0     0     G     G     G     G     G     G     G
  wipe       G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G
  forge      C     0     0     0     0     0     0     0     0     0     G     G     G     G     G     G     G
imports
  select     G     G     G     G     G     G     G     G     G     G     G     G     G     1     1     0     G
  lock       G     G     G     G     G     G     G     G     G     G     G     G     G     1     1     0     G
  insert     G     G     G     G     G     G     G     G     G     G     G     G     G     G     1     P     G
  update     G     G     G     G     G     G     G     G     G     G     G     G     G     1     1     0     G
  delete     G     G     G     G     G     G     G     G     G     G     G     G     G     G     1     0     G
  blind      G     G     G     G     G     G     G     G     G     G     G     G     G     1     1     0     G
  wipe       G     G     G     G     G     G     G     G     G     G     G     G     G     G     1     0     G
import_rows
  select     G     G     G     G     G     G     G     G     G     G     G     G     G     1     1     0     G
  lock       G     G     G     G     G     G     G     G     G     G     G     G     G     1     G     G     G
  insert     G     G     G     G     G     G     G     G     G     G     G     G     G     G     1     P     G
  update     G     G     G     G     G     G     G     G     G     G     G     G     G     1     G     G     G
  delete     G     G     G     G     G     G     G     G     G     G     G     G     G     G     1     0     G
  blind      G     G     G     G     G     G     G     G     G     G     G     G     G     1     G     G     G
  wipe       G     G     G     G     G     G     G     G     G     G     G     G     G     G     1     0     G
trips
  select     1     1     1     0     0     0     0     0     0     0     1     1     0     1     1     0     G
  lock       1     1     0     0     0     0     0     0     0     0     1     1     0     1     G     G     G
  insert     1     P     P     P     P     P     P     P     P     P     1     P     P     G     G     G     G
  update     1     1     0     0     0     0     0     0     0     0     1     1     0     1     G     G     G
  delete     G     G     G     G     G     G     G     G     G     G     G     G     G     0     G     G     G
  blind      1     1     0     0     0     0     0     0     0     0     1     1     0     1     G     G     G
  wipe       G     G     G     G     G     G     G     G     G     G     G     G     G     0     G     G     G
  forge      C     C     0     0     0     0     0     0     0     0     C     C     0     G     G     G     G
  forge+     C     C     C     C     C     C     C     C     C     C     C     C     C     G     G     G     G
trips, deleted
  select     1     0     0     0     0     0     0     0     0     0     1     0     0     1     1     0     G
  lock       1     0     0     0     0     0     0     0     0     0     1     0     0     1     G     G     G
  update     1     0     0     0     0     0     0     0     0     0     1     0     0     G     G     G     G
  delete     G     G     G     G     G     G     G     G     G     G     G     G     G     1     G     G     G
trips, published
  update     1     C     0     0     0     0     0     0     0     0     1     C     0     G     G     G     G
trips, thrown away
  update     1     C     0     0     0     0     0     0     0     0     1     C     0     G     G     G     G
trips, given away
  update     C     C     0     0     0     0     0     0     0     0     C     C     0     G     G     G     G
itinerary_items
  select     1     1     1     0     0     0     0     0     0     0     1     1     0     1     G     G     G
  lock       1     1     0     0     0     0     0     0     0     0     1     1     0     G     G     G     G
  insert     1     1     P     P     P     P     P     P     P     P     1     1     P     G     G     G     G
  update     1     1     0     0     0     0     0     0     0     0     1     1     0     G     G     G     G
  delete     G     G     G     G     G     G     G     G     G     G     G     G     G     0     G     G     G
  blind      1     1     0     0     0     0     0     0     0     0     1     1     0     G     G     G     G
  wipe       G     G     G     G     G     G     G     G     G     G     G     G     G     0     G     G     G
  forge      C     C     0     0     0     0     0     0     0     0     C     C     0     G     G     G     G
  forge+     C     C     C     C     C     C     C     C     C     C     C     C     C     G     G     G     G
itinerary_items, deleted
  select     1     0     0     0     0     0     0     0     0     0     1     0     0     1     G     G     G
  lock       1     0     0     0     0     0     0     0     0     0     1     0     0     G     G     G     G
  update     1     0     0     0     0     0     0     0     0     0     1     0     0     G     G     G     G
  delete     G     G     G     G     G     G     G     G     G     G     G     G     G     1     G     G     G
itinerary_items, of a deleted trip
  select     1     0     0     0     0     0     0     0     0     0     1     0     0     1     G     G     G
  lock       1     0     0     0     0     0     0     0     0     0     1     0     0     G     G     G     G
  insert     1     P     P     P     P     P     P     P     P     P     1     P     P     G     G     G     G
  update     1     0     0     0     0     0     0     0     0     0     1     0     0     G     G     G     G
  delete     G     G     G     G     G     G     G     G     G     G     G     G     G     0     G     G     G
itinerary_items, claimed for an agent
  update     C     C     0     0     0     0     0     0     0     0     1     1     0     G     G     G     G
budget_tracking
  select     1     1     1     0     0     0     0     0     0     0     1     1     0     1     G     G     G
  lock       1     1     0     0     0     0     0     0     0     0     1     1     0     G     G     G     G
  insert     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G
  update     1     1     0     0     0     0     0     0     0     0     1     1     0     G     G     G     G
  delete     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G
  blind      1     1     0     0     0     0     0     0     0     0     1     1     0     G     G     G     G
  wipe       G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G
  forge      C     C     0     0     0     0     0     0     0     0     C     C     0     G     G     G     G
budget_tracking, an agent's advice
  update     C     C     0     0     0     0     0     0     0     0     1     1     0     G     G     G     G
budget_tracking, of a deleted trip
  select     1     0     0     0     0     0     0     0     0     0     1     0     0     1     G     G     G
  lock       1     0     0     0     0     0     0     0     0     0     1     0     0     G     G     G     G
  update     1     0     0     0     0     0     0     0     0     0     1     0     0     G     G     G     G
  delete     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G
proactive_suggestions
  select     1     0     0     0     0     0     0     0     0     0     1     0     0     1     1     0     G
  lock       1     0     0     0     0     0     0     0     0     0     1     0     0     1     1     0     G
  insert     G     G     G     G     G     G     G     G     G     G     1     P     P     G     1     P     G
  update     1     0     0     0     0     0     0     0     0     0     1     0     0     1     1     0     G
  delete     G     G     G     G     G     G     G     G     G     G     G     G     G     G     1     0     G
  blind      1     0     0     0     0     0     0     0     0     0     1     0     0     1     1     0     G
  wipe       G     G     G     G     G     G     G     G     G     G     G     G     G     G     1     0     G
  forge      G     G     G     G     G     G     G     G     G     G     1     0     0     G     1     0     G
proactive_suggestions, waiting again
  update     1     0     0     0     0     0     0     0     0     0     1     0     0     P     1     0     G
proactive_suggestions, owned anew
  update     G     G     G     G     G     G     G     G     G     G     C     0     0     G     C     0     G
proactive_suggestions, unanswered
  update     C     0     0     0     0     0     0     0     0     0     C     0     0     G     C     0     G
conflict_resolutions
  select     1     1     1     0     0     0     0     0     0     0     1     1     0     1     1     0     G
  lock       1     1     0     0     0     0     0     0     0     0     1     1     0     G     1     0     G
  insert     G     G     G     G     G     G     G     G     G     G     1     1     P     G     1     P     G
  update     1     1     0     0     0     0     0     0     0     0     1     1     0     G     1     0     G
  delete     G     G     G     G     G     G     G     G     G     G     G     G     G     G     1     0     G
  blind      1     1     0     0     0     0     0     0     0     0     1     1     0     G     1     0     G
  wipe       G     G     G     G     G     G     G     G     G     G     G     G     G     G     1     0     G
  forge      G     G     G     G     G     G     G     G     G     G     C     C     0     G     C     0     G
conflict_resolutions, of a deleted trip
  select     1     0     0     0     0     0     0     0     0     0     1     0     0     1     1     0     G
  lock       1     0     0     0     0     0     0     0     0     0     1     0     0     G     1     0     G
  update     1     0     0     0     0     0     0     0     0     0     1     0     0     G     1     0     G
  delete     G     G     G     G     G     G     G     G     G     G     G     G     G     G     1     0     G
trip_members
  select     1     1     1     0     0     0     0     0     0     0     1     1     0     G     1     0     G
  lock       1     0     0     0     0     0     0     0     0     0     G     G     G     G     G     G     G
  insert     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G
  update     1     0     0     0     0     0     0     0     0     0     G     G     G     G     G     G     G
  delete     1     1     0     0     0     0     0     0     0     0     G     G     G     G     G     G     G
  blind      1     0     0     0     0     0     0     0     0     0     G     G     G     G     G     G     G
  wipe       1     1     0     0     0     0     0     0     0     0     G     G     G     G     G     G     G
  forge      C     0     0     0     0     0     0     0     0     0     G     G     G     G     G     G     G
  forge+     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G
trip_members, of a deleted trip
  select     1     0     0     0     0     0     0     0     0     0     1     0     0     G     1     0     G
  lock       1     0     0     0     0     0     0     0     0     0     G     G     G     G     G     G     G
  update     1     0     0     0     0     0     0     0     0     0     G     G     G     G     G     G     G
  delete     1     0     0     0     0     0     0     0     0     0     G     G     G     G     G     G     G
invitations
  select     1     0     0     0     0     0     0     0     0     0     G     G     G     G     G     G     G
  lock       1     0     0     0     0     0     0     0     0     0     G     G     G     G     G     G     G
  insert     1     P     P     P     P     P     P     P     P     P     G     G     G     G     G     G     G
  update     1     0     0     0     0     0     0     0     0     0     G     G     G     G     G     G     G
  delete     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G
  blind      1     0     0     0     0     0     0     0     0     0     G     G     G     G     G     G     G
  wipe       G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G
  forge      C     0     0     0     0     0     0     0     0     0     G     G     G     G     G     G     G
trip_shares
  select     1     0     0     0     0     0     0     0     0     0     G     G     G     G     G     G     G
  lock       1     0     0     0     0     0     0     0     0     0     G     G     G     G     G     G     G
  insert     1     P     P     P     P     P     P     P     P     P     G     G     G     G     G     G     G
  update     1     0     0     0     0     0     0     0     0     0     G     G     G     G     G     G     G
  delete     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G
  blind      1     0     0     0     0     0     0     0     0     0     G     G     G     G     G     G     G
  wipe       G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G
  forge      C     0     0     0     0     0     0     0     0     0     G     G     G     G     G     G     G
api_tokens
  select     1     0     0     0     0     0     0     0     0     0     G     G     G     G     G     G     G
  lock       1     0     0     0     0     0     0     0     0     0     G     G     G     G     G     G     G
  insert     1     P     P     P     P     P     P     P     P     P     G     G     G     G     G     G     G
  update     1     0     0     0     0     0     0     0     0     0     G     G     G     G     G     G     G
  delete     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G
  blind      1     0     0     0     0     0     0     0     0     0     G     G     G     G     G     G     G
  wipe       G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G
  forge      C     0     0     0     0     0     0     0     0     0     G     G     G     G     G     G     G
  forge+     C     C     C     C     C     C     C     C     C     C     G     G     G     G     G     G     G
api_tokens, of staff's scope
  insert     P     P     P     P     P     P     P     P     P     P     G     G     G     G     G     G     G
api_tokens, alive again
  update     C     0     0     0     0     0     0     0     0     0     G     G     G     G     G     G     G
idempotency_keys
  select     1     0     0     0     0     0     0     0     0     0     G     G     G     0     G     G     G
  lock       1     0     0     0     0     0     0     0     0     0     G     G     G     G     G     G     G
  insert     1     P     P     P     P     P     P     P     P     P     G     G     G     G     G     G     G
  update     1     0     0     0     0     0     0     0     0     0     G     G     G     G     G     G     G
  delete     0     0     0     0     0     0     0     0     0     0     G     G     G     0     G     G     G
  blind      1     0     0     0     0     0     0     0     0     0     G     G     G     G     G     G     G
  wipe       0     0     0     0     0     0     0     0     0     0     G     G     G     0     G     G     G
  forge      C     0     0     0     0     0     0     0     0     0     G     G     G     G     G     G     G
idempotency_keys, expired
  select     1     0     0     0     0     0     0     0     0     0     G     G     G     1     G     G     G
  delete     1     0     0     0     0     0     0     0     0     0     G     G     G     1     G     G     G
exchange_rates
  select     1     1     1     1     1     1     1     1     1     1     1     1     1     1     1     1     G
  lock       G     G     G     G     G     G     G     G     G     G     G     G     G     1     1     0     G
  insert     G     G     G     G     G     G     G     G     G     G     G     G     G     1     1     P     G
  update     G     G     G     G     G     G     G     G     G     G     G     G     G     1     1     0     G
  delete     G     G     G     G     G     G     G     G     G     G     G     G     G     G     1     0     G
  blind      G     G     G     G     G     G     G     G     G     G     G     G     G     1     1     0     G
  wipe       G     G     G     G     G     G     G     G     G     G     G     G     G     G     1     0     G
cost_estimates
  select     1     1     1     1     1     1     1     1     1     1     1     1     1     1     1     1     G
  lock       G     G     G     G     G     G     G     G     G     G     G     G     G     G     1     0     G
  insert     G     G     G     G     G     G     G     G     G     G     G     G     G     G     1     P     G
  update     G     G     G     G     G     G     G     G     G     G     G     G     G     G     1     0     G
  delete     G     G     G     G     G     G     G     G     G     G     G     G     G     G     1     0     G
  blind      G     G     G     G     G     G     G     G     G     G     G     G     G     G     1     0     G
  wipe       G     G     G     G     G     G     G     G     G     G     G     G     G     G     1     0     G
conversations
  select     1     0     0     0     0     0     0     0     0     0     1     0     0     1     1     0     G
  lock       1     0     0     0     0     0     0     0     0     0     1     0     0     1     G     G     G
  insert     1     P     P     P     P     P     P     P     P     P     1     P     P     G     G     G     G
  update     1     0     0     0     0     0     0     0     0     0     1     0     0     1     G     G     G
  delete     G     G     G     G     G     G     G     G     G     G     G     G     G     0     G     G     G
  blind      1     0     0     0     0     0     0     0     0     0     1     0     0     1     G     G     G
  wipe       G     G     G     G     G     G     G     G     G     G     G     G     G     0     G     G     G
  forge      C     0     0     0     0     0     0     0     0     0     C     0     0     G     G     G     G
  forge+     C     C     C     C     C     C     C     C     C     C     C     C     C     G     G     G     G
conversations, deleted
  select     1     0     0     0     0     0     0     0     0     0     1     0     0     1     1     0     G
  lock       1     0     0     0     0     0     0     0     0     0     1     0     0     1     G     G     G
  update     1     0     0     0     0     0     0     0     0     0     1     0     0     G     G     G     G
  delete     G     G     G     G     G     G     G     G     G     G     G     G     G     1     G     G     G
conversations, of a stranger's trip
  update     C     0     0     0     0     0     0     0     0     0     C     0     0     G     G     G     G
messages
  select     1     0     0     0     0     0     0     0     0     0     1     0     0     G     G     G     G
  lock       G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G
  insert     1     P     P     P     P     P     P     P     P     P     1     P     P     G     G     G     G
  update     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G
  delete     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G
  blind      G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G
  wipe       G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G
  forge+     C     C     C     C     C     C     C     C     C     C     1     P     P     G     G     G     G
messages, misdated
  insert     C     C     C     C     C     C     C     C     C     C     C     C     C     G     G     G     G
  update     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G
messages, of a deleted conversation
  select     1     0     0     0     0     0     0     0     0     0     1     0     0     G     G     G     G
  lock       G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G
  update     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G
  delete     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G
ai_context
  select     1     0     0     0     0     0     0     0     0     0     1     0     0     G     1     0     G
  lock       G     G     G     G     G     G     G     G     G     G     1     0     0     G     1     0     G
  insert     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G
  update     G     G     G     G     G     G     G     G     G     G     1     0     0     G     1     0     G
  delete     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G
  blind      G     G     G     G     G     G     G     G     G     G     1     0     0     G     1     0     G
  wipe       G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G
  forge      G     G     G     G     G     G     G     G     G     G     C     0     0     G     1     0     G
ai_context, stale
  update     G     G     G     G     G     G     G     G     G     G 40001     0     0     G     G     G     G
ai_runs
  select     1     0     0     0     0     0     0     0     0     0     1     0     0     1     1     0     G
  lock       1     0     0     0     0     0     0     0     0     0     1     0     0     1     G     G     G
  insert     1     P     P     P     P     P     P     P     P     P     1     P     P     G     G     G     G
  update     1     0     0     0     0     0     0     0     0     0     1     0     0     1     G     G     G
  delete     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G
  blind      1     0     0     0     0     0     0     0     0     0     1     0     0     1     G     G     G
  wipe       G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G
  forge      G     G     G     G     G     G     G     G     G     G     1     0     0     G     G     G     G
  forge+     C     C     C     C     C     C     C     C     C     C     1     P     P     G     G     G     G
ai_runs, owned anew
  update     G     G     G     G     G     G     G     G     G     G     C     0     0     G     G     G     G
ai_runs, of another conversation
  insert     P     P     P     P     P     P     P     P     P     P     P     P     P     G     G     G     G
  update     G     G     G     G     G     G     G     G     G     G     C     0     0     G     G     G     G
ai_run_events
  select     1     0     0     0     0     0     0     0     0     0     1     0     0     1     1     0     G
  lock       G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G
  insert     G     G     G     G     G     G     G     G     G     G     1     P     P     1     G     G     G
  update     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G
  delete     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G
  blind      G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G
  wipe       G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G
approvals
  select     1     0     0     0     0     0     0     0     0     0     1     0     0     1     1     0     G
  lock       1     0     0     0     0     0     0     0     0     0     1     0     0     1     G     G     G
  insert     G     G     G     G     G     G     G     G     G     G     1     P     P     G     G     G     G
  update     1     0     0     0     0     0     0     0     0     0     1     0     0     1     G     G     G
  delete     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G
  blind      1     0     0     0     0     0     0     0     0     0     1     0     0     1     G     G     G
  wipe       G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G
  forge      G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G
approvals, approved
  update     1     0     0     0     0     0     0     0     0     0     P     0     0     P     G     G     G
approvals, answered twice
  update     K     0     0     0     0     0     0     0     0     0     K     0     0     0     G     G     G
approvals, of a stranger's trip
  insert     G     G     G     G     G     G     G     G     G     G     P     P     P     G     G     G     G
  update     1     0     0     0     0     0     0     0     0     0     1     0     0     P     G     G     G
agent_limits
  select     1     0     0     0     0     0     0     0     0     0     1     0     0     1     1     0     G
  lock       G     G     G     G     G     G     G     G     G     G     G     G     G     G     1     0     G
  insert     G     G     G     G     G     G     G     G     G     G     G     G     G     G     1     P     G
  update     G     G     G     G     G     G     G     G     G     G     G     G     G     G     1     0     G
  delete     G     G     G     G     G     G     G     G     G     G     G     G     G     G     1     0     G
  blind      G     G     G     G     G     G     G     G     G     G     G     G     G     G     1     0     G
  wipe       G     G     G     G     G     G     G     G     G     G     G     G     G     G     1     0     G
agent_limits, for everybody
  select     1     1     1     1     1     1     1     1     1     1     1     1     1     1     1     0     G
  lock       G     G     G     G     G     G     G     G     G     G     G     G     G     G     1     0     G
  update     G     G     G     G     G     G     G     G     G     G     G     G     G     G     1     0     G
  delete     G     G     G     G     G     G     G     G     G     G     G     G     G     G     1     0     G
user_ai_stats
  select     1     0     0     0     0     0     0     0     0     0     1     0     0     G     1     0     G
  lock       G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G
  insert     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G
  update     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G
  delete     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G
  blind      G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G
  wipe       G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G
change_sets
  select     1     1     1     0     0     0     0     0     0     0     1     1     0     1     0     0     G
  lock       G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G
  insert     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G
  update     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G
  delete     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G
  blind      G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G
  wipe       G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G
change_sets, of a saved place
  select     1     0     0     0     0     0     0     0     0     0     1     0     0     1     0     0     G
  lock       G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G
  update     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G
  delete     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G
audit_logs
  select     1     1     1     0     0     0     0     0     0     0     1     1     0     1     0     0     G
  lock       G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G
  insert     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G
  update     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G
  delete     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G
  blind      G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G
  wipe       G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G
audit_logs, of a saved place
  select     1     0     0     0     0     0     0     0     0     0     1     0     0     1     0     0     G
  lock       G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G
  update     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G
  delete     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G
companions
  call       1     1     1     0     0     0     0     0     0     0     1     1     0     G     G     G     G
app.shared_trip
  call       0     0     0     0     0     1     0     0     0     0     G     G     G     G     G     G     G
app.shared_trip, by id
  call       0     0     0     0     0     1     0     0     0     0     G     G     G     G     G     G     G
app.shared_trip_items
  call       0     0     0     0     0     1     0     0     0     0     G     G     G     G     G     G     G
app.find_invitation
  call       1     1     1     1     1     1     1     1     1     1     G     G     G     G     G     G     G
app.my_invitations
  call       0     0     0     0     0     0     0     0     0     0     G     G     G     G     G     G     G
app.shared_collection
  call       0     0     0     0     0     1     0     0     0     0     G     G     G     G     G     G     G
app.record_optimization
  call       1     1     X     X     X     X     X     X     X     X     1     1     X     1     G     G     G
app.exchange_rate
  call       1     1     1     1     1     1     1     1     1     1     1     1     1     1     1     1     G
app.erase_account
  call       G     G     G     G     G     G     G     G     G     G     G     G     G     1     G     G     G
app.redact_audit
  call       G     G     G     G     G     G     G     G     G     G     G     G     G     1     G     G     G
app.enqueue_job
  call       1     X     X     X     X     X     X     X     X     X     1     X     X     G     G     G     G
app.runs_without_job
  call       G     G     G     G     G     G     G     G     G     G     G     G     G     1     G     G     G
refresh_user_ai_stats
  call       G     G     G     G     G     G     G     G     G     G     1     1     1     1     G     G     G
app.undo_change_set
  call       1     1     0     0     0     0     0     0     0     0     1     1     0     G     0     0     G
app.are_stops_of
  call       G     G     G     G     G     G     G     G     G     G     G     G     G     G     1     0     G
app.find_duplicates
  call       G     G     G     G     G     G     G     G     G     G     G     G     G     G     1     1     G
app.merge_locations
  call       G     G     G     G     G     G     G     G     G     G     G     G     G     G     1     X     G
app.undo_merge
  call       G     G     G     G     G     G     G     G     G     G     G     G     G     G     X     X     G
app.recompute_trips
  call       G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G
app.readable_trips
  call       G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G
app.job_health
  call       G     G     G     G     G     G     G     G     G     G     G     G     G     G     1     1     1
app.find_api_token
  call       G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     G     1
app.note_token_use
  call       1     0     0     0     0     0     0     0     0     0     G     G     G     G     G     G     G
"""


class Cell(NamedTuple):
    name: str
    operation: str
    actor: str
    expected: str


def cells() -> Iterator[Cell]:
    """Every cell of the matrix."""
    actors: list[str] = []
    name = ""
    for line in MATRIX.splitlines():
        if line.startswith("#"):
            actors = line[1:].split()
        elif line and not line.startswith(" "):
            name = line
        elif line:
            operation, *outcomes = line.split()
            yield from (Cell(name, operation, *pair) for pair in zip(actors, outcomes, strict=True))
