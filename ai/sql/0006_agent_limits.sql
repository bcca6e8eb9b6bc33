-- agent_limits: staff write; a traveller and their agents see what holds for them, and periodic work sees all.
create trigger update_agent_limits_updated_at before update on public.agent_limits
  for each row execute function public.update_updated_at_column();
call app.on_delete('public.agent_limits', 'user_id', 'cascade');
call app.audit_table('public.agent_limits', '{"user": "user_id", "trip": null, "without": [], "undo": "never"}');
call app.protect_table('public.agent_limits');
create policy agent_limits_read on public.agent_limits for select to tripos_app, tripos_agent
  using (user_id is null or user_id = (select app.uid()));
create policy agent_limits_worker_read on public.agent_limits for select to tripos_worker using (true);
create policy agent_limits_staff_read on public.agent_limits for select to tripos_staff using ((select app.is_staff()));
create policy agent_limits_staff_new on public.agent_limits for insert to tripos_staff
  with check ((select app.is_staff()));
create policy agent_limits_staff_edit on public.agent_limits for update to tripos_staff
  using ((select app.is_staff())) with check ((select app.is_staff()));
create policy agent_limits_staff_delete on public.agent_limits for delete to tripos_staff
  using ((select app.is_staff()));
grant select on public.agent_limits to tripos_app, tripos_agent, tripos_worker;
grant select, insert, update, delete on public.agent_limits to tripos_staff;

-- Why: PostgreSQL's numeric has a NaN, which would pass "not negative" and switch a limit off.
alter table public.agent_limits add constraint real_limits check (run_cost_usd <> 'NaN' and day_cost_usd <> 'NaN');

-- Why: a run whose job is gone (deleted by hand, failed for good, lost with a restored backup) would wait for ever. The
-- worker's periodic task ends it; whether a job is left is for the job tables, which the worker's role does not see.
create function app.runs_without_job(silent_for interval) returns table (run_id uuid, user_id uuid)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select r.id, r.user_id
    from public.ai_runs r
   where r.status in ('pending', 'running')
     and r.created_at < now() - silent_for
     and not exists (select from public.procrastinate_jobs j
                      where j.status in ('todo', 'doing') and j.args ->> 'run_id' = r.id::text)
   order by r.created_at
$$;
alter function app.runs_without_job(interval) owner to tripos_helper;
grant execute on function app.runs_without_job(interval) to tripos_worker;

-- Why: how long such a run took is part of its ending.
grant update (duration_ms) on public.ai_runs to tripos_worker;
