-- Why: a traveller may ask for a run and ask it to stop; what the run did and cost is the agent's to write.
create function app.guard_run() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if tg_op = 'UPDATE' and current_user <> 'tripos_owner'
     and (new.id, new.user_id, new.conversation_id, new.agent_type, new.created_at)
         is distinct from (old.id, old.user_id, old.conversation_id, old.agent_type, old.created_at) then
    raise exception 'Whose run it is, and of which conversation, stays as it was asked for.'
      using errcode = '42501', table = 'ai_runs', constraint = 'protected_column';
  end if;
  if current_user <> 'tripos_app' then
    return new;
  end if;
  if tg_op = 'INSERT' then
    if new.status <> 'pending' or new.output_data is not null or new.error_message is not null
       or new.total_tokens <> 0 or new.duration_ms is not null or new.estimated_cost_usd is not null
       or new.model_name is not null or new.started_at is not null or new.completed_at is not null
       or new.created_at not between now() and clock_timestamp() then
      raise exception 'A traveller asks for a run; the agent fills it in.'
        using errcode = '42501', table = 'ai_runs', constraint = 'protected_column';
    end if;
  elsif to_jsonb(new) - 'cancel_requested_at' is distinct from to_jsonb(old) - 'cancel_requested_at' then
    raise exception 'A traveller may only ask a run to stop.'
      using errcode = '42501', table = 'ai_runs', constraint = 'protected_column';
  end if;
  return new;
end
$$;

-- Why: the ledger outlives its account, the words in it do not. Runs when erasing an account empties user_id.
create function app.anonymise_run() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  new.input_data := '{}';
  new.output_data := null;
  new.error_message := null;
  new.metadata := '{}';
  delete from public.ai_run_events where run_id = new.id;
  return new;
end
$$;

-- Why: the stream's readers are told at once; what they may read is decided by the policy on the rows.
create function app.announce_event() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  new.owner_id := (select r.user_id from public.ai_runs r where r.id = new.run_id);
  perform pg_notify('tripos_run', new.run_id::text);
  return new;
end
$$;

-- Why: an approval is answered once, in time, and stays bound to exactly the arguments that were shown.
create function app.guard_approval() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if current_user in ('tripos_helper', 'tripos_owner') then
    return new;
  end if;
  if (new.user_id, new.run_id, new.conversation_id, new.trip_id, new.tool_call_id, new.tool_name, new.arguments,
      new.expires_at, new.preview)
     is distinct from
     (old.user_id, old.run_id, old.conversation_id, old.trip_id, old.tool_call_id, old.tool_name, old.arguments,
      old.expires_at, old.preview) then
    raise exception 'An approval is bound to what was shown.'
      using errcode = '42501', table = 'approvals', constraint = 'protected_column';
  end if;
  if old.status <> 'pending' and new.status is distinct from old.status then
    raise exception 'This was answered already.'
      using errcode = '23514', table = 'approvals', column = 'status', constraint = 'answered_once';
  end if;
  if new.status = 'approved' and old.status = 'pending' and old.expires_at <= now() then
    raise exception 'This question has expired: ask again.'
      using errcode = '23514', table = 'approvals', column = 'status', constraint = 'approved_in_time';
  end if;
  return new;
end
$$;

-- Why: the specification's statistics, as a table under row security instead of a materialised view that everybody
-- could read. Thirty days; runs of unknown cost are counted beside the sum instead of as zero.
create function public.refresh_user_ai_stats(p_user uuid default null) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  delete from public.user_ai_stats s
   where (p_user is null or s.user_id = p_user)
     and not exists (select from public.ai_runs r
                      where r.user_id = s.user_id and r.created_at >= now() - interval '30 days');
  insert into public.user_ai_stats as s
    (user_id, total_conversations, total_runs, total_tokens, total_cost, avg_duration_ms, last_run_at,
     unknown_cost_runs, refreshed_at)
  select r.user_id, count(distinct r.conversation_id), count(*), coalesce(sum(r.total_tokens), 0),
         coalesce(sum(r.estimated_cost_usd), 0), avg(r.duration_ms), max(r.created_at),
         count(*) filter (where r.estimated_cost_usd is null), now()
    from public.ai_runs r
   where r.user_id is not null and (p_user is null or r.user_id = p_user)
     and r.created_at >= now() - interval '30 days'
   group by r.user_id
  on conflict (user_id) do update
     set total_conversations = excluded.total_conversations, total_runs = excluded.total_runs,
         total_tokens = excluded.total_tokens, total_cost = excluded.total_cost,
         avg_duration_ms = excluded.avg_duration_ms, last_run_at = excluded.last_run_at,
         unknown_cost_runs = excluded.unknown_cost_runs, refreshed_at = excluded.refreshed_at;
end
$$;
alter function app.announce_event() owner to tripos_helper;
alter function app.anonymise_run() owner to tripos_helper;
alter function public.refresh_user_ai_stats(uuid) owner to tripos_helper;
grant execute on function public.refresh_user_ai_stats(uuid) to tripos_worker, tripos_agent;

-- PostgreSQL's numeric has a NaN, which would pass "not negative" and spoil every sum.
alter table public.ai_runs add constraint real_amounts check (estimated_cost_usd <> 'NaN');

create trigger guard_ai_runs before insert or update on public.ai_runs
  for each row execute function app.guard_run();
create trigger set_anonymous before update of user_id on public.ai_runs
  for each row when (old.user_id is not null and new.user_id is null) execute function app.anonymise_run();
create trigger set_event_owner before insert on public.ai_run_events
  for each row execute function app.announce_event();
create trigger guard_approvals before update on public.approvals
  for each row execute function app.guard_approval();

call app.on_delete('public.ai_runs', 'user_id', 'set null');
call app.on_delete('public.ai_runs', 'conversation_id', 'set null');
call app.on_delete('public.ai_run_events', 'run_id', 'cascade');
call app.on_delete('public.approvals', 'user_id', 'cascade');
call app.on_delete('public.approvals', 'run_id', 'set null');
call app.on_delete('public.approvals', 'conversation_id', 'cascade');
call app.on_delete('public.user_ai_stats', 'user_id', 'cascade');

call app.audit_table('public.approvals', '{"user": "user_id", "trip": null, "without": [], "undo": "never"}');
call app.audit_table('public.ai_runs', '{"user": "user_id", "trip": null, "without": [], "undo": "never"}');
