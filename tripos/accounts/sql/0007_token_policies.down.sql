call app.unaudit_table('public.api_tokens');
alter table public.api_tokens drop constraint future_expiry, drop constraint short_token_name;
drop trigger guard_token_end on public.api_tokens;
drop trigger guard_api_tokens on public.api_tokens;
drop function app.guard_token_end();
call app.unprotect_table('public.api_tokens');
drop function app.note_token_use(uuid);
drop function app.find_api_token(text);
