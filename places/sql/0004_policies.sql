-- locations: a public catalogue. Reading is open to every role that serves people ("using (true)" costs nothing);
-- inactive and deleted places are hidden by the manager, so that stops and saved places keep showing them.
call app.protect_table('public.locations');
create policy locations_helper_read on public.locations for select to tripos_helper using (true);
create policy locations_read on public.locations for select
  to tripos_app, tripos_agent, tripos_staff, tripos_worker using (true);
create policy locations_new on public.locations for insert to tripos_app, tripos_agent
  with check (created_by_id = (select app.uid()) and source = 'user_created' and not is_verified);
create policy locations_edit on public.locations for update to tripos_app, tripos_agent
  using (created_by_id = (select app.uid()) and source = 'user_created' and not is_verified)
  with check (created_by_id = (select app.uid()) and source = 'user_created' and not is_verified);
create policy locations_staff_new on public.locations for insert to tripos_staff
  with check ((select app.is_staff()));
create policy locations_staff_edit on public.locations for update to tripos_staff
  using ((select app.is_staff())) with check ((select app.is_staff()));
create policy locations_staff_delete on public.locations for delete to tripos_staff using ((select app.is_staff()));
create policy locations_worker_new on public.locations for insert to tripos_worker with check (true);
create policy locations_worker_edit on public.locations for update to tripos_worker using (true) with check (true);
grant select on public.locations to tripos_helper;
grant select, insert, update on public.locations to tripos_app, tripos_agent, tripos_worker;
grant select, insert, update, delete on public.locations to tripos_staff;

-- collections: the owner's, with a trash; link holders and the public read a projection (app.shared_collection).
call app.protect_table('public.collections');
create policy collections_helper_read on public.collections for select to tripos_helper using (true);
create policy collections_helper_edit on public.collections for update to tripos_helper using (true) with check (true);
create policy collections_read on public.collections for select to tripos_app, tripos_agent
  using (user_id = (select app.uid()));
create policy collections_new on public.collections for insert to tripos_app, tripos_agent
  with check (user_id = (select app.uid()));
create policy collections_edit on public.collections for update to tripos_app, tripos_agent
  using (user_id = (select app.uid())) with check (user_id = (select app.uid()));
create policy collections_worker_read on public.collections for select to tripos_worker using (true);
create policy collections_worker_purge on public.collections for delete to tripos_worker using (deleted_at is not null);
grant select, update on public.collections to tripos_helper;
grant select, insert, update on public.collections to tripos_app, tripos_agent;
grant select, delete on public.collections to tripos_worker;

-- saved_places: the owner's alone; a place goes into one's own collections only.
call app.protect_table('public.saved_places');
create policy saved_places_helper_read on public.saved_places for select to tripos_helper using (true);
create policy saved_places_read on public.saved_places for select to tripos_app, tripos_agent
  using (user_id = (select app.uid()));
create policy saved_places_new on public.saved_places for insert to tripos_app, tripos_agent
  with check (user_id = (select app.uid())
              and (collection_id is null or collection_id in (select c.id from public.collections c)));
create policy saved_places_edit on public.saved_places for update to tripos_app, tripos_agent
  using (user_id = (select app.uid()))
  with check (user_id = (select app.uid())
              and (collection_id is null or collection_id in (select c.id from public.collections c)));
create policy saved_places_delete on public.saved_places for delete to tripos_app, tripos_agent
  using (user_id = (select app.uid()));
grant select on public.saved_places to tripos_helper;
grant select, insert, update, delete on public.saved_places to tripos_app, tripos_agent;

-- collection_shares: links are made and revoked by the owner; a revoked link stays in the list.
call app.protect_table('public.collection_shares');
create policy collection_shares_helper_read on public.collection_shares for select to tripos_helper using (true);
create policy collection_shares_read on public.collection_shares for select to tripos_app
  using (owner_id = (select app.uid()));
create policy collection_shares_new on public.collection_shares for insert to tripos_app
  with check (owner_id = (select app.uid()));
create policy collection_shares_edit on public.collection_shares for update to tripos_app
  using (owner_id = (select app.uid())) with check (owner_id = (select app.uid()));
grant select on public.collection_shares to tripos_helper;
grant select, insert, update on public.collection_shares to tripos_app;

-- Why: link holders and the public read the contents of a collection without a policy on any base table: notes, tags
-- and priorities stay the owner's.
create function app.shared_collection(p_collection uuid default null)
returns table (id uuid, name text, description text, emoji text, color text, cover_image_url text, location_id uuid,
               location_name text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  with opened as (
    select h.collection_id as id
      from public.collection_shares h
     where h.token_sha256 = nullif(current_setting('app.link', true), '')
       and h.revoked_at is null and (h.expires_at is null or h.expires_at > now())
       and (p_collection is null or h.collection_id = p_collection)
    union
    select c.id from public.collections c where c.id = p_collection and c.is_public
  )
  select c.id, c.name, c.description, c.emoji, c.color, c.cover_image_url, l.id, l.name
    from opened o
    join public.collections c on c.id = o.id and c.deleted_at is null
    join public.users u on u.id = c.user_id and u.is_active and u.deleted_at is null
    left join public.saved_places s on s.collection_id = c.id
    left join public.locations l on l.id = s.location_id
   order by s.is_favorite desc nulls last, s.priority desc nulls last, l.name
$$;
alter function app.shared_collection(uuid) owner to tripos_helper;
grant execute on function app.shared_collection(uuid) to tripos_app;
