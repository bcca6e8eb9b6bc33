-- Why: what policies ask about sharing, once a statement: the ids of live trips, of owners who are still here, shared with
-- the bound user in one of these roles. A scalar array, which an index search can use.
create function app.shared_with_me(roles text[]) returns uuid[]
language sql stable parallel safe security definer set search_path = pg_catalog, pg_temp as $$
  select coalesce(array_agg(m.trip_id), '{}')
    from public.trip_members m
    join public.trips t on t.id = m.trip_id and t.deleted_at is null
    join public.users u on u.id = t.user_id and u.deleted_at is null
   where m.user_id = app.uid() and m.role = any (roles)
$$;

-- Why: people who share a live trip with the bound user, for the companions view.
create function app.my_companions() returns uuid[]
language sql stable parallel safe security definer set search_path = pg_catalog, pg_temp as $$
  select coalesce(array_agg(distinct person), '{}')
    from (select array(select t.id from public.trips t where t.user_id = app.uid() and t.deleted_at is null)
                 || app.shared_with_me('{viewer,editor}') as ids) as mine
    cross join lateral (
      select m.user_id as person from public.trip_members m where m.trip_id = any (mine.ids)
      union all
      select t.user_id from public.trips t where t.id = any (mine.ids)) as people
$$;

-- Why: one place that says which of the six categories a stop's cost belongs to.
create function app.budget_category(item_type public.itinerary_item_type, chosen text) returns text
language sql immutable parallel safe set search_path = pg_catalog, pg_temp
return coalesce(chosen, case item_type::text
  when 'activity' then 'activities' when 'event' then 'activities' when 'restaurant' then 'food'
  when 'accommodation' then 'accommodation' when 'transport' then 'transport' else 'other' end);

-- Why: one rule for converting money: the European Central Bank's rates of the latest day on or before the given one.
-- Null when either currency is not quoted. (The table has a column "source" too: the argument is named with its function.)
create function app.exchange_rate(source text, target text, on_day date, out rate numeric, out rate_day date)
language sql stable parallel safe security definer set search_path = pg_catalog, pg_temp as $$
  select t.rate / s.rate, least(s.rate_date, t.rate_date)
    from (select 1::numeric as rate, on_day as rate_date where source = 'EUR'
                  union all
                  (select e.rate, e.rate_date from public.exchange_rates e
                    where e.currency = exchange_rate.source and e.rate_date <= on_day order by e.rate_date desc limit 1)) as s,
         (select 1::numeric as rate, on_day as rate_date where target = 'EUR'
                  union all
                  (select e.rate, e.rate_date from public.exchange_rates e
                    where e.currency = exchange_rate.target and e.rate_date <= on_day order by e.rate_date desc limit 1)) as t
   limit 1
$$;

-- Why: children carry their trip's owner; whoever writes them cannot choose it.
create function app.fill_trip_owner() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  new.owner_id := (select t.user_id from public.trips t where t.id = new.trip_id);
  return new;
end
$$;
create function app.fill_conflict_owner() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  new.user_id := (select t.user_id from public.trips t where t.id = new.trip_id);
  return new;
end
$$;

-- Why: a stop's cost in the trip's currency, with the rate and its day, is derived when the cost is written.
create function app.set_item_cost() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  wanted text;
begin
  wanted := (select t.currency from public.trips t where t.id = new.trip_id);
  new.converted_currency := case when new.cost is not null then wanted end;
  if new.cost is null then
    new.exchange_rate := null; new.exchange_rate_date := null; new.converted_cost := null;
  elsif new.currency = wanted then
    new.exchange_rate := 1; new.exchange_rate_date := null; new.converted_cost := new.cost;
  else
    select r.rate, r.rate_day into new.exchange_rate, new.exchange_rate_date
      from app.exchange_rate(new.currency, wanted, current_date) as r;
    new.converted_cost := round(new.cost * new.exchange_rate, 2);
  end if;
  return new;
end
$$;

