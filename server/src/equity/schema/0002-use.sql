-- Facts of one service, class and age band that were told of together: ten at least, so that none of them stands out.
create table equity.use_batch (
  id             bigint generated always as identity primary key,
  service        text not null,
  class          text not null check (class in ('urban', 'town', 'rural')),
  age            text,
  -- The first day of the month it is told with.
  month          date not null,
  -- The smallest area that had ten such facts, as a path; empty for the region.
  path           text collate "C" not null,
  cases          integer not null check (cases >= 10),
  -- Of the cases; 1 to 9 were rounded to none or ten, by chance.
  completed      integer not null,
  channels       jsonb not null,
  -- The variance that this rounding can have added to each number at most.
  completed_slack double precision not null,
  channels_slack  double precision not null
);
create index use_batch_month on equity.use_batch (month);

-- What services tell when a case ends: no person, no case, no time of day.
create table equity.use (
  id           bigint generated always as identity primary key,
  service      text not null check (service ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
  -- Where the resident lives; the class is that of the place.
  area         text not null,
  class        text not null check (class in ('urban', 'town', 'rural')),
  -- A band of the region such as 60-79 or 80+; missing where nobody asked.
  age          text check (age ~ '^\d{1,3}(-\d{1,3}|\+)$'),
  channel      text not null check (channel in ('web', 'text', 'voice', 'counter', 'kiosk', 'helper')),
  opened       date not null,
  ended        date not null,
  waited_days  double precision not null check (waited_days >= 0),
  -- With an answer, given up by the resident, or run out.
  outcome      text not null check (outcome in ('completed', 'withdrawn', 'lapsed')),
  satisfaction smallint check (satisfaction between 1 and 5),
  batch        bigint references equity.use_batch
);
create index use_waiting on equity.use (ended) where batch is null;
create index use_of_batch on equity.use (batch) where batch is not null;

-- The months that are over for good: their facts were gathered.
create table equity.use_month (month date primary key);

create view analytics.use as
  select service, area, class, age, channel, opened, waited_days, outcome, satisfaction from equity.use;

-- How a service tells that a case ended, in the transaction that ends it.
create function analytics.tell_use(
  service text, area text, class text, age text, channel text,
  opened timestamptz, ended timestamptz, outcome text, satisfaction integer default null
) returns void language sql security definer set search_path = pg_catalog as $$
  insert into equity.use (service, area, class, age, channel, opened, ended, waited_days, outcome, satisfaction)
  values (service, area, class, age, channel, (opened at time zone 'UTC')::date, (ended at time zone 'UTC')::date,
    round(extract(epoch from ended - opened) / 86400, 2), outcome, satisfaction)
$$;
