-- What one department lets another ask of a dataset. Terms are what both sign: they never change once they were approved.
create table exchange.agreement (
  id          text primary key,
  dataset     text not null references exchange.dataset,
  owner       text not null,
  recipient   text not null check (recipient <> owner),
  state       text not null check (state in ('asked', 'refused', 'withdrawn', 'approved', 'active', 'ended')),
  asked       jsonb not null,
  terms       jsonb,
  asked_by    text not null,
  asked_at    timestamptz not null,
  decided_by  text,
  decided_at  timestamptz,
  -- Why it was limited, refused or ended.
  reason      text,
  active_from timestamptz,
  until       timestamptz not null,
  ended_by    text,
  ended_at    timestamptz,
  renews      text references exchange.agreement,
  -- Persons asked about until now.
  used        integer not null default 0,
  check ((state in ('approved', 'active')) <= (terms is not null)),
  check ((state = 'active') <= (active_from is not null)),
  check ((state in ('withdrawn', 'ended')) = (ended_at is not null))
);
create index agreement_owner on exchange.agreement (owner, asked_at);
create index agreement_recipient on exchange.agreement (recipient, dataset, asked_at);

-- The signature of a side (JWS, RFC 7515): an officer who may has set it, with the key of the department.
create table exchange.signature (
  agreement  text not null references exchange.agreement,
  side       text not null check (side in ('owner', 'recipient')),
  department text not null,
  officer    text not null,
  at         timestamptz not null,
  protected  text not null,
  signature  text not null,
  primary key (agreement, side)
);

-- The public keys of departments, also those that are no longer used: signatures made with them are checked by these for ever.
create table exchange.signing_key (
  kid        text primary key,
  department text not null,
  jwk        jsonb not null,
  since      timestamptz not null
);

-- What was asked under an agreement: about how many persons, never about whom, which the record of trust keeps.
create table exchange.query (
  id        text primary key,
  agreement text not null references exchange.agreement,
  at        timestamptz not null,
  -- The calendar day in the region.
  day       date not null,
  by_kind   text not null,
  by        text not null,
  purpose   text not null,
  asked     jsonb not null,
  persons   integer not null check (persons >= 0),
  -- Missing where it was allowed.
  why       text,
  answered  integer not null default 0 check (answered between 0 and persons),
  -- How many were not told of, by reason.
  silent    jsonb not null default '{}',
  request   text,
  receipt   text,
  state     text not null check (state in ('refused', 'waiting', 'answered', 'failed'))
);
create index query_agreement on exchange.query (agreement, at);
create index query_receipts on exchange.query (at) where request is not null;

-- Persons asked about on a day, so that the limit of the day is one row to look at.
create table exchange.use_of_day (
  agreement text not null references exchange.agreement,
  day       date not null,
  persons   integer not null,
  primary key (agreement, day)
);
