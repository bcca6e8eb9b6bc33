-- back to what 0003 had.
revoke all on public.usersessions_usersession from tripos_auth, tripos_helper;
revoke update (args) on public.procrastinate_jobs from tripos_helper;
call app.unaudit_table('public.profiles');
call app.audit_table('public.profiles', '{"user": "id", "trip": null, "without": ["last_active_at"]}');
create or replace function app.redact_audit(p_user uuid) returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare redacted bigint;
begin
  update public.audit_logs set old_data = null, new_data = null, user_id = null where user_id = p_user;
  get diagnostics redacted = row_count;
  update public.audit_logs set actor_id = null where actor_id = p_user;
  update public.change_sets set reason = '', actor_id = null, user_id = null where p_user in (actor_id, user_id);
  return redacted;
end
$$;
create or replace function app.erase_account(p_user uuid) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  address text;
begin
  select u.email into address from public.users u where u.id = p_user and u.deleted_at is not null for update;
  if not found then
    return false;
  end if;
  delete from public.mfa_authenticator where user_id = p_user;
  delete from public.account_emailconfirmation c using public.account_emailaddress a
   where a.id = c.email_address_id and a.user_id = p_user;
  delete from public.account_emailaddress where user_id = p_user;
  delete from public.django_admin_log where user_id = p_user;
  delete from public.users_groups where user_id = p_user;
  delete from public.users_user_permissions where user_id = p_user;
  delete from public.users where id = p_user;
  perform app.redact_audit(p_user);
  -- Others invited this address; they keep their invitation, without it.
  update public.invitations set email = 'erased-' || id || '@invalid', revoked_at = coalesce(revoked_at, now())
   where email = address;
  update public.audit_logs set old_data = old_data - 'email', new_data = new_data - 'email'
   where table_name = 'invitations' and address in (old_data ->> 'email', new_data ->> 'email');
  return true;
end
$$;
