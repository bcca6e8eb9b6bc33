drop function app.job_health();
drop function app.enqueue_job(text, jsonb, text, text, text);
revoke all on
  public.procrastinate_jobs, public.procrastinate_events, public.procrastinate_periodic_defers,
  public.procrastinate_workers
  from tripos_jobs, tripos_helper;
revoke select on public.django_migrations from tripos_jobs;
do $$
declare
  found record;
begin
  for found in select c.oid::regclass as name from pg_class c
                where c.relkind = 'S' and c.relnamespace = 'public'::regnamespace
                  and c.relname like 'procrastinate%' loop
    execute format('revoke all on sequence %s from tripos_jobs, tripos_helper', found.name);
  end loop;
  for found in select p.oid::regprocedure as name from pg_proc p
                where p.pronamespace = 'public'::regnamespace and p.proname like 'procrastinate%' loop
    execute format('revoke execute on function %s from tripos_jobs, tripos_helper', found.name);
    execute format('grant execute on function %s to public', found.name);
  end loop;
end
$$;
