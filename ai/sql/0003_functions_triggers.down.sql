call app.unaudit_table('public.ai_runs');
call app.unaudit_table('public.approvals');
drop trigger guard_approvals on public.approvals;
drop trigger set_event_owner on public.ai_run_events;
drop trigger guard_ai_runs on public.ai_runs;
drop function public.refresh_user_ai_stats(uuid);
drop function app.guard_approval();
drop function app.announce_event();
drop function app.guard_run();
