-- How records become entities, by name: used by imports and as decoders of devices.
create table perception.mapping (
  name        text primary key,
  document    jsonb not null,
  created_at  timestamptz not null default now(),
  modified_at timestamptz not null default now()
);

-- What sends readings, and how it proves to be itself. The secret is random and long, so that its plain digest is enough.
create table perception.device (
  id          text primary key check (id ~ '^[A-Za-z0-9][A-Za-z0-9_.:-]{0,99}$'),
  name        text not null,
  kind        text not null,
  entity      text not null,
  area        text,
  longitude   double precision check (longitude between -180 and 180),
  latitude    double precision check (latitude between -90 and 90),
  decoder     text not null,
  units       jsonb not null default '{}',
  secret_hash bytea not null,
  created_at  timestamptz not null default now(),
  last_seen   timestamptz,
  accepted    bigint not null default 0,
  refused     bigint not null default 0
);
create index device_area on perception.device (area text_pattern_ops);

-- One row per file that was imported. rows = kept + late + duplicates + quarantined.
create table perception.import (
  id          text primary key,
  file        text not null,
  mapping     text not null,
  state       text not null default 'running' check (state in ('running', 'done', 'failed')),
  detail      text,
  started_at  timestamptz not null default now(),
  progress_at timestamptz not null default now(),
  ended_at    timestamptz,
  bytes       bigint not null default 0,
  rows        bigint not null default 0,
  kept        bigint not null default 0,
  late        bigint not null default 0,
  duplicates  bigint not null default 0,
  flagged     bigint not null default 0,
  quarantined bigint not null default 0,
  check (rows = kept + late + duplicates + quarantined)
);
create index import_started on perception.import (started_at desc);

-- What could not be accepted, with the bytes as they came. The same bytes from the same origin are one row that counts.
create table perception.quarantine (
  id       text primary key,
  digest   bytea not null unique,
  at       timestamptz not null,
  last_at  timestamptz not null,
  times    int not null default 1,
  source   text not null check (source in ('mqtt', 'http', 'file')),
  device   text,
  topic    text,
  mapping  text,
  import   text,
  line     bigint,
  reason   text not null,
  detail   text not null,
  payload  bytea not null,
  record   jsonb,
  state    text not null default 'held' check (state in ('held', 'replayed', 'discarded'))
);
create index quarantine_by_state on perception.quarantine (state, last_at desc, id desc);
create index quarantine_by_device on perception.quarantine (device, last_at desc) where device is not null;
create index quarantine_by_import on perception.quarantine (import, line) where import is not null;
