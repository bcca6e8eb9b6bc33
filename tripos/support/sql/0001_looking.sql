-- change_sets: staff read what staff and imports did. The sentences of a traveller's own changes, and of their agents',
-- tell what is in their trips: app.staff_changes_of says when and what, without them.
alter policy change_sets_staff on public.change_sets
  using ((select app.is_staff())
         and (actor_role = 'tripos_staff' or kind = 'import' or (kind = 'job' and user_id is null))
         and ((select app.staff_may('accounts'))
              or exists (select from public.audit_logs a where a.change_set_id = change_sets.id)));

-- audit_logs: what was written down of tables that staff keep, each for its group, and what support did and looked at.
-- The history of everything else (trips, stops, messages, profiles) holds travellers' words.
alter policy audit_logs_staff on public.audit_logs
  using ((table_name = any ('{locations,imports,import_rows,cost_estimates}'::text[]) and (select app.staff_may('places')))
         or (table_name = any ('{proactive_suggestions,conflict_resolutions}'::text[]) and (select app.staff_may('trips')))
         or (table_name = 'agent_limits' and (select app.staff_may('ai')))
         or (table_name = 'exchange_rates' and (select app.staff_may('operations')))
         or ((table_name = 'users' or operation = 'READ') and (select app.staff_may('accounts'))));

-- ai_runs and ai_run_events: what was asked and answered is not among the columns that staff may read.
revoke select on public.ai_runs, public.ai_run_events from tripos_staff;
grant select (id, user_id, conversation_id, agent_name, agent_type, status, error_message, input_tokens, output_tokens,
              total_tokens, duration_ms, estimated_cost_usd, model_name, temperature, metadata, created_at, started_at,
              completed_at, cancel_requested_at) on public.ai_runs to tripos_staff;
grant select (id, run_id, owner_id, sequence, kind, created_at) on public.ai_run_events to tripos_staff;

-- conversations and approvals: that there are some, and what became of them; no title, no arguments.
create policy conversations_staff_read on public.conversations for select to tripos_staff
  using ((select app.staff_may('trips')));
grant select (id, user_id, agent_type, status, trip_id, message_count, last_message_at, created_at, deleted_at)
  on public.conversations to tripos_staff;
create policy approvals_staff_read on public.approvals for select to tripos_staff
  using ((select app.staff_may('trips')) or (select app.staff_may('ai')));
create policy approvals_helper_read on public.approvals for select to tripos_helper using (true);
grant select (id, user_id, run_id, conversation_id, trip_id, tool_name, status, expires_at, answered_at, created_at)
  on public.approvals to tripos_staff;
grant select on public.approvals to tripos_helper;

-- Why: what support did to an account or looked at is part of the traveller's history, whichever way it was done: one
-- change set with the sentence, one line of the log with what it was about.
create function app.note_support(person uuid, trip uuid, kind text, sentence text, about text, about_id uuid,
                                 operation text, details jsonb) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  insert into public.change_sets (id, kind, reason, actor_id, actor_role, user_id, trip_id)
  values (gen_random_uuid(), note_support.kind, sentence, app.uid(), 'tripos_staff', person, trip);
  insert into public.audit_logs (id, table_name, operation, row_id, trip_id, user_id, actor_id, actor_role, new_data)
  values (gen_random_uuid(), about, note_support.operation, about_id, trip, person, app.uid(), 'tripos_staff', details);
end
$$;
alter function app.note_support(uuid, uuid, text, text, text, uuid, text, jsonb) owner to tripos_helper;

-- Why: a reason that says nothing is none; the same for whatever support does.
create function app.support_reason(reason text) returns text
language plpgsql immutable set search_path = pg_catalog, pg_temp as $$
declare
  words constant text := btrim(regexp_replace(coalesce(reason, ''), '\s+', ' ', 'g'));
begin
  if length(words) not between 10 and 500 then
    raise exception 'A reason has 10 to 500 characters.' using errcode = '22023';
  end if;
  return words;
end
$$;
alter function app.support_reason(text) owner to tripos_helper;

