drop function app.shared_collection(uuid);
call app.unprotect_table('public.collection_shares');
call app.unprotect_table('public.saved_places');
call app.unprotect_table('public.collections');
call app.unprotect_table('public.locations');
