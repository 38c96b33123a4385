-- What happened, in order. A row's place is (xid, id); readers stay behind the oldest running transaction, so that a row
-- which commits late is never skipped.
create table kernel.log (
  xid     xid8        not null default pg_current_xact_id(),
  id      bigint      generated always as identity,
  at      timestamptz not null default now(),
  tenant  text        not null,
  kind    text        not null,
  subject text        not null,
  body    jsonb       not null,
  primary key (xid, id)
);
create index log_at on kernel.log using brin (at);

-- How far each follower of the log has read.
create table kernel.cursor (
  name     text        primary key,
  xid      xid8        not null,
  id       bigint      not null,
  moved_at timestamptz not null default now()
);
