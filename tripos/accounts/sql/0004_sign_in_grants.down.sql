revoke all on
  public.django_session,
  public.account_emailaddress, public.account_emailconfirmation, public.mfa_authenticator,
  public.django_content_type, public.auth_permission, public.auth_group, public.auth_group_permissions,
  public.users_groups, public.users_user_permissions, public.django_migrations, public.django_admin_log
  from tripos_auth, tripos_staff;
