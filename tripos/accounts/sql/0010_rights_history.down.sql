drop trigger audit_rights on public.users_groups;
drop trigger audit_rights on public.users;
drop function app.audit_rights();
