-- back to what the groups' migrations had.
revoke update (status, attempts, scheduled_at, priority, queue_name, lock) on public.procrastinate_jobs from tripos_helper;
revoke update (is_active) on public.users from tripos_helper;
drop function app.retry_failed_job(bigint);
drop function app.failed_jobs(integer);
drop function app.staff_helped(uuid, text, text);
drop function app.staff_changes_of(uuid, integer);
drop function app.staff_steps_of(uuid);
drop function app.staff_reveal(text, uuid, text);
drop function app.support_reason(text);
drop function app.note_support(uuid, uuid, text, text, text, uuid, text, jsonb);
drop policy approvals_helper_read on public.approvals;
drop policy approvals_staff_read on public.approvals;
drop policy conversations_staff_read on public.conversations;
revoke select on public.approvals from tripos_helper;
revoke select (id, user_id, run_id, conversation_id, trip_id, tool_name, status, expires_at, answered_at, created_at)
  on public.approvals from tripos_staff;
revoke select (id, user_id, agent_type, status, trip_id, message_count, last_message_at, created_at, deleted_at)
  on public.conversations from tripos_staff;
grant select on public.ai_runs, public.ai_run_events to tripos_staff;
alter policy audit_logs_staff on public.audit_logs using ((select app.staff_may('operations')));
alter policy change_sets_staff on public.change_sets
  using ((select app.is_staff()) and exists (select from public.audit_logs a where a.change_set_id = change_sets.id));
