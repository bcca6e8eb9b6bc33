-- Why: a collection's count follows moves, deletes and restores of saved places, whoever writes them; a statement at a
-- time, so that a thousand rows cost one update. Definer: the counter is derived and nobody writes it by hand.
create function public.update_collection_count() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  touched uuid[];
begin
  if tg_op = 'INSERT' then
    touched := array(select distinct collection_id from new_rows where collection_id is not null);
  elsif tg_op = 'DELETE' then
    touched := array(select distinct collection_id from old_rows where collection_id is not null);
  else
    -- What differs as sets: a join of transition tables, which have no statistics, can turn quadratic.
    touched := array(
      select c.collection_id
        from ((select id, collection_id from old_rows except select id, collection_id from new_rows)
              union (select id, collection_id from new_rows except select id, collection_id from old_rows)) as c
       where c.collection_id is not null
       group by c.collection_id);
  end if;
  if cardinality(touched) = 0 then
    return null;
  end if;
  -- Lock first, in one order, then count in a new snapshot: parallel writers end right and never deadlock.
  perform from public.collections where id = any (touched) order by id for no key update;
  update public.collections c
     set item_count = (select count(*) from public.saved_places s where s.collection_id = c.id)
   where c.id = any (touched);
  return null;
end
$$;
alter function public.update_collection_count() owner to tripos_helper;
create trigger update_collection_on_saved_place_insert after insert on public.saved_places
  referencing new table as new_rows for each statement execute function public.update_collection_count();
create trigger update_collection_on_saved_place_change after update on public.saved_places
  referencing old table as old_rows new table as new_rows
  for each statement execute function public.update_collection_count();
create trigger update_collection_on_saved_place_delete after delete on public.saved_places
  referencing old table as old_rows for each statement execute function public.update_collection_count();

-- Why: what a traveller adds to the catalogue is theirs, unverified and marked as such, whatever the request said.
create function app.guard_location() returns trigger
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
create trigger guard_locations before insert or update on public.locations
  for each row execute function app.guard_location();
create trigger update_locations_updated_at before update on public.locations
  for each row
  execute function public.update_updated_at_column('search', 'earth', 'name_words', 'all_names', 'notability');

-- Why: the parent's owner, copied, lets a child's policy work without looking at the parent row by row.
create function app.fill_collection_owner() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  new.owner_id := (select c.user_id from public.collections c where c.id = new.collection_id);
  return new;
end
$$;
alter function app.fill_collection_owner() owner to tripos_helper;
create trigger set_owner before insert or update of collection_id, owner_id on public.collection_shares
  for each row execute function app.fill_collection_owner();
alter table public.collection_shares
  add constraint collection_shares_owner foreign key (collection_id, owner_id)
  references public.collections (id, user_id) on update cascade on delete cascade;
create index idx_collection_shares_owner on public.collection_shares (owner_id);

create trigger guard_collections before insert or update on public.collections
  for each row execute function app.guard_columns('{"derived": {"item_count": 0}, "fixed": ["user_id"]}');
create trigger update_collections_updated_at before update on public.collections
  for each row execute function public.update_updated_at_column();
create trigger guard_saved_places before insert or update on public.saved_places
  for each row execute function app.guard_columns('{"fixed": ["user_id", "location_id", "saved_at"]}');
create trigger guard_collection_shares before insert or update on public.collection_shares
  for each row execute function app.guard_columns('{"fixed": ["collection_id", "token_sha256"]}');

-- An accessible palette: names that the style sheet turns into colours for light and dark.
alter table public.collections
  add constraint valid_color check (color in ('red', 'orange', 'yellow', 'green', 'teal', 'blue', 'violet', 'pink', 'grey'));
alter table public.locations
  add constraint valid_timezone check (timezone is null or app.is_timezone(timezone)),
  add constraint valid_country check (country ~ '^[A-Z]{2}$'),
  add constraint valid_images check (jsonb_typeof(images) = 'array'),
  add constraint real_amounts check (hourly_rate <> 'NaN' and daily_rate <> 'NaN'),
  add constraint valid_details check (jsonb_typeof(details) = 'object');

call app.on_delete('public.locations', 'created_by_id', 'set null');
call app.on_delete('public.collections', 'user_id', 'cascade');
call app.on_delete('public.saved_places', 'user_id', 'cascade');
call app.on_delete('public.saved_places', 'location_id', 'cascade');
call app.on_delete('public.saved_places', 'collection_id', 'set null');
call app.on_delete('public.collection_shares', 'collection_id', 'cascade');

call app.audit_table('public.locations', '{"user": "created_by_id", "trip": null, "without": [
  "search", "earth", "name_words", "all_names", "notability"]}');
call app.audit_table('public.collections', '{"user": "user_id", "trip": null, "without": ["item_count", "share_token"]}');
call app.audit_table('public.saved_places',
                     '{"user": "user_id", "trip": null, "without": ["view_count", "last_viewed_at"]}');
call app.audit_table('public.collection_shares', '{"user": "owner_id", "trip": null, "without": ["token_sha256"]}');
