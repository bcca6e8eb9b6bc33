-- Why: a token is looked up before anybody is known. Sign-in code asks for one hash and gets one row; nobody lists them.
create function app.find_api_token(p_sha256 text)
returns table (id uuid, user_id uuid, scopes text[], ended text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select t.id, t.user_id, t.scopes,
         case when t.revoked_at is not null then 'revoked' when t.expires_at <= now() then 'expired' end
    from public.api_tokens t
   where t.token_sha256 = p_sha256
$$;

-- Why: last use is written for the owner alone, at most every five minutes, and nobody writes it by hand.
create function app.note_token_use(p_token uuid) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  update public.api_tokens t set last_used_at = now()
   where t.id = p_token and t.user_id = nullif(current_setting('app.user_id', true), '')::uuid
     and (t.last_used_at is null or t.last_used_at < now() - interval '5 minutes');
  return found;
end
$$;
alter function app.find_api_token(text) owner to tripos_helper;
alter function app.note_token_use(uuid) owner to tripos_helper;
grant execute on function app.find_api_token(text) to tripos_auth;
grant execute on function app.note_token_use(uuid) to tripos_app;

-- api_tokens: the owner's. A token is made, renamed and revoked; what it may do and until when never changes. Only staff
-- give the scope that writes the catalogue.
call app.protect_table('public.api_tokens');
create policy api_tokens_helper_read on public.api_tokens for select to tripos_helper using (true);
create policy api_tokens_helper_edit on public.api_tokens for update to tripos_helper using (true) with check (true);
create policy api_tokens_read on public.api_tokens for select to tripos_app using (user_id = (select app.uid()));
create policy api_tokens_new on public.api_tokens for insert to tripos_app
  with check (user_id = (select app.uid()) and ('catalogue:write' <> all (scopes) or (select app.is_staff())));
create policy api_tokens_edit on public.api_tokens for update to tripos_app
  using (user_id = (select app.uid())) with check (user_id = (select app.uid()));
grant select on public.api_tokens to tripos_helper;
grant update (last_used_at) on public.api_tokens to tripos_helper;
grant select, insert, update on public.api_tokens to tripos_app;

create trigger guard_api_tokens before insert or update on public.api_tokens
  for each row execute function app.guard_columns(
    '{"derived": {"last_used_at": null}, "fixed": ["user_id", "token_sha256", "prefix", "scopes", "expires_at"]}');

-- Why: revoking is for good: a token that somebody else may hold does not come back to life.
create function app.guard_token_end() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if old.revoked_at is not null and new.revoked_at is distinct from old.revoked_at then
    raise exception 'A revoked token stays revoked.'
      using errcode = '42501', table = 'api_tokens', column = 'revoked_at', constraint = 'protected_column';
  end if;
  return new;
end
$$;
create trigger guard_token_end before update on public.api_tokens
  for each row execute function app.guard_token_end();

alter table public.api_tokens
  add constraint short_token_name check (length(name) <= 200),
  add constraint future_expiry check (expires_at > created_at);
call app.on_delete('public.api_tokens', 'user_id', 'cascade');
-- The history says that a token was made, renamed or revoked; the hash and the last use are not in it.
call app.audit_table('public.api_tokens',
                     '{"user": "user_id", "trip": null, "undo": "never", "without": ["token_sha256", "last_used_at"]}');
