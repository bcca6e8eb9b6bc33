-- users: credentials. Sign-in code reads and writes them; staff see who there is; a traveller's own session never
-- needs this table (the profile carries what pages show).
alter table public.users enable row level security;
alter table public.users force row level security;
create policy users_owner on public.users to tripos_owner using (true) with check (true);
create policy users_helper_read on public.users for select to tripos_helper using (true);
create policy users_helper_edit on public.users for update to tripos_helper using (true) with check (true);
create policy users_auth_read on public.users for select to tripos_auth using (true);
create policy users_auth_new on public.users for insert to tripos_auth with check (not is_staff and not is_superuser);
create policy users_auth_edit on public.users for update to tripos_auth using (true) with check (true);
create policy users_staff_read on public.users for select to tripos_staff using ((select app.is_staff()));
create policy users_staff_new on public.users for insert to tripos_staff with check ((select app.is_staff()));
create policy users_staff_edit on public.users for update to tripos_staff
  using ((select app.is_staff())) with check ((select app.is_staff()));
create policy users_worker_read on public.users for select to tripos_worker using (true);
grant select, insert, update on public.users to tripos_auth, tripos_staff;
grant select (id, email, is_active, is_staff, date_joined, last_login, deleted_at) on public.users to tripos_worker;
grant select on public.users to tripos_helper;
grant update (deleted_at) on public.users to tripos_helper;

-- Why: neither signing in nor being staff is a way to more rights: only superusers give and take the flags.
create function app.guard_staff_flags() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if current_user in ('tripos_auth', 'tripos_staff')
     and (tg_op = 'INSERT' and current_user = 'tripos_staff' and (new.is_staff or new.is_superuser)
          or tg_op = 'UPDATE' and (new.is_staff, new.is_superuser) is distinct from (old.is_staff, old.is_superuser))
     and not (current_user = 'tripos_staff'
              and exists (select from public.users u where u.id = app.uid() and u.is_superuser)) then
    raise exception 'Staff flags are given and taken by superusers.'
      using errcode = '42501', table = 'users', column = 'is_staff', constraint = 'protected_column';
  end if;
  return new;
end
$$;
create trigger guard_users before insert or update on public.users for each row execute function app.guard_staff_flags();

-- profiles: one's own; made by trigger, ended by deleted_at, erased by cascade from the account.
alter table public.profiles enable row level security;
alter table public.profiles force row level security;
create policy profiles_owner on public.profiles to tripos_owner using (true) with check (true);
create policy profiles_helper_read on public.profiles for select to tripos_helper using (true);
create policy profiles_helper_new on public.profiles for insert to tripos_helper with check (true);
create policy profiles_helper_edit on public.profiles for update to tripos_helper using (true) with check (true);
create policy profiles_read on public.profiles for select to tripos_app, tripos_agent using (id = (select app.uid()));
create policy profiles_edit on public.profiles for update to tripos_app
  using (id = (select app.uid())) with check (id = (select app.uid()));
create policy profiles_agent_edit on public.profiles for update to tripos_agent
  using (id = (select app.uid())) with check (id = (select app.uid()));
create policy profiles_auth_read on public.profiles for select to tripos_auth using (true);
create policy profiles_staff_read on public.profiles for select to tripos_staff using ((select app.is_staff()));
create policy profiles_staff_edit on public.profiles for update to tripos_staff
  using ((select app.is_staff())) with check ((select app.is_staff()));
create policy profiles_worker_read on public.profiles for select to tripos_worker using (true);
grant select, update on public.profiles to tripos_app, tripos_staff;
grant select on public.profiles to tripos_agent, tripos_auth, tripos_worker, tripos_helper;
-- An agent remembers what its traveller likes, and nothing else of the profile.
grant update (travel_preferences, updated_at) on public.profiles to tripos_agent;
grant insert, update on public.profiles to tripos_helper;
