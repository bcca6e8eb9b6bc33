call app.unaudit_table('public.trip_shares');
call app.unaudit_table('public.invitations');
call app.unaudit_table('public.trip_members');
call app.unaudit_table('public.proactive_suggestions');
call app.unaudit_table('public.conflict_resolutions');
drop trigger audit_update on public.budget_tracking;
call app.unaudit_table('public.itinerary_items');
call app.unaudit_table('public.trips');
alter table public.conflict_resolutions drop constraint valid_affected_items, drop constraint conflict_resolutions_owner;
alter table public.cost_estimates drop constraint real_amounts, drop constraint valid_currency;
alter table public.exchange_rates drop constraint real_amounts, drop constraint valid_currency;
alter table public.budget_tracking
  drop constraint valid_categories, drop constraint valid_currency, drop constraint budget_tracking_owner;
alter table public.itinerary_items
  drop constraint real_amounts, drop constraint small_metadata, drop constraint valid_images, drop constraint valid_tags,
  drop constraint valid_end_timezone, drop constraint valid_timezone, drop constraint valid_currency,
  drop constraint itinerary_items_owner;
alter table public.trips
  drop constraint real_amounts, drop constraint at_most_a_year, drop constraint valid_party, drop constraint small_metadata,
  drop constraint valid_images, drop constraint valid_country, drop constraint valid_timezone,
  drop constraint valid_currency;
alter table public.trip_members drop constraint trip_members_owner;
alter table public.invitations drop constraint invitations_owner;
alter table public.trip_shares drop constraint trip_shares_owner;
-- What is left are triggers: all of ours on these tables, and then the functions that they called.
do $$
declare
  found record;
begin
  for found in
    select t.tgname, t.tgrelid::regclass as on_table from pg_trigger t join pg_class c on c.oid = t.tgrelid
     where not t.tgisinternal and c.relnamespace = 'public'::regnamespace
       and c.relname in ('trips', 'itinerary_items', 'budget_tracking', 'conflict_resolutions', 'proactive_suggestions',
                         'trip_members', 'invitations', 'trip_shares')
  loop
    execute format('drop trigger %I on %s', found.tgname, found.on_table);
  end loop;
end
$$;
drop function app.valid_budget_categories(jsonb);
drop function app.answer_invitation(text, boolean);
drop function app.limit_memberships();
drop function app.set_resolver();
drop function app.keep_category_sums();
drop function app.guard_suggestion();
drop function app.record_optimization(uuid, numeric, boolean);
drop function app.bump_trip_version();
drop function app.set_trip_version();
drop function app.follow_trip();
drop function app.start_budget();
drop function public.update_trip_budget();
drop function app.recompute_trips(uuid[]);
drop function app.set_item_remover();
drop function app.set_item_duration();
drop function app.set_item_cost();
drop function app.fill_conflict_owner();
drop function app.fill_trip_owner();
drop function app.exchange_rate(text, text, date);
drop function app.budget_category(public.itinerary_item_type, text);
drop function app.my_companions();
drop function app.shared_with_me(text[]);
