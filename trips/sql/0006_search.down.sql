alter table public.trips drop column search;
drop function app.trip_document(text, text, text, text);
