revoke all on
  public.mfa_authenticator, public.account_emailaddress, public.account_emailconfirmation, public.users_groups,
  public.users_user_permissions, public.django_admin_log
  from tripos_helper;
revoke delete on public.users from tripos_helper;
drop policy users_helper_delete on public.users;
drop function app.erase_account(uuid);
