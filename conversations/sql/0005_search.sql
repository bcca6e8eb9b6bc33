-- Why: a conversation is found by the words of its title and of what was said in it, by their beginnings and by English
-- stems; other languages match word by word. No index of its own: "@@" is not leakproof, so under these policies an index
-- on the words is never used. A traveller's rows are found by their owner (idx_conversations_user_id,
-- idx_messages_conversation_id), and only their stored words are compared.
create function app.talk_document(words text) returns tsvector
language sql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
  select app.search_vector(words, 'en')
$$;
grant execute on function app.talk_document(text) to tripos_app, tripos_agent, tripos_worker, tripos_helper;

alter table public.conversations add column search tsvector generated always as (app.talk_document(title)) stored;
alter table public.messages add column search tsvector generated always as (app.talk_document(content)) stored;

-- What is generated is not history: an undo would otherwise try to write it.
call app.unaudit_table('public.conversations');
call app.audit_table('public.conversations', '{"user": "user_id", "trip": null, "without": [
  "message_count", "last_message_at", "last_position", "session_data", "search"]}');
call app.unaudit_table('public.messages');
call app.audit_table('public.messages', '{"user": "owner_id", "trip": null, "without": ["search"], "undo": "never"}');
