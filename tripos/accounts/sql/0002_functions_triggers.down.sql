drop trigger update_profiles_updated_at on public.profiles;
drop trigger guard_profiles on public.profiles;
drop trigger sync_account_deletion on public.profiles;
drop trigger sync_profile on public.users;
alter table public.profiles
  drop constraint valid_travel_preferences, drop constraint valid_notification_preferences,
  drop constraint valid_language, drop constraint valid_timezone, drop constraint valid_currency;
drop function app.valid_travel_preferences(jsonb);
drop function app.valid_notification_preferences(jsonb);
drop function app.sync_account_deletion();
drop function app.sync_profile();
drop function app.is_staff();
drop function app.uid();
