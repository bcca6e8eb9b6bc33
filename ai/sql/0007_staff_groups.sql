-- Runs, their figures and limits: AI operations. A traveller's own limits: support, too.
alter policy ai_runs_staff_read on public.ai_runs using ((select app.staff_may('ai')));
alter policy ai_run_events_staff_read on public.ai_run_events using ((select app.staff_may('ai')));
alter policy user_ai_stats_staff_read on public.user_ai_stats
  using ((select app.staff_may('ai')) or (select app.staff_may('accounts')));
alter policy agent_limits_staff_read on public.agent_limits
  using ((select app.staff_may('ai')) or (select app.staff_may('accounts')));
alter policy agent_limits_staff_new on public.agent_limits
  with check ((select app.staff_may('ai')) or (user_id is not null and (select app.staff_may('accounts'))));
alter policy agent_limits_staff_edit on public.agent_limits
  using ((select app.staff_may('ai')) or (user_id is not null and (select app.staff_may('accounts'))))
  with check ((select app.staff_may('ai')) or (user_id is not null and (select app.staff_may('accounts'))));
alter policy agent_limits_staff_delete on public.agent_limits
  using ((select app.staff_may('ai')) or (user_id is not null and (select app.staff_may('accounts'))));
