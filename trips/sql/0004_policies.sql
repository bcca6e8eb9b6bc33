-- Each policy is for one operation and names its roles; helpers are wrapped in (select …), so that they run once a
-- statement. "mine" is the (copied) owner, "shared" an array of live trips; an agent sees what its traveller sees.

-- trips: the owner sees the trash too; members see live trips. Nobody deletes a row by hand (soft delete); the worker
-- purges what lay in the trash for thirty days.
call app.protect_table('public.trips');
create policy trips_helper_read on public.trips for select to tripos_helper using (true);
create policy trips_helper_edit on public.trips for update to tripos_helper using (true) with check (true);
create policy trips_read on public.trips for select to tripos_app, tripos_agent
  using (user_id = (select app.uid()) or id = any ((select app.shared_with_me('{viewer,editor}'))::uuid[]));
create policy trips_new on public.trips for insert to tripos_app, tripos_agent
  with check (user_id = (select app.uid()));
create policy trips_edit on public.trips for update to tripos_app, tripos_agent
  using (user_id = (select app.uid()) or id = any ((select app.shared_with_me('{editor}'))::uuid[]))
  with check (user_id = (select app.uid()) or id = any ((select app.shared_with_me('{editor}'))::uuid[]));
create policy trips_staff_read on public.trips for select to tripos_staff using ((select app.is_staff()));
create policy trips_worker_read on public.trips for select to tripos_worker using (true);
create policy trips_worker_edit on public.trips for update to tripos_worker using (true) with check (true);
create policy trips_worker_purge on public.trips for delete to tripos_worker using (deleted_at is not null);
grant select, update on public.trips to tripos_helper;
grant select, insert, update on public.trips to tripos_app, tripos_agent;
grant select on public.trips to tripos_staff;
grant select, delete on public.trips to tripos_worker;
grant update (status, is_optimized, updated_at) on public.trips to tripos_worker;

-- itinerary_items: like the trip. A removed stop is in the owner's trash, and visible to whoever removed it, so that
-- they can undo that.
call app.protect_table('public.itinerary_items');
create policy itinerary_items_helper_read on public.itinerary_items for select to tripos_helper using (true);
create policy itinerary_items_helper_edit on public.itinerary_items for update to tripos_helper
  using (true) with check (true);
create policy itinerary_items_read on public.itinerary_items for select to tripos_app, tripos_agent
  using (owner_id = (select app.uid())
         or (trip_id = any ((select app.shared_with_me('{viewer,editor}'))::uuid[])
             and (deleted_at is null or deleted_by = (select app.uid()))));
create policy itinerary_items_new on public.itinerary_items for insert to tripos_app, tripos_agent
  with check (owner_id = (select app.uid()) or trip_id = any ((select app.shared_with_me('{editor}'))::uuid[]));
create policy itinerary_items_edit on public.itinerary_items for update to tripos_app, tripos_agent
  using (owner_id = (select app.uid())
         or (trip_id = any ((select app.shared_with_me('{editor}'))::uuid[])
             and (deleted_at is null or deleted_by = (select app.uid()))))
  with check (owner_id = (select app.uid()) or trip_id = any ((select app.shared_with_me('{editor}'))::uuid[]));
create policy itinerary_items_worker_read on public.itinerary_items for select to tripos_worker using (true);
create policy itinerary_items_worker_purge on public.itinerary_items for delete to tripos_worker
  using (deleted_at is not null);
grant select, update on public.itinerary_items to tripos_helper;
grant select, insert, update on public.itinerary_items to tripos_app, tripos_agent;
grant select, delete on public.itinerary_items to tripos_worker;

-- budget_tracking: made with the trip by trigger; members read it, owner and editors set categories and threshold.
call app.protect_table('public.budget_tracking');
create policy budget_tracking_helper_read on public.budget_tracking for select to tripos_helper using (true);
create policy budget_tracking_helper_new on public.budget_tracking for insert to tripos_helper with check (true);
create policy budget_tracking_helper_edit on public.budget_tracking for update to tripos_helper
  using (true) with check (true);
create policy budget_tracking_read on public.budget_tracking for select to tripos_app, tripos_agent
  using (owner_id = (select app.uid()) or trip_id = any ((select app.shared_with_me('{viewer,editor}'))::uuid[]));
create policy budget_tracking_edit on public.budget_tracking for update to tripos_app, tripos_agent
  using (owner_id = (select app.uid()) or trip_id = any ((select app.shared_with_me('{editor}'))::uuid[]))
  with check (owner_id = (select app.uid()) or trip_id = any ((select app.shared_with_me('{editor}'))::uuid[]));
