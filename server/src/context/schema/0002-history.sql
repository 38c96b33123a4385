-- An instance that says no more than a number and when it was observed is told by its columns alone, in half the room.
alter table context.history alter column instance drop not null;

-- Entities that were deleted and whose past is kept. A row leaves when the id comes back or its past is deleted.
create table context.departed (
  tenant      text        not null,
  id          text        not null,
  types       text[]      not null,
  scopes      text[]      not null,
  created_at  timestamptz not null,
  modified_at timestamptz not null,
  deleted_at  timestamptz not null,
  primary key (tenant, id)
);
create index departed_types on context.departed using gin (types);

-- Attributes that are in the history of an entity, which it no longer has, compacted as there.
create table context.past_attribute (
  tenant    text not null,
  id        text not null,
  attribute text not null,
  primary key (tenant, id, attribute)
);

-- Entities that came into being through their history: they go when it is deleted.
create table context.born_of_history (
  tenant text not null,
  id     text not null,
  primary key (tenant, id)
);

-- Scopes have a history, like attributes: it begins with those that are there.
select context.keep_month(month) from (select distinct date_trunc('month', modified_at, 'UTC')::date as month from context.entity where scopes <> '{}') m
where month between '1970-01-01' and '2099-12-01';
insert into context.history (tenant, entity_id, attribute, at, recorded, instance)
select tenant, id, 'scope', modified_at, modified_at, jsonb_build_object('type', 'Property', 'value', to_jsonb(scopes))
from context.entity where scopes <> '{}';

-- Figures by the hour of what was observed, in UTC: aggregates over long times read these instead of every row. Sums are decimal
-- numbers, which come out the same in whatever order they are added up.
create table context.history_hour (
  tenant    text        not null,
  entity_id text        not null,
  attribute text        not null,
  -- '' is the default one.
  dataset   text        not null,
  hour      timestamptz not null,
  count     int         not null,
  sum       numeric,
  sumsq     numeric,
  min       double precision,
  max       double precision,
  first_at  timestamptz not null,
  last_at   timestamptz not null,
  -- Something was said in this hour that is no number: the rows themselves must be read.
  is_mixed  boolean     not null,
  primary key (tenant, entity_id, attribute, hour, dataset)
);
create index history_hour_mixed on context.history_hour (tenant, entity_id, attribute, hour) where is_mixed;

-- Days of a series whose hours are not true any more, until they are made again: something came late, was changed or deleted.
create table context.history_touched (
  id        bigint      generated always as identity primary key,
  tenant    text        not null,
  entity_id text        not null,
  attribute text        not null,
  day       timestamptz not null
);
create index history_touched_series on context.history_touched (tenant, entity_id, attribute, day);

-- How far the hours are made. Whoever changes something before `until` notes the day in `history_touched`, and holds this row
-- shared until that is done, so that nobody moves `until` on meanwhile. From `ready` on, there are no hours to read.
create table context.history_rolled (
  only_row boolean     primary key default true check (only_row),
  until    timestamptz not null,
  ready    timestamptz not null
);
insert into context.history_rolled (until, ready) values ('-infinity', '-infinity');
