drop type public.resolution_status;
drop type public.conflict_type;
drop type public.suggestion_status;
drop type public.suggestion_type;
drop type public.itinerary_item_type;
drop type public.trip_status;
