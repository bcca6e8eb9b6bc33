alter policy audit_logs_staff on public.audit_logs using ((select app.is_staff()));
alter policy change_sets_staff on public.change_sets using ((select app.is_staff()));
