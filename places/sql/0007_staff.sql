-- imports and import_rows: files that staff have read into a preview, and the worker applies. Travellers know nothing of
-- them. A row keeps what the file said until its import is thrown away.
call app.protect_table('public.imports');
create policy imports_staff_read on public.imports for select to tripos_staff using ((select app.is_staff()));
create policy imports_staff_new on public.imports for insert to tripos_staff with check ((select app.is_staff()));
create policy imports_staff_edit on public.imports for update to tripos_staff
  using ((select app.is_staff())) with check ((select app.is_staff()));
create policy imports_staff_delete on public.imports for delete to tripos_staff using ((select app.is_staff()));
create policy imports_worker_read on public.imports for select to tripos_worker using (true);
create policy imports_worker_edit on public.imports for update to tripos_worker using (true) with check (true);
grant select, insert, update, delete on public.imports to tripos_staff;
grant select, update on public.imports to tripos_worker;

call app.protect_table('public.import_rows');
create policy import_rows_staff_read on public.import_rows for select to tripos_staff using ((select app.is_staff()));
create policy import_rows_staff_new on public.import_rows for insert to tripos_staff with check ((select app.is_staff()));
create policy import_rows_staff_delete on public.import_rows for delete to tripos_staff using ((select app.is_staff()));
create policy import_rows_worker_read on public.import_rows for select to tripos_worker using (true);
create policy import_rows_worker_edit on public.import_rows for update to tripos_worker using (true) with check (true);
grant select, insert, delete on public.import_rows to tripos_staff;
grant select, update on public.import_rows to tripos_worker;
grant usage on sequence public.import_rows_id_seq to tripos_staff;

call app.on_delete('public.imports', 'created_by_id', 'set null');
call app.on_delete('public.import_rows', 'import_id', 'cascade');

-- Why: as before, and a rejection is staff's: a traveller who changes a rejected place asks again.
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
       or new.rejected_at is not null or new.rejection_reason is not null
       or new.created_at not between now() and clock_timestamp() then
      raise exception 'A traveller''s place is unverified, unrated and marked as user_created.'
        using errcode = '42501', table = 'locations', constraint = 'protected_column';
    end if;
    new.created_by_id := app.uid();
  elsif (new.is_verified, new.rating, new.rating_count, new.source, new.external_id, new.created_by_id,
         new.is_active, new.staff_edited_fields, new.created_at, new.id, new.rejected_at, new.rejection_reason)
        is distinct from
        (old.is_verified, old.rating, old.rating_count, old.source, old.external_id, old.created_by_id,
         old.is_active, old.staff_edited_fields, old.created_at, old.id, old.rejected_at, old.rejection_reason) then
    raise exception 'Verification, ratings, source and state of a place are set by staff.'
      using errcode = '42501', table = 'locations', constraint = 'protected_column';
  elsif old.rejected_at is not null then
    new.rejected_at := null;
    new.rejection_reason := null;
    new.is_active := true;
  end if;
  return new;
end
$$;
alter table public.locations
  add constraint reasoned_rejection check ((rejected_at is null) = (rejection_reason is null) and rejection_reason <> '');

-- Why: the queue of what travellers added is asked for at every look at the back office.
create index idx_locations_waiting on public.locations (created_at, id)
  where source = 'user_created' and not is_verified and rejected_at is null and deleted_at is null;

-- Why: pairs that may be one place: near each other, and with names alike. The point's index finds neighbours, so that
-- the catalogue is read once and not against itself. Pairs that staff looked at and kept apart are remembered on the first.
create function app.find_duplicates(p_city text, p_metres double precision, p_alike real, p_limit integer)
returns table (first_id uuid, second_id uuid, metres double precision, alike real)
language sql stable set search_path = pg_catalog, pg_temp as $$
  select a.id, b.id, 1000 * app.great_circle_km(public.cube_distance(a.earth, b.earth)) as metres,
         greatest(public.similarity(a.name_words, b.name_words), public.similarity(a.all_names, b.all_names)) as alike
    from public.locations a
    join public.locations b
      on b.earth operator(public.<@) app.earth_box(a.latitude, a.longitude, p_metres / 1000) and b.id > a.id
   where a.is_active and a.deleted_at is null and b.is_active and b.deleted_at is null
     and (p_city is null or a.city = p_city)
     and public.cube_distance(a.earth, b.earth) <= app.chord_km(p_metres / 1000)
     and greatest(public.similarity(a.name_words, b.name_words), public.similarity(a.all_names, b.all_names))
         >= case when a.category = b.category then p_alike else greatest(p_alike, 0.8) end
     and not coalesce(a.metadata -> 'not_the_same', '[]') ? b.id::text
   order by alike desc, metres, a.id, b.id
   limit p_limit