-- Why: the one way from staff to travellers' words: whoever looks says why, and the traveller reads it. What: messages (of
-- a conversation), plan (a trip with its stops, notes and booking references), run (what was asked, done and answered),
-- approval (its arguments), change (a line of the log, before and after). Where companions see the trip's history they see
-- that the plan was looked at; the rest is the traveller's alone.
create function app.staff_reveal(what text, key uuid, reason text) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  words   constant text := app.support_reason(reason);
  person  uuid;
  trip    uuid;
  about   text;
  said    text;
  found_words jsonb;
begin
  if what is null or what <> all ('{messages,plan,run,approval,change}') then
    raise exception 'There is nothing called %.', what using errcode = '22023';
  end if;
  if not (app.staff_may('trips') or what in ('run', 'approval') and app.staff_may('ai')) then
    raise exception 'Not for this account.' using errcode = '42501';
  end if;
  if what = 'messages' then
    about := 'conversations';
    said := 'the messages of a conversation';
    select c.user_id, jsonb_build_object('title', c.title, 'messages', coalesce((
             select jsonb_agg(jsonb_build_object('at', m.created_at, 'role', m.role, 'agent', m.agent_name,
                                                 'text', m.content, 'tool', m.function_call -> 'name') order by m.position)
               from (select * from public.messages m where m.conversation_id = c.id
                      order by m.position desc limit 200) as m), '[]'))
      into person, found_words from public.conversations c where c.id = key;
  elsif what = 'plan' then
    about := 'trips';
    said := 'the plan of this trip, with its notes and booking references';
    select t.user_id, t.id, jsonb_build_object('title', t.title, 'description', t.description, 'stops', coalesce((
             select jsonb_agg(jsonb_build_object('id', i.id, 'day', i.day_number, 'start', i.start_time, 'end', i.end_time,
                                                 'title', i.title, 'type', i.type, 'notes', i.notes,
                                                 'booking', i.booking_reference, 'booking_status', i.booking_status)
                              order by i.day_number nulls last, i.start_time nulls last, i.sort_order)
               from public.itinerary_items i where i.trip_id = t.id and i.deleted_at is null), '[]'))
      into person, trip, found_words from public.trips t where t.id = key;
  elsif what = 'run' then
    about := 'ai_runs';
    said := 'what an agent was asked and answered';
    select r.user_id, jsonb_build_object('input', r.input_data, 'output', r.output_data, 'events', coalesce((
             select jsonb_agg(jsonb_build_object('sequence', e.sequence, 'kind', e.kind, 'data', e.data) order by e.sequence)
               from (select * from public.ai_run_events e where e.run_id = r.id order by e.sequence limit 200) as e), '[]'))
      into person, found_words from public.ai_runs r where r.id = key;
  elsif what = 'approval' then
    about := 'approvals';
    said := 'a change that waits for your word';
    select a.user_id, jsonb_build_object('tool', a.tool_name, 'arguments', a.arguments, 'preview', a.preview)
      into person, found_words from public.approvals a where a.id = key;
  else
    about := 'audit_logs';
    said := 'a line of your history';
    select l.user_id, jsonb_build_object('table', l.table_name, 'before', l.old_data, 'after', l.new_data)
      into person, found_words from public.audit_logs l where l.id = key and l.operation <> 'READ';
  end if;
  -- A run whose account is erased has no words left, and nobody to tell.
  if person is null then
    raise exception 'There is nothing to look at.' using errcode = 'P0002';
  end if;
  perform app.note_support(person, trip, 'look', format('Tripos support looked at %s: %s', said, words), about, key,
                           'READ', jsonb_build_object('what', what, 'reason', words));
  return found_words;
end
$$;
alter function app.staff_reveal(text, uuid, text) owner to tripos_helper;
grant execute on function app.staff_reveal(text, uuid, text) to tripos_staff;

-- Why: the tools of a run, and how long each took, without what they were given and what they answered.
create function app.staff_steps_of(run uuid)
returns table (number bigint, tool text, outcome text, milliseconds double precision)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select s.number, s.step ->> 'tool', coalesce(s.step ->> 'outcome', 'success'), (s.step ->> 'milliseconds')::double precision
    from public.ai_runs r
         cross join lateral jsonb_array_elements(case jsonb_typeof(r.output_data -> 'tools')
                                                   when 'array' then r.output_data -> 'tools' else '[]' end)
                            with ordinality as s (step, number)
   where r.id = run and (app.staff_may('ai') or app.staff_may('trips'))
   order by s.number
