"""The rows that the access matrix probes, and the statements that probe them.

alice owns everything; bob edits and vera views her trip; charlie is a stranger; fred was a companion once; dora edited the
trip until her account was deleted; sam is staff; eve is somebody to invite.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tripos.testing.access import Actor

PEOPLE = ("alice", "bob", "vera", "charlie", "fred", "dora", "sam", "eve")


def uid(kind: str, number: int = 1) -> str:
    """A fixed UUID v4 that can be told apart in a failure: its first letters say what it is."""
    return f"{kind.encode().hex()[:8]:0<8}-0000-4000-8000-{number:012d}"


U = {person: uid(person[:3] + "u") for person in PEOPLE}
TRIP, DELETED_TRIP = uid("trip"), uid("trip", 2)
ITEM, DELETED_ITEM, ITEM_OF_DELETED = uid("item"), uid("item", 2), uid("item", 3)
CONVERSATION, DELETED_CONVERSATION = uid("conv"), uid("conv", 2)
COLLECTION, DELETED_COLLECTION = uid("coll"), uid("coll", 2)
PLACE, SAVED, RUN, APPROVAL = uid("plac"), uid("save"), uid("run"), uid("appr")
VALID, EXPIRED, REVOKED = "a" * 64, "b" * 64, "c" * 64

ACTORS = {
    "owner": Actor("tripos_app", U["alice"]),
    "edit": Actor("tripos_app", U["bob"]),
    "view": Actor("tripos_app", U["vera"]),
    "other": Actor("tripos_app", U["charlie"]),
    "anon": Actor("tripos_app"),
    "link": Actor("tripos_app", link=VALID),
    "late": Actor("tripos_app", link=EXPIRED),
    "void": Actor("tripos_app", link=REVOKED),
    "ex": Actor("tripos_app", U["fred"]),
    "gone": Actor("tripos_app", U["dora"]),
    "agent": Actor("tripos_agent", U["alice"]),
    "ag/ed": Actor("tripos_agent", U["bob"]),
    "ag/ot": Actor("tripos_agent", U["charlie"]),
    "job": Actor("tripos_worker"),
    "staff": Actor("tripos_staff", U["sam"]),
    "poser": Actor("tripos_staff", U["alice"]),
    "auth": Actor("tripos_auth", U["alice"]),
}


@dataclass(frozen=True)
class Probe:
    """How to touch one row of a table.

    Attributes:
        table: where the row is.
        row: its key (``key`` is the column).
        change: the SET list of an update; ``changes`` has others for actors who may write other columns.
        insert: the columns and values of a new row beside it.
        forge: a SET list that writes what the actor who may update the row must not write.
    """

    table: str
    row: str
    change: str
    insert: str = ""
    forge: str = ""
    forge_insert: str = ""
    key: str = "id"
    changes: dict[str, str] = field(default_factory=dict)

    def where(self) -> str:
        return f"where {self.key} = '{self.row}'"

    def statement(self, operation: str, actor: str) -> str:
        change = self.changes.get(actor, self.change)
        return {
            "select": f"select {self.key} from {self.table} {self.where()}",
            "lock": f"select {self.key} from {self.table} {self.where()} for update",
            "insert": f"insert into {self.table} {self.insert}",
            "update": f"update {self.table} set {change} {self.where()}",
            "blind": f"update {self.table} set {change}",
            "delete": f"delete from {self.table} {self.where()}",
            "wipe": f"delete from {self.table}",
            "forge": f"update {self.table} set {self.forge} {self.where()}",
            "forge+": f"insert into {self.table} {self.forge_insert}",
        }[operation]


_STATUS_ONLY = {"job": "status = 'expired'"}
_CONFLICT = (f"(trip_id, type, severity, title, description, stable_key) values ('{TRIP}', 'time_overlap', 3, 'Both', "
             "'Two at once', 'new')")  # fmt: skip
_SUGGESTION = ("(user_id, trip_id, type, title, description, agent_name, confidence_score, suggestion_data, stable_key) "
               f"values ('{U['alice']}', '{TRIP}', 'cost_savings', 'Save', 'Walk', 'guardian', 0.5, '{{}}', 'new')")  # fmt: skip
_RUN = (
    "(user_id, agent_name, agent_type, input_data{0}) values ('" + U["alice"] + "', 'scout', 'local_scout', '{{}}'{1})"
)

PROBES: dict[str, Probe] = {
    "users": Probe("users", U["alice"], "last_login = now()",
                   "(id, email, password, is_superuser, is_staff, is_active) "
                   f"values ('{uid('newu')}', 'new@example.org', '', false, false, true)",
                   forge="is_superuser = true",
                   forge_insert="(id, email, password, is_superuser, is_staff, is_active) "
                                f"values ('{uid('newu')}', 'new@example.org', '', true, true, true)"),
    "profiles": Probe("profiles", U["alice"], "full_name = 'New'",
                      f"(id, email, notification_preferences, travel_preferences) values ('{U['eve']}', 'x', '{{}}', '{{}}')",
                      forge="email = 'other@example.org'",
                      changes=dict.fromkeys(("agent", "ag/ed", "ag/ot"), "travel_preferences = '{\"pace\": \"slow\"}'")),
    "locations": Probe("locations", PLACE, "description = 'New'",
                       f"(name, category, source, created_by_id) values ('Kiosk', 'other', 'user_created', '{U['alice']}')",
                       forge="rating = 5",
                       forge_insert="(name, category, source, is_verified, created_by_id) "
                                    f"values ('Kiosk', 'other', 'user_created', true, '{U['alice']}')"),
    "collections": Probe("collections", COLLECTION, "name = 'New'", f"(user_id, name) values ('{U['alice']}', 'More')",
                         forge="item_count = 9", forge_insert=f"(user_id, name, item_count) values ('{U['alice']}', 'M', 9)"),
    "collections, deleted": Probe("collections", DELETED_COLLECTION, "deleted_at = null"),
    "saved_places": Probe("saved_places", SAVED, "notes = 'New'",
                          f"(user_id, location_id, collection_id) values ('{U['alice']}', '{uid('plac', 2)}', '{COLLECTION}')",
                          forge="saved_at = '2020-01-01'"),
    "collection_shares": Probe("collection_shares", uid("shar", 1), "revoked_at = now()",
                               f"(collection_id, token_sha256) values ('{COLLECTION}', '{'d' * 64}')",
                               forge=f"token_sha256 = '{'e' * 64}'"),
    "imports": Probe("imports", uid("impo"), "status = 'discarded'",
                     "(file_name, format, source, size) values ('more.csv', 'csv', 'city', 9)"),
    "import_rows": Probe("import_rows", "1", "action = 'kept'",
                         f"(import_id, number, action) values ('{uid('impo')}', 2, 'added')"),
    "trips": Probe("trips", TRIP, "title = 'New'",
                   "(user_id, title, destination, start_date, end_date) "
                   f"values ('{U['alice']}', 'T', 'D', '2026-05-01', '2026-05-02')",
                   forge="budget_spent = 9",
                   forge_insert="(user_id, title, destination, start_date, end_date, optimization_score) "
                                f"values ('{U['alice']}', 'T', 'D', '2026-05-01', '2026-05-02', 1)",
                   changes={"job": "status = 'completed'"}),
    "trips, deleted": Probe("trips", DELETED_TRIP, "deleted_at = null"),
    "trips, published": Probe("trips", TRIP, "is_public = true"),
    "trips, thrown away": Probe("trips", TRIP, "deleted_at = now()"),
    "trips, given away": Probe("trips", TRIP, f"user_id = '{U['bob']}'"),
    "itinerary_items": Probe("itinerary_items", ITEM, "title = 'New'",
                             f"(trip_id, title, type, day_number) values ('{TRIP}', 'Stop', 'activity', 1)",
                             forge="converted_cost = 9",
                             forge_insert="(trip_id, title, type, day_number, converted_cost) "
                                          f"values ('{TRIP}', 'Stop', 'activity', 1, 9)"),
    "itinerary_items, deleted": Probe("itinerary_items", DELETED_ITEM, "deleted_at = null"),
    "itinerary_items, of a deleted trip": Probe(
        "itinerary_items", ITEM_OF_DELETED, "title = 'New'",
        f"(trip_id, title, type, day_number) values ('{DELETED_TRIP}', 'Stop', 'activity', 1)"),
    "itinerary_items, claimed for an agent": Probe("itinerary_items", ITEM, "ai_agent_name = 'scout'"),
    "budget_tracking": Probe("budget_tracking", uid("budg"), "alert_threshold = 0.5", f"(trip_id) values ('{TRIP}')",
                             forge="total_spent = 9"),
    "budget_tracking, an agent's advice": Probe("budget_tracking", uid("budg"), "ai_recommendations = '[1]'"),
    "budget_tracking, of a deleted trip": Probe("budget_tracking", uid("budg", 2), "alert_threshold = 0.5"),
    "proactive_suggestions": Probe("proactive_suggestions", uid("sugg"), "shown_at = now()", _SUGGESTION,
                                   forge="confidence_score = 1", changes=_STATUS_ONLY),
    "proactive_suggestions, waiting again": Probe("proactive_suggestions", uid("sugg"), "status = 'pending'"),
    "proactive_suggestions, owned anew": Probe("proactive_suggestions", uid("sugg"), f"user_id = '{U['charlie']}'"),
    "proactive_suggestions, unanswered": Probe("proactive_suggestions", uid("sugg", 2), "responded_at = null"),
    "conflict_resolutions": Probe("conflict_resolutions", uid("conf"), "status = 'ignored'", _CONFLICT,
                                  forge="stable_key = 'other'"),
    "conflict_resolutions, of a deleted trip": Probe("conflict_resolutions", uid("conf", 2), "status = 'ignored'"),
    "trip_members": Probe("trip_members", uid("memb"), "role = 'viewer'",
                          f"(trip_id, user_id, role) values ('{TRIP}', '{U['eve']}', 'viewer')",
                          forge=f"user_id = '{U['eve']}'",
                          forge_insert="(trip_id, user_id, role, created_at) "
                                       f"values ('{TRIP}', '{U['eve']}', 'viewer', '2020-01-01')"),
    "trip_members, of a deleted trip": Probe("trip_members", uid("memb", 4), "role = 'viewer'"),
    "invitations": Probe("invitations", uid("invi"), "revoked_at = now()",
                         "(trip_id, email, role, token_sha256, expires_at) "
                         f"values ('{TRIP}', 'new@example.org', 'viewer', '{'d' * 64}', now() + interval '1 day')",
                         forge="accepted_at = now()"),
    "api_tokens": Probe("api_tokens", uid("toke"), "name = 'New'",
                        f"(user_id, name, prefix, token_sha256, scopes) values ('{U['alice']}', 'Script', 'tripos_b', "
                        f"'{'d' * 64}', '{{trips:read}}')",
                        forge="scopes = '{trips:write}'",
                        forge_insert="(user_id, name, prefix, token_sha256, scopes, last_used_at) values "
                                     f"('{U['alice']}', 'Script', 'tripos_b', '{'d' * 64}', '{{trips:read}}', now())"),
    "api_tokens, of staff's scope": Probe(
        "api_tokens", uid("toke"), "name = 'New'",
        f"(user_id, name, prefix, token_sha256, scopes) values ('{U['alice']}', 'Script', 'tripos_b', '{'d' * 64}', "
        "'{catalogue:write}')"),
    "api_tokens, alive again": Probe("api_tokens", uid("toke", 2), "revoked_at = null"),
    "idempotency_keys": Probe("idempotency_keys", uid("idem"), "status = 201",
                              "(user_id, key, request_sha256, expires_at) values "
                              f"('{U['alice']}', 'b', '{'d' * 64}', now() + interval '1 day')",
                              forge=f"request_sha256 = '{'e' * 64}'"),
    "idempotency_keys, expired": Probe("idempotency_keys", uid("idem", 2), "status = 201"),
    "trip_shares": Probe("trip_shares", uid("shar", 1), "revoked_at = now()",
                         f"(trip_id, token_sha256) values ('{TRIP}', '{'d' * 64}')", forge=f"token_sha256 = '{'e' * 64}'"),
    "exchange_rates": Probe("exchange_rates", uid("rate"), "rate = 2",
                            "(currency, rate_date, rate, source) values ('SEK', '2026-01-03', 11, 'ECB')"),
    "cost_estimates": Probe("cost_estimates", uid("cost"), "amount = 2",
                            "(kind, amount, currency, as_of) values ('zoo', 11, 'EUR', '2026-01-01')"),
    "conversations": Probe("conversations", CONVERSATION, "title = 'New'",
                           f"(user_id, title, agent_type, trip_id) values ('{U['alice']}', 'C', 'local_scout', '{TRIP}')",
                           forge="message_count = 9",
                           forge_insert="(user_id, title, agent_type, message_count) "
                                        f"values ('{U['alice']}', 'C', 'local_scout', 9)",
                           changes={"job": "status = 'abandoned'"}),
    "conversations, deleted": Probe("conversations", DELETED_CONVERSATION, "deleted_at = null"),
    "conversations, of a stranger's trip": Probe("conversations", CONVERSATION, f"trip_id = '{uid('trip', 3)}'"),
    "messages": Probe("messages", uid("mess"), "content = 'New'",
                      f"(conversation_id, role, content) values ('{CONVERSATION}', 'user', 'Hi')",
                      forge_insert=f"(conversation_id, role, content) values ('{CONVERSATION}', 'assistant', 'Hi')"),
    "messages, misdated": Probe("messages", uid("mess"), "content = 'New'",
                                "(conversation_id, role, content, created_at) "
                                f"values ('{CONVERSATION}', 'user', 'Hi', '2020-01-01')"),
    "messages, of a deleted conversation": Probe("messages", uid("mess", 2), "content = 'New'"),
    "ai_context": Probe("ai_context", uid("cont"), "session_context = '{\"a\": 1}', version = 2",
                        f"(conversation_id, entities) values ('{CONVERSATION}', '{{}}')",
                        forge="global_context = '{\"a\": 1}', version = 2",
                        changes=dict.fromkeys(("staff", "poser"), "global_context = '{\"a\": 1}', version = 2")),
    "ai_context, stale": Probe("ai_context", uid("cont"), "session_context = '{\"a\": 1}'"),
    "ai_runs": Probe("ai_runs", RUN, "cancel_requested_at = now()", _RUN.format("", ""),
                     forge="total_tokens = 9, input_tokens = 9",
                     forge_insert=_RUN.format(", total_tokens, input_tokens", ", 9, 9"),
                     changes={"job": "status = 'error'"}),
    "ai_runs, owned anew": Probe("ai_runs", RUN, f"user_id = '{U['charlie']}'"),
    "ai_runs, of another conversation": Probe("ai_runs", RUN, f"conversation_id = '{uid('conv', 3)}'",
                                              _RUN.format(", conversation_id", f", '{uid('conv', 3)}'")),
    "ai_run_events": Probe("ai_run_events", "1", "kind = 'New'",
                           f"(run_id, sequence, kind, data) values ('{RUN}', 2, 'text', '{{}}')"),
    "approvals": Probe("approvals", APPROVAL, "status = 'denied'",
                       "(user_id, run_id, tool_call_id, tool_name, arguments, expires_at) "
                       f"values ('{U['alice']}', '{RUN}', 'call2', 'tool', '{{}}', now() + interval '1 hour')",
                       forge="arguments = '{\"a\": 1}'", changes=_STATUS_ONLY),
    "approvals, approved": Probe("approvals", APPROVAL, "status = 'approved'"),
    "approvals, answered twice": Probe("approvals", uid("appr", 2), "status = 'approved'"),
    "approvals, of a stranger's trip": Probe(
        "approvals", APPROVAL, "status = 'denied'",
        "(user_id, trip_id, tool_call_id, tool_name, arguments, expires_at) "
        f"values ('{U['alice']}', '{uid('trip', 3)}', 'call3', 'tool', '{{}}', now() + interval '1 hour')"),
    "agent_limits": Probe("agent_limits", uid("limi"), "is_enabled = false",
                          f"(user_id, agent_type) values ('{U['eve']}', 'local_scout')"),
    "agent_limits, for everybody": Probe("agent_limits", uid("limi", 2), "is_enabled = false"),
    "user_ai_stats": Probe("user_ai_stats", U["alice"], "total_cost = 0",
                           "(user_id, total_conversations, total_runs, total_tokens, total_cost, last_run_at, "
                           f"unknown_cost_runs) values ('{U['eve']}', 0, 0, 0, 0, now(), 0)", key="user_id"),
    "change_sets": Probe("change_sets", uid("chan"), "reason = 'New'",
                         f"(id, kind, reason, actor_role) values ('{uid('chan', 3)}', 'request', 'Forged', 'tripos_app')"),
    "change_sets, of a saved place": Probe("change_sets", uid("chan", 2), "reason = 'New'"),
    "audit_logs": Probe("audit_logs", uid("chan"), "new_data = '{}'",
                        "(id, table_name, operation, row_id, actor_role) "
                        f"values ('{uid('chan', 3)}', 'trips', 'UPDATE', '{TRIP}', 'tripos_app')", key="change_set_id"),
    "audit_logs, of a saved place": Probe("audit_logs", uid("chan", 2), "new_data = '{}'", key="change_set_id"),
}  # fmt: skip

# What is reached through functions and views: rows that each actor gets.
CALLS: dict[str, str] = {
    "companions": f"select id from companions where id = '{U['alice']}'",
    "app.shared_trip": "select * from app.shared_trip()",
    "app.shared_trip, by id": f"select * from app.shared_trip('{TRIP}')",
    "app.shared_trip_items": "select * from app.shared_trip_items()",
    "app.find_invitation": f"select * from app.find_invitation('{'9' * 64}')",
    "app.my_invitations": "select * from app.my_invitations()",
    "app.shared_collection": "select * from app.shared_collection() where location_name = 'Pier'",
    "app.record_optimization": f"select app.record_optimization('{TRIP}', 0.5, true)",
    "app.exchange_rate": "select * from app.exchange_rate('SEK', 'EUR', '2026-02-01') where round(1 / rate) = 11",
    "app.erase_account": f"select app.erase_account('{U['dora']}')",
    "app.redact_audit": f"select app.redact_audit('{U['alice']}')",
    "app.enqueue_job": "select app.enqueue_job('t', '{\"user_id\": \"" + U["alice"] + "\"}', 'q', null, null)",
    "app.runs_without_job": "select * from app.runs_without_job(interval '-1 day')",
    "refresh_user_ai_stats": f"select public.refresh_user_ai_stats('{U['alice']}')",
    "app.undo_change_set": f"select * from app.undo_change_set('{uid('chan')}') where outcome = 'undone'",
    "app.are_stops_of": f"select 1 where app.are_stops_of('{TRIP}', array['{ITEM}']::uuid[])",
    "app.find_duplicates": "select * from app.find_duplicates(null, 50, 0.5, 10)",
    "app.merge_locations": f"select app.merge_locations('{PLACE}', '{uid('plac', 2)}')",
    "app.undo_merge": f"select * from app.undo_merge('{uid('chan')}')",
    "app.recompute_trips": f"select app.recompute_trips(array['{TRIP}']::uuid[])",
    "app.readable_trips": f"select * from app.readable_trips('{TRIP}')",
    "app.job_health": "select * from app.job_health()",
    "app.find_api_token": f"select * from app.find_api_token('{'7' * 64}')",
    "app.note_token_use": f"select 1 where app.note_token_use('{uid('toke')}')",
}


# The tables whose policies a call leans on.
CALL_TABLES = {
    "companions": "profiles trip_members",
    "app.shared_trip": "trips trip_shares users",
    "app.shared_trip_items": "trips trip_shares itinerary_items",
    "app.shared_collection": "collections collection_shares saved_places locations",
}


def make_rows(cursor: Any) -> None:
    """Write all probed rows, as the owner of the tables, and one change of alice's own."""
    cursor.execute("select set_config('role', 'tripos_owner', true)")
    for person in PEOPLE:
        cursor.execute(
            "insert into users (id, email, password, is_superuser, is_staff, is_active) values (%s, %s, '', false, %s, true)",
            [U[person], f"{person}@example.org", person == "sam"],
        )
    cursor.execute(
        "insert into users_groups (user_id, group_id) select %s, g.id from auth_group g where g.name = 'administrators'",
        [U["sam"]],
    )
    cursor.execute((ROWS % {**U, "trip": TRIP, "gone_trip": DELETED_TRIP}).encode())
    cursor.execute(
        "select set_config('role', 'tripos_app', true), set_config('app.user_id', %s, true),"
        " set_config('app.change_set', %s, true)",
        [U["alice"], f"{uid('chan')}|request|||Renamed"],
    )
    cursor.execute("update trips set description = 'Renamed' where id = %s", [TRIP])
    cursor.execute("select set_config('app.change_set', %s, true)", [f"{uid('chan', 2)}|request|||Noted"])
    cursor.execute("update saved_places set notes = 'Noted' where id = %s", [SAVED])
    cursor.execute("select set_config('app.change_set', '', true)")
    cursor.execute("reset role")


