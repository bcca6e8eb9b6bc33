-- Why: what a trip is found by, stemmed in its own language: title A, destination B, description C.
create function app.trip_document(title text, destination text, description text, language text) returns tsvector
language sql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
  select setweight(app.search_vector(title, language), 'A')
      || setweight(app.search_vector(destination, language), 'B')
      || setweight(app.search_vector(description, language), 'C')
$$;
grant execute on function app.trip_document(text, text, text, text) to tripos_app, tripos_agent, tripos_worker, tripos_helper;

-- No index of its own. "@@" is not leakproof, so under these policies an index on the words is never used; a traveller's
-- trips are found by their owner (idx_trips_user_id) or membership, and only their words are compared.
alter table public.trips
  add column search tsvector generated always as (
    app.trip_document(title, destination, description, language)) stored;