create policy budget_tracking_worker_read on public.budget_tracking for select to tripos_worker using (true);
grant select, insert, update on public.budget_tracking to tripos_helper;
grant select, update on public.budget_tracking to tripos_app, tripos_agent;
grant select on public.budget_tracking to tripos_worker;

-- proactive_suggestions: the recipient's alone, while they can see the trip. Agents make them, the recipient answers,
-- the worker expires them.
call app.protect_table('public.proactive_suggestions');
create policy proactive_suggestions_read on public.proactive_suggestions for select to tripos_app, tripos_agent
  using (user_id = (select app.uid()) and (trip_id is null or trip_id in (select t.id from public.trips t)));
create policy proactive_suggestions_answer on public.proactive_suggestions for update to tripos_app
  using (user_id = (select app.uid()) and (trip_id is null or trip_id in (select t.id from public.trips t)))
  with check (user_id = (select app.uid()) and (trip_id is null or trip_id in (select t.id from public.trips t)));
create policy proactive_suggestions_agent_new on public.proactive_suggestions for insert to tripos_agent
  with check (user_id = (select app.uid()) and (trip_id is null or trip_id in (select t.id from public.trips t)));
create policy proactive_suggestions_agent_edit on public.proactive_suggestions for update to tripos_agent
  using (user_id = (select app.uid()))
  with check (user_id = (select app.uid()) and (trip_id is null or trip_id in (select t.id from public.trips t)));
create policy proactive_suggestions_staff_read on public.proactive_suggestions for select to tripos_staff
  using ((select app.is_staff()));
create policy proactive_suggestions_staff_new on public.proactive_suggestions for insert to tripos_staff
  with check ((select app.is_staff()));
create policy proactive_suggestions_staff_edit on public.proactive_suggestions for update to tripos_staff
  using ((select app.is_staff())) with check ((select app.is_staff()));
create policy proactive_suggestions_staff_delete on public.proactive_suggestions for delete to tripos_staff
  using ((select app.is_staff()));
create policy proactive_suggestions_worker_read on public.proactive_suggestions for select to tripos_worker using (true);
create policy proactive_suggestions_worker_expire on public.proactive_suggestions for update to tripos_worker
  using (status in ('pending', 'shown')) with check (status = 'expired');
grant select on public.proactive_suggestions to tripos_app, tripos_worker;
grant update (status, shown_at, responded_at, response_reason) on public.proactive_suggestions to tripos_app;
grant update (status) on public.proactive_suggestions to tripos_worker;
grant select, insert, update on public.proactive_suggestions to tripos_agent;
grant select, insert, update, delete on public.proactive_suggestions to tripos_staff;

-- conflict_resolutions: found by the planner (agent role), seen like the trip, answered by owner and editors.
call app.protect_table('public.conflict_resolutions');
create policy conflict_resolutions_read on public.conflict_resolutions for select to tripos_app, tripos_agent
  using (user_id = (select app.uid()) or trip_id = any ((select app.shared_with_me('{viewer,editor}'))::uuid[]));
create policy conflict_resolutions_answer on public.conflict_resolutions for update to tripos_app, tripos_agent
  using (user_id = (select app.uid()) or trip_id = any ((select app.shared_with_me('{editor}'))::uuid[]))
  with check (user_id = (select app.uid()) or trip_id = any ((select app.shared_with_me('{editor}'))::uuid[]));
create policy conflict_resolutions_agent_new on public.conflict_resolutions for insert to tripos_agent
  with check (user_id = (select app.uid()) or trip_id = any ((select app.shared_with_me('{editor}'))::uuid[]));
create policy conflict_resolutions_staff_read on public.conflict_resolutions for select to tripos_staff
  using ((select app.is_staff()));
create policy conflict_resolutions_staff_new on public.conflict_resolutions for insert to tripos_staff
  with check ((select app.is_staff()));
create policy conflict_resolutions_staff_edit on public.conflict_resolutions for update to tripos_staff
  using ((select app.is_staff())) with check ((select app.is_staff()));
create policy conflict_resolutions_staff_delete on public.conflict_resolutions for delete to tripos_staff
  using ((select app.is_staff()));
create policy conflict_resolutions_worker_read on public.conflict_resolutions for select to tripos_worker using (true);
grant select on public.conflict_resolutions to tripos_app, tripos_worker;
grant update (status, selected_resolution, resolved_by, resolved_at, updated_at) on public.conflict_resolutions
  to tripos_app;
grant select, insert, update on public.conflict_resolutions to tripos_agent;
grant select, insert, update, delete on public.conflict_resolutions to tripos_staff;

-- trip_members: the owner manages; a member sees the others and may leave.
call app.protect_table('public.trip_members');
create policy trip_members_helper_read on public.trip_members for select to tripos_helper using (true);
create policy trip_members_helper_new on public.trip_members for insert to tripos_helper with check (true);
create policy trip_members_helper_edit on public.trip_members for update to tripos_helper using (true) with check (true);
create policy trip_members_read on public.trip_members for select to tripos_app, tripos_agent
  using (owner_id = (select app.uid()) or trip_id = any ((select app.shared_with_me('{viewer,editor}'))::uuid[]));
