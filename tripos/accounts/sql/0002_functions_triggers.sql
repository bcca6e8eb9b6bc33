-- Why: policies ask "who is bound?" once a statement. A deleted or blocked account is nobody.
create function app.uid() returns uuid
language sql stable parallel safe security definer set search_path = pg_catalog, pg_temp as $$
  select u.id
    from public.users u
   where u.id = nullif(current_setting('app.user_id', true), '')::uuid
     and u.is_active and u.deleted_at is null
$$;

-- Why: the staff role alone is not enough; the bound account must be staff too.
create function app.is_staff() returns boolean
language sql stable parallel safe security definer set search_path = pg_catalog, pg_temp as $$
  select exists (
    select from public.users u
     where u.id = nullif(current_setting('app.user_id', true), '')::uuid
       and u.is_active and u.is_staff and u.deleted_at is null
  )
$$;

-- Why: an account without a profile cannot plan anything, so the database makes it, and keeps its address and its end
-- the same.
create function app.sync_profile() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if tg_op = 'INSERT' then
    insert into public.profiles (id, email, notification_preferences, travel_preferences)
    values (new.id, new.email,
            '{"email": true, "push": true, "sms": false, "ai_suggestions": true, "trip_updates": true}', '{}');
  else
    update public.profiles set email = new.email, deleted_at = new.deleted_at
     where id = new.id and (email, deleted_at) is distinct from (new.email, new.deleted_at);
  end if;
  return null;
end
$$;

-- Why: deleting the profile ends the account at once: sign-in looks at users, policies at app.uid().
create function app.sync_account_deletion() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  update public.users set deleted_at = new.deleted_at where id = new.id and deleted_at is distinct from new.deleted_at;
  return null;
end
$$;

-- Why: unknown keys and types in the JSON columns would be read by nobody.
create function app.valid_notification_preferences(value jsonb) returns boolean
language sql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
  select jsonb_typeof(value) = 'object' and not exists (
    select from jsonb_each(value) as pair (key, item)
     where pair.key not in ('email', 'push', 'sms', 'ai_suggestions', 'trip_updates')
        or jsonb_typeof(pair.item) <> 'boolean'
  )
$$;

-- Why: the same for what the planner reads; the keys are tripos.accounts.preferences.TRAVEL_PREFERENCE_KEYS.
create function app.valid_travel_preferences(value jsonb) returns boolean
language sql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
  select jsonb_typeof(value) = 'object' and not exists (
    select from jsonb_each(value) as pair (key, item)
     where (pair.key in ('pace', 'day_start', 'day_end') and jsonb_typeof(pair.item) <> 'string')
        or (pair.key in ('interests', 'diets', 'cuisines', 'accessibility', 'dislikes')
            and jsonb_typeof(pair.item) <> 'array')
        or (pair.key = 'walking_limit_minutes' and jsonb_typeof(pair.item) <> 'number')
        or pair.key not in ('pace', 'day_start', 'day_end', 'interests', 'diets', 'cuisines', 'accessibility',
                            'dislikes', 'walking_limit_minutes')
  )
$$;

alter table public.profiles
  add constraint valid_currency check (app.is_currency(currency)),
  add constraint valid_timezone check (app.is_timezone(timezone)),
  add constraint valid_language check (language ~ '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$'),
  add constraint valid_notification_preferences check (app.valid_notification_preferences(notification_preferences)),
  add constraint valid_travel_preferences check (app.valid_travel_preferences(travel_preferences));

alter function app.uid() owner to tripos_helper;
alter function app.is_staff() owner to tripos_helper;
alter function app.sync_profile() owner to tripos_helper;
alter function app.sync_account_deletion() owner to tripos_helper;
grant execute on function app.uid(), app.is_staff()
  to tripos_app, tripos_agent, tripos_auth, tripos_staff, tripos_worker, tripos_owner;
grant execute on function app.valid_notification_preferences(jsonb), app.valid_travel_preferences(jsonb)
  to tripos_app, tripos_agent, tripos_auth, tripos_staff, tripos_worker, tripos_helper;

create trigger sync_profile after insert or update of email, deleted_at on public.users
  for each row execute function app.sync_profile();
create trigger sync_account_deletion after update of deleted_at on public.profiles
  for each row when (old.deleted_at is distinct from new.deleted_at)
  execute function app.sync_account_deletion();
create trigger guard_profiles before insert or update on public.profiles
  for each row execute function app.guard_columns('{"fixed": ["email"]}');
create trigger update_profiles_updated_at before update on public.profiles
  for each row execute function public.update_updated_at_column();

-- Erasing the account erases its profile, and with it everything that hangs on the profile.
call app.on_delete('public.profiles', 'id', 'cascade');
