drop function app.shared_trip_items(uuid);
drop function app.shared_trip(uuid);
drop function app.readable_trips(uuid);
drop view public.companions;
