drop view public.waiting_invitations;
