"""What the definer functions do behind the policies: they read and write as tripos_helper, through its own policies.

Each line plays a statement as an actor and then asks, as superuser, what came of it. Table names say whose policies the
line depends on, so that a policy mutant can be looked for there.
"""

from __future__ import annotations

from typing import NamedTuple

from tripos.testing.access import Actor
from tripos.tests.matrix_rows import (
    ACTORS,
    APPROVAL,
    COLLECTION,
    CONVERSATION,
    DELETED_CONVERSATION,
    ITEM,
    PLACE,
    RUN,
    SAVED,
    TRIP,
    U,
    uid,
)

OWNER, WORKER, SIGN_IN = ACTORS["owner"], ACTORS["job"], ACTORS["auth"]
EVE = Actor("tripos_app", U["eve"])
TABLE_OWNER = Actor("tripos_owner")
CHARLIES_AGENT = ACTORS["ag/ot"]

# alice has saved both places, and staff make one of them.
MERGE = (
    f"insert into saved_places (user_id, location_id) values ('{U['alice']}', '{uid('plac', 2)}'); "
    f"select set_config('role', 'tripos_staff', true), set_config('app.user_id', '{U['sam']}', true), "
    f"set_config('app.change_set', '{uid('chan', 6)}|staff|||Merged', true); "
    f"select app.merge_locations('{uid('plac', 2)}', '{PLACE}')"
)
SAVED_BY_ALICE = f"select count(*) from saved_places where user_id = '{U['alice']}'"


class Effect(NamedTuple):
    tables: str
    what: str
    actor: Actor
    statement: str
    query: str
    expected: str