$$;
grant execute on function app.find_duplicates(text, double precision, real, integer) to tripos_staff;

-- locations, saved_places: the definer functions below write them for staff, and nobody else does through the helper.
create policy locations_helper_edit on public.locations for update to tripos_helper using (true) with check (true);
grant update on public.locations to tripos_helper;
create policy saved_places_helper_new on public.saved_places for insert to tripos_helper with check (true);
create policy saved_places_helper_edit on public.saved_places for update to tripos_helper using (true) with check (true);
create policy saved_places_helper_delete on public.saved_places for delete to tripos_helper using (true);
grant insert, update, delete on public.saved_places to tripos_helper;

-- Why: a merge moves what travellers hold, which no staff member may touch row by row: whatever points at the place that
-- goes points at the kept one afterwards, found by its foreign key. Who had saved both keeps one, with the notes and
-- tags of both. The place that goes is hidden and says what it became, so that no import brings it back.
create function app.merge_locations(p_kept uuid, p_gone uuid) returns integer
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  child record;
  moved integer := 0;
  touched integer;
begin
  if not app.is_staff() then
    raise exception 'Places are merged by staff.' using errcode = '42501';
  end if;
  perform from public.locations where id in (p_kept, p_gone) and deleted_at is null order by id for update;
  get diagnostics touched = row_count;
  if touched <> 2 then
    raise exception 'Two places of the catalogue are merged.' using errcode = 'P0001';
  end if;
  update public.saved_places k
     set is_favorite = k.is_favorite or g.is_favorite, priority = greatest(k.priority, g.priority),
         collection_id = coalesce(k.collection_id, g.collection_id),
         notes = nullif(concat_ws(E'\n', k.notes, g.notes), ''),
         tags = array(select distinct tag from unnest(k.tags || g.tags) as tag order by tag)
    from public.saved_places g
   where k.location_id = p_kept and g.location_id = p_gone and g.user_id = k.user_id;
  delete from public.saved_places g using public.saved_places k
   where g.location_id = p_gone and k.location_id = p_kept and k.user_id = g.user_id;
  for child in
    select k.conrelid::regclass as name, a.attname as pointer
      from pg_constraint k join pg_attribute a on a.attrelid = k.conrelid and a.attnum = k.conkey[1]
     where k.contype = 'f' and k.confrelid = 'public.locations'::regclass and cardinality(k.conkey) = 1
     order by 1
  loop
    execute format('update %s set %I = $1 where %I = $2', child.name, child.pointer, child.pointer)
      using p_kept, p_gone;
    get diagnostics touched = row_count;
    moved := moved + touched;
  end loop;
  update public.locations
     set is_active = false, deleted_at = now(), metadata = metadata || jsonb_build_object('merged_into', p_kept)
   where id = p_gone;
  return moved;
end
$$;
alter function app.merge_locations(uuid, uuid) owner to tripos_helper;
grant execute on function app.merge_locations(uuid, uuid) to tripos_staff;

-- Why: the way back, for merges only: anybody else's change set, and any other of staff's, is refused.
create function app.undo_merge(p_change_set uuid)
returns table (table_name text, row_id uuid, outcome text, detail text)
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if not app.is_staff() or not exists (
    select from public.change_sets c
      join public.audit_logs a on a.change_set_id = c.id and a.table_name = 'locations'
     where c.id = p_change_set and c.kind in ('staff', 'undo') and c.actor_role = 'tripos_staff'
       and (a.new_data -> 'metadata' ? 'merged_into') <> (a.old_data -> 'metadata' ? 'merged_into')
  ) then
    raise exception 'This is no merge of places by staff.' using errcode = '42501';
  end if;
  return query select u.table_name, u.row_id, u.outcome, u.detail from app.undo_change_set(p_change_set) as u;
end
$$;
alter function app.undo_merge(uuid) owner to tripos_helper;
grant execute on function app.undo_change_set(uuid), app.audit_payload(jsonb, text[], jsonb) to tripos_helper;
grant execute on function app.undo_merge(uuid) to tripos_staff;
