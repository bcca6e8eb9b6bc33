-- Search over the catalogue: full text, prefixes, misspellings, and what is near. The columns are generated here and
-- unknown to the models, so that no row can carry words or a point that its name and coordinates do not give.
--
-- Every function below is schema-qualified inside and has a fixed search_path: indexes and generated columns are rebuilt
-- by pg_restore, which runs with an empty one.

-- Why: unaccent() follows the search_path to its dictionary and is therefore only stable; named in full it is immutable.
create function app.unaccented(value text) returns text
language sql immutable strict parallel safe set search_path = pg_catalog, pg_temp as $$
  select lower(public.unaccent('public.unaccent'::regdictionary, lower(normalize(value, nfkc))))
$$;

-- Why: names, and what people type for them, become the same words: no accents, no case, "l·l" is "ll", "'s" belongs to
-- its word, and any other punctuation or symbol separates words. Letters of all scripts and their marks stay.
create function app.search_words(value text) returns text
language sql immutable strict parallel safe set search_path = pg_catalog, pg_temp as $$
  select btrim(regexp_replace(
    regexp_replace(
      app.unaccented(regexp_replace(value, '([Ll])[\u00B7\u2022]([Ll])', '\1\2', 'g')),
      '[''\u2019\u2018\u00B4`](?=s($|[^[:alnum:]]))', '', 'g'),
    '[\u0001-\u002F\u003A-\u0040\u005B-\u0060\u007B-\u00BF\u2000-\u206F\u2100-\u2BFF\u3000-\u3004\u3007-\u3020'
      || '\uFE00-\uFE0F\uFF00-\uFF0F\U0001F000-\U0001FAFF]+', ' ', 'g'))
$$;

-- Why: text is stemmed in its own language where that is known (a BCP 47 tag; its first part counts), else not at all.
create function app.search_config(language text) returns regconfig
language sql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
  select (case split_part(lower(language), '-', 1)
    when 'ar' then 'pg_catalog.arabic' when 'ca' then 'pg_catalog.catalan' when 'da' then 'pg_catalog.danish'
    when 'de' then 'pg_catalog.german' when 'el' then 'pg_catalog.greek' when 'en' then 'pg_catalog.english'
    when 'es' then 'pg_catalog.spanish' when 'eu' then 'pg_catalog.basque' when 'fi' then 'pg_catalog.finnish'
    when 'fr' then 'pg_catalog.french' when 'ga' then 'pg_catalog.irish' when 'hi' then 'pg_catalog.hindi'
    when 'hu' then 'pg_catalog.hungarian' when 'hy' then 'pg_catalog.armenian' when 'id' then 'pg_catalog.indonesian'
    when 'it' then 'pg_catalog.italian' when 'lt' then 'pg_catalog.lithuanian' when 'nb' then 'pg_catalog.norwegian'
    when 'ne' then 'pg_catalog.nepali' when 'nl' then 'pg_catalog.dutch' when 'nn' then 'pg_catalog.norwegian'
    when 'no' then 'pg_catalog.norwegian' when 'pt' then 'pg_catalog.portuguese' when 'ro' then 'pg_catalog.romanian'
    when 'ru' then 'pg_catalog.russian' when 'sr' then 'pg_catalog.serbian' when 'sv' then 'pg_catalog.swedish'
    when 'ta' then 'pg_catalog.tamil' when 'tr' then 'pg_catalog.turkish' when 'yi' then 'pg_catalog.yiddish'
    else 'pg_catalog.simple' end)::regconfig
$$;

-- Why: one vector for a text in its language: each word as written (names, prefixes), and its stem where there is one.
create function app.search_vector(value text, language text) returns tsvector
language sql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
  select case when app.search_config(language) = 'pg_catalog.simple'::regconfig then to_tsvector('pg_catalog.simple', words)
              else to_tsvector('pg_catalog.simple', words) || to_tsvector(app.search_config(language), words) end
    from app.search_words(coalesce(value, '')) as words
$$;

-- Why: what somebody typed as a query: every word must occur as written, as the beginning of a word (not single letters,
-- but for the last, which may be half typed), or by its stem in the given language. Null when no word is left. The weights
-- ('A' for names only) and whether beginnings count are the caller's.
create function app.search_query(words text, language text default null, prefixes boolean default true,
                                 weights text default '') returns tsquery