-- Why: duration and times tell one story. A transport item between two zones keeps the duration it was given.
create function app.set_item_duration() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  minutes integer;
begin
  if new.start_time is not null and new.end_time is not null
     and coalesce(new.end_timezone, new.timezone) is not distinct from new.timezone then
    minutes := (extract(epoch from new.end_time - new.start_time) / 60)::integer
               + case when new.ends_next_day then 1440 else 0 end;
    if new.duration_minutes is null
       or (tg_op = 'UPDATE' and new.duration_minutes is not distinct from old.duration_minutes
           and (new.start_time, new.end_time, new.ends_next_day)
               is distinct from (old.start_time, old.end_time, old.ends_next_day)) then
      new.duration_minutes := greatest(minutes, 1);
    elsif new.duration_minutes <> greatest(minutes, 1) then
      raise exception 'The stop lasts % minutes by its times, not %.', minutes, new.duration_minutes
        using errcode = '23514', table = 'itinerary_items', column = 'duration_minutes', constraint = 'duration_agrees';
    end if;
  end if;
  return new;
end
$$;

-- Why: whoever removes a stop may undo that; nobody else but the owner sees it in the trash.
create function app.set_item_remover() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  new.deleted_by := case when new.deleted_at is null then null else nullif(current_setting('app.user_id', true), '')::uuid end;
  return new;
end
$$;

-- Why: the one function that derives a trip's money from its stops. It locks the trips in one order and then sums in a
-- new snapshot, so that parallel writers end right; a cancelled stop and an unpaid idea do not count. A stop that was rated
-- for another currency than the trip's (it changed meanwhile) is rated anew, unless another writer holds it: waiting for
-- that writer, who waits for the trip, would be a deadlock, and they will rate it themselves.
create function app.recompute_trips(p_trips uuid[]) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  stranded record;
begin
  perform from public.trips where id = any (p_trips) order by id for no key update;
  select i.title, i.day_number, t.end_date - t.start_date + 1 as days into stranded
    from public.itinerary_items i join public.trips t on t.id = i.trip_id
   where t.id = any (p_trips) and i.deleted_at is null and i.day_number > t.end_date - t.start_date + 1
   limit 1;
  if found then
    raise exception 'The trip has % days; "%" is on day %.', stranded.days, stranded.title, stranded.day_number
      using errcode = '23514', table = 'itinerary_items', column = 'day_number', constraint = 'valid_day_in_trip';
  end if;

  update public.itinerary_items i set currency = i.currency
   where i.id in (
     select s.id from public.itinerary_items s join public.trips t on t.id = s.trip_id
      where s.trip_id = any (p_trips) and s.cost is not null and s.converted_currency is distinct from t.currency
        for no key update of s skip locked);

  with counted as (
    select i.trip_id, app.budget_category(i.type, i.budget_category) as category, i.cost, i.currency,
           case when i.converted_currency = t.currency then i.converted_cost
                when i.currency = t.currency then i.cost
                else round(i.cost * (app.exchange_rate(i.currency, t.currency, current_date)).rate, 2)
           end as converted_cost, i.is_paid, i.cost_is_estimate, i.type
      from public.itinerary_items i join public.trips t on t.id = i.trip_id
     where i.trip_id = any (p_trips) and i.deleted_at is null
       and i.booking_status is distinct from 'cancelled' and (i.day_number is not null or i.is_paid)
  ), totals as (
    select t.id,
           coalesce(sum(c.converted_cost) filter (where c.is_paid), 0) as spent,
           coalesce(sum(c.converted_cost) filter (where not c.is_paid), 0) as pending,
           coalesce(sum(c.converted_cost) filter (where not c.is_paid and c.cost_is_estimate), 0) as estimated,
           count(*) filter (where c.trip_id is not null and c.cost is null and c.type <> 'custom') as unknown
      from unnest(p_trips) as t (id) left join counted c on c.trip_id = t.id
     group by t.id
  ), foreign_money as (
    select s.trip_id, jsonb_object_agg(s.currency, s.amount) as amounts
      from (select c.trip_id, c.currency, sum(c.cost) as amount
              from counted c where c.cost is not null and c.converted_cost is null
             group by c.trip_id, c.currency) as s
     group by s.trip_id
  ), by_category as (
    select s.trip_id, jsonb_object_agg(s.category, jsonb_build_object('spent', s.spent, 'pending', s.pending)) as sums
      from (select c.trip_id, c.category,
                   coalesce(sum(c.converted_cost) filter (where c.is_paid), 0) as spent,
                   coalesce(sum(c.converted_cost) filter (where not c.is_paid), 0) as pending
              from counted c group by c.trip_id, c.category) as s
     group by s.trip_id
  )
  update public.budget_tracking b
     set total_spent = t.spent, total_pending = t.pending, estimated = t.estimated, unknown_count = t.unknown,
         unconverted = coalesce(f.amounts, '{}'),
         is_partial = t.unknown > 0 or f.amounts is not null,
         categories = (
           select jsonb_object_agg(
                    name, jsonb_build_object('budget', coalesce(b.categories -> name -> 'budget', '0'),
                                             'spent', coalesce(c.sums -> name -> 'spent', '0'),
                                             'pending', coalesce(c.sums -> name -> 'pending', '0')))
             from unnest(array['accommodation', 'food', 'activities', 'transport', 'shopping', 'other']) as name)
    from totals t left join foreign_money f on f.trip_id = t.id left join by_category c on c.trip_id = t.id
   where b.trip_id = t.id;

  -- One update even where the sum is the same: the trip's content changed, so its version rises.
  update public.trips t
     set budget_spent = b.total_spent, content_version = t.content_version + 1
    from public.budget_tracking b
   where b.trip_id = t.id and t.id = any (p_trips);
