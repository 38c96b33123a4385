-- Whoever measures reads the views of `analytics` as this role, which may read nothing else: no person's row is within its reach.
-- A role belongs to the whole server, so another database of it may have made it, even at this very moment.
do $$
begin
  if not exists (select from pg_roles where rolname = 'datong_analytics') then
    create role datong_analytics nologin;
  end if;
exception when duplicate_object or unique_violation then null;
end $$;
do $$
begin
  if not pg_has_role(current_user, 'datong_analytics', 'member') then
    execute format('grant datong_analytics to %I', current_user);
  end if;
end $$;
grant usage on schema analytics to datong_analytics;
grant select on all tables in schema analytics to datong_analytics;
alter default privileges in schema analytics grant select on tables to datong_analytics;