ROWS = f"""
insert into locations (id, name, category, source, created_by_id) values
  ('{PLACE}', 'Pier', 'other', 'user_created', '%(alice)s'), ('{uid("plac", 2)}', 'Quay', 'other', 'osm', null);
insert into locations (name, category, source, latitude, longitude) values
  ('Lighthouse', 'other', 'osm', 60.1, 25.1), ('Light-house', 'other', 'osm', 60.10001, 25.1);
insert into imports (id, file_name, format, source, size) values ('{uid("impo")}', 'places.csv', 'csv', 'city', 9);
insert into import_rows (id, import_id, number, action) overriding system value values (1, '{uid("impo")}', 1, 'added');
alter sequence import_rows_id_seq restart with 100;
insert into collections (id, user_id, name) values ('{COLLECTION}', '%(alice)s', 'Piers');
insert into collections (id, user_id, name, deleted_at) values ('{DELETED_COLLECTION}', '%(alice)s', 'Old', now());
insert into saved_places (id, user_id, location_id, collection_id)
  values ('{SAVED}', '%(alice)s', '{PLACE}', '{COLLECTION}');
insert into trips (id, user_id, title, destination, start_date, end_date) values
  ('%(trip)s', '%(alice)s', 'Live', 'Helsinki', '2026-05-14', '2026-05-16'),
  ('%(gone_trip)s', '%(alice)s', 'Gone', 'Helsinki', '2026-05-14', '2026-05-16'),
  ('{uid("trip", 3)}', '%(charlie)s', 'His', 'Turku', '2026-05-14', '2026-05-16');
update budget_tracking set id = '{uid("budg")}' where trip_id = '%(trip)s';
update budget_tracking set id = '{uid("budg", 2)}' where trip_id = '%(gone_trip)s';
insert into trip_members (id, trip_id, user_id, role) values
  ('{uid("memb", 1)}', '%(trip)s', '%(bob)s', 'editor'), ('{uid("memb", 2)}', '%(trip)s', '%(vera)s', 'viewer'),
  ('{uid("memb", 3)}', '%(trip)s', '%(dora)s', 'editor'), ('{uid("memb", 6)}', '%(trip)s', '%(fred)s', 'editor'),
  ('{uid("memb", 4)}', '%(gone_trip)s', '%(bob)s', 'editor'), ('{uid("memb", 5)}', '%(gone_trip)s', '%(vera)s', 'viewer');
delete from trip_members where user_id = '%(fred)s';
insert into itinerary_items (id, trip_id, title, type, day_number, cost) values
  ('{ITEM}', '%(trip)s', 'Walk', 'activity', 1, 5), ('{DELETED_ITEM}', '%(trip)s', 'Removed', 'activity', 1, 5),
  ('{ITEM_OF_DELETED}', '%(gone_trip)s', 'Walk', 'activity', 1, 5);
update itinerary_items set deleted_at = now() where id = '{DELETED_ITEM}';
insert into proactive_suggestions
  (id, user_id, trip_id, type, title, description, agent_name, confidence_score, suggestion_data, stable_key) values
  ('{uid("sugg")}', '%(alice)s', '%(trip)s', 'cost_savings', 'Save', 'Walk', 'guardian', 0.5, '{{}}', 'one'),
  ('{uid("sugg", 2)}', '%(alice)s', '%(trip)s', 'cost_savings', 'Save', 'Walk', 'guardian', 0.5, '{{}}', 'two');
update proactive_suggestions set status = 'rejected', responded_at = now() where id = '{uid("sugg", 2)}';
insert into conflict_resolutions (id, trip_id, type, severity, title, description, stable_key) values
  ('{uid("conf")}', '%(trip)s', 'time_overlap', 3, 'Both', 'Two at once', 'one'),
  ('{uid("conf", 2)}', '%(gone_trip)s', 'time_overlap', 3, 'Both', 'Two at once', 'one');
insert into invitations (id, trip_id, email, role, token_sha256, expires_at)
  values ('{uid("invi")}', '%(trip)s', 'eve@example.org', 'viewer', '{"9" * 64}', now() + interval '1 day'),
         ('{uid("invi", 2)}', '%(trip)s', 'bob@example.org', 'viewer', '{"ab" * 32}', now() + interval '1 day');
insert into account_emailaddress (user_id, email, verified, "primary") values ('%(eve)s', 'Eve@example.org', true, true);
insert into trip_shares (id, trip_id, token_sha256, expires_at, revoked_at) values
  ('{uid("shar", 1)}', '%(trip)s', '{VALID}', now() + interval '1 day', null),
  ('{uid("shar", 2)}', '%(trip)s', '{EXPIRED}', now() - interval '1 day', null),
  ('{uid("shar", 3)}', '%(trip)s', '{REVOKED}', null, now()),
  ('{uid("shar", 4)}', '%(gone_trip)s', '{"8" * 64}', null, null);
insert into collection_shares (id, collection_id, token_sha256, expires_at, revoked_at) values
  ('{uid("shar", 1)}', '{COLLECTION}', '{VALID}', now() + interval '1 day', null),
  ('{uid("shar", 2)}', '{COLLECTION}', '{EXPIRED}', now() - interval '1 day', null),
  ('{uid("shar", 3)}', '{COLLECTION}', '{REVOKED}', null, now());
insert into api_tokens (id, user_id, name, prefix, token_sha256, scopes) values
  ('{uid("toke")}', '%(alice)s', 'Script', 'tripos_a', '{"7" * 64}', '{{trips:read}}');
insert into api_tokens (id, user_id, name, prefix, token_sha256, scopes, revoked_at) values
  ('{uid("toke", 2)}', '%(alice)s', 'Lost', 'tripos_c', '{"6" * 64}', '{{trips:read}}', now());
insert into idempotency_keys (id, user_id, key, request_sha256, expires_at) values
  ('{uid("idem")}', '%(alice)s', 'a', '{"5" * 64}', now() + interval '1 day'),
  ('{uid("idem", 2)}', '%(alice)s', 'c', '{"5" * 64}', now() - interval '1 day');
insert into exchange_rates (id, currency, rate_date, rate, source) values ('{uid("rate")}', 'SEK', '2026-01-02', 11, 'ECB');
insert into cost_estimates (id, kind, amount, currency, as_of) values ('{uid("cost")}', 'museum', 15, 'EUR', '2026-01-01');
insert into conversations (id, user_id, title, agent_type, trip_id) values
  ('{CONVERSATION}', '%(alice)s', 'Plans', 'local_scout', '%(trip)s'),
  ('{DELETED_CONVERSATION}', '%(alice)s', 'Gone', 'local_scout', null),
  ('{uid("conv", 3)}', '%(charlie)s', 'His', 'local_scout', null);
update ai_context set id = '{uid("cont")}' where conversation_id = '{CONVERSATION}';
insert into messages (id, conversation_id, role, content) values
  ('{uid("mess")}', '{CONVERSATION}', 'user', 'Where to?'), ('{uid("mess", 2)}', '{DELETED_CONVERSATION}', 'user', 'Hm');
update conversations set deleted_at = now() where id = '{DELETED_CONVERSATION}';
insert into ai_runs (id, user_id, conversation_id, agent_name, agent_type, input_data)
  values ('{RUN}', '%(alice)s', '{CONVERSATION}', 'scout', 'local_scout', '{{}}');
insert into agent_limits (id, user_id, day_runs) values ('{uid("limi")}', '%(alice)s', 9), ('{uid("limi", 2)}', null, 9);
insert into ai_run_events (id, run_id, sequence, kind, data) overriding system value values (1, '{RUN}', 1, 'text', '{{}}');
alter sequence ai_run_events_id_seq restart with 100;
insert into approvals (id, user_id, run_id, conversation_id, trip_id, tool_call_id, tool_name, arguments, expires_at) values
  ('{APPROVAL}', '%(alice)s', '{RUN}', '{CONVERSATION}', '%(trip)s', 'call1', 'tool', '{{}}', now() + interval '1 hour'),
  ('{uid("appr", 2)}', '%(alice)s', null, null, null, 'call9', 'tool', '{{}}', now() + interval '1 hour');
update approvals set status = 'denied' where id = '{uid("appr", 2)}';
select public.refresh_user_ai_stats();
update trips set deleted_at = now() where id = '%(gone_trip)s';
update profiles set deleted_at = now() where id = '%(dora)s';
"""
