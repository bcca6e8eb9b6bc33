drop trigger guard_users on public.users;
drop function app.guard_staff_flags();
do $$
declare p record;
begin
  for p in select policyname, tablename from pg_policies where schemaname = 'public' and tablename in ('users', 'profiles') loop
    execute format('drop policy %I on public.%I', p.policyname, p.tablename);
  end loop;
end
$$;
alter table public.users disable row level security;
alter table public.users no force row level security;
alter table public.profiles disable row level security;
alter table public.profiles no force row level security;
revoke all on public.users, public.profiles
  from tripos_app, tripos_agent, tripos_auth, tripos_staff, tripos_worker, tripos_helper;
revoke update (deleted_at) on public.users from tripos_helper;
revoke select (id, email, is_active, is_staff, date_joined, last_login, deleted_at) on public.users from tripos_worker;
revoke update (travel_preferences, updated_at) on public.profiles from tripos_agent;
