drop type public.ai_run_status;
drop type public.agent_type;
