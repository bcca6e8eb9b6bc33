call app.unaudit_table('public.collection_shares');
call app.unaudit_table('public.saved_places');
call app.unaudit_table('public.collections');
call app.unaudit_table('public.locations');
alter table public.locations
  drop constraint real_amounts, drop constraint valid_details, drop constraint valid_images, drop constraint valid_country,
  drop constraint valid_timezone;
alter table public.collections drop constraint valid_color;
drop trigger guard_collection_shares on public.collection_shares;
drop trigger guard_saved_places on public.saved_places;
drop trigger update_collections_updated_at on public.collections;
drop trigger guard_collections on public.collections;
drop index public.idx_collection_shares_owner;
alter table public.collection_shares drop constraint collection_shares_owner;
drop trigger set_owner on public.collection_shares;
drop function app.fill_collection_owner();
drop trigger update_locations_updated_at on public.locations;
drop trigger guard_locations on public.locations;
drop function app.guard_location();
drop trigger update_collection_on_saved_place_delete on public.saved_places;
drop trigger update_collection_on_saved_place_change on public.saved_places;
drop trigger update_collection_on_saved_place_insert on public.saved_places;
drop function public.update_collection_count();
