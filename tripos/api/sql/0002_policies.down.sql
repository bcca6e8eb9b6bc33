alter table public.idempotency_keys drop constraint within_a_day, drop constraint short_key;
drop trigger guard_idempotency_keys on public.idempotency_keys;
call app.unprotect_table('public.idempotency_keys');
