drop type public.location_category;
