call app.unprotect_table('public.user_ai_stats');
call app.unprotect_table('public.approvals');
call app.unprotect_table('public.ai_run_events');
call app.unprotect_table('public.ai_runs');
