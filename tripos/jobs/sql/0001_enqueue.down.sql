drop function app.job_health();
drop function app.enqueue_job(text, jsonb, text, text, text);
revoke all on
  public.procrastinate_jobs, public.procrastinate_events, public.procrastinate_periodic_defers,
  public.procrastinate_workers
  from tripos_jobs, tripos_helper;
revoke select on public.django_migrations from tripos_jobs;
