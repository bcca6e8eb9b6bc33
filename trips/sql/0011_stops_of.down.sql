drop function app.are_stops_of(uuid, uuid[]);
