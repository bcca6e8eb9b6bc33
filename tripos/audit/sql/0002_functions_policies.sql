-- Why: sequence gives undo and the feed an order that a clock cannot.
create sequence public.audit_logs_sequence as bigint;
alter table public.audit_logs alter column sequence set default nextval('public.audit_logs_sequence');
alter sequence public.audit_logs_sequence owned by public.audit_logs.sequence;
alter table public.audit_logs alter column txid set default pg_current_xact_id();
grant usage on sequence public.audit_logs_sequence to tripos_helper;

-- Why: what a row looks like in the history: without derived and secret columns, and without the derived keys that some
-- JSON columns hold one level down (a budget category's sums beside the amount that the traveller set).
create function app.audit_payload(r jsonb, without text[], strip jsonb) returns jsonb
language plpgsql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
declare
  column_name text;
  derived jsonb;
begin
  r := r - without;
  if strip = '{}' then
    return r;
  end if;
  for column_name, derived in select key, value from jsonb_each(strip) loop
    r := jsonb_set(r, array[column_name], (
      select coalesce(jsonb_object_agg(key, value - array(select jsonb_array_elements_text(derived))), '{}')
        from jsonb_each(r -> column_name)));
  end loop;
  return r;
end
$$;

-- Why: the one writer of history. A statement-level trigger with transition tables: one insert a statement.
-- Argument: {"user": column of the owner, "trip": column of the trip or null, "without": [columns that are derived,
-- secret or noise], "strip": {JSON column: [derived keys one level down]}, "undo": see app.undo_change_set}. An update that
-- changes only such columns is no change. Times are written in UTC, so that undo compares like with like. Transition tables
-- have no statistics: a plan kept from a small statement would join old and new rows by nested loops, 6 s for 3,000 rows.
create function app.audit() returns trigger
language plpgsql security definer
set search_path = pg_catalog, pg_temp set timezone = 'UTC' set enable_nestloop = off as $$
declare
  rules   constant jsonb := tg_argv[0]::jsonb;
  without constant text[] := array(select jsonb_array_elements_text(rules -> 'without')) || array['updated_at'];
  strip   constant jsonb := coalesce(rules -> 'strip', '{}');
  bound   constant text := coalesce(current_setting('app.change_set', true), '');
  actor   constant uuid := nullif(current_setting('app.user_id', true), '')::uuid;
  acting  constant text := current_setting('role');
  set_id  constant uuid := nullif(split_part(bound, '|', 1), '')::uuid;
  written bigint;
  of_trip uuid;
  of_user uuid;
begin
  -- What the change set is told (how many rows, of which trip and person) comes from this statement alone: looking the set
  -- up again would make an import of n rows cost n times n. "offset 0" keeps each row's JSON from being made once for every
  -- column that is taken from it.
  if tg_op = 'INSERT' then
    with made as (
      insert into public.audit_logs
        (id, table_name, operation, row_id, trip_id, user_id, actor_id, actor_role, change_set_id, new_data)
      select gen_random_uuid(), tg_table_name, tg_op, (r ->> 'id')::uuid, (r ->> (rules ->> 'trip'))::uuid,
             (r ->> (rules ->> 'user'))::uuid, actor, acting, set_id, app.audit_payload(r, without, strip)
        from (select to_jsonb(n) as r from new_rows n offset 0) as s
      returning trip_id, user_id)
    select count(*), (array_agg(m.trip_id))[1], (array_agg(m.user_id))[1] into written, of_trip, of_user from made m;
  elsif tg_op = 'UPDATE' then
    with made as (
      insert into public.audit_logs
        (id, table_name, operation, row_id, trip_id, user_id, actor_id, actor_role, change_set_id, old_data, new_data)
      select gen_random_uuid(), tg_table_name, tg_op, (n ->> 'id')::uuid, (n ->> (rules ->> 'trip'))::uuid,
             coalesce(n ->> (rules ->> 'user'), o ->> (rules ->> 'user'))::uuid, actor, acting, set_id, o, n
        from (select app.audit_payload(to_jsonb(o), without, strip) as o,
                     app.audit_payload(to_jsonb(n), without, strip) as n
                from old_rows o join new_rows n using (id) offset 0) as s
       where o is distinct from n
      returning trip_id, user_id)
    select count(*), (array_agg(m.trip_id))[1], (array_agg(m.user_id))[1] into written, of_trip, of_user from made m;
  else
    with made as (
      insert into public.audit_logs
        (id, table_name, operation, row_id, trip_id, user_id, actor_id, actor_role, change_set_id, old_data)
      select gen_random_uuid(), tg_table_name, tg_op, (r ->> 'id')::uuid, (r ->> (rules ->> 'trip'))::uuid,
             (r ->> (rules ->> 'user'))::uuid, actor, acting, set_id, app.audit_payload(r, without, strip)
        from (select to_jsonb(o) as r from old_rows o offset 0) as s
      returning trip_id, user_id)
    select count(*), (array_agg(m.trip_id))[1], (array_agg(m.user_id))[1] into written, of_trip, of_user from made m;
  end if;
  if written > 0 and set_id is not null then
    insert into public.change_sets as c (id, kind, reason, actor_id, actor_role, user_id, trip_id, run_id, undoes_id)
    values (set_id, split_part(bound, '|', 2), substr(bound, length(split_part(bound, '|', 1)) +
              length(split_part(bound, '|', 2)) + length(split_part(bound, '|', 3)) +
              length(split_part(bound, '|', 4)) + 5), actor, acting, of_user, of_trip,
            nullif(split_part(bound, '|', 3), '')::uuid, nullif(split_part(bound, '|', 4), '')::uuid)
    on conflict (id) do update set trip_id = coalesce(c.trip_id, excluded.trip_id)
     where c.actor_id is not distinct from excluded.actor_id;
    if not found then
      raise exception 'That change set belongs to somebody else.' using errcode = '42501';
    end if;
  end if;
  return null;
end
$$;
alter function app.audit_payload(jsonb, text[], jsonb) owner to tripos_helper;
alter function app.audit() owner to tripos_helper;

-- Why: three triggers a table, always the same three.
create procedure app.audit_table(audited regclass, rules jsonb)
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  execute format('create trigger audit_insert after insert on %s referencing new table as new_rows
                  for each statement execute function app.audit(%L)', audited, rules);
  execute format('create trigger audit_update after update on %s referencing old table as old_rows new table as new_rows
                  for each statement execute function app.audit(%L)', audited, rules);
  execute format('create trigger audit_delete after delete on %s referencing old table as old_rows
                  for each statement execute function app.audit(%L)', audited, rules);
end
$$;
create procedure app.unaudit_table(audited regclass)
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  execute format('drop trigger audit_insert on %s', audited);
  execute format('drop trigger audit_update on %s', audited);
  execute format('drop trigger audit_delete on %s', audited);
end
$$;

-- Why: undo is the user's own act: it runs as the user, through the policies, row by row, the last change first.
-- A row changed since, and a row that a constraint or policy refuses, is left and named; columns that only agents write
-- keep what they are, and are named too. The audit rule "undo" of a table says what undo leaves alone: "never" for the
-- record of what was said and spent, "updates" for rows that come and go with their parent.
create function app.undo_change_set(p_change_set uuid)
returns table (table_name text, row_id uuid, outcome text, detail text)
language plpgsql set search_path = pg_catalog, pg_temp set timezone = 'UTC' as $$
declare
  entry   record;
  rules   jsonb;
  present jsonb;
  columns text[];
  names   text;
  touched bigint;
  refused_column text;
  refused_by text;
  foreign_keys constant text := (
    select string_agg(format('public.%I', c.conname), ', ')
      from pg_constraint c join pg_trigger t on t.tgrelid = c.conrelid and t.tgname = 'audit_insert'
     where c.contype = 'f' and c.condeferrable);
begin
  -- Checked row by row: at commit it would be too late to leave one row and keep the others.
  execute format('set constraints %s immediate', foreign_keys);
  for entry in
    select a.* from public.audit_logs a where a.change_set_id = p_change_set order by a.sequence desc
  loop
    select convert_from(substring(t.tgargs from 1 for length(t.tgargs) - 1), 'UTF8')::jsonb into rules
      from pg_trigger t
     where t.tgrelid = format('public.%I', entry.table_name)::regclass and t.tgname = 'audit_update';
    continue when rules ->> 'undo' = 'never' or (rules ->> 'undo' = 'updates' and entry.operation <> 'UPDATE');
    table_name := entry.table_name;
    row_id := entry.row_id;
    detail := '';
    begin
      execute format('select to_jsonb(t) from public.%I t where id = $1', entry.table_name)
        into present using entry.row_id;
      present := app.audit_payload(present, array(select jsonb_array_elements_text(rules -> 'without')),
                                   coalesce(rules -> 'strip', '{}'));
      if entry.operation = 'DELETE' then
        if present is not null then
          outcome := 'changed_since';
        else
          select string_agg(quote_ident(key), ', ') into names
            from jsonb_object_keys(entry.old_data) as key where key not in ('created_at', 'updated_at');
          execute format('insert into public.%1$I (%2$s) select %2$s from jsonb_populate_record(null::public.%1$I, $1)',
                         entry.table_name, names) using entry.old_data;
          outcome := 'undone';
        end if;
      elsif present is null then
        outcome := 'gone';
      elsif exists (
        select from jsonb_each(entry.new_data) as n (key, value)
         where n.key <> 'updated_at'
           and (entry.operation = 'INSERT' or n.value is distinct from entry.old_data -> n.key)
           and present -> n.key is distinct from n.value
      ) then
        outcome := 'changed_since';
      elsif entry.operation = 'INSERT' then
        execute format(case when present ? 'deleted_at' then 'update public.%I set deleted_at = now() where id = $1'
                            when present ? 'revoked_at' then 'update public.%I set revoked_at = now() where id = $1'
                            else 'delete from public.%I where id = $1' end, entry.table_name) using entry.row_id;
        get diagnostics touched = row_count;
        outcome := case when touched = 1 then 'undone' else 'refused' end;
      else
        columns := array(select n.key from jsonb_each(entry.new_data) as n
                          where n.key <> 'updated_at' and n.value is distinct from entry.old_data -> n.key
                          order by n.key);
        loop
          begin
            names := (select string_agg(quote_ident(name), ', ') from unnest(columns) as name);
            execute format('update public.%1$I set (%2$s) = (select %2$s from jsonb_populate_record(null::public.%1$I, $1))
                            where id = $2', entry.table_name, names) using entry.old_data, entry.row_id;
            get diagnostics touched = row_count;
            exit;
          exception when insufficient_privilege then
            get stacked diagnostics refused_column = column_name, refused_by = constraint_name;
            if refused_by is distinct from 'protected_column' or columns <@ array[refused_column]
               or refused_column <> all (columns) then
              raise;
            end if;
            columns := array_remove(columns, refused_column);
            detail := concat_ws(' ', nullif(detail, ''), refused_column);
          end;
        end loop;
        outcome := case when touched = 1 then 'undone' else 'refused' end;
      end if;
    exception
      when integrity_constraint_violation or insufficient_privilege or raise_exception or data_exception
           or serialization_failure then
        outcome := 'refused';
        detail := sqlerrm;
    end;
    return next;
  end loop;
  execute format('set constraints %s deferred', foreign_keys);
end
$$;
grant execute on function app.undo_change_set(uuid), app.audit_payload(jsonb, text[], jsonb) to tripos_app, tripos_agent, tripos_staff;

-- Why: an erased account leaves no words behind in the history; the fact that something changed stays.
create function app.redact_audit(p_user uuid) returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare redacted bigint;
begin
  update public.audit_logs set old_data = null, new_data = null, user_id = null where user_id = p_user;
  get diagnostics redacted = row_count;
  update public.audit_logs set actor_id = null where actor_id = p_user;
  update public.change_sets set reason = '', actor_id = null, user_id = null where p_user in (actor_id, user_id);
  return redacted;
end
$$;
alter function app.redact_audit(uuid) owner to tripos_helper;
grant execute on function app.redact_audit(uuid) to tripos_worker;

-- change_sets and audit_logs: staff and the worker read all; who else reads what is said where trips are known. Only the
-- definer functions above write, and nobody deletes.
alter table public.change_sets enable row level security;
alter table public.change_sets force row level security;
create policy change_sets_owner on public.change_sets to tripos_owner using (true) with check (true);
create policy change_sets_helper on public.change_sets for select to tripos_helper using (true);
create policy change_sets_helper_new on public.change_sets for insert to tripos_helper with check (true);
create policy change_sets_helper_edit on public.change_sets for update to tripos_helper using (true) with check (true);
create policy change_sets_staff on public.change_sets for select to tripos_staff using ((select app.is_staff()));
create policy change_sets_worker on public.change_sets for select to tripos_worker using (true);
grant select on public.change_sets to tripos_app, tripos_agent, tripos_staff, tripos_worker;
grant select, insert, update on public.change_sets to tripos_helper;

alter table public.audit_logs enable row level security;
alter table public.audit_logs force row level security;
create policy audit_logs_owner on public.audit_logs to tripos_owner using (true) with check (true);
create policy audit_logs_helper on public.audit_logs for select to tripos_helper using (true);
create policy audit_logs_helper_new on public.audit_logs for insert to tripos_helper with check (true);
create policy audit_logs_helper_redact on public.audit_logs for update to tripos_helper using (true) with check (true);
create policy audit_logs_staff on public.audit_logs for select to tripos_staff using ((select app.is_staff()));
create policy audit_logs_worker on public.audit_logs for select to tripos_worker using (true);
grant select on public.audit_logs to tripos_app, tripos_agent, tripos_staff, tripos_worker;
grant select, insert, update on public.audit_logs to tripos_helper;

-- profiles are audited from here on; the account's own table holds credentials and is not.
call app.audit_table('public.profiles', '{"user": "id", "trip": null, "without": ["last_active_at"]}');
