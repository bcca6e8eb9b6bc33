-- Why: the web's roles may not touch the job tables; they hand a job over through this one door, in the transaction of
-- the change that causes it. A job acts for the user who is bound, and for nobody else. The package's functions name their
-- tables without a schema, so public is on the path; only the owner and the helper may create anything there.
-- Its search_path holds public, because the job system's functions name their tables bare; nobody but the owner and
-- the helper may create anything there.
create function app.enqueue_job(task text, arguments jsonb, queue text, serial_lock text, once_key text) returns bigint
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  found_id bigint;
begin
  if (arguments ->> 'user_id')::uuid is distinct from app.uid() or app.uid() is null then
    raise exception 'A job acts for the user who asks for it.' using errcode = '42501';
  end if;
  select id into found_id from unnest(public.procrastinate_defer_jobs_v1(array[
    row(queue, task, 0, serial_lock, once_key, arguments, null)::public.procrastinate_job_to_defer_v1
  ])) as id;
  return found_id;
exception when unique_violation then
  -- It waits already, perhaps since a moment ago.
  select j.id into found_id from public.procrastinate_jobs j
   where j.queueing_lock = once_key and j.status = 'todo';
  return found_id;
end
$$;
alter function app.enqueue_job(text, jsonb, text, text, text) owner to tripos_helper;
grant execute on function app.enqueue_job(text, jsonb, text, text, text) to tripos_app, tripos_agent;

grant select, insert, update, delete on
  public.procrastinate_jobs, public.procrastinate_events, public.procrastinate_periodic_defers,
  public.procrastinate_workers
  to tripos_jobs;
do $$
declare
  sequence regclass;
begin
  for sequence in select c.oid from pg_class c
                   where c.relkind = 'S' and c.relnamespace = 'public'::regnamespace
                     and c.relname like 'procrastinate%' loop
    execute format('grant usage on sequence %s to tripos_jobs', sequence);
  end loop;
end
$$;
grant select, insert on public.procrastinate_jobs, public.procrastinate_events to tripos_helper;
grant usage on sequence public.procrastinate_jobs_id_seq, public.procrastinate_events_id_seq to tripos_helper;
grant select on public.django_migrations to tripos_jobs;

-- Why: its functions run as the caller; only the worker's login and the door above call them.
do $$
declare
  found regprocedure;
begin
  for found in select p.oid::regprocedure from pg_proc p
                where p.pronamespace = 'public'::regnamespace and p.proname like 'procrastinate%' loop
    execute format('revoke execute on function %s from public', found);
    execute format('grant execute on function %s to tripos_jobs, tripos_helper', found);
  end loop;
end
$$;

-- Why: readiness asks whether a worker is alive; staff ask what failed. Neither needs the arguments of jobs.
create function app.job_health() returns table (seconds_since_heartbeat double precision, waiting bigint, failed_today bigint)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select extract(epoch from now() - (select max(w.last_heartbeat) from public.procrastinate_workers w)),
         (select count(*) from public.procrastinate_jobs j where j.status = 'todo'),
         (select count(distinct e.job_id) from public.procrastinate_events e
           where e.type = 'failed' and e.at > now() - interval '1 day')
$$;
alter function app.job_health() owner to tripos_helper;
grant select on public.procrastinate_workers to tripos_helper;
grant execute on function app.job_health() to tripos_auth, tripos_staff;
