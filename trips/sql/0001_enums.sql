-- The enum types of this app. Labels are compared with the Python choices by a test.
create type public.trip_status as enum ('draft', 'planning', 'confirmed', 'in_progress', 'completed', 'cancelled');
create type public.itinerary_item_type as enum ('activity', 'restaurant', 'accommodation', 'transport', 'event', 'custom');
create type public.suggestion_type as enum ('add_activity', 'optimize_route', 'book_restaurant', 'budget_alert', 'conflict_warning', 'time_optimization', 'weather_alert', 'local_event', 'cost_savings');
create type public.suggestion_status as enum ('pending', 'shown', 'accepted', 'rejected', 'expired');
create type public.conflict_type as enum ('time_overlap', 'budget_exceeded', 'location_distance', 'booking_unavailable', 'preference_mismatch', 'weather_issue', 'capacity_issue');
create type public.resolution_status as enum ('detected', 'pending_review', 'auto_resolved', 'user_resolved', 'ignored');
