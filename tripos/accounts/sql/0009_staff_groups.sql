-- Which part of the back office a staff member may enter: four groups, and for each part one question that the policies
-- of its tables ask.
insert into public.auth_group (name)
values ('places editors'), ('trip support'), ('AI operations'), ('administrators')
on conflict (name) do nothing;
grant select on public.users_groups, public.auth_group to tripos_helper;

-- Why: being staff is not enough for a table; the bound account must be in a group that works on that part. What is asked
-- is what the database knows of the account: no setting of a client has a say. Superusers and administrators work on all
-- parts, 'operations' (rates, jobs) and 'rights' (who is staff, and in which groups) are theirs alone.
create function app.staff_may(area text) returns boolean
language sql stable parallel safe security definer set search_path = pg_catalog, pg_temp as $$
  select area in ('places', 'trips', 'accounts', 'ai', 'operations', 'rights') and exists (
    select from public.users u
     where u.id = nullif(current_setting('app.user_id', true), '')::uuid
       and u.is_active and u.is_staff and u.deleted_at is null
       and (u.is_superuser or exists (
         select from public.users_groups m join public.auth_group g on g.id = m.group_id
          where m.user_id = u.id
            and (g.name = 'administrators'
                 or (g.name, area) in (('places editors', 'places'), ('trip support', 'trips'),
                                       ('trip support', 'accounts'), ('AI operations', 'ai')))))
  )
$$;