$$;
alter function app.staff_steps_of(uuid) owner to tripos_helper;
grant execute on function app.staff_steps_of(uuid) to tripos_staff;

-- Why: when what of a traveller's was changed, and by whom; neither the sentences nor the values.
create function app.staff_changes_of(person uuid, most integer)
returns table (id uuid, at timestamptz, table_name text, operation text, row_id uuid, actor_id uuid, actor_role text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select l.id, l.created_at, l.table_name, l.operation, l.row_id, l.actor_id, l.actor_role
    from public.audit_logs l
   where l.user_id = person and (app.staff_may('trips') or app.staff_may('accounts'))
   order by l.sequence desc limit least(most, 200)
$$;
alter function app.staff_changes_of(uuid, integer) owner to tripos_helper;
grant execute on function app.staff_changes_of(uuid, integer) to tripos_staff;

-- Why: what staff did to an account, with the reason, where the traveller reads it. The deed itself is another statement
-- of the same transaction, by the role that may do it; only switching the account off and on is here, since nothing else
-- keeps one group's staff from switching off another's.
create function app.staff_helped(person uuid, deed text, reason text) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  words   constant text := app.support_reason(reason);
  account public.users;
  said    text;
begin
  if not app.staff_may('accounts') then
    raise exception 'Not for this account.' using errcode = '42501';
  end if;
  select * into account from public.users u where u.id = person and u.deleted_at is null for update;
  if not found then
    raise exception 'There is no such account.' using errcode = 'P0002';
  end if;
  if person = app.uid() or (account.is_staff or account.is_superuser) and not app.staff_may('rights') then
    raise exception 'Accounts of staff are for administrators, and nobody''s own.' using errcode = '42501';
  end if;
  said := case deed
    when 'deactivate' then 'Tripos support switched your account off'
    when 'reactivate' then 'Tripos support switched your account on again'
    when 'sessions' then 'Tripos support signed you out everywhere'
    when 'second_factor' then 'Tripos support took away your second factor'
    when 'password' then 'Tripos support sent you a mail to choose a new password'
    when 'lockout' then 'Tripos support let you try to sign in again at once' end;
  if said is null then
    raise exception 'There is no such deed: %.', deed using errcode = '22023';
  end if;
  if deed in ('deactivate', 'reactivate') then
    update public.users set is_active = (deed = 'reactivate') where id = person;
  end if;
  perform app.note_support(person, null, 'staff', format('%s: %s', said, words), 'users', person, 'UPDATE',
                           jsonb_build_object('deed', deed, 'reason', words));
end
$$;
alter function app.staff_helped(uuid, text, text) owner to tripos_helper;
grant execute on function app.staff_helped(uuid, text, text) to tripos_staff;
grant update (is_active) on public.users to tripos_helper;

-- Why: jobs that failed for good, for those who run the site; without their arguments, which tell of travellers.
create function app.failed_jobs(most integer)
returns table (id bigint, task text, queue text, attempts integer, failed_at timestamptz)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select j.id, j.task_name::text, j.queue_name::text, j.attempts,
         (select max(e.at) from public.procrastinate_events e where e.job_id = j.id and e.type = 'failed')
    from public.procrastinate_jobs j
   where j.status = 'failed' and app.staff_may('operations')
   order by j.id desc limit least(most, 200)
$$;
alter function app.failed_jobs(integer) owner to tripos_helper;
grant execute on function app.failed_jobs(integer) to tripos_staff;

-- Why: the job system's function names its tables bare; see app.enqueue_job.
create function app.retry_failed_job(job bigint) returns void
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  if not app.staff_may('operations') then
    raise exception 'Not for this account.' using errcode = '42501';
  end if;
  if not exists (select from public.procrastinate_jobs j where j.id = job and j.status = 'failed') then
    raise exception 'That job has not failed.' using errcode = 'P0002';
  end if;
  perform public.procrastinate_retry_job_v2(job, now(), null, null, null);
end
$$;
alter function app.retry_failed_job(bigint) owner to tripos_helper;
grant execute on function app.retry_failed_job(bigint) to tripos_staff;
grant update (status, attempts, scheduled_at, priority, queue_name, lock) on public.procrastinate_jobs to tripos_helper;