end
$$;

-- Why: a trip's money follows its stops, a statement at a time; a stop that moves changes both trips.
create function public.update_trip_budget() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  touched uuid[];
begin
  if tg_op = 'INSERT' then
    touched := array(select distinct trip_id from new_rows);
  elsif tg_op = 'DELETE' then
    -- Only trips that remain: a trip's own deletion takes its stops along.
    touched := array(select distinct o.trip_id from old_rows o join public.trips t on t.id = o.trip_id);
  else
    touched := array(select trip_id from old_rows union select trip_id from new_rows);
  end if;
  if cardinality(touched) > 0 then
    perform app.recompute_trips(touched);
    -- An optimised order stays one until a stop's place, day, time or presence changes.
    if tg_op <> 'UPDATE' then
      update public.trips set is_optimized = false where id = any (touched) and is_optimized;
    else
      -- What differs as sets: a join of transition tables, which have no statistics, can turn quadratic.
      update public.trips set is_optimized = false
       where is_optimized and id in (
         select c.trip_id
           from ((select id, trip_id, day_number, start_time, end_time, duration_minutes, sort_order, latitude, longitude,
                         deleted_at, location_id from new_rows
                  except
                  select id, trip_id, day_number, start_time, end_time, duration_minutes, sort_order, latitude, longitude,
                         deleted_at, location_id from old_rows)
                 union all
                 (select id, trip_id, day_number, start_time, end_time, duration_minutes, sort_order, latitude, longitude,
                         deleted_at, location_id from old_rows
                  except
                  select id, trip_id, day_number, start_time, end_time, duration_minutes, sort_order, latitude, longitude,
                         deleted_at, location_id from new_rows)) as c);
    end if;
  end if;
  return null;
end
$$;

-- Why: the rows that a trip cannot be without, and the copies that follow it.
create function app.start_budget() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into public.budget_tracking (trip_id, owner_id, total_budget, currency, categories)
  values (new.id, new.user_id, new.budget_total, new.currency,
          '{"accommodation": {"budget": 0, "spent": 0}, "food": {"budget": 0, "spent": 0},
            "activities": {"budget": 0, "spent": 0}, "transport": {"budget": 0, "spent": 0},
            "shopping": {"budget": 0, "spent": 0}, "other": {"budget": 0, "spent": 0}}');
  return null;
end
$$;
create function app.follow_trip() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if (new.budget_total, new.currency) is distinct from (old.budget_total, old.currency) then
    update public.budget_tracking set total_budget = new.budget_total, currency = new.currency where trip_id = new.id;
  end if;
  if new.currency is distinct from old.currency
     or new.end_date - new.start_date < old.end_date - old.start_date then
    perform app.recompute_trips(array[new.id]);
  end if;
  return null;
end
$$;

