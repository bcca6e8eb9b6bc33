alter policy ai_context_staff_read on public.ai_context using ((select app.is_staff()));
alter policy ai_context_staff_edit on public.ai_context
  using ((select app.is_staff()))
  with check ((select app.is_staff()));
