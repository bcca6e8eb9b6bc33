-- Tables of other packages have no policies; each is granted by name to the one role that needs it.
grant select, insert, update, delete on
  public.django_session,
  public.account_emailaddress, public.account_emailconfirmation,
  public.mfa_authenticator
  to tripos_auth;
grant select on
  public.django_content_type, public.auth_permission, public.auth_group, public.auth_group_permissions,
  public.users_groups, public.users_user_permissions, public.django_migrations
  to tripos_auth, tripos_staff;
grant insert, update, delete on
  public.auth_group, public.auth_group_permissions, public.users_groups, public.users_user_permissions
  to tripos_staff;
grant select, insert on public.django_admin_log to tripos_staff;
grant select on public.account_emailaddress to tripos_staff;
