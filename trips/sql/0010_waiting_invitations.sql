-- What waits for somebody, as rows that can be read together with whatever else waits for them.

-- Why: the inbox asks all its sources in one query, and a query set needs a relation. The rows are those of
-- app.my_invitations(): open invitations to confirmed addresses of the bound person.
create view public.waiting_invitations with (security_barrier) as
  select m.id, m.role, m.created_at, m.expires_at, m.inviter, m.title, m.destination, m.start_date, m.end_date
    from app.my_invitations() m;
alter view public.waiting_invitations owner to tripos_helper;
grant select on public.waiting_invitations to tripos_app;
