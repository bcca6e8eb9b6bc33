-- Why: messages have one order, also when two are written in one transaction; the conversation's row is the lock.
create function app.place_message() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  update public.conversations c set last_position = c.last_position + 1
   where c.id = new.conversation_id
   returning c.last_position, c.user_id into new.position, new.owner_id;
  return new;
end
$$;

-- Why: counters right after inserts, deletes and backfill, and a new message wakes a sleeping conversation.
create function public.update_conversation_stats() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  touched uuid[];
begin
  if tg_op = 'INSERT' then
    update public.conversations c
       set message_count = c.message_count + n.added,
           last_message_at = greatest(c.last_message_at, n.latest),
           status = case when n.by_traveller and c.status <> 'active' then 'active' else c.status end
      from (select m.conversation_id, count(*) as added, max(m.created_at) as latest,
                   bool_or(m.role = 'user') as by_traveller
              from new_rows m group by m.conversation_id) as n
     where c.id = n.conversation_id;
  else
    touched := array(select distinct conversation_id from old_rows);
    perform from public.conversations where id = any (touched) order by id for no key update;
    update public.conversations c
       set message_count = (select count(*) from public.messages m where m.conversation_id = c.id),
           last_message_at = (select max(m.created_at) from public.messages m where m.conversation_id = c.id)
     where c.id = any (touched);
  end if;
  return null;
end
$$;

-- Why: every conversation has its context from the start, so that readers need not ask whether there is one.
create function app.start_context() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into public.ai_context (conversation_id, owner_id, entities)
  values (new.id, new.user_id,
          '{"places": [], "dates": [], "people": [], "preferences": {}, "constraints": {}}');
  return null;
end
$$;
create function app.fill_conversation_owner() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  new.owner_id := (select c.user_id from public.conversations c where c.id = new.conversation_id);
  return new;
end
$$;

-- Why: a traveller speaks as a traveller; only agents write answers, tool steps and system lines.
create function app.guard_message() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if current_user = 'tripos_app'
     and (new.role <> 'user' or new.agent_name is not null or new.function_call is not null
          or new.function_response is not null or new.input_tokens is not null or new.output_tokens is not null
          or new.total_tokens is not null or new.latency_ms is not null) then
    raise exception 'A traveller writes messages with role "user" and nothing else.'
      using errcode = '42501', table = 'messages', column = 'role', constraint = 'protected_column';
  end if;
  if current_user in ('tripos_app', 'tripos_agent') and new.created_at not between now() and clock_timestamp() then
    raise exception 'When a message was written is set by the database.'
      using errcode = '42501', table = 'messages', column = 'created_at', constraint = 'protected_column';
  end if;
  return new;
end
$$;

-- Why: a conversation is linked only to a trip that its owner can see now; one that they could see once stays linked, so
-- that leaving the trip does not lock the conversation.
create function app.guard_trip_link() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if current_user in ('tripos_app', 'tripos_agent')
     and not exists (select from public.trips t where t.id = new.trip_id) then
    raise exception 'There is no such trip.'
      using errcode = '42501', table = 'conversations', column = 'trip_id', constraint = 'trip_is_visible';
  end if;
  return new;
end
$$;

-- Why: two writers must not lose each other's words: each write raises the version by one from what it read.
create function app.guard_context() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if current_user in ('tripos_helper', 'tripos_owner') then
    return new;
  end if;
  if new.version <> old.version + 1 then
    raise exception 'The context is at version %, not %.', old.version, new.version - 1
      using errcode = '40001', table = 'ai_context', column = 'version', constraint = 'stale_version';
  end if;
  if new.global_context is distinct from old.global_context and current_user <> 'tripos_staff' then
    raise exception 'The global context is written by staff only.'
      using errcode = '42501', table = 'ai_context', column = 'global_context', constraint = 'protected_column';
  end if;
  return new;
end
$$;

alter function app.place_message() owner to tripos_helper;
alter function public.update_conversation_stats() owner to tripos_helper;
alter function app.start_context() owner to tripos_helper;
alter function app.fill_conversation_owner() owner to tripos_helper;

alter table public.messages add constraint messages_owner
  foreign key (conversation_id, owner_id) references public.conversations (id, user_id)
  on update cascade on delete cascade;
alter table public.ai_context add constraint ai_context_owner
  foreign key (conversation_id, owner_id) references public.conversations (id, user_id)
  on update cascade on delete cascade;
alter table public.messages
  add constraint said_something check (role <> 'user' or content ~ '\S'),
  add constraint short_enough check (length(content) <= 20000);

create trigger guard_conversations before insert or update on public.conversations
  for each row execute function app.guard_columns('{
    "derived": {"message_count": 0, "last_message_at": null, "last_position": 0}, "fixed": ["user_id", "agent_type"]}');
create trigger guard_trip_link before update of trip_id on public.conversations
  for each row when (new.trip_id is not null and new.trip_id is distinct from old.trip_id)
  execute function app.guard_trip_link();
create trigger update_conversations_updated_at before update on public.conversations
  for each row execute function public.update_updated_at_column();
create trigger start_context after insert on public.conversations for each row execute function app.start_context();
create trigger guard_messages before insert on public.messages for each row execute function app.guard_message();
create trigger set_position before insert on public.messages for each row execute function app.place_message();
create trigger update_conversation_on_message after insert on public.messages
  referencing new table as new_rows for each statement execute function public.update_conversation_stats();
create trigger update_conversation_on_message_delete after delete on public.messages
  referencing old table as old_rows for each statement execute function public.update_conversation_stats();
create trigger guard_ai_context before update on public.ai_context for each row execute function app.guard_context();
create trigger set_owner before insert or update of conversation_id, owner_id on public.ai_context
  for each row execute function app.fill_conversation_owner();
create trigger update_ai_context_updated_at before update on public.ai_context
  for each row execute function public.update_updated_at_column();

call app.on_delete('public.conversations', 'user_id', 'cascade');
call app.on_delete('public.conversations', 'trip_id', 'set null');
call app.on_delete('public.messages', 'conversation_id', 'cascade');
call app.on_delete('public.ai_context', 'conversation_id', 'cascade');

call app.audit_table('public.conversations', '{"user": "user_id", "trip": null, "without": [
  "message_count", "last_message_at", "last_position", "session_data"]}');
call app.audit_table('public.messages', '{"user": "owner_id", "trip": null, "without": [], "undo": "never"}');
call app.audit_table('public.ai_context', '{"user": "owner_id", "trip": null, "without": [], "undo": "never"}');
-- It is made and goes with its conversation.
drop trigger audit_insert on public.ai_context;
drop trigger audit_delete on public.ai_context;
