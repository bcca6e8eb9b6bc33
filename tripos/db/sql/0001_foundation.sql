-- Why: everything later leans on the bootstrap's roles; name what is missing instead of failing halfway.
do $$
declare
  missing text;
begin
  select string_agg(name, ', ') into missing
    from unnest(array['tripos_owner', 'tripos_web', 'tripos_jobs', 'tripos_app', 'tripos_agent', 'tripos_auth',
                      'tripos_staff', 'tripos_worker', 'tripos_helper']) as wanted (name)
   where not exists (select from pg_roles where rolname = name);
  if missing is not null then
    raise exception 'Roles are missing: %. A superuser runs tripos/db/bootstrap.sql once.', missing;
  end if;
  select string_agg(name, ', ') into missing
    from unnest(array['pg_trgm', 'unaccent', 'cube', 'earthdistance', 'btree_gist']) as wanted (name)
   where not exists (select from pg_extension where extname = name);
  if missing is not null then
    raise exception 'Extensions are missing: %. A superuser runs tripos/db/bootstrap.sql once.', missing;
  end if;
end
$$;

-- Why: one place for "the row's own change": derived writes come from definer functions, which run as tripos_helper,
-- and do not count as a change of the row. Arguments: the table's generated columns, which a row on its way in has not yet,
-- so that without them every row would seem changed.
create function public.update_updated_at_column() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if current_user <> 'tripos_helper' and new is distinct from old
     and (tg_nargs = 0 or to_jsonb(new) - tg_argv is distinct from to_jsonb(old) - tg_argv) then
    new.updated_at := now();
  end if;
  return new;
end
$$;

-- Why: row-level security hides rows, not columns. Argument: a JSON object of
--   derived: column -> value it must have on insert; nobody but definer functions changes it
--   agent:   column -> value it must have on insert by a traveller; agents, the worker and staff may set it
--   owner:   columns that only the row's owner (user_id or owner_id) may change
--   fixed:   columns that keep their first value
create function app.guard_columns() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  rules   constant jsonb := tg_argv[0]::jsonb;
  trusted constant boolean := current_setting('role') in ('tripos_agent', 'tripos_worker', 'tripos_staff');
  before  jsonb;
  after   constant jsonb := to_jsonb(new);
  col     text;
  initial jsonb;
begin
  if current_user in ('tripos_helper', 'tripos_owner') then
    return new;
  end if;
  if tg_op = 'INSERT' then
    for col, initial in select key, value from jsonb_each(rules -> 'derived') loop
      if after -> col is distinct from initial then
        raise exception 'Column %.% is derived.', tg_table_name, col
          using errcode = '42501', table = tg_table_name, column = col, constraint = 'protected_column';
      end if;
    end loop;
    if not trusted then
      for col, initial in select key, value from jsonb_each(rules -> 'agent') loop
        if after -> col is distinct from initial then
          raise exception 'Column %.% is written by agents only.', tg_table_name, col
            using errcode = '42501', table = tg_table_name, column = col, constraint = 'protected_column';
        end if;
      end loop;
    end if;
    if (after ->> 'created_at')::timestamptz not between now() and clock_timestamp() then
      raise exception 'Column %.created_at is set by the database.', tg_table_name
        using errcode = '42501', table = tg_table_name, column = 'created_at', constraint = 'protected_column';
    end if;
    return new;
  end if;
  before := to_jsonb(old);
  for col in
    select key from jsonb_each(rules -> 'derived')
    union all select jsonb_array_elements_text(rules -> 'fixed')
    union all select unnest(array['id', 'created_at'])
    union all select key from jsonb_each(rules -> 'agent') where not trusted
    union all select jsonb_array_elements_text(rules -> 'owner')
     where coalesce(before ->> 'user_id', before ->> 'owner_id')
           is distinct from nullif(current_setting('app.user_id', true), '')
       and current_setting('role') not in ('tripos_worker', 'tripos_staff')
  loop
    if before -> col is distinct from after -> col then
      raise exception 'Column %.% may not be changed here.', tg_table_name, col
        using errcode = '42501', table = tg_table_name, column = col, constraint = 'protected_column';
    end if;
  end loop;
  return new;
end
$$;

-- Why: the specification names it. No privilege comes from a setting, so it refuses.
create function public.set_service_role_context() returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  raise exception 'There is no service role: privileges come from the login role and its policies.'
    using errcode = '42501';
