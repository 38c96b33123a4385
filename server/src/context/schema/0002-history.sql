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
