-- One row per entity, as it is now. Nothing that changes with every reading is indexed, so that an update stays on its page.
create table context.entity (
  tenant      text        not null,
  id          text        not null,
  types       text[]      not null,
  scopes      text[]      not null default '{}',
  document    jsonb       not null,
  -- The default instance of `location`, in WGS 84.
  geometry    geometry(Geometry, 4326),
  created_at  timestamptz not null,
  modified_at timestamptz not null,
  -- Grows by one with every change: what a writer read must still be there when it writes.
  version     bigint      not null default 1,
  primary key (tenant, id)
) with (fillfactor = 70);
create index entity_geometry on context.entity using gist (geometry);
create index entity_geography on context.entity using gist ((geometry::geography));
create index entity_scopes on context.entity using gin (scopes) where scopes <> '{}';

-- The types of each entity, so that a page of one type, and the list of types, never pass over entities of others.
create table context.entity_type (
  tenant text not null,
  type   text not null,
  id     text not null,
  primary key (tenant, type, id)
);

-- Attributes that entities of a type have, or once had: where the discovery of attributes looks.
create table context.type_attribute (
  tenant    text not null,
  type      text not null,
  attribute text not null,
  primary key (tenant, type, attribute)
);

-- One row per attribute instance that was ever set. Partitioned by month of `at`; `context.keep_month` makes partitions.
create sequence context.history_id;
create table context.history (
  id        bigint      not null default nextval('context.history_id'),
  tenant    text        not null,
  entity_id text        not null,
  -- Compacted by the core context, which halves the index.
  attribute text        not null,
  -- When it was observed; when it was recorded, if nobody said when it was observed.
  at        timestamptz not null,
  recorded  timestamptz not null,
  -- What it says, where that is a number: aggregates read no JSON.
  number    double precision,
  instance  jsonb       not null
) partition by range (at);
create index history_series on context.history (tenant, entity_id, attribute, at desc);
create table context.history_before_1970 partition of context.history for values from (minvalue) to ('1970-01-01Z');
create table context.history_from_2100 partition of context.history for values from ('2100-01-01Z') to (maxvalue);

-- Makes the partition of a month, unless it is there. Attaching a finished table does not wait for readers and writers.
create function context.keep_month(month date) returns void language plpgsql as $$
declare
  part text := 'history_' || to_char(month, 'YYYY_MM');
begin
  perform pg_advisory_xact_lock(hashtext('context.history'));
  if to_regclass('context.' || part) is not null then return; end if;
  execute format('create table context.%I (like context.history including defaults)', part);
  execute format('alter table context.history attach partition context.%I for values from (%L) to (%L)', part,
    to_char(month, 'YYYY-MM-01') || 'T00:00:00Z', to_char(month + interval '1 month', 'YYYY-MM-01') || 'T00:00:00Z');
end $$;

-- Ends the statement that writes a batch: fails it when somebody else changed an entity since the writer read it.
create function context.settle(changed bigint, expected bigint) returns void language plpgsql as $$
begin
  if changed <> expected then
    raise exception 'entities changed meanwhile: % of % written', changed, expected using errcode = 'serialization_failure';
  end if;
end $$;

-- Remote @contexts, kept so that a document can be read without the network.
create table context.ld_context (
  url        text        primary key,
  body       jsonb       not null,
  fetched_at timestamptz not null
);

create table context.subscription (
  tenant       text        not null,
  id           text        not null,
  -- As the subscriber sent it.
  body         jsonb       not null,
  -- The @context that its names are read by; null for the core context.
  context      jsonb,
  -- By the clock of the log, so that only later changes are notified.
  created_at   timestamptz not null default clock_timestamp(),
  modified_at  timestamptz not null default clock_timestamp(),
  -- When a notification was last queued: what throttling counts from.
  last_match   timestamptz,
  times_sent   bigint      not null default 0,
  times_failed bigint      not null default 0,
  last_sent    timestamptz,
  last_success timestamptz,
  last_failure timestamptz,
  primary key (tenant, id)
) with (fillfactor = 70);

-- Notifications to be delivered, in order for each subscription. A row leaves when its receiver has confirmed it.
create table context.notification (
  id           bigint      generated always as identity primary key,
  tenant       text        not null,
  subscription text        not null,
  body         jsonb       not null,
  created_at   timestamptz not null default now(),
  tries        int         not null default 0,
  next_try     timestamptz not null default now(),
  foreign key (tenant, subscription) references context.subscription (tenant, id) on delete cascade
);
create index notification_line on context.notification (tenant, subscription, id);

-- A JSON value as a time, whether a text or JSON-LD's {"@type", "@value"}; null where it is none.
create function context.instant(value jsonb) returns timestamptz language plpgsql immutable parallel safe as $$
declare
  written text := case jsonb_typeof(value) when 'string' then value #>> '{}' when 'object' then value ->> '@value' end;
begin
  if written is null or written !~ '^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d([.,]\d{1,9})?(Z|[+-]\d\d:\d\d)$' then return null; end if;
  return replace(written, ',', '.')::timestamptz;
exception when others then
  return null;
end $$;