end
$$;

-- Why: checks that several tables share. Currencies are the circulating ones of ISO 4217 (2025): funds, metals and test
-- codes are no money that a traveller spends.
create function app.is_currency(code text) returns boolean
language sql immutable parallel safe set search_path = pg_catalog, pg_temp
return code = any ('{
  AED, AFN, ALL, AMD, AOA, ARS, AUD, AWG, AZN, BAM, BBD, BDT, BGN, BHD, BIF, BMD, BND, BOB, BRL, BSD, BTN,
  BWP, BYN, BZD, CAD, CDF, CHF, CLP, CNY, COP, CRC, CUP, CVE, CZK, DJF, DKK, DOP, DZD, EGP, ERN, ETB, EUR,
  FJD, FKP, GBP, GEL, GHS, GIP, GMD, GNF, GTQ, GYD, HKD, HNL, HTG, HUF, IDR, ILS, INR, IQD, IRR, ISK, JMD,
  JOD, JPY, KES, KGS, KHR, KMF, KPW, KRW, KWD, KYD, KZT, LAK, LBP, LKR, LRD, LSL, LYD, MAD, MDL, MGA, MKD,
  MMK, MNT, MOP, MRU, MUR, MVR, MWK, MXN, MYR, MZN, NAD, NGN, NIO, NOK, NPR, NZD, OMR, PAB, PEN, PGK, PHP,
  PKR, PLN, PYG, QAR, RON, RSD, RUB, RWF, SAR, SBD, SCR, SDG, SEK, SGD, SHP, SLE, SOS, SRD, SSP, STN, SVC,
  SYP, SZL, THB, TJS, TMT, TND, TOP, TRY, TTD, TWD, TZS, UAH, UGX, USD, UYU, UZS, VES, VND, VUV, WST, XAF,
  XCD, XCG, XOF, XPF, YER, ZAR, ZMW, ZWG}'::text[]);

-- Why: PostgreSQL's "at time zone" also takes abbreviations and made-up offsets ("ABC-3"); ours are region and city.
create function app.is_timezone(name text) returns boolean
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  perform now() at time zone name;
  return name = 'UTC' or name ~ '^[A-Z][A-Za-z]+(/[A-Za-z_+-]+[0-9]*)+$';
exception when invalid_parameter_value then
  return false;
end
$$;
grant execute on function app.is_currency(text), app.is_timezone(text)
  to tripos_app, tripos_agent, tripos_auth, tripos_staff, tripos_worker, tripos_helper;

-- Why: Django's foreign keys do nothing when the parent goes, the specification's do. Gives the one-column foreign key
-- on a column its action in the database, still checked at commit.
create procedure app.on_delete(child regclass, child_column name, action text)
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  found record;
begin
  select c.conname, c.confrelid::regclass as parent, f.attname as parent_column into strict found
    from pg_constraint c
    join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
    join pg_attribute f on f.attrelid = c.confrelid and f.attnum = c.confkey[1]
   where c.conrelid = child and c.contype = 'f' and cardinality(c.conkey) = 1 and a.attname = child_column;
  execute format('alter table %s drop constraint %I', child, found.conname);
  execute format('alter table %s add constraint %I foreign key (%I) references %s (%I) on delete %s
                  deferrable initially deferred', child, found.conname, child_column, found.parent,
                 found.parent_column, action);
end
$$;

-- Why: one line a table for what every table of ours gets: forced row security, and the owner's and helper's policies.
-- Without an owner policy a data migration would see no rows, silently.
create procedure app.protect_table(protected regclass)
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  bare constant text := (select relname from pg_class where oid = protected);
begin
  execute format('alter table %s enable row level security', protected);
  execute format('alter table %s force row level security', protected);
  execute format('create policy %I on %s to tripos_owner using (true) with check (true)', bare || '_owner', protected);
end
$$;
create procedure app.unprotect_table(protected regclass)
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  policy record;
begin
  for policy in select polname from pg_policy where polrelid = protected loop
    execute format('drop policy %I on %s', policy.polname, protected);
  end loop;
  execute format('alter table %s disable row level security', protected);
  execute format('alter table %s no force row level security', protected);
  execute format('revoke all on %s from tripos_app, tripos_agent, tripos_auth, tripos_staff, tripos_worker, tripos_helper',
                 protected);
end
$$;
