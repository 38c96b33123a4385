-- Snapshots (GS CIM 009, 5.16): what queries found at one moment, kept apart under a tenant of its own that no client can name.
create table context.snapshot (
  tenant       text        not null,
  id           text        not null,
  -- The tenant of its content.
  inner_tenant text        not null unique,
  -- As it was sent.
  body         jsonb       not null,
  -- The @context that its queries are read by; null for the core context.
  context      jsonb,
  status       text        not null,
  -- What became of each query.
  details      jsonb       not null,
  created_at   timestamptz not null,
  modified_at  timestamptz not null,
  expires_at   timestamptz not null,
  last_used_at timestamptz not null,
  primary key (tenant, id)
);
create index snapshot_expiry on context.snapshot (expires_at);

create function context.drop_snapshot_content(inner_name text) returns void language sql as $$
  delete from context.entity where tenant = inner_name;
  delete from context.entity_type where tenant = inner_name;
  delete from context.history where tenant = inner_name;
  delete from context.departed where tenant = inner_name;
  delete from context.past_attribute where tenant = inner_name;
  delete from context.born_of_history where tenant = inner_name;
  delete from context.census where tenant = inner_name;
  delete from context.census_change where tenant = inner_name;
$$;
