alter policy api_tokens_new on public.api_tokens
  with check (user_id = (select app.uid()) and ('catalogue:write' <> all (scopes) or (select app.is_staff())));
alter policy profiles_staff_edit on public.profiles using ((select app.is_staff())) with check ((select app.is_staff()));
alter policy profiles_staff_read on public.profiles using ((select app.is_staff()));
alter policy users_staff_edit on public.users using ((select app.is_staff())) with check ((select app.is_staff()));
alter policy users_staff_new on public.users with check ((select app.is_staff()));
alter policy users_staff_read on public.users using ((select app.is_staff()));
drop trigger guard_staff_rights on public.users_user_permissions;
drop trigger guard_staff_rights on public.users_groups;
drop trigger guard_staff_rights on public.auth_group_permissions;
drop trigger guard_staff_rights on public.auth_group;
drop function app.guard_staff_rights();
create or replace function app.guard_staff_flags() returns trigger
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
drop trigger keep_an_administrator on public.users;
drop function app.keep_an_administrator();
drop function app.is_only_administrator(uuid);
drop function app.colleagues();
drop function app.staff_tables();
drop function app.staff_may(text);
revoke select on public.auth_group from tripos_helper;
delete from public.users_groups where group_id in
  (select id from public.auth_group where name in ('places editors', 'trip support', 'AI operations', 'administrators'));
delete from public.auth_group_permissions where group_id in
  (select id from public.auth_group where name in ('places editors', 'trip support', 'AI operations', 'administrators'));
delete from public.auth_group where name in ('places editors', 'trip support', 'AI operations', 'administrators');
