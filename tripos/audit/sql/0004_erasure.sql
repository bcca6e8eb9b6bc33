-- users and what hangs on them: nothing of an erased account stays, wherever others' rows spoke of it.

-- Why: pictures are files that go when they are replaced; a change set taken back must not point at one that is gone.
call app.unaudit_table('public.profiles');
call app.audit_table('public.profiles', '{"user": "id", "trip": null, "without": ["last_active_at", "avatar_url"]}');

-- Why: an erased account leaves no words behind in the history; the fact that something changed stays. In the history of
-- others' trips that says who travelled along, the companion is nobody now.
create or replace function app.redact_audit(p_user uuid) returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare redacted bigint;
begin
  update public.audit_logs set old_data = null, new_data = null, user_id = null where user_id = p_user;
  get diagnostics redacted = row_count;
  update public.audit_logs set old_data = old_data - 'user_id', new_data = new_data - 'user_id'
   where table_name = 'trip_members' and p_user::text in (old_data ->> 'user_id', new_data ->> 'user_id');
  update public.audit_logs set actor_id = null where actor_id = p_user;
  update public.change_sets set reason = '', actor_id = null, user_id = null where p_user in (actor_id, user_id);
  update public.audit_logs set row_id = '00000000-0000-0000-0000-000000000000' where row_id = p_user;
  return redacted;
end
$$;

-- Why: erasing an account for good, once its profile is in the trash. Everything that hangs on the profile goes by cascade,
-- the ledger of runs stays without its words, and the history keeps that something changed, not what.
create or replace function app.erase_account(p_user uuid) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  address text;
begin
  select u.email into address from public.users u where u.id = p_user and u.deleted_at is not null for update;
  if not found then
    return false;
  end if;
  delete from public.usersessions_usersession where user_id = p_user;
  delete from public.mfa_authenticator where user_id = p_user;
  delete from public.account_emailconfirmation c using public.account_emailaddress a
   where a.id = c.email_address_id and a.user_id = p_user;
  delete from public.account_emailaddress where user_id = p_user;
  delete from public.django_admin_log where user_id = p_user or object_id = p_user::text;
  delete from public.users_groups where user_id = p_user;
  delete from public.users_user_permissions where user_id = p_user;
  delete from public.users where id = p_user;
  -- One that has not run yet finds nobody and ends by itself.
  update public.procrastinate_jobs set args = args - 'user_id'
   where args ->> 'user_id' = p_user::text and status not in ('todo', 'doing');
  -- Who took a stop out of another's trip.
  update public.itinerary_items set deleted_by = null where deleted_by = p_user;
  perform app.redact_audit(p_user);
  -- Others invited this address; they keep their invitation, without it. A new account of the same address keeps its own.
  if not exists (select from public.users u where u.email = address and u.deleted_at is null) then
    update public.invitations set email = 'erased-' || id || '@invalid', revoked_at = coalesce(revoked_at, now())
     where email = address;
    update public.audit_logs set old_data = old_data - 'email', new_data = new_data - 'email'
     where table_name = 'invitations' and address in (old_data ->> 'email', new_data ->> 'email');
  end if;
  return true;
end
$$;
grant select, insert, update, delete on public.usersessions_usersession to tripos_auth;
grant select, delete on public.usersessions_usersession to tripos_helper;
grant update (args) on public.procrastinate_jobs to tripos_helper;
