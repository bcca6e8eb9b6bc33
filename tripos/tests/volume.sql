-- A year of use: 200 travellers, 20,000 places, 2,000 trips, 40,000 stops, and what comes with them.
insert into users (id, email, password, is_active, is_staff, is_superuser, date_joined)
select ('00000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid, 'u' || n || '@example.org', '!', true, false, false, now()
  from generate_series(1, 200) n;
create temp table person as select row_number() over (order by email) as n, id from users where email like 'u%@example.org';

insert into locations (name, category, subcategory, city, country, latitude, longitude, cuisine_types, source, external_id,
                       rating, rating_count, details)
select (array['Golden', 'Silver', 'Old', 'New', 'Blue', 'Red', 'Little', 'Grand'])[1 + n % 8] || ' '
         || (array['Anchor', 'Lion', 'Garden', 'Museum', 'Kitchen', 'Tower', 'Hotel', 'Market', 'Corner', 'Bridge', 'Inn'])[1 + n % 11]
         || ' ' || n,
       (enum_range(null::location_category))[1 + n % 7], 'kind_' || n % 40, 'City ' || n % 20, 'FI',
       60 + (n % 20) * 0.5 + (n * 7919 % 10000) / 50000.0, 24 + (n % 20) * 0.5 + (n * 104729 % 10000) / 25000.0,
       case when n % 7 = 0 then array['kind' || n % 30] end, 'volume', n::text,
       case when n % 3 = 0 then (n % 50) / 10.0 end, n % 500,
       case when n % 50 = 0 then jsonb_build_object('wikidata', 'Q' || n) else '{}' end
  from generate_series(1, 20000) n;
create temp table place as select row_number() over (order by external_id) as n, id, latitude, longitude from locations;

insert into trips (user_id, title, destination, start_date, end_date, currency, status, deleted_at)
select p.id, (array['Summer', 'Winter', 'Work'])[1 + s % 3] || ' trip ' || s, (array['Helsinki', 'Rome', 'Porto'])[1 + s % 3],
       date '2026-01-01' + 30 * s, date '2026-01-04' + 30 * s, 'EUR',
       case when s % 2 = 0 then 'confirmed' else 'draft' end::trip_status, case when s = 9 then now() end
  from person p cross join generate_series(1, 10) s;
create temp table trip as select row_number() over (order by user_id, start_date) as n, id, user_id from trips;

analyze person, place, trip, trips, budget_tracking, locations, users;

insert into itinerary_items (trip_id, owner_id, title, type, day_number, sort_order, location_id, latitude, longitude, cost,
                             currency, deleted_at)
select t.id, t.user_id, 'Stop ' || s, 'activity', 1 + s % 4, s, l.id, l.latitude, l.longitude, s, 'EUR',
       case when s = 20 then now() end
  from trip t cross join generate_series(1, 20) s join place l on l.n = 1 + (t.n * 20 + s) % 20000;

insert into trip_members (trip_id, owner_id, user_id, role)
select t.id, t.user_id, p.id, 'editor'
  from trip t join person o on o.id = t.user_id join person p on p.n = 1 + o.n % 200 where t.n % 5 = 1;

insert into conflict_resolutions (trip_id, user_id, type, severity, title, description, stable_key, status)
select t.id, t.user_id, 'time_overlap', 5, 'Conflict', 'Two at once', 'k' || s,
       case when s = 1 then 'detected' else 'ignored' end::resolution_status
  from trip t cross join generate_series(1, 6) s;
insert into proactive_suggestions (user_id, trip_id, type, title, description, agent_name, confidence_score, suggestion_data,
                                   status, expires_at, stable_key)
select t.user_id, t.id, 'add_activity', 'Suggestion', 'Go there', 'trip', 0.5, '{}',
       case when s = 1 then 'pending' else 'expired' end::suggestion_status, '2030-01-01', t.id::text || s
  from trip t cross join generate_series(1, 6) s;

insert into collections (user_id, name) select p.id, 'List ' || s from person p cross join generate_series(1, 3) s;
insert into saved_places (user_id, location_id, collection_id, tags, is_favorite, priority)
select p.id, l.id, (select c.id from collections c where c.user_id = p.id order by c.name limit 1), array['one', 'tag' || s % 9],
       s % 10 = 0, s % 3
  from person p cross join generate_series(1, 60) s join place l on l.n = 1 + (p.n * 60 + s) % 20000;

insert into conversations (user_id, title, agent_type, trip_id)
select p.id, 'Talk ' || s, (enum_range(null::agent_type))[1],
       (select t.id from trips t where t.user_id = p.id order by t.start_date limit 1)
  from person p cross join generate_series(1, 5) s;
insert into messages (conversation_id, owner_id, role, content)
select c.id, c.user_id, 'user', 'Message ' || s from conversations c cross join generate_series(1, 20) s;
insert into ai_runs (user_id, conversation_id, agent_name, agent_type, input_data, status, created_at)
select c.user_id, c.id, 'trip', c.agent_type, '{}',
       case when s = 1 then 'running' else 'success' end::ai_run_status, timestamptz '2026-06-01' - s * interval '1 hour'
  from conversations c cross join generate_series(1, 12) s;
insert into ai_run_events (run_id, owner_id, sequence, kind, data)
select r.id, r.user_id, s, 'token', '{}' from ai_runs r cross join generate_series(1, 2) s;
insert into approvals (user_id, run_id, conversation_id, tool_call_id, tool_name, arguments, status, expires_at)
select r.user_id, r.id, r.conversation_id, 'call', 'move_stop', '{}',
       case when r.status = 'running' then 'pending' else 'approved' end, now() + interval '1 day' from ai_runs r;

insert into change_sets (id, kind, reason, actor_id, actor_role, user_id, trip_id, created_at)
select gen_random_uuid(), 'request', 'Changed', t.user_id, 'tripos_app', t.user_id, t.id, now() - s * interval '1 minute'
  from trip t cross join generate_series(1, 6) s;
