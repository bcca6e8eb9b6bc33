call app.unprotect_table('public.ai_context');
call app.unprotect_table('public.messages');
call app.unprotect_table('public.conversations');
