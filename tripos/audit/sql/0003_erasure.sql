-- users and what hangs on them: the one way an account goes for good.

-- Why: erasing an account for good, once its profile is in the trash. Everything that hangs on the profile goes by cascade,
-- the ledger of runs stays without its words, and the history keeps that something changed, not what.
create function app.erase_account(p_user uuid) returns boolean
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
alter function app.erase_account(uuid) owner to tripos_helper;
grant execute on function app.erase_account(uuid) to tripos_worker;
create policy users_helper_delete on public.users for delete to tripos_helper using (deleted_at is not null);
grant delete on public.users to tripos_helper;
grant select, delete on
  public.mfa_authenticator, public.account_emailaddress, public.account_emailconfirmation, public.users_groups,
  public.users_user_permissions, public.django_admin_log
  to tripos_helper;
