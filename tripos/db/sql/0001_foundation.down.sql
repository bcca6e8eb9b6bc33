drop procedure app.unprotect_table(regclass);
drop procedure app.protect_table(regclass);
drop procedure app.on_delete(regclass, name, text);
drop function app.is_timezone(text);
drop function app.is_currency(text);
drop function public.set_service_role_context();
drop function app.guard_columns();
drop function public.update_updated_at_column();
