-- Sharing asks the person who is shared with: a companion is made by their own answer to an invitation and in no other way;
-- and a link shows what its owner chose.

-- trip_members: nobody inserts. An owner who could would read the name and picture of any account that they name. The owner
-- changes a role or removes; a member leaves.
drop policy trip_members_new on public.trip_members;
revoke insert on public.trip_members from tripos_app;

-- Why: an invitation is to an address. The token that was mailed there proves the mailbox, as a confirmation does; without
-- the token only an address that was confirmed counts.
create function app.my_addresses(p_confirmed boolean) returns text[]
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select coalesce(array_agg(mine.address), '{}')
    from public.users u
    cross join lateral (
      select lower(a.email) as address from public.account_emailaddress a where a.user_id = u.id and a.verified
      union
      select u.email where not p_confirmed) as mine
   where u.id = app.uid() and u.is_active and u.deleted_at is null
$$;

-- Why: what the holder of an invitation's token is told. Of one that is over: that, and no more.
create function app.find_invitation(p_token_sha256 text)
returns table (id uuid, state text, is_mine boolean, is_member boolean, trip_id uuid, role text, email text,
               expires_at timestamptz, inviter text, title text, destination text, start_date date, end_date date)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select i.id, s.state, i.email = any (app.my_addresses(false)), m.trip_id is not null, m.trip_id, i.role, i.email,
         i.expires_at, p.full_name, t.title, t.destination, t.start_date, t.end_date
    from public.invitations i
    cross join lateral (
      select case when i.accepted_at is not null then 'accepted' when i.declined_at is not null then 'declined'
                  when i.revoked_at is not null then 'revoked' when i.expires_at <= now() then 'expired'
                  else 'open' end as state) as s
    left join public.trip_members m on m.trip_id = i.trip_id and m.user_id = app.uid()
    join public.trips whole on whole.id = i.trip_id and whole.deleted_at is null
    join public.users u on u.id = whole.user_id and u.is_active and u.deleted_at is null
    left join public.trips t on t.id = whole.id and s.state = 'open'
    left join public.profiles p on p.id = t.user_id
   where i.token_sha256 = p_token_sha256
$$;

-- Why: who confirmed their address finds invitations to it without the mail.
create function app.my_invitations()
returns table (id uuid, role text, created_at timestamptz, expires_at timestamptz, inviter text, title text,
               destination text, start_date date, end_date date)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select i.id, i.role, i.created_at, i.expires_at, p.full_name, t.title, t.destination, t.start_date, t.end_date
    from public.invitations i
    join public.trips t on t.id = i.trip_id and t.deleted_at is null
    join public.users u on u.id = t.user_id and u.is_active and u.deleted_at is null
    join public.profiles p on p.id = t.user_id
   where i.email = any ((select app.my_addresses(true))::text[])
     and i.accepted_at is null and i.declined_at is null and i.revoked_at is null and i.expires_at > now()
     and i.owner_id <> app.uid()
   order by i.created_at desc, i.id
$$;

-- Why: accepting takes the token and an account with the invited address; declining takes the token alone, because who
-- wants no invitation must not have to sign up. Once, in time, and while the owner stands by it.
create or replace function app.answer_invitation(p_token_sha256 text, p_accept boolean) returns uuid
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  found_one public.invitations;
begin
  select i.* into found_one
    from public.invitations i
    join public.trips t on t.id = i.trip_id and t.deleted_at is null
    join public.users u on u.id = t.user_id and u.is_active and u.deleted_at is null
   where i.token_sha256 = p_token_sha256 and i.accepted_at is null and i.declined_at is null
     and i.revoked_at is null and i.expires_at > now()
     for update of i;
  if found_one.id is null
     or p_accept and (found_one.owner_id = app.uid() or not found_one.email = any (app.my_addresses(false))) then
    return null;
  end if;
  if p_accept then
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

-- Why: the same answer without the token, for those whose address is confirmed.
create function app.answer_my_invitation(p_id uuid, p_accept boolean) returns uuid
language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  select app.answer_invitation(i.token_sha256, p_accept)
    from public.invitations i
   where i.id = p_id and i.email = any (app.my_addresses(true))
$$;

-- Why: an invitation is a mail to somebody who did not ask for it.
create function app.limit_invitations() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if (select count(*) from public.invitations i
       where i.owner_id = new.owner_id and i.created_at > now() - interval '1 day') > 40 then
    raise exception 'A person sends 40 invitations a day.'
      using errcode = '23514', table = 'invitations', constraint = 'at_most_40_invitations_a_day';
  end if;
  if (select count(*) from public.invitations i
       where i.owner_id = new.owner_id and i.email = new.email and i.created_at > now() - interval '1 day') > 3 then
    raise exception 'An address is invited three times a day by the same person.'
      using errcode = '23514', table = 'invitations', column = 'email', constraint = 'at_most_3_to_an_address_a_day';
  end if;
  return null;
