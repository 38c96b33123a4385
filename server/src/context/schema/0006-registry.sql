-- Context sources that are known here, and what each may be asked for.
create sequence context.registration_version;
create table context.registration (
  tenant       text        not null,
  id           text        not null,
  -- As it was registered, with every name expanded, so that it is read without any @context.
  document     jsonb       not null,
  expires_at   timestamptz,
  created_at   timestamptz not null default clock_timestamp(),
  modified_at  timestamptz not null default clock_timestamp(),
  -- New with every change: by it processes see that what they keep in memory is out of date.
  version      bigint      not null default nextval('context.registration_version'),
  -- How what was forwarded to the source fared.
  times_sent   bigint      not null default 0,
  times_failed bigint      not null default 0,
  last_success timestamptz,
  last_failure timestamptz,
  primary key (tenant, id)
) with (fillfactor = 70);
