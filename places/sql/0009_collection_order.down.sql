create or replace function app.shared_collection(p_collection uuid default null)
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