language sql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
  select string_agg('(' || typed || case when coalesce(stem::text, '') in ('', typed) then '' else ' | ' || stem::text end || ')',
                    ' & ')::tsquery
    from (select to_tsquery('pg_catalog.simple', quote_literal(w.word) || case
                   when prefixes and (length(w.word) > 1 or w.position = count(*) over ()) then ':*' || weights
                   when weights <> '' then ':' || weights
                   else '' end)::text as typed,
                 case when app.search_config(language) <> 'pg_catalog.simple'::regconfig
                      then to_tsquery(app.search_config(language), quote_literal(w.word)
                                      || case when weights = '' then '' else ':' || weights end) end as stem
            from regexp_split_to_table(app.search_words(left(words, 200)), ' ') with ordinality as w (word, position)
           where w.word <> '' and w.position <= 12) as each
   where typed <> ''
$$;

-- Why: all names of a place between bars, the first one first, for trigrams and for "is exactly this name".
create function app.place_names(name text, details jsonb) returns text
language sql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
  select '|' || string_agg(app.search_words(n.name), '|' order by n.position) || '|'
    from (select name, 0::bigint as position
          union all select details ->> 'name_en', 1
          union all select alt.name, 1 + alt.position
            from jsonb_array_elements_text(case jsonb_typeof(details -> 'alt_names') when 'array' then details -> 'alt_names'
                                           else '[]' end) with ordinality as alt (name, position)) as n
   where n.name is not null
$$;

-- Why: what a place is found by, weighted: names A; kind, tags and cuisine B; city and neighbourhood C; description D.
create function app.place_document(name text, details jsonb, subcategory text, tags text[], cuisine_types text[], city text,
                                   description text, language text) returns tsvector
language sql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
  select setweight(app.search_vector(app.place_names(name, details), language), 'A')
      || setweight(app.search_vector(concat_ws(' ', subcategory, array_to_string(tags, ' '),
                                               array_to_string(cuisine_types, ' ')), 'en'), 'B')
      || setweight(app.search_vector(concat_ws(' ', city, details ->> 'neighbourhood'), null), 'C')
      || setweight(app.search_vector(description, language), 'D')
$$;

-- Why: who comes first among equals, from 0 to 10: 5 for a place with an encyclopaedia's entry, 1 for the source's own
-- mark, and up to 4 for ratings, each drawn to 3 of 5 by ten imagined votes, so that one vote of 5 does not win.
create function app.place_notability(details jsonb, tags text[], rating numeric, rating_count integer) returns real
language sql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
  select (case when details ->> 'wikidata' is null then 0 else 5 end
          + case when 'notable' = any (tags) then 1 else 0 end
          + coalesce(greatest(0, (rating * coalesce(rating_count, 0) + 30) / (coalesce(rating_count, 0) + 10) - 3) * 2, 0)
         )::real
$$;

-- Why: earthdistance's own function is not schema-qualified before PostgreSQL 16, and is in metres on another radius. A
-- point on a sphere of the specification's 6371 km, in three dimensions: neither poles nor the antimeridian are special.
create function app.earth_point(latitude double precision, longitude double precision) returns public.cube
language sql immutable strict parallel safe set search_path = pg_catalog, pg_temp as $$
  select public.cube(array[6371 * cos(radians(latitude)) * cos(radians(longitude)),
                           6371 * cos(radians(latitude)) * sin(radians(longitude)),
                           6371 * sin(radians(latitude))])
$$;

-- Why: great-circle distance from the straight line through the sphere, both in km; clamped, so that rounding at the
-- antipode raises nothing. (d = 2 R asin(chord / 2R).)
create function app.great_circle_km(chord double precision) returns double precision
language sql immutable strict parallel safe set search_path = pg_catalog, pg_temp
return 2 * 6371 * asin(least(1.0, chord / (2 * 6371)));

