drop function app.search_locations(text, public.location_category, text, double precision, double precision, integer, text);
drop function app.search_corrected(text);
drop function public.search_nearby_locations(decimal, decimal, integer, public.location_category, integer);
alter table public.locations
  drop column search, drop column name_words, drop column all_names, drop column notability, drop column earth;
drop function app.earth_box(double precision, double precision, double precision);
drop function app.chord_km(double precision);
drop function app.great_circle_km(double precision);
drop function app.earth_point(double precision, double precision);
drop function app.place_notability(jsonb, text[], numeric, integer);
drop function app.place_document(text, jsonb, text, text[], text[], text, text, text);
drop function app.place_names(text, jsonb);
drop function app.search_query(text, text, boolean, text);
drop function app.search_vector(text, text);
drop function app.search_config(text);
drop function app.search_words(text);
drop function app.unaccented(text);
