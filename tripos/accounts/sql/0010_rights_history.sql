-- Why: who gave whom which rights is written down by the database, not by the page that did it. The account's row holds
-- credentials and Django's table of members has no UUID, so that neither is audited whole: a line holds the flags, or the
-- group's name. Support's own deeds (app.staff_helped runs as tripos_helper) are noted with their sentence there.
create function app.audit_rights() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  bound  constant text := coalesce(current_setting('app.change_set', true), '');
  actor  constant uuid := nullif(current_setting('app.user_id', true), '')::uuid;
  acting constant text := current_setting('role');
  set_id constant uuid := nullif(split_part(bound, '|', 1), '')::uuid;
  person uuid;
  before jsonb;
  after  jsonb;
begin
  if tg_table_name = 'users' then
    person := new.id;
    before := jsonb_build_object('is_staff', old.is_staff, 'is_superuser', old.is_superuser, 'is_active', old.is_active);
    after := jsonb_build_object('is_staff', new.is_staff, 'is_superuser', new.is_superuser, 'is_active', new.is_active);
  else
    if tg_op <> 'INSERT' then
      person := old.user_id;
      before := jsonb_build_object('group', (select g.name from public.auth_group g where g.id = old.group_id));
    end if;
    if tg_op <> 'DELETE' then
      person := new.user_id;
      after := jsonb_build_object('group', (select g.name from public.auth_group g where g.id = new.group_id));
    end if;
  end if;
  -- Members are erased with their account: nobody is left to tell.
  if not exists (select from public.users u where u.id = person) then
    return null;
  end if;
  insert into public.audit_logs (id, table_name, operation, row_id, user_id, actor_id, actor_role, change_set_id,
                                 old_data, new_data)
  values (gen_random_uuid(), 'users', 'UPDATE', person, person, actor, acting, set_id, before, after);
  if set_id is not null then
    insert into public.change_sets as c (id, kind, reason, actor_id, actor_role, user_id)
    values (set_id, split_part(bound, '|', 2), substr(bound, length(split_part(bound, '|', 1)) +
              length(split_part(bound, '|', 2)) + length(split_part(bound, '|', 3)) +
              length(split_part(bound, '|', 4)) + 5), actor, acting, person)
    on conflict (id) do update set user_id = coalesce(c.user_id, excluded.user_id)
     where c.actor_id is not distinct from excluded.actor_id;
    if not found then
      raise exception 'That change set belongs to somebody else.' using errcode = '42501';
    end if;
  end if;
  return null;
end
$$;
alter function app.audit_rights() owner to tripos_helper;

create trigger audit_rights after update on public.users
  for each row when (current_user = 'tripos_staff' and (old.is_staff is distinct from new.is_staff
                     or old.is_superuser is distinct from new.is_superuser or old.is_active is distinct from new.is_active))
  execute function app.audit_rights();
create trigger audit_rights after insert or update or delete on public.users_groups
  for each row when (current_user = 'tripos_staff') execute function app.audit_rights();
