alter policy trips_staff_read on public.trips using ((select app.is_staff()));
alter policy trip_members_staff_read on public.trip_members using ((select app.is_staff()));
alter policy proactive_suggestions_staff_new on public.proactive_suggestions with check ((select app.is_staff()));
alter policy proactive_suggestions_staff_edit on public.proactive_suggestions
  using ((select app.is_staff()))
  with check ((select app.is_staff()));
alter policy proactive_suggestions_staff_delete on public.proactive_suggestions using ((select app.is_staff()));
alter policy proactive_suggestions_staff_read on public.proactive_suggestions using ((select app.is_staff()));
alter policy conflict_resolutions_staff_new on public.conflict_resolutions with check ((select app.is_staff()));
alter policy conflict_resolutions_staff_edit on public.conflict_resolutions
  using ((select app.is_staff()))
  with check ((select app.is_staff()));
alter policy conflict_resolutions_staff_delete on public.conflict_resolutions using ((select app.is_staff()));
alter policy conflict_resolutions_staff_read on public.conflict_resolutions using ((select app.is_staff()));
alter policy cost_estimates_staff_new on public.cost_estimates with check ((select app.is_staff()));
alter policy cost_estimates_staff_edit on public.cost_estimates
  using ((select app.is_staff()))
  with check ((select app.is_staff()));
alter policy cost_estimates_staff_delete on public.cost_estimates using ((select app.is_staff()));
alter policy exchange_rates_staff_new on public.exchange_rates with check ((select app.is_staff()));
alter policy exchange_rates_staff_edit on public.exchange_rates
  using ((select app.is_staff()))
  with check ((select app.is_staff()));
alter policy exchange_rates_staff_delete on public.exchange_rates using ((select app.is_staff()));
create or replace function app.are_stops_of(p_trip uuid, p_items uuid[]) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return app.is_staff() and not exists (
    select from unnest(p_items) as wanted
     where not exists (select from public.itinerary_items i
                        where i.id = wanted and i.trip_id = p_trip and i.deleted_at is null));
end
$$;
