-- ai_runs: the traveller asks, the agent fills in, staff read all; the ledger is never deleted.
call app.protect_table('public.ai_runs');
create policy ai_runs_helper_read on public.ai_runs for select to tripos_helper using (true);
create policy ai_runs_read on public.ai_runs for select to tripos_app, tripos_agent
  using (user_id = (select app.uid()));
create policy ai_runs_new on public.ai_runs for insert to tripos_app, tripos_agent
  with check (user_id = (select app.uid())
              and (conversation_id is null or conversation_id in (select c.id from public.conversations c)));
create policy ai_runs_stop on public.ai_runs for update to tripos_app
  using (user_id = (select app.uid())) with check (user_id = (select app.uid()));
create policy ai_runs_agent_edit on public.ai_runs for update to tripos_agent
  using (user_id = (select app.uid())) with check (user_id = (select app.uid()));
create policy ai_runs_staff_read on public.ai_runs for select to tripos_staff using ((select app.is_staff()));
create policy ai_runs_worker_read on public.ai_runs for select to tripos_worker using (true);
create policy ai_runs_worker_end on public.ai_runs for update to tripos_worker using (true) with check (true);
grant select on public.ai_runs to tripos_helper, tripos_staff;
grant select, insert on public.ai_runs to tripos_app;
grant update (cancel_requested_at) on public.ai_runs to tripos_app;
grant select, insert, update on public.ai_runs to tripos_agent;
grant select on public.ai_runs to tripos_worker;
grant update (status, error_message, completed_at) on public.ai_runs to tripos_worker;

-- ai_run_events: what the stream shows; written by the agent while it runs.
call app.protect_table('public.ai_run_events');
create policy ai_run_events_read on public.ai_run_events for select to tripos_app, tripos_agent
  using (owner_id = (select app.uid()));
create policy ai_run_events_new on public.ai_run_events for insert to tripos_agent
  with check (owner_id = (select app.uid()));
create policy ai_run_events_staff_read on public.ai_run_events for select to tripos_staff
  using ((select app.is_staff()));
create policy ai_run_events_worker_read on public.ai_run_events for select to tripos_worker using (true);
create policy ai_run_events_worker_new on public.ai_run_events for insert to tripos_worker with check (true);
create policy ai_run_events_helper_read on public.ai_run_events for select to tripos_helper using (true);
create policy ai_run_events_helper_delete on public.ai_run_events for delete to tripos_helper using (true);
grant select, delete on public.ai_run_events to tripos_helper;
grant select on public.ai_run_events to tripos_app, tripos_staff;
grant select, insert on public.ai_run_events to tripos_agent, tripos_worker;

-- approvals: the agent asks, the traveller answers.
call app.protect_table('public.approvals');
create policy approvals_read on public.approvals for select to tripos_app, tripos_agent
  using (user_id = (select app.uid()));
create policy approvals_new on public.approvals for insert to tripos_agent
  with check (user_id = (select app.uid()) and status = 'pending'
              and (run_id is null or run_id in (select r.id from public.ai_runs r))
              and (conversation_id is null or conversation_id in (select c.id from public.conversations c))
              and (trip_id is null or trip_id in (select t.id from public.trips t)));
create policy approvals_answer on public.approvals for update to tripos_app
  using (user_id = (select app.uid())) with check (user_id = (select app.uid()));
create policy approvals_agent_close on public.approvals for update to tripos_agent
  using (user_id = (select app.uid())) with check (user_id = (select app.uid()) and status <> 'approved');
create policy approvals_worker_read on public.approvals for select to tripos_worker using (true);
create policy approvals_worker_expire on public.approvals for update to tripos_worker
  using (status = 'pending') with check (status = 'expired');
grant select on public.approvals to tripos_app, tripos_agent, tripos_worker;
grant update (status, answered_at) on public.approvals to tripos_app;
grant insert on public.approvals to tripos_agent;
grant update (status, answered_at, change_set_id) on public.approvals to tripos_agent;
grant update (status) on public.approvals to tripos_worker;

-- user_ai_stats: one's own; staff see all; only refresh_user_ai_stats() writes.
call app.protect_table('public.user_ai_stats');
create policy user_ai_stats_helper_read on public.user_ai_stats for select to tripos_helper using (true);
create policy user_ai_stats_helper_new on public.user_ai_stats for insert to tripos_helper with check (true);
create policy user_ai_stats_helper_edit on public.user_ai_stats for update to tripos_helper using (true) with check (true);
create policy user_ai_stats_helper_delete on public.user_ai_stats for delete to tripos_helper using (true);
create policy user_ai_stats_read on public.user_ai_stats for select to tripos_app, tripos_agent
  using (user_id = (select app.uid()));
create policy user_ai_stats_staff_read on public.user_ai_stats for select to tripos_staff
  using ((select app.is_staff()));
grant select, insert, update, delete on public.user_ai_stats to tripos_helper;
grant select on public.user_ai_stats to tripos_app, tripos_agent, tripos_staff;
