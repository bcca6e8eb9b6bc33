-- The catalogue, its imports and their history: who keeps places.
alter policy locations_staff_new on public.locations with check ((select app.staff_may('places')));
alter policy locations_staff_edit on public.locations
  using ((select app.staff_may('places')))
  with check ((select app.staff_may('places')));
alter policy locations_staff_delete on public.locations using ((select app.staff_may('places')));
alter policy imports_staff_new on public.imports with check ((select app.staff_may('places')));
alter policy imports_staff_edit on public.imports
  using ((select app.staff_may('places')))
  with check ((select app.staff_may('places')));
alter policy imports_staff_delete on public.imports using ((select app.staff_may('places')));
alter policy imports_staff_read on public.imports using ((select app.staff_may('places')));
alter policy import_rows_staff_read on public.import_rows using ((select app.staff_may('places')));
alter policy import_rows_staff_new on public.import_rows with check ((select app.staff_may('places')));
alter policy import_rows_staff_delete on public.import_rows using ((select app.staff_may('places')));

-- Why: a merge acts beyond the caller's policies, so it asks for the group itself.
create or replace function app.merge_locations(p_kept uuid, p_gone uuid) returns integer
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  child record;
  moved integer := 0;
  touched integer;
begin
  if not app.staff_may('places') then
    raise exception 'Places are merged by those who keep them.' using errcode = '42501';
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

-- Why: the same for its way back.
create or replace function app.undo_merge(p_change_set uuid)
returns table (table_name text, row_id uuid, outcome text, detail text)
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if not app.staff_may('places') or not exists (
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
