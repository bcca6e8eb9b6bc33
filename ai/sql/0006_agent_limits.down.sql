revoke update (duration_ms) on public.ai_runs from tripos_worker;
drop function app.runs_without_job(interval);
alter table public.agent_limits drop constraint real_limits;
call app.unprotect_table('public.agent_limits');
call app.unaudit_table('public.agent_limits');
drop trigger update_agent_limits_updated_at on public.agent_limits;