create policy trip_members_new on public.trip_members for insert to tripos_app
  with check (owner_id = (select app.uid()));
create policy trip_members_edit on public.trip_members for update to tripos_app
  using (owner_id = (select app.uid())) with check (owner_id = (select app.uid()));
create policy trip_members_delete on public.trip_members for delete to tripos_app
  using (owner_id = (select app.uid()) or user_id = (select app.uid()));
create policy trip_members_staff_read on public.trip_members for select to tripos_staff using ((select app.is_staff()));
grant select, insert, update on public.trip_members to tripos_helper;
grant select, insert, update, delete on public.trip_members to tripos_app;
grant select on public.trip_members to tripos_agent, tripos_staff;

-- invitations and trip_shares: the owner's. Answering and reading by token go through definer functions.
call app.protect_table('public.invitations');
create policy invitations_helper_read on public.invitations for select to tripos_helper using (true);
create policy invitations_helper_edit on public.invitations for update to tripos_helper using (true) with check (true);
create policy invitations_read on public.invitations for select to tripos_app using (owner_id = (select app.uid()));
create policy invitations_new on public.invitations for insert to tripos_app
  with check (owner_id = (select app.uid()));
create policy invitations_edit on public.invitations for update to tripos_app
  using (owner_id = (select app.uid())) with check (owner_id = (select app.uid()));
grant select, update on public.invitations to tripos_helper;
grant select, insert, update on public.invitations to tripos_app;

call app.protect_table('public.trip_shares');
create policy trip_shares_helper_read on public.trip_shares for select to tripos_helper using (true);
create policy trip_shares_read on public.trip_shares for select to tripos_app using (owner_id = (select app.uid()));
create policy trip_shares_new on public.trip_shares for insert to tripos_app
  with check (owner_id = (select app.uid()));
create policy trip_shares_edit on public.trip_shares for update to tripos_app
  using (owner_id = (select app.uid())) with check (owner_id = (select app.uid()));
grant select on public.trip_shares to tripos_helper;
grant select, insert, update on public.trip_shares to tripos_app;

-- exchange_rates, cost_estimates: reference data that every role reads; staff and the worker keep them.
call app.protect_table('public.exchange_rates');
create policy exchange_rates_read on public.exchange_rates for select
  to tripos_app, tripos_agent, tripos_staff, tripos_worker, tripos_helper using (true);
create policy exchange_rates_staff_new on public.exchange_rates for insert to tripos_staff
  with check ((select app.is_staff()));
create policy exchange_rates_staff_edit on public.exchange_rates for update to tripos_staff
  using ((select app.is_staff())) with check ((select app.is_staff()));
create policy exchange_rates_staff_delete on public.exchange_rates for delete to tripos_staff
  using ((select app.is_staff()));
create policy exchange_rates_worker_new on public.exchange_rates for insert to tripos_worker with check (true);
create policy exchange_rates_worker_edit on public.exchange_rates for update to tripos_worker
  using (true) with check (true);
grant select on public.exchange_rates to tripos_app, tripos_agent, tripos_helper;
grant select, insert, update, delete on public.exchange_rates to tripos_staff;
grant select, insert, update on public.exchange_rates to tripos_worker;

call app.protect_table('public.cost_estimates');
create policy cost_estimates_read on public.cost_estimates for select
  to tripos_app, tripos_agent, tripos_staff, tripos_worker using (true);
create policy cost_estimates_staff_new on public.cost_estimates for insert to tripos_staff
  with check ((select app.is_staff()));
create policy cost_estimates_staff_edit on public.cost_estimates for update to tripos_staff
  using ((select app.is_staff())) with check ((select app.is_staff()));
create policy cost_estimates_staff_delete on public.cost_estimates for delete to tripos_staff
  using ((select app.is_staff()));
grant select on public.cost_estimates to tripos_app, tripos_agent, tripos_worker;
grant select, insert, update, delete on public.cost_estimates to tripos_staff;

-- History: one's own data, one's own acts, and what happened in a trip one is a member of.
create policy change_sets_read on public.change_sets for select to tripos_app, tripos_agent
  using (actor_id = (select app.uid()) or user_id = (select app.uid())
         or trip_id = any ((select app.shared_with_me('{viewer,editor}'))::uuid[]));
create policy audit_logs_read on public.audit_logs for select to tripos_app, tripos_agent
  using (user_id = (select app.uid())
         or trip_id = any ((select app.shared_with_me('{viewer,editor}'))::uuid[]));
