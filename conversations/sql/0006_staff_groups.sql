-- What agents remember for everybody: AI operations.
alter policy ai_context_staff_read on public.ai_context using ((select app.staff_may('ai')));
alter policy ai_context_staff_edit on public.ai_context
  using ((select app.staff_may('ai')))
  with check ((select app.staff_may('ai')));