-- Why: the history of a table belongs to those who work on the table; one array a statement for its policies. A table that
-- is not named belongs to administrators.
create function app.staff_tables() returns text[]
language sql stable parallel safe set search_path = pg_catalog, pg_temp as $$
  select coalesce(array_agg(part.table_name), '{}')
    from (values ('places', '{locations, imports, import_rows, cost_estimates}'::text[]),
                 ('trips', '{trips, itinerary_items, budget_tracking, trip_members, trip_shares, invitations,
                             proactive_suggestions, conflict_resolutions, collections, collection_shares,
                             saved_places}'),
                 ('accounts', '{profiles, api_tokens}'),
                 ('ai', '{conversations, messages, ai_context, ai_runs, ai_run_events, approvals, agent_limits,
                          user_ai_stats}')) as known (area, tables),
         unnest(known.tables) as part (table_name)
   where app.staff_may(known.area)
$$;

-- Why: colleagues sign their work with their names, whatever part the reader works on.
create function app.colleagues() returns uuid[]
language sql stable parallel safe security definer set search_path = pg_catalog, pg_temp as $$
  select coalesce(array_agg(u.id), '{}') from public.users u where u.is_staff and app.is_staff()
$$;

-- Why: whoever may turn the last administrator into none locks everybody out for good. Asked before a change: was this
-- account an administrator, and is there another one? Two who remove each other at once wait for each other.
create function app.is_only_administrator(p_user uuid) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  keepers uuid[];
begin
  perform pg_advisory_xact_lock(hashtextextended('administrators', 0));
  select array_agg(u.id) into keepers
    from public.users u
   where u.is_active and u.is_staff and u.deleted_at is null
     and (u.is_superuser or exists (
       select from public.users_groups m join public.auth_group g on g.id = m.group_id
        where m.user_id = u.id and g.name = 'administrators'));
  return keepers = array[p_user];
end
$$;

-- Why: the account's own side of it: ending, blocking or demoting the last administrator is refused, by whatever way.
-- Commands that run as the owner of the tables may.
create function app.keep_an_administrator() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if current_setting('role') not in ('none', 'tripos_owner') and app.is_only_administrator(old.id)
     and not (new.is_active and new.is_staff and new.deleted_at is null and (new.is_superuser or not old.is_superuser
              or exists (select from public.users_groups m join public.auth_group g on g.id = m.group_id
                          where m.user_id = new.id and g.name = 'administrators'))) then
    raise exception 'The last administrator stays one.'
      using errcode = '42501', table = 'users', constraint = 'last_administrator';
  end if;
  return new;
end
$$;
create trigger keep_an_administrator before update of is_active, is_staff, is_superuser, deleted_at on public.users
  for each row when (old.is_staff and (old.is_active is distinct from new.is_active
                     or old.is_staff is distinct from new.is_staff or old.is_superuser is distinct from new.is_superuser
                     or old.deleted_at is distinct from new.deleted_at))
  execute function app.keep_an_administrator();

-- Why: neither signing in nor being staff is a way to more rights: administrators give and take the staff flag, and only
-- superusers that of superusers.
create or replace function app.guard_staff_flags() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if current_user in ('tripos_auth', 'tripos_staff')
     and (tg_op = 'INSERT' and current_user = 'tripos_staff' and (new.is_staff or new.is_superuser)
          or tg_op = 'UPDATE' and (new.is_staff, new.is_superuser) is distinct from (old.is_staff, old.is_superuser))
     and not (current_user = 'tripos_staff'
              and (case when tg_op = 'INSERT' then new.is_superuser else new.is_superuser <> old.is_superuser end
                   and exists (select from public.users u where u.id = app.uid() and u.is_superuser)
                   or case when tg_op = 'INSERT' then not new.is_superuser else new.is_superuser = old.is_superuser end
                   and app.staff_may('rights'))) then
    raise exception 'Staff flags are given and taken by administrators.'
      using errcode = '42501', table = 'users', column = 'is_staff', constraint = 'protected_column';
  end if;
  return new;
end
$$;

-- Why: groups and permissions are tables of Django without policies; a staff member who writes them would write their own
-- rights. The shipped groups keep their names, by which the question above knows them, and somebody stays administrator.
create function app.guard_staff_rights() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if current_user <> 'tripos_staff' then
    return coalesce(new, old);
  end if;
  if not app.staff_may('rights') then
    raise exception 'Rights are given and taken by administrators.'
      using errcode = '42501', table = tg_table_name, constraint = 'protected_column';
  end if;
  -- A condition on a column is planned for the table at hand, so that each stands inside the question which table it is.
  if tg_table_name = 'auth_group' and tg_op <> 'INSERT' then
    if old.name in ('places editors', 'trip support', 'AI operations', 'administrators')
       and (to_jsonb(new) ->> 'name') is distinct from old.name then
      raise exception 'This group comes with Tripos and keeps its name.'
        using errcode = '42501', table = tg_table_name, constraint = 'shipped_group';
    end if;
  elsif tg_table_name = 'users_groups' and tg_op <> 'INSERT' then
    if exists (select from public.auth_group g where g.id = old.group_id and g.name = 'administrators')
       and not exists (select from public.users u where u.id = old.user_id and u.is_superuser)
       and app.is_only_administrator(old.user_id) then
      raise exception 'The last administrator stays one.'
        using errcode = '42501', table = tg_table_name, constraint = 'last_administrator';
    end if;
  end if;
  return coalesce(new, old);
end
$$;
create trigger guard_staff_rights before insert or update or delete on public.auth_group
  for each row execute function app.guard_staff_rights();
create trigger guard_staff_rights before insert or update or delete on public.auth_group_permissions
  for each row execute function app.guard_staff_rights();
create trigger guard_staff_rights before insert or update or delete on public.users_groups
  for each row execute function app.guard_staff_rights();
create trigger guard_staff_rights before insert or update or delete on public.users_user_permissions
  for each row execute function app.guard_staff_rights();

alter function app.staff_may(text) owner to tripos_helper;
alter function app.colleagues() owner to tripos_helper;
alter function app.is_only_administrator(uuid) owner to tripos_helper;
grant execute on function app.staff_may(text)
  to tripos_app, tripos_agent, tripos_auth, tripos_staff, tripos_worker, tripos_owner;
grant execute on function app.staff_tables(), app.colleagues() to tripos_staff;
grant execute on function app.is_only_administrator(uuid) to tripos_auth, tripos_staff;

-- users: support sees who there is and mends travellers' accounts; colleagues' accounts are administrators' matter.
alter policy users_staff_read on public.users
  using ((select app.staff_may('accounts')) or (id = (select app.uid()) and (select app.is_staff())));
alter policy users_staff_new on public.users
  with check ((select app.staff_may('rights')) or (not is_staff and not is_superuser and (select app.staff_may('accounts'))));
alter policy users_staff_edit on public.users
  using ((select app.staff_may('rights')) or (not is_staff and not is_superuser and (select app.staff_may('accounts'))))
  with check ((select app.staff_may('rights')) or (not is_staff and not is_superuser and (select app.staff_may('accounts'))));

-- profiles: AI operations know whose run it was; everybody knows their colleagues.
alter policy profiles_staff_read on public.profiles
  using ((select app.staff_may('accounts')) or (select app.staff_may('ai')) or id = any ((select app.colleagues())::uuid[]));
alter policy profiles_staff_edit on public.profiles
  using ((select app.staff_may('accounts'))) with check ((select app.staff_may('accounts')));

-- api_tokens: the scope that writes the catalogue is for those who keep it.
alter policy api_tokens_new on public.api_tokens
  with check (user_id = (select app.uid()) and ('catalogue:write' <> all (scopes) or (select app.staff_may('places'))));
