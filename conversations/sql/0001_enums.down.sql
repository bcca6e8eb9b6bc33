drop type public.message_role;
drop type public.conversation_status;
