drop trigger name_suggesting_agent on public.itinerary_items;
drop function app.name_suggesting_agent();
revoke update (snoozed_until) on public.proactive_suggestions from tripos_app;
drop trigger guard_new_suggestion on public.proactive_suggestions;
create or replace function app.guard_suggestion() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if old.shown_at is not null and new.shown_at is distinct from old.shown_at
     or old.responded_at is not null and new.responded_at is distinct from old.responded_at then
    raise exception 'When a suggestion was shown and answered is set once.'
      using errcode = '42501', table = 'proactive_suggestions', constraint = 'set_once';
  end if;
  if old.status in ('accepted', 'rejected') and new.status is distinct from old.status
     and current_setting('role') in ('tripos_app', 'tripos_agent') then
    raise exception 'This suggestion was answered already.'
      using errcode = '23514', table = 'proactive_suggestions', column = 'status', constraint = 'answered_once';
  end if;
  return new;
end
$$;
