-- conversations: the owner's alone, with a trash; a conversation may be about a trip that its owner can see.
call app.protect_table('public.conversations');
create policy conversations_helper_read on public.conversations for select to tripos_helper using (true);
create policy conversations_helper_edit on public.conversations for update to tripos_helper
  using (true) with check (true);
create policy conversations_read on public.conversations for select to tripos_app, tripos_agent
  using (user_id = (select app.uid()));
create policy conversations_new on public.conversations for insert to tripos_app, tripos_agent
  with check (user_id = (select app.uid()) and (trip_id is null or trip_id in (select t.id from public.trips t)));
-- A conversation may outlive its writer's place in the trip; app.guard_trip_link checks a trip when it is newly linked.
create policy conversations_edit on public.conversations for update to tripos_app, tripos_agent
  using (user_id = (select app.uid())) with check (user_id = (select app.uid()));
create policy conversations_worker_read on public.conversations for select to tripos_worker using (true);
create policy conversations_worker_edit on public.conversations for update to tripos_worker
  using (true) with check (true);
create policy conversations_worker_purge on public.conversations for delete to tripos_worker
  using (deleted_at is not null);
grant select, update on public.conversations to tripos_helper;
grant select, insert, update on public.conversations to tripos_app, tripos_agent;
grant select, delete on public.conversations to tripos_worker;
grant update (status, updated_at) on public.conversations to tripos_worker;

-- messages: written once, never edited; they go with their conversation.
call app.protect_table('public.messages');
create policy messages_helper_read on public.messages for select to tripos_helper using (true);
create policy messages_read on public.messages for select to tripos_app, tripos_agent
  using (owner_id = (select app.uid()));
create policy messages_new on public.messages for insert to tripos_app
  with check (owner_id = (select app.uid()) and role = 'user');
create policy messages_agent_new on public.messages for insert to tripos_agent
  with check (owner_id = (select app.uid()));
grant select on public.messages to tripos_helper;
grant select, insert on public.messages to tripos_app, tripos_agent;

-- ai_context: made with its conversation by trigger, read by the owner, written by the agent, global layer by staff.
call app.protect_table('public.ai_context');
create policy ai_context_helper_new on public.ai_context for insert to tripos_helper with check (true);
create policy ai_context_read on public.ai_context for select to tripos_app, tripos_agent
  using (owner_id = (select app.uid()));
create policy ai_context_agent_edit on public.ai_context for update to tripos_agent
  using (owner_id = (select app.uid())) with check (owner_id = (select app.uid()));
create policy ai_context_staff_read on public.ai_context for select to tripos_staff using ((select app.is_staff()));
create policy ai_context_staff_edit on public.ai_context for update to tripos_staff
  using ((select app.is_staff())) with check ((select app.is_staff()));
grant insert on public.ai_context to tripos_helper;
grant select on public.ai_context to tripos_app;
grant select, update on public.ai_context to tripos_agent;
grant select (id, conversation_id, global_context, version, created_at, updated_at) on public.ai_context to tripos_staff;
grant update (global_context, version, updated_at) on public.ai_context to tripos_staff;