-- Why: caches and ETags follow the trip's own row too; its language is its owner's.
create function app.set_trip_version() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if tg_op = 'INSERT' then
    new.language := coalesce((select p.language from public.profiles p where p.id = new.user_id), 'en');
  elsif to_jsonb(new) - 'search' is distinct from to_jsonb(old) - 'search'  -- generated after this trigger
        and new.content_version = old.content_version then
    new.content_version := old.content_version + 1;
  end if;
  return new;
end
$$;

-- Why: children that carry no money still change what a trip page shows.
create function app.bump_trip_version() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  touched uuid[];
begin
  if tg_op = 'DELETE' then
    touched := array(select distinct trip_id from old_rows where trip_id is not null);
  else
    touched := array(select distinct trip_id from new_rows where trip_id is not null);
  end if;
  -- One order for all writers, so that two never wait for each other.
  perform from public.trips where id = any (touched) order by id for no key update;
  update public.trips set content_version = content_version + 1 where id = any (touched);
  return null;
end
$$;

-- Why: the score is the planner's verdict; it is written through one door, by whoever may edit the trip.
create function app.record_optimization(p_trip uuid, p_score numeric, p_optimized boolean) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  update public.trips t
     set optimization_score = p_score,
         is_optimized = p_optimized,
         last_optimized_at = case when p_optimized then now() else t.last_optimized_at end
   where t.id = p_trip and t.deleted_at is null
     and (t.user_id = app.uid() or t.id = any (app.shared_with_me('{editor}'))
          or current_setting('role') = 'tripos_worker');
  if not found then
    raise exception 'No such trip, or not yours to edit.' using errcode = '42501';
  end if;
end
$$;

-- Why: what was seen or answered once stays so; undo reopens a conflict, but never rewrites when it was shown.
create function app.guard_suggestion() returns trigger
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

-- Why: who resolved a conflict is what happened, not what the request says.
create function app.set_resolver() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if new.resolved_by is not null and new.resolved_by is distinct from old.resolved_by then
    new.resolved_by := case current_setting('role') when 'tripos_agent' then 'ai' when 'tripos_app' then 'user'
                       else new.resolved_by end;
  end if;
  return new;
end
$$;

-- Why: a category's budget is the traveller's to set, what was spent and what is planned is not.
create function app.keep_category_sums() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if current_user not in ('tripos_helper', 'tripos_owner') then
    new.categories := (
      select jsonb_object_agg(
               name, coalesce(old.categories -> name, '{"spent": 0, "pending": 0}')
                     || jsonb_build_object('budget', coalesce(new.categories -> name -> 'budget',
                                                              old.categories -> name -> 'budget', '0')))
        from unnest(array['accommodation', 'food', 'activities', 'transport', 'shopping', 'other']) as name);
  end if;
  return new;
end
$$;

-- Why: a member of thousands of trips would make every policy slow (measured: 1 to 8 ms a query at 5,000).
create function app.limit_memberships() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if (select count(*) from public.trip_members m where m.user_id = new.user_id) > 500 then
    raise exception 'A person can be a companion of 500 trips.'
      using errcode = '23514', table = 'trip_members', constraint = 'at_most_500_memberships';
  end if;
  if new.user_id = new.owner_id then
    raise exception 'The owner is not a companion of their own trip.'
      using errcode = '23514', table = 'trip_members', column = 'user_id', constraint = 'owner_is_no_member';
  end if;
  return null;
end
$$;

-- Why: an invitation is accepted by whoever holds its token and is signed in; the row itself stays the owner's.
create function app.answer_invitation(p_token_sha256 text, p_accept boolean) returns uuid
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

do $$
declare
  helper text;
begin
  foreach helper in array array[
    'app.shared_with_me(text[])', 'app.my_companions()', 'app.exchange_rate(text, text, date)',
    'app.fill_trip_owner()', 'app.fill_conflict_owner()', 'app.set_item_cost()', 'app.recompute_trips(uuid[])',
    'public.update_trip_budget()', 'app.start_budget()', 'app.follow_trip()', 'app.set_trip_version()',
    'app.bump_trip_version()', 'app.record_optimization(uuid, numeric, boolean)', 'app.limit_memberships()',
    'app.answer_invitation(text, boolean)'
  ] loop
    execute format('alter function %s owner to tripos_helper', helper);
  end loop;
