-- What becomes of a suggestion: answered by its recipient alone, tied to the change set that applied it, put off for later;
-- and a stop that came of one says who suggested it.

-- Why: advice and answer come from different sides. An agent that writes suggestions must not accept its own, and what was
-- answered stays as it was read. What was seen or answered once stays so.
create or replace function app.guard_suggestion() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  acting constant text := current_setting('role');
  answered constant public.suggestion_status[] := '{accepted,rejected}';
begin
  if tg_op = 'INSERT' then
    if acting = 'tripos_agent' and (new.status <> 'pending' or new.shown_at is not null or new.responded_at is not null
                                    or new.change_set_id is not null) then
      raise exception 'A suggestion starts unseen and unanswered.'
        using errcode = '42501', table = 'proactive_suggestions', column = 'status', constraint = 'recipient_answers';
    end if;
    return new;
  end if;
  if old.shown_at is not null and new.shown_at is distinct from old.shown_at
     or old.responded_at is not null and new.responded_at is distinct from old.responded_at then
    raise exception 'When a suggestion was shown and answered is set once.'
      using errcode = '42501', table = 'proactive_suggestions', constraint = 'set_once';
  end if;
  if old.status = any (answered) and new.status is distinct from old.status
     and acting in ('tripos_app', 'tripos_agent') then
    raise exception 'This suggestion was answered already.'
      using errcode = '23514', table = 'proactive_suggestions', column = 'status', constraint = 'answered_once';
  end if;
  if acting = 'tripos_agent' then
    if new.status = any (answered) and new.status is distinct from old.status
       or new.response_reason is distinct from old.response_reason
       or new.responded_at is distinct from old.responded_at then
      raise exception 'A suggestion is answered by its recipient.'
        using errcode = '42501', table = 'proactive_suggestions', column = 'status', constraint = 'recipient_answers';
    end if;
    if old.status = any (answered)
       and (new.type, new.title, new.description, new.agent_name, new.confidence_score, new.reasoning, new.suggestion_data,
            new.priority, new.expires_at)
           is distinct from
           (old.type, old.title, old.description, old.agent_name, old.confidence_score, old.reasoning, old.suggestion_data,
            old.priority, old.expires_at) then
      raise exception 'What was answered stays as it was read.'
        using errcode = '42501', table = 'proactive_suggestions', constraint = 'answered_once';
    end if;
  end if;
  if new.status = 'accepted' and old.status <> 'accepted' then
    new.change_set_id := nullif(split_part(coalesce(current_setting('app.change_set', true), ''), '|', 1), '')::uuid;
  elsif new.change_set_id is distinct from old.change_set_id and acting in ('tripos_app', 'tripos_agent') then
    raise exception 'The change set of an accepted suggestion is set by the database.'
      using errcode = '42501', table = 'proactive_suggestions', column = 'change_set_id', constraint = 'protected_column';
  end if;
  return new;
end
$$;

create trigger guard_new_suggestion before insert on public.proactive_suggestions
  for each row execute function app.guard_suggestion();

-- Why: a traveller may put a suggestion off without answering it.
grant update (snoozed_until) on public.proactive_suggestions to tripos_app;

-- Why: travellers may not claim that an agent suggested a stop, yet a stop that they took from a suggestion was. The setting
-- only says which one is meant: it counts where that suggestion is theirs, about this trip, accepted by this change set,
-- and adds this very place.
create function app.name_suggesting_agent() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  advice record;
begin
  select s.agent_name, s.confidence_score, step -> 'values' -> 'reasons' as reasons into advice
    from public.proactive_suggestions s, jsonb_array_elements(s.suggestion_data -> 'steps') as step
   where s.id = current_setting('app.suggestion', true)::uuid
     and s.user_id = (select app.uid()) and s.trip_id = new.trip_id and s.status = 'accepted'
     and s.change_set_id
         = nullif(split_part(coalesce(current_setting('app.change_set', true), ''), '|', 1), '')::uuid
     and step ->> 'action' = 'add' and step -> 'values' ->> 'place_id' = new.location_id::text
   limit 1;
  if found then
    new.suggested_by_ai := true;
    new.ai_agent_name := advice.agent_name;
    new.confidence_score := advice.confidence_score;
    new.reasons := coalesce(advice.reasons, '[]');
  end if;
  return new;
end
$$;

-- After guard_itinerary_items, by its name.
create trigger name_suggesting_agent before insert on public.itinerary_items
  for each row when (coalesce(current_setting('app.suggestion', true), '') <> '')
  execute function app.name_suggesting_agent();