-- Why: the other way round, once a query, so that a radius is compared with what the index measures. (Chord = 2 R sin(d / 2R).)
create function app.chord_km(distance double precision) returns double precision
language sql immutable strict parallel safe set search_path = pg_catalog, pg_temp
return 2 * 6371 * sin(least(greatest(distance, 0) / (2 * 6371), pi() / 2));

-- Why: the index can look into a box only; this one holds every point within the distance, and a hair more against
-- rounding. The distance itself is compared afterwards.
create function app.earth_box(latitude double precision, longitude double precision, distance double precision)
returns public.cube
language sql immutable strict parallel safe set search_path = pg_catalog, pg_temp as $$
  select public.cube_enlarge(app.earth_point(latitude, longitude), app.chord_km(distance) + 1e-6, 3)
$$;

-- Why: constraints and generated columns are computed as the role that writes.
grant execute on function app.unaccented(text), app.search_words(text), app.search_config(text),
  app.search_vector(text, text), app.search_query(text, text, boolean, text), app.place_names(text, jsonb),
  app.place_document(text, jsonb, text, text[], text[], text, text, text),
  app.place_notability(jsonb, text[], numeric, integer), app.earth_point(double precision, double precision),
  app.great_circle_km(double precision), app.chord_km(double precision),
  app.earth_box(double precision, double precision, double precision)
  to tripos_app, tripos_agent, tripos_staff, tripos_worker, tripos_helper;

alter table public.locations
  add column search tsvector generated always as (
    app.place_document(name, details, subcategory, tags, cuisine_types, city, description, language)) stored,
  add column name_words text generated always as (left(app.search_words(name), 200)) stored,
  add column all_names text generated always as (left(app.place_names(name, details), 2000)) stored,
  add column notability real generated always as (
    app.place_notability(details, tags, rating, rating_count)) stored,
  add column earth public.cube generated always as (app.earth_point(latitude, longitude)) stored;

-- No lists of pending entries: whoever searched next, until a vacuum, would read them one by one.
create index idx_locations_search on public.locations using gin (search) with (fastupdate = off)
  where is_active and deleted_at is null;
-- Names as typed so far. Bytewise, so that a range of text serves prefixes under every collation.
create index idx_locations_name on public.locations (name_words text_pattern_ops) where is_active and deleted_at is null;
create index idx_locations_names_trigram on public.locations using gin (all_names public.gin_trgm_ops)
  with (fastupdate = off) where is_active and deleted_at is null;
-- The best known places, of all categories or of one.
create index idx_locations_notability on public.locations (notability desc, name_words, id)
  where is_active and deleted_at is null;
create index idx_locations_category_notability on public.locations (category, notability desc, name_words, id)
  where is_active and deleted_at is null;
-- What is near, of one category or of all.
create index idx_locations_coordinates on public.locations using gist (earth) where is_active and deleted_at is null;
create index idx_locations_category_coordinates on public.locations using gist (category, earth)
  where is_active and deleted_at is null;

-- Why: the specification names it. What it returns is within the radius along the great circle, nearest first.
create function public.search_nearby_locations(
  p_latitude decimal, p_longitude decimal, p_radius_km integer default 10,
  p_category public.location_category default null, p_limit integer default 20)
returns table (id uuid, name text, category public.location_category, distance_km decimal)
language plpgsql stable parallel safe set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
declare
  most constant integer := least(greatest(coalesce(p_limit, 20), 0), 100);
  centre public.cube;
  area   public.cube;
  within double precision;
begin
  -- NaN is greater than every number, so these refuse it too.
  if p_latitude is null or p_longitude is null
     or not p_latitude between -90 and 90 or not p_longitude between -180 and 180 then
    raise exception 'A point has a latitude from -90 to 90 and a longitude from -180 to 180 degrees.'
      using errcode = 'invalid_parameter_value';
  end if;
  if p_radius_km is null or p_radius_km < 0 then
    raise exception 'A radius is a number of kilometres from 0 on.' using errcode = 'invalid_parameter_value';
  end if;
  centre := app.earth_point(p_latitude::double precision, p_longitude::double precision);
  area := app.earth_box(p_latitude::double precision, p_longitude::double precision, p_radius_km);
  within := app.chord_km(p_radius_km);
  -- Two statements, because one plan for "this category, or any" uses neither index well.
  if p_category is null then
    return query
      select l.id, l.name, l.category, app.great_circle_km(l.earth operator(public.<->) centre)::decimal
        from public.locations l
       where l.is_active and l.deleted_at is null
         and l.earth operator(public.<@) area and l.earth operator(public.<->) centre <= within
       order by l.earth operator(public.<->) centre, l.id
       limit most;
  else
    return query
      select l.id, l.name, l.category, app.great_circle_km(l.earth operator(public.<->) centre)::decimal
        from public.locations l
       where l.is_active and l.deleted_at is null and l.category = p_category
         and l.earth operator(public.<@) area and l.earth operator(public.<->) centre <= within
       order by l.earth operator(public.<->) centre, l.id
       limit most;
  end if;