end
$$;
grant execute on function app.budget_category(public.itinerary_item_type, text) to tripos_helper;
grant execute on function app.shared_with_me(text[]), app.my_companions()
  to tripos_app, tripos_agent, tripos_owner;
grant execute on function app.budget_category(public.itinerary_item_type, text), app.exchange_rate(text, text, date)
  to tripos_app, tripos_agent, tripos_staff, tripos_worker;
grant execute on function app.record_optimization(uuid, numeric, boolean) to tripos_app, tripos_agent, tripos_worker;
grant execute on function app.answer_invitation(text, boolean) to tripos_app;

-- Owners of children, held by composite foreign keys: the copy cannot drift.
alter table public.itinerary_items add constraint itinerary_items_owner
  foreign key (trip_id, owner_id) references public.trips (id, user_id) on update cascade on delete cascade;
alter table public.budget_tracking add constraint budget_tracking_owner
  foreign key (trip_id, owner_id) references public.trips (id, user_id) on update cascade on delete cascade;
alter table public.conflict_resolutions add constraint conflict_resolutions_owner
  foreign key (trip_id, user_id) references public.trips (id, user_id) on update cascade on delete cascade;
alter table public.trip_members add constraint trip_members_owner
  foreign key (trip_id, owner_id) references public.trips (id, user_id) on update cascade on delete cascade;
alter table public.invitations add constraint invitations_owner
  foreign key (trip_id, owner_id) references public.trips (id, user_id) on update cascade on delete cascade;
alter table public.trip_shares add constraint trip_shares_owner
  foreign key (trip_id, owner_id) references public.trips (id, user_id) on update cascade on delete cascade;

-- Triggers run by name: guard_*, then set_*, then update_*.
create trigger set_owner before insert or update of trip_id, owner_id on public.itinerary_items
  for each row execute function app.fill_trip_owner();
create trigger set_owner before insert or update of trip_id, owner_id on public.budget_tracking
  for each row execute function app.fill_trip_owner();
create trigger set_owner before insert or update of trip_id, owner_id on public.trip_members
  for each row execute function app.fill_trip_owner();
create trigger set_owner before insert or update of trip_id, owner_id on public.invitations
  for each row execute function app.fill_trip_owner();
create trigger set_owner before insert or update of trip_id, owner_id on public.trip_shares
  for each row execute function app.fill_trip_owner();
create trigger set_owner before insert or update of trip_id, user_id on public.conflict_resolutions
  for each row execute function app.fill_conflict_owner();
create trigger set_cost before insert or update of cost, currency, trip_id on public.itinerary_items
  for each row execute function app.set_item_cost();
create trigger set_duration before insert or update on public.itinerary_items
  for each row execute function app.set_item_duration();
create trigger set_remover before update of deleted_at on public.itinerary_items
  for each row execute function app.set_item_remover();
create trigger set_resolver before update of resolved_by on public.conflict_resolutions
  for each row execute function app.set_resolver();
create trigger set_categories before update of categories on public.budget_tracking
  for each row execute function app.keep_category_sums();
create trigger set_version before insert or update on public.trips
  for each row execute function app.set_trip_version();
-- After the row: a policy has then refused strangers, who learn nothing about the trip from the sentence.
create trigger limit_memberships after insert on public.trip_members
  for each row execute function app.limit_memberships();
create trigger start_budget after insert on public.trips for each row execute function app.start_budget();
create trigger follow_trip after update of budget_total, currency, start_date, end_date on public.trips
  for each row execute function app.follow_trip();
create trigger update_trip_budget_on_item_insert after insert on public.itinerary_items
  referencing new table as new_rows for each statement execute function public.update_trip_budget();
create trigger update_trip_budget_on_item_change after update on public.itinerary_items
  referencing old table as old_rows new table as new_rows
  for each statement execute function public.update_trip_budget();
create trigger update_trip_budget_on_item_delete after delete on public.itinerary_items
  referencing old table as old_rows for each statement execute function public.update_trip_budget();

do $$
declare
  child text;