end
$$;
create trigger limit_invitations after insert on public.invitations
  for each row execute function app.limit_invitations();

-- What a link shows: its owner's choice. What is public shows hours, and costs where the trip says so.
drop function app.shared_trip_items(uuid);
drop function app.shared_trip(uuid);
drop function app.readable_trips(uuid);

-- Why: which trips the bound link opens, and which are public, with what they may show. One place that decides.
create function app.readable_trips(p_trip uuid)
returns table (trip_id uuid, with_costs boolean, with_times boolean, with_notes boolean, with_people boolean)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  with opened as (
    select s.trip_id as id, s.show_costs, s.show_times, s.show_notes, s.show_people
      from public.trip_shares s
     where s.token_sha256 = nullif(current_setting('app.link', true), '')
       and s.revoked_at is null and (s.expires_at is null or s.expires_at > now())
       and (p_trip is null or s.trip_id = p_trip)
    union all
    select t.id, t.show_costs, true, false, false from public.trips t where t.id = p_trip and t.is_public
  )
  select t.id, bool_or(o.show_costs), bool_or(o.show_times), bool_or(o.show_notes), bool_or(o.show_people)
    from opened o
    join public.trips t on t.id = o.id and t.deleted_at is null
    join public.users u on u.id = t.user_id and u.is_active and u.deleted_at is null
   group by t.id
$$;

-- Why: link holders and the public have no policy on any base table; they read these projections, which carry no booking
-- references, metadata or ids of people, and money, notes, hours and names only where the owner chose so.
create function app.shared_trip(p_trip uuid default null)
returns table (id uuid, title text, description text, destination text, country text, start_date date, end_date date,
               timezone text, latitude double precision, longitude double precision, cover_image_url text, images jsonb,
               currency text, shows_costs boolean, shows_times boolean, people text[])
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select t.id, t.title, t.description, t.destination, t.country, t.start_date, t.end_date, t.timezone,
         t.destination_latitude, t.destination_longitude, t.cover_image_url, t.images,
         case when r.with_costs then t.currency end, r.with_costs, r.with_times,
         case when r.with_people then array(
           select p.full_name
             from public.profiles p left join public.trip_members m on m.user_id = p.id and m.trip_id = t.id
            where (p.id = t.user_id or m.id is not null) and p.deleted_at is null and p.full_name <> ''
            order by p.id <> t.user_id, p.full_name) end
    from app.readable_trips(p_trip) r join public.trips t on t.id = r.trip_id
$$;
create function app.shared_trip_items(p_trip uuid default null)
returns table (id uuid, trip_id uuid, title text, description text, type public.itinerary_item_type, meal text,
               location_id uuid, address text, latitude double precision, longitude double precision, timezone text,
               end_address text, end_latitude double precision, end_longitude double precision, end_timezone text,
               day_number integer, start_time time, end_time time, ends_next_day boolean, duration_minutes integer,
               sort_order integer, cost numeric, currency text, cost_is_estimate boolean, image_url text, notes text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select i.id, i.trip_id, i.title, i.description, i.type, i.meal, i.location_id, i.address, i.latitude, i.longitude,
         i.timezone, i.end_address, i.end_latitude, i.end_longitude, i.end_timezone, i.day_number,
         case when r.with_times then i.start_time end, case when r.with_times then i.end_time end,
         r.with_times and i.ends_next_day, i.duration_minutes,
         (row_number() over (partition by i.trip_id, i.day_number
                             order by i.sort_order, i.start_time, i.id))::integer as sort_order,
         case when r.with_costs then i.cost end, case when r.with_costs then i.currency end,
         case when r.with_costs then i.cost_is_estimate end, i.image_url, case when r.with_notes then i.notes end
    from app.readable_trips(p_trip) r
    join public.itinerary_items i on i.trip_id = r.trip_id and i.deleted_at is null and i.day_number is not null
     and i.booking_status is distinct from 'cancelled'
   order by i.day_number, i.sort_order, i.start_time, i.id
$$;

do $$
declare
  helper text;
begin
  foreach helper in array array[
    'app.my_addresses(boolean)', 'app.find_invitation(text)', 'app.my_invitations()',
    'app.answer_my_invitation(uuid, boolean)', 'app.limit_invitations()', 'app.readable_trips(uuid)',
    'app.shared_trip(uuid)', 'app.shared_trip_items(uuid)'
  ] loop
    execute format('alter function %s owner to tripos_helper', helper);
  end loop;
end
$$;
grant execute on function app.find_invitation(text), app.my_invitations(), app.answer_my_invitation(uuid, boolean),
  app.shared_trip(uuid), app.shared_trip_items(uuid) to tripos_app;
