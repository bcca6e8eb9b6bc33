drop function app.shared_trip_items(uuid);
drop function app.shared_trip(uuid);
drop function app.readable_trips(uuid);

-- Why: which trips the bound link opens, and which are public, with what they may show. One place that decides.
create function app.readable_trips(p_trip uuid)
returns table (trip_id uuid, with_costs boolean)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  with opened as (
    select s.trip_id as id, s.show_costs
      from public.trip_shares s
     where s.token_sha256 = nullif(current_setting('app.link', true), '')
       and s.revoked_at is null and (s.expires_at is null or s.expires_at > now())
       and (p_trip is null or s.trip_id = p_trip)
    union all
    select t.id, t.show_costs from public.trips t where t.id = p_trip and t.is_public
  )
  select t.id, bool_or(o.show_costs)
    from opened o
    join public.trips t on t.id = o.id and t.deleted_at is null
    join public.users u on u.id = t.user_id and u.is_active and u.deleted_at is null
   group by t.id
$$;
alter function app.readable_trips(uuid) owner to tripos_helper;

-- Why: link holders and the public have no policy on any base table; they read these projections, which carry no
-- money (unless the owner opted in), notes, booking references, metadata or members.
create function app.shared_trip(p_trip uuid default null)
returns table (id uuid, title text, description text, destination text, country text, start_date date, end_date date,
               timezone text, latitude double precision, longitude double precision, cover_image_url text, images jsonb,
               currency text, shows_costs boolean)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select t.id, t.title, t.description, t.destination, t.country, t.start_date, t.end_date, t.timezone,
         t.destination_latitude, t.destination_longitude, t.cover_image_url, t.images,
         case when r.with_costs then t.currency end, r.with_costs
    from app.readable_trips(p_trip) r join public.trips t on t.id = r.trip_id
$$;
create function app.shared_trip_items(p_trip uuid default null)
returns table (id uuid, trip_id uuid, title text, description text, type public.itinerary_item_type, location_id uuid,
               address text, latitude double precision, longitude double precision, timezone text, day_number integer,
               start_time time, end_time time, ends_next_day boolean, duration_minutes integer, sort_order integer,
               cost numeric, currency text, cost_is_estimate boolean, image_url text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select i.id, i.trip_id, i.title, i.description, i.type, i.location_id, i.address, i.latitude, i.longitude,
         i.timezone, i.day_number, i.start_time, i.end_time, i.ends_next_day, i.duration_minutes, i.sort_order,
         case when r.with_costs then i.cost end, case when r.with_costs then i.currency end,
         case when r.with_costs then i.cost_is_estimate end, i.image_url
    from app.readable_trips(p_trip) r
    join public.itinerary_items i on i.trip_id = r.trip_id and i.deleted_at is null and i.day_number is not null
   order by i.day_number, i.sort_order, i.start_time, i.id
$$;
alter function app.shared_trip(uuid) owner to tripos_helper;
alter function app.shared_trip_items(uuid) owner to tripos_helper;
grant execute on function app.shared_trip(uuid), app.shared_trip_items(uuid) to tripos_app;

drop trigger limit_invitations on public.invitations;
drop function app.limit_invitations();
drop function app.answer_my_invitation(uuid, boolean);
drop function app.my_invitations();
drop function app.find_invitation(text);

-- Why: an invitation is accepted by whoever holds its token and is signed in; the row itself stays the owner's.
create or replace function app.answer_invitation(p_token_sha256 text, p_accept boolean) returns uuid
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  found_one public.invitations;
begin
  select i.* into found_one
    from public.invitations i join public.trips t on t.id = i.trip_id and t.deleted_at is null
   where i.token_sha256 = p_token_sha256 and i.accepted_at is null and i.declined_at is null
     and i.revoked_at is null and i.expires_at > now()
     for update of i;
  if found_one.id is null or app.uid() is null then
    return null;
  end if;
  if p_accept and found_one.owner_id <> app.uid() then
    insert into public.trip_members (trip_id, owner_id, user_id, role)
    values (found_one.trip_id, found_one.owner_id, app.uid(), found_one.role)
    on conflict (trip_id, user_id) do update set role = excluded.role;
  end if;
  update public.invitations
     set accepted_at = case when p_accept then now() end, declined_at = case when not p_accept then now() end
   where id = found_one.id;
  return found_one.trip_id;
end
$$;

drop function app.my_addresses(boolean);
grant insert on public.trip_members to tripos_app;
create policy trip_members_new on public.trip_members for insert to tripos_app
  with check (owner_id = (select app.uid()));
