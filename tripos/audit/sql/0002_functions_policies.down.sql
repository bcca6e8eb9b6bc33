call app.unaudit_table('public.profiles');
do $$
declare p record;
begin
  for p in select policyname, tablename from pg_policies
            where schemaname = 'public' and tablename in ('audit_logs', 'change_sets') loop
    execute format('drop policy %I on public.%I', p.policyname, p.tablename);
  end loop;
end
$$;
alter table public.audit_logs disable row level security;
alter table public.audit_logs no force row level security;
alter table public.change_sets disable row level security;
alter table public.change_sets no force row level security;
revoke all on public.audit_logs, public.change_sets
  from tripos_app, tripos_agent, tripos_staff, tripos_worker, tripos_helper;
drop function app.redact_audit(uuid);
drop function app.undo_change_set(uuid);
drop procedure app.unaudit_table(regclass);
drop procedure app.audit_table(regclass, jsonb);
drop function app.audit();
drop function app.audit_payload(jsonb, text[], jsonb);
alter table public.audit_logs alter column txid drop default, alter column sequence drop default;
drop sequence public.audit_logs_sequence;