end
$$;

-- Why: loads pg_trgm, so that its setting below is known to the server when a role that is no superuser names it.
select public.show_limit();

-- Why enable_seqscan is off in these two: how many rows a half-typed word finds is anybody's guess, and the planner, guessing
-- many, would read the whole catalogue for the first few. Every condition here has its index.

-- Why: one wrong letter can leave a single word with few trigrams in common, and a whole sentence cannot be found by the
-- likeness of a name. Word by word: as typed, with two neighbouring letters swapped back, and, where the catalogue has no
-- such word, the three most alike words in names that resemble it. Null when that changes nothing.
create function app.search_corrected(words text) returns tsquery
language plpgsql stable parallel safe set search_path = pg_catalog, pg_temp set enable_seqscan = off
set pg_trgm.word_similarity_threshold = 0.4 as $$
declare
  word    text;
  other   text;
  others  text[];
  each    tsquery;
  changed boolean := false;
  result  tsquery;
begin
  foreach word in array (string_to_array(words, ' '))[:12] loop
    others := array[]::text[];
    if length(word) >= 4 then
      if not exists (select from public.locations l where l.is_active and l.deleted_at is null
                        and l.search @@ app.search_query(word)) then
        others := array(
          select n.name_word
            from (select distinct regexp_split_to_table(a.all_names, '[ |]+') as name_word
                    from (select l.all_names from public.locations l
                           where l.is_active and l.deleted_at is null and l.all_names operator(public.%>) word
                           limit 300) as a) as n
           where public.similarity(n.name_word, word) >= 0.3
           order by public.similarity(n.name_word, word) desc, n.name_word
           limit 3);
      end if;
      others := others || array(
        select overlay(word placing substr(word, i + 1, 1) || substr(word, i, 1) from i for 2)
          from generate_series(1, length(word) - 1) as i where substr(word, i, 1) <> substr(word, i + 1, 1));
      changed := changed or cardinality(others) > 0;
    end if;
    each := app.search_query(word);
    foreach other in array others loop
      each := coalesce(each || app.search_query(other, null, false), each);
    end loop;
    result := coalesce(result && each, each, result);
  end loop;
  return case when changed then result end;
end
$$;

-- Why: one ranking for what people type: the exact name, a name typed so far, words in any order, words of the kind,
-- cuisine, city or description, and, when those are fewer than asked for, misspellings. Scores: the step (100 exact name,
-- 97 another name exactly, 74 to 70 whole words of a name, 62 to 58 beginnings of words, 50 and 40 words elsewhere, 35 and
-- less for a misspelling), plus up to 10 for notable places, plus up to 8 for near ones when a point is given.
--   p_city      only places whose city or neighbourhood has these words, whatever their accents and case
--   p_latitude, p_longitude   what the distance is measured from; orders, does not filter
--   p_limit     at most 100
--   p_language  the reader's, whose word endings are understood
create function app.search_locations(
  p_query text, p_category public.location_category default null, p_city text default null,
  p_latitude double precision default null, p_longitude double precision default null,
  p_limit integer default 20, p_language text default null)
