alter table public.messages drop column search;
alter table public.conversations drop column search;
drop function app.talk_document(text);
call app.unaudit_table('public.conversations');
call app.audit_table('public.conversations', '{"user": "user_id", "trip": null, "without": [
  "message_count", "last_message_at", "last_position", "session_data"]}');
call app.unaudit_table('public.messages');
call app.audit_table('public.messages', '{"user": "owner_id", "trip": null, "without": [], "undo": "never"}');