begin
  foreach child in array array['conflict_resolutions', 'trip_members', 'invitations', 'trip_shares',
                              'proactive_suggestions'] loop
    execute format('create trigger bump_version_insert after insert on public.%I referencing new table as new_rows
                    for each statement execute function app.bump_trip_version()', child);
    execute format('create trigger bump_version_update after update on public.%I referencing new table as new_rows
                    for each statement execute function app.bump_trip_version()', child);
    execute format('create trigger bump_version_delete after delete on public.%I referencing old table as old_rows
                    for each statement execute function app.bump_trip_version()', child);
  end loop;
end
$$;

-- What a person sets of the budget; its sums are derived together with the trip's own version.
create trigger bump_version_update after update on public.budget_tracking referencing new table as new_rows
  for each statement when (pg_trigger_depth() = 0) execute function app.bump_trip_version();

create trigger guard_trips before insert or update on public.trips
  for each row execute function app.guard_columns('{
    "derived": {"budget_spent": 0, "is_optimized": false, "last_optimized_at": null, "optimization_score": null,
                "content_version": 1},
    "owner": ["is_public", "show_costs", "deleted_at"], "fixed": ["user_id", "share_token", "language"]}');
create trigger guard_itinerary_items before insert or update on public.itinerary_items
  for each row execute function app.guard_columns('{
    "derived": {"exchange_rate": null, "exchange_rate_date": null, "converted_cost": null,
                "converted_currency": null, "deleted_by": null},
    "agent": {"suggested_by_ai": false, "ai_agent_name": null, "confidence_score": null, "reasons": []}}');
create trigger guard_budget_tracking before insert or update on public.budget_tracking
  for each row execute function app.guard_columns('{
    "derived": {"total_spent": 0, "total_pending": 0, "total_budget": null, "estimated": 0, "unknown_count": 0,
                "unconverted": {}, "is_partial": false},
    "agent": {"alerts_sent": [], "ai_recommendations": [], "last_optimization_at": null},
    "fixed": ["trip_id", "currency"]}');
create trigger guard_conflict_resolutions before insert or update on public.conflict_resolutions
  for each row execute function app.guard_columns('{"fixed": ["trip_id", "stable_key"]}');
create trigger guard_proactive_suggestions before insert or update on public.proactive_suggestions
  for each row execute function app.guard_columns('{"fixed": ["user_id", "stable_key"]}');
create trigger guard_suggestion_answers before update on public.proactive_suggestions
  for each row execute function app.guard_suggestion();
create trigger guard_trip_members before insert or update on public.trip_members
  for each row execute function app.guard_columns('{"fixed": ["trip_id", "user_id"]}');
create trigger guard_invitations before insert or update on public.invitations
  for each row execute function app.guard_columns('{
    "derived": {"accepted_at": null, "declined_at": null}, "fixed": ["trip_id", "email", "token_sha256"]}');
create trigger guard_trip_shares before insert or update on public.trip_shares
  for each row execute function app.guard_columns('{"fixed": ["trip_id", "token_sha256"]}');
create trigger update_trips_updated_at before update on public.trips
  for each row execute function public.update_updated_at_column('search');
create trigger update_itinerary_items_updated_at before update on public.itinerary_items
  for each row execute function public.update_updated_at_column();
create trigger update_conflict_resolutions_updated_at before update on public.conflict_resolutions
  for each row execute function public.update_updated_at_column();
create trigger update_budget_tracking_updated_at before update on public.budget_tracking
  for each row execute function public.update_updated_at_column();

-- Why: JSON that pages read has a shape.
create function app.valid_budget_categories(value jsonb) returns boolean
language sql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
  select jsonb_typeof(value) = 'object' and not exists (
    select from jsonb_each(value) as entry (name, amounts)
     where entry.name not in ('accommodation', 'food', 'activities', 'transport', 'shopping', 'other')
        or jsonb_typeof(entry.amounts) <> 'object'
        or exists (select from jsonb_each(entry.amounts) as amount (key, number)
                    where amount.key not in ('budget', 'spent', 'pending')
                       or jsonb_typeof(amount.number) <> 'number' or (amount.number)::text::numeric < 0))
$$;
grant execute on function app.valid_budget_categories(jsonb)
  to tripos_app, tripos_agent, tripos_staff, tripos_worker, tripos_helper;
alter table public.trips
  add constraint valid_currency check (app.is_currency(currency)),
  add constraint valid_timezone check (app.is_timezone(timezone)),
  add constraint valid_country check (country ~ '^[A-Z]{2}$'),
  add constraint valid_images check (jsonb_typeof(images) = 'array'),
  add constraint small_metadata check (octet_length(metadata::text) <= 16384),
  add constraint valid_party check (adults between 1 and 100 and cardinality(children_ages) <= 50
                                    and 17 >= all (children_ages)),
  add constraint at_most_a_year check (end_date - start_date < 366);
alter table public.itinerary_items
  add constraint valid_currency check (app.is_currency(currency)),
  add constraint valid_timezone check (timezone is null or app.is_timezone(timezone)),
  add constraint valid_end_timezone check (end_timezone is null or app.is_timezone(end_timezone)),
  add constraint valid_tags check (jsonb_typeof(tags) = 'array'),
  add constraint valid_images check (jsonb_typeof(images) = 'array'),
  add constraint small_metadata check (octet_length(metadata::text) <= 16384);
-- PostgreSQL's numeric has a NaN, which is greater than every number and would pass "not negative".
alter table public.trips add constraint real_amounts check (budget_total <> 'NaN');
alter table public.itinerary_items add constraint real_amounts check (cost <> 'NaN');
alter table public.exchange_rates add constraint real_amounts check (rate <> 'NaN');
alter table public.cost_estimates add constraint real_amounts check (amount <> 'NaN');
alter table public.budget_tracking
  add constraint valid_currency check (app.is_currency(currency)),
  add constraint valid_categories check (app.valid_budget_categories(categories));
-- The rates' history holds currencies that have gone.
alter table public.exchange_rates add constraint valid_currency check (currency ~ '^[A-Z]{3}$');
alter table public.cost_estimates add constraint valid_currency check (app.is_currency(currency));
alter table public.conflict_resolutions
  add constraint valid_affected_items check (jsonb_typeof(affected_items) = 'array');

call app.on_delete('public.trips', 'user_id', 'cascade');
call app.on_delete('public.itinerary_items', 'trip_id', 'cascade');
call app.on_delete('public.itinerary_items', 'location_id', 'set null');
call app.on_delete('public.budget_tracking', 'trip_id', 'cascade');
call app.on_delete('public.conflict_resolutions', 'trip_id', 'cascade');
call app.on_delete('public.conflict_resolutions', 'user_id', 'cascade');
call app.on_delete('public.proactive_suggestions', 'user_id', 'cascade');
call app.on_delete('public.proactive_suggestions', 'trip_id', 'cascade');
call app.on_delete('public.trip_members', 'trip_id', 'cascade');
call app.on_delete('public.trip_members', 'user_id', 'cascade');
call app.on_delete('public.invitations', 'trip_id', 'cascade');
call app.on_delete('public.trip_shares', 'trip_id', 'cascade');

call app.audit_table('public.trips', '{"user": "user_id", "trip": "id", "without": [
  "budget_spent", "is_optimized", "last_optimized_at", "optimization_score", "content_version", "search", "share_token"]}');
call app.audit_table('public.itinerary_items', '{"user": "owner_id", "trip": "trip_id", "without": [
  "exchange_rate", "exchange_rate_date", "converted_cost", "converted_currency", "deleted_by"]}');
call app.audit_table('public.budget_tracking', '{"user": "owner_id", "trip": "trip_id", "without": [
  "total_spent", "total_pending", "total_budget", "estimated", "unknown_count", "unconverted", "is_partial", "currency"],
  "strip": {"categories": ["spent", "pending"]}, "undo": "updates"}');
-- It is made and goes with its trip: only what the traveller sets in it is history.
drop trigger audit_insert on public.budget_tracking;
drop trigger audit_delete on public.budget_tracking;
call app.audit_table('public.conflict_resolutions', '{"user": "user_id", "trip": "trip_id", "without": []}');
call app.audit_table('public.proactive_suggestions', '{"user": "user_id", "trip": null, "without": ["shown_at"]}');
call app.audit_table('public.trip_members', '{"user": "owner_id", "trip": "trip_id", "without": []}');
call app.audit_table('public.invitations', '{"user": "owner_id", "trip": null, "without": ["token_sha256"]}');
call app.audit_table('public.trip_shares', '{"user": "owner_id", "trip": null, "without": ["token_sha256"]}');