returns table (id uuid, score double precision, matched text, distance_km double precision)
language plpgsql stable parallel safe set search_path = pg_catalog, pg_temp set enable_seqscan = off
set pg_trgm.word_similarity_threshold = 0.4 as $$
#variable_conflict use_column
declare
  words      constant text := app.search_words(left(p_query, 200));
  beginnings constant tsquery := app.search_query(words, p_language);
  whole      constant tsquery := app.search_query(words, p_language, false);
  in_name    constant tsquery := app.search_query(words, p_language, true, 'A');
  whole_name constant tsquery := app.search_query(words, p_language, false, 'A');
  in_city    constant tsquery := app.search_query(p_city, null, false, 'C');
  centre     constant public.cube := app.earth_point(p_latitude, p_longitude);
  most       constant integer := least(greatest(coalesce(p_limit, 20), 0), 100);
  found      integer;
  corrected  tsquery;
begin
  if beginnings is null or most = 0 then
    return;
  end if;
  return query
    with candidates as (
      (select l.id from public.locations l
        where l.is_active and l.deleted_at is null and l.name_words = words
          and (p_category is null or l.category = p_category) and (in_city is null or l.search @@ in_city)
        limit 500)
      union
      (select l.id from public.locations l
        where l.is_active and l.deleted_at is null
          and l.name_words ~>=~ words and l.name_words ~<~ (words || chr(1114111))
          and (p_category is null or l.category = p_category) and (in_city is null or l.search @@ in_city)
        limit 500)
      union
      (select l.id from public.locations l
        where l.is_active and l.deleted_at is null and l.search @@ beginnings
          and (p_category is null or l.category = p_category) and (in_city is null or l.search @@ in_city)
        limit 2000)
    ), steps as (
      select l.id, l.name_words, l.notability, l.earth operator(public.<->) centre as chord,
             case when l.name_words = words then 100
                  when position('|' || words || '|' in l.all_names) > 0 then 97
                  when starts_with(l.name_words, words || ' ') then 74
                  when position('|' || words || ' ' in l.all_names) > 0 then 73
                  when l.search @@ whole_name then 70
                  when starts_with(l.name_words, words) then 62
                  when l.search @@ in_name then 58
                  when l.search @@ whole then 50
                  else 40 end as step
        from candidates c join public.locations l using (id)
       where l.event_end_time is null or l.event_end_time >= now()
    )
    select s.id, s.step + s.notability + coalesce(8 / (1 + app.great_circle_km(s.chord) / 2), 0),
           case when s.step >= 97 then 'exact' when s.step >= 58 then 'name' else 'words' end,
           app.great_circle_km(s.chord)
      from steps s
     order by 2 desc, length(s.name_words), s.name_words, s.id
     limit most;
  get diagnostics found = row_count;
  -- Misspellings only where the words themselves found too little.
  if found >= most or length(words) < 4
     or exists (select from public.locations l where l.is_active and l.deleted_at is null and l.name_words = words) then
    return;
  end if;
  corrected := app.search_corrected(words);
  return query
    with candidates as (
      (select l.id from public.locations l
        where l.is_active and l.deleted_at is null and l.all_names operator(public.%>) words
          and (p_category is null or l.category = p_category) and (in_city is null or l.search @@ in_city))
      union
      (select l.id from public.locations l
        where l.is_active and l.deleted_at is null and l.search @@ corrected
          and (p_category is null or l.category = p_category) and (in_city is null or l.search @@ in_city)
        limit 2000)
    ), alike as (
      select l.id, l.name_words, l.notability, l.earth operator(public.<->) centre as chord,
             13 * (public.word_similarity(words, l.all_names) + public.similarity(words, l.name_words))
               + case when l.search @@ corrected then 9 else 0 end as step
        from candidates c join public.locations l using (id)
       where not l.search @@ beginnings
         and (l.event_end_time is null or l.event_end_time >= now())
    )
    select a.id, a.step + a.notability * 0.4 + coalesce(1 / (1 + app.great_circle_km(a.chord) / 2), 0), 'similar',
           app.great_circle_km(a.chord)
      from alike a
     order by 2 desc, length(a.name_words), a.name_words, a.id
     limit most - found;
end
$$;

grant execute on function public.search_nearby_locations(decimal, decimal, integer, public.location_category, integer),
  app.search_corrected(text),
  app.search_locations(text, public.location_category, text, double precision, double precision, integer, text)
  to tripos_app, tripos_agent, tripos_staff, tripos_worker;