EFFECTS = [
    Effect("users profiles", "an account gets a profile", SIGN_IN,
           "insert into users (id, email, password, is_superuser, is_staff, is_active) "
           f"values ('{uid('newu')}', 'new@example.org', '', false, false, true)",
           f"select email from profiles where id = '{uid('newu')}'", "new@example.org"),
    Effect("users profiles", "a new address reaches the profile", SIGN_IN,
           f"update users set email = 'a2@example.org' where id = '{U['alice']}'",
           f"select email from profiles where id = '{U['alice']}'", "a2@example.org"),
    Effect("users profiles", "a deleted profile ends the account", OWNER,
           f"update profiles set deleted_at = now() where id = '{U['alice']}'",
           f"select deleted_at is not null from users where id = '{U['alice']}'", "True"),
    Effect("users", "erasing takes the account away", WORKER, f"select app.erase_account('{U['dora']}')",
           f"select count(*) from users where id = '{U['dora']}'", "0"),
    Effect("users", "erasing waits for the trash", WORKER, f"select app.erase_account('{U['bob']}')",
           f"select count(*) from users where id = '{U['bob']}'", "1"),
    Effect("users", "the helper erases from the trash only", Actor("tripos_helper"),
           f"delete from users where id = '{U['bob']}'", f"select count(*) from users where id = '{U['bob']}'", "1"),
    Effect("saved_places collections", "a collection counts its places", OWNER,
           f"insert into saved_places (user_id, location_id, collection_id) values ('{U['alice']}', '{uid('plac', 2)}', "
           f"'{COLLECTION}')", f"select item_count from collections where id = '{COLLECTION}'", "2"),
    Effect("locations", "a place says who added it", ACTORS["other"],
           "insert into locations (name, category, source) values ('Kiosk', 'other', 'user_created')",
           "select created_by_id from locations where name = 'Kiosk'", U["charlie"]),
    Effect("locations", "a traveller cannot add for another", ACTORS["other"],
           f"insert into locations (name, category, source, created_by_id) values ('Kiosk', 'other', 'user_created', "
           f"'{U['alice']}')", "select created_by_id from locations where name = 'Kiosk'", U["charlie"]),
    Effect("trips budget_tracking", "a trip gets its budget", OWNER,
           "insert into trips (id, user_id, title, destination, start_date, end_date, budget_total) "
           f"values ('{uid('trip', 9)}', '{U['alice']}', 'T', 'D', '2026-05-01', '2026-05-02', 70)",
           f"select total_budget from budget_tracking where trip_id = '{uid('trip', 9)}'", "70.00"),
    Effect("trips budget_tracking", "a new limit reaches the budget", OWNER,
           f"update trips set budget_total = 80 where id = '{TRIP}'",
           f"select total_budget from budget_tracking where trip_id = '{TRIP}'", "80.00"),
    Effect("trips itinerary_items budget_tracking", "a paid stop is spent money", OWNER,
           f"update itinerary_items set is_paid = true where id = '{ITEM}'",
           f"select budget_spent from trips where id = '{TRIP}'", "5.00"),
    Effect("trips itinerary_items exchange_rates", "a new currency re-rates the stops", OWNER,
           f"update trips set currency = 'EUR' where id = '{TRIP}'; "
           f"update itinerary_items set currency = 'SEK', cost = 110 where id = '{ITEM}'",
           f"select converted_cost from itinerary_items where id = '{ITEM}'", "10.00"),
    Effect("trips itinerary_items", "the stops follow the trip's currency", OWNER,
           f"update trips set currency = 'EUR' where id = '{TRIP}'",
           f"select converted_cost is null and exchange_rate is null from itinerary_items where id = '{ITEM}'", "True"),
    Effect("trip_members invitations trips", "an invitation makes a companion", EVE,
           f"select app.answer_invitation('{'9' * 64}', true)",
           f"select role from trip_members where user_id = '{U['eve']}' and trip_id = '{TRIP}'", "viewer"),
    Effect("invitations", "an invitation is answered once", EVE, f"select app.answer_invitation('{'9' * 64}', true)",
           f"select accepted_at is not null from invitations where id = '{uid('invi')}'", "True"),
    Effect("trip_members invitations", "a confirmed address answers without the token", EVE,
           f"select app.answer_my_invitation('{uid('invi')}', true)",
           f"select role from trip_members where user_id = '{U['eve']}' and trip_id = '{TRIP}'", "viewer"),
    Effect("trip_members", "an invitation changes a companion's role", ACTORS["edit"],
           f"select app.answer_invitation('{'ab' * 32}', true)",
           f"select role from trip_members where user_id = '{U['bob']}' and trip_id = '{TRIP}'", "viewer"),
    Effect("conversations messages", "a message is counted and placed", OWNER,
           f"insert into messages (conversation_id, role, content) values ('{CONVERSATION}', 'user', 'Again')",
           f"select format('%s %s', message_count, last_position) from conversations where id = '{CONVERSATION}'", "2 2"),
    Effect("conversations messages", "messages that go are counted out", TABLE_OWNER,
           f"delete from messages where id = '{uid('mess')}'",
           f"select message_count from conversations where id = '{CONVERSATION}'", "0"),
    Effect("messages", "the count is of what is left", TABLE_OWNER,
           f"insert into messages (conversation_id, role, content) values ('{CONVERSATION}', 'user', 'Again'); "
           f"delete from messages where id = '{uid('mess')}'",
           f"select message_count from conversations where id = '{CONVERSATION}'", "1"),
    Effect("conversations ai_context", "a conversation gets its context", OWNER,
           f"insert into conversations (id, user_id, title, agent_type) values ('{uid('conv', 9)}', '{U['alice']}', 'C', "
           "'local_scout')", f"select owner_id from ai_context where conversation_id = '{uid('conv', 9)}'", U["alice"]),
    Effect("ai_runs ai_run_events", "erasing an account takes the words of its runs", TABLE_OWNER,
           f"delete from users where id = '{U['alice']}'",
           f"select format('%s %s', (select count(*) from ai_runs where id = '{RUN}' and user_id is null), "
           f"(select count(*) from ai_run_events where run_id = '{RUN}'))", "1 0"),
    Effect("user_ai_stats ai_runs", "statistics grow", CHARLIES_AGENT,
           f"insert into ai_runs (user_id, agent_name, agent_type, input_data) values ('{U['charlie']}', 'scout', "
           f"'local_scout', '{{}}'); select public.refresh_user_ai_stats('{U['charlie']}')",
           f"select total_runs from user_ai_stats where user_id = '{U['charlie']}'", "1"),
    Effect("user_ai_stats ai_runs", "statistics are brought up to date", ACTORS["agent"],
           f"update ai_runs set input_tokens = 7, total_tokens = 7 where id = '{RUN}'; "
           f"select public.refresh_user_ai_stats('{U['alice']}')",
           f"select total_tokens from user_ai_stats where user_id = '{U['alice']}'", "7"),
    Effect("user_ai_stats", "statistics of nothing go", TABLE_OWNER,
           "update ai_runs set created_at = now() - interval '31 days'; select public.refresh_user_ai_stats()",
           "select count(*) from user_ai_stats", "0"),
    Effect("audit_logs", "a change is in the history", OWNER, f"update trips set title = 'Noted' where id = '{TRIP}'",
           f"select count(*) from audit_logs where row_id = '{TRIP}' and new_data ->> 'title' = 'Noted'", "1"),
    Effect("change_sets audit_logs", "a change set is written with its first change", OWNER,
           f"select set_config('app.change_set', '{uid('chan', 5)}|request|||Why', true); "
           f"update trips set title = 'Noted' where id = '{TRIP}'",
           f"select format('%s %s', reason, trip_id) from change_sets where id = '{uid('chan', 5)}'", f"Why {TRIP}"),
    Effect("change_sets", "a change set goes on in a later transaction", OWNER,
           f"select set_config('app.change_set', '{uid('chan', 2)}|request|||Noted', true); "
           f"update trips set title = 'Noted' where id = '{TRIP}'",
           f"select trip_id from change_sets where id = '{uid('chan', 2)}'", TRIP),
    Effect("change_sets", "nobody writes under another's change set", ACTORS["edit"],
           f"select set_config('app.change_set', '{uid('chan')}|request|||Forged', true); "
           f"update trips set title = 'Noted' where id = '{TRIP}'", "select 1", "X"),
    Effect("audit_logs change_sets", "redaction takes the words", WORKER, f"select app.redact_audit('{U['alice']}')",
           "select format('%s %s', (select count(*) from audit_logs where new_data is not null and user_id is not null and "
           f"user_id = '{U['alice']}'), (select reason from change_sets where id = '{uid('chan')}'))", "0 "),
    Effect("conversations", "a message wakes a conversation", OWNER,
           f"update conversations set status = 'archived' where id = '{DELETED_CONVERSATION}'; "
           f"insert into messages (conversation_id, role, content) values ('{DELETED_CONVERSATION}', 'user', 'Hello')",
           f"select status from conversations where id = '{DELETED_CONVERSATION}'", "active"),
    Effect("locations saved_places", "a closed place stays saved", ACTORS["staff"],
           f"update locations set is_active = false where id = '{PLACE}'",
           f"select count(*) from saved_places where location_id = '{PLACE}'", "1"),
    Effect("locations saved_places", "what was saved follows a merge", ACTORS["staff"],
           f"select app.merge_locations('{uid('plac', 2)}', '{PLACE}')",
           f"select location_id from saved_places where id = '{SAVED}'", uid("plac", 2)),
    Effect("locations", "a merged place says what it became", ACTORS["staff"],
           f"select app.merge_locations('{uid('plac', 2)}', '{PLACE}')",
           f"select metadata ->> 'merged_into' from locations where id = '{PLACE}'", uid("plac", 2)),
    Effect("saved_places", "who saved both keeps one", TABLE_OWNER, MERGE, SAVED_BY_ALICE, "1"),
    Effect("api_tokens", "a token finds its holder", SIGN_IN,
           f"select set_config('seen.holder', (select user_id::text from app.find_api_token('{'7' * 64}')), true)",
           "select current_setting('seen.holder')", U["alice"]),
    Effect("api_tokens", "a token's use is noted", OWNER, f"select app.note_token_use('{uid('toke')}')",
           f"select last_used_at is not null from api_tokens where id = '{uid('toke')}'", "True"),
    Effect("approvals", "a look with a reason shows what waits for a yes", ACTORS["staff"],
           f"select set_config('seen.words', (app.staff_reveal('approval', '{APPROVAL}', 'A complaint came in') "
           "is not null)::text, true)", "select current_setting('seen.words')", "true"),
    Effect("audit_logs", "staff read what was done to places", ACTORS["staff"],
           f"update locations set is_active = false where id = '{PLACE}'; select set_config('seen.rows', "
           f"(select count(*)::text from audit_logs where row_id = '{PLACE}' and operation = 'UPDATE'), true)",
           "select current_setting('seen.rows')", "1"),
    Effect("change_sets", "staff read why staff changed a place", ACTORS["staff"],
           f"select set_config('app.change_set', '{uid('chan', 7)}|staff|||Closed for good', true); "
           f"update locations set is_active = false where id = '{PLACE}'; select set_config('seen.why', "
           f"(select reason from change_sets where id = '{uid('chan', 7)}'), true)",
           "select current_setting('seen.why')", "Closed for good"),
    Effect("proactive_suggestions", "an agent writes no answered suggestion", ACTORS["agent"],
           "insert into proactive_suggestions (user_id, trip_id, type, title, description, agent_name, confidence_score, "
           f"suggestion_data, stable_key, status) values ('{U['alice']}', '{TRIP}', 'cost_savings', 'Save', 'Walk', "
           "'guardian', 0.5, '{}', 'answered', 'accepted')", "select 1", "C"),
    Effect("users_user_permissions", "nobody gives themselves a right", Actor("tripos_staff", U["bob"]),
           "insert into users_user_permissions (user_id, permission_id) "
           f"select '{U['bob']}', id from auth_permission limit 1", "select 1", "C"),
    Effect("saved_places", "a merge is undone for travellers too", TABLE_OWNER,
           f"{MERGE}; select count(*) from app.undo_merge('{uid('chan', 6)}')", SAVED_BY_ALICE, "2"),
]  # fmt: skip
