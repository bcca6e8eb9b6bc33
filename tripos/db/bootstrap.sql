-- Roles, extensions and the helper schema. A superuser runs this once in each Tripos database
-- (bin/run does so on the embedded server); it is safe to repeat. Migrations only check that it was run.
--
-- Nobody here has BYPASSRLS: every policy names the role that it is for.
-- The three logins get no password here: an operator sets them (ALTER ROLE … PASSWORD …).

do $$
declare
  wanted record;
begin
  for wanted in
    select * from (values
      ('tripos_owner',    'nologin'),            -- owns every object; migrations run as it
      ('tripos_migrator', 'login'),              -- DATABASE_OWNER_URL: may become tripos_owner
      ('tripos_web',      'login noinherit'),    -- DATABASE_URL: nothing by itself
      ('tripos_jobs',     'login noinherit'),    -- DATABASE_JOBS_URL: the job tables only by itself
      ('tripos_app',      'nologin'),            -- a traveller (or nobody, when no user is bound)
      ('tripos_agent',    'nologin'),            -- an agent acting for its traveller
      ('tripos_auth',     'nologin'),            -- sign-in, sessions and account code
      ('tripos_staff',    'nologin'),            -- the admin site, for accounts that are staff
      ('tripos_worker',   'nologin'),            -- periodic work that has no user
      ('tripos_helper',   'nologin')             -- owns the definer functions
    ) as roles (name, attributes)
  loop
    if not exists (select from pg_roles where rolname = wanted.name) then
      execute format('create role %I %s', wanted.name, wanted.attributes);
    end if;
    execute format('alter role %I nosuperuser nobypassrls nocreaterole nocreatedb', wanted.name);
  end loop;
end
$$;

grant tripos_owner to tripos_migrator;
grant tripos_helper to tripos_owner;               -- so that migrations can hand functions over to it
grant tripos_app, tripos_auth, tripos_staff to tripos_web;
grant tripos_app, tripos_agent, tripos_worker to tripos_jobs;

create extension if not exists pg_trgm;
create extension if not exists unaccent;
create extension if not exists cube;
create extension if not exists earthdistance;
create extension if not exists btree_gist;

revoke all on schema public from public;
grant usage, create on schema public to tripos_owner, tripos_helper;  -- tripos_helper: to own functions and views
grant usage on schema public to tripos_app, tripos_agent, tripos_auth, tripos_staff, tripos_worker, tripos_jobs;

create schema if not exists app authorization tripos_owner;
revoke all on schema app from public;
grant usage, create on schema app to tripos_helper;
grant usage on schema app to tripos_app, tripos_agent, tripos_auth, tripos_staff, tripos_worker;

-- PostgreSQL lets everybody execute a new function; here nobody may until a migration says so.
alter default privileges for role tripos_owner revoke execute on functions from public;
alter default privileges for role tripos_helper revoke execute on functions from public;

do $$
begin
  execute format('revoke all on database %I from public', current_database());
  execute format('grant connect on database %I to tripos_migrator, tripos_web, tripos_jobs', current_database());
  execute format('grant create, temporary on database %I to tripos_owner', current_database());
end
$$;
