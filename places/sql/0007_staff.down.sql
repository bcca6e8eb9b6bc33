drop function app.undo_merge(uuid);
revoke execute on function app.undo_change_set(uuid) from tripos_helper;
drop function app.merge_locations(uuid, uuid);
drop policy saved_places_helper_new on public.saved_places;
drop policy saved_places_helper_edit on public.saved_places;
drop policy saved_places_helper_delete on public.saved_places;
revoke insert, update, delete on public.saved_places from tripos_helper;
drop policy locations_helper_edit on public.locations;
revoke update on public.locations from tripos_helper;
drop function app.find_duplicates(text, double precision, real, integer);
drop index public.idx_locations_waiting;
alter table public.locations drop constraint reasoned_rejection;
create or replace function app.guard_location() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if current_user in ('tripos_helper', 'tripos_owner', 'tripos_staff', 'tripos_worker') then
    return new;
  end if;
  if tg_op = 'INSERT' then
    if new.is_verified or new.rating is not null or new.rating_count is not null
       or new.source is distinct from 'user_created' or new.external_id is not null
       or cardinality(new.staff_edited_fields) > 0 or not new.is_active
       or new.created_at not between now() and clock_timestamp() then
      raise exception 'A traveller''s place is unverified, unrated and marked as user_created.'
        using errcode = '42501', table = 'locations', constraint = 'protected_column';
    end if;
    new.created_by_id := app.uid();
  elsif (new.is_verified, new.rating, new.rating_count, new.source, new.external_id, new.created_by_id,
         new.is_active, new.staff_edited_fields, new.created_at, new.id)
        is distinct from
        (old.is_verified, old.rating, old.rating_count, old.source, old.external_id, old.created_by_id,
         old.is_active, old.staff_edited_fields, old.created_at, old.id) then
    raise exception 'Verification, ratings, source and state of a place are set by staff.'
      using errcode = '42501', table = 'locations', constraint = 'protected_column';
  end if;
  return new;
end
$$;
call app.unprotect_table('public.import_rows');
revoke usage on sequence public.import_rows_id_seq from tripos_staff;
call app.unprotect_table('public.imports');
