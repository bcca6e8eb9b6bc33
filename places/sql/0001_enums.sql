-- The enum types of this app. Labels are compared with the Python choices by a test.
create type public.location_category as enum ('restaurant', 'event', 'rental', 'attraction', 'accommodation', 'transport', 'other');
