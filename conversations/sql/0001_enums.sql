-- The enum types of this app. Labels are compared with the Python choices by a test.
create type public.conversation_status as enum ('active', 'archived', 'completed', 'abandoned');
create type public.message_role as enum ('user', 'assistant', 'system', 'function');
