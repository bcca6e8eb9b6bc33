-- What staff learn about travellers' stops when they write a conflict: whether they are its trip's, and nothing else.

-- Why: a conflict's stops belong to its trip; staff may not read stops, so the question is asked here.
create function app.are_stops_of(p_trip uuid, p_items uuid[]) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return app.is_staff() and not exists (
    select from unnest(p_items) as wanted
     where not exists (select from public.itinerary_items i
                        where i.id = wanted and i.trip_id = p_trip and i.deleted_at is null));
end
$$;
alter function app.are_stops_of(uuid, uuid[]) owner to tripos_helper;
grant execute on function app.are_stops_of(uuid, uuid[]) to tripos_staff;
