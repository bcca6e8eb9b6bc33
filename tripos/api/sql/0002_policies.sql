-- idempotency_keys: the owner's answers of the last day. The worker takes away what has expired, and reads none of it.
call app.protect_table('public.idempotency_keys');
create policy idempotency_keys_read on public.idempotency_keys for select to tripos_app
  using (user_id = (select app.uid()));
create policy idempotency_keys_new on public.idempotency_keys for insert to tripos_app
  with check (user_id = (select app.uid()));
create policy idempotency_keys_edit on public.idempotency_keys for update to tripos_app
  using (user_id = (select app.uid())) with check (user_id = (select app.uid()));
create policy idempotency_keys_delete on public.idempotency_keys for delete to tripos_app
  using (user_id = (select app.uid()) and expires_at <= now());
create policy idempotency_keys_worker_read on public.idempotency_keys for select to tripos_worker
  using (expires_at <= now());
create policy idempotency_keys_worker_delete on public.idempotency_keys for delete to tripos_worker
  using (expires_at <= now());
grant select, insert, update, delete on public.idempotency_keys to tripos_app;
grant select (id, expires_at), delete on public.idempotency_keys to tripos_worker;

create trigger guard_idempotency_keys before insert or update on public.idempotency_keys
  for each row execute function app.guard_columns('{"fixed": ["user_id", "key", "request_sha256", "expires_at"]}');
alter table public.idempotency_keys
  add constraint short_key check (length(key) between 1 and 255),
  add constraint within_a_day check (expires_at <= created_at + interval '25 hours');
call app.on_delete('public.idempotency_keys', 'user_id', 'cascade');
