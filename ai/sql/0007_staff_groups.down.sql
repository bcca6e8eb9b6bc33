alter policy ai_runs_staff_read on public.ai_runs using ((select app.is_staff()));
alter policy ai_run_events_staff_read on public.ai_run_events using ((select app.is_staff()));
alter policy user_ai_stats_staff_read on public.user_ai_stats using ((select app.is_staff()));
alter policy agent_limits_staff_read on public.agent_limits using ((select app.is_staff()));
alter policy agent_limits_staff_new on public.agent_limits with check ((select app.is_staff()));
alter policy agent_limits_staff_edit on public.agent_limits
  using ((select app.is_staff()))
  with check ((select app.is_staff()));
alter policy agent_limits_staff_delete on public.agent_limits using ((select app.is_staff()));
