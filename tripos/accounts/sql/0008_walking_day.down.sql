-- The older form of the check knows no daily limit: what was said of one goes.
update public.profiles set travel_preferences = travel_preferences - 'walking_day_km'
 where travel_preferences ? 'walking_day_km';
-- The check as it was.
create or replace function app.valid_travel_preferences(value jsonb) returns boolean
language sql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
  select jsonb_typeof(value) = 'object' and not exists (
    select from jsonb_each(value) as pair (key, item)
     where (pair.key in ('pace', 'day_start', 'day_end') and jsonb_typeof(pair.item) <> 'string')
        or (pair.key in ('interests', 'diets', 'cuisines', 'accessibility', 'dislikes')
            and jsonb_typeof(pair.item) <> 'array')
        or (pair.key in ('walking_limit_minutes') and jsonb_typeof(pair.item) <> 'number')
        or pair.key not in ('pace', 'day_start', 'day_end', 'interests', 'diets', 'cuisines', 'accessibility',
                            'dislikes', 'walking_limit_minutes')
  )
$$;
