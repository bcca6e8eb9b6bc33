-- The enum types of this app. Labels are compared with the Python choices by a test.
create type public.agent_type as enum ('local_scout', 'dining_orchestrator', 'event_curator', 'itinerary_optimizer', 'budget_guardian', 'booking_assistant', 'general_concierge');
create type public.ai_run_status as enum ('pending', 'running', 'success', 'error', 'timeout', 'cancelled');
