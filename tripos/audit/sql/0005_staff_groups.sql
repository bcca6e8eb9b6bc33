-- The history of a table belongs to those who work on the table.
alter policy audit_logs_staff on public.audit_logs
  using ((select app.staff_may('operations')) or table_name = any ((select app.staff_tables())::text[]));
alter policy change_sets_staff on public.change_sets
  using ((select app.is_staff()) and exists (select from public.audit_logs a where a.change_set_id = change_sets.id));
