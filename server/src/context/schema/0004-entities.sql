-- Transient entities (GS CIM 009, 4.22): from then on nobody is answered them, and soon after they are deleted.
alter table context.entity add column expires_at timestamptz;
create index entity_expiry on context.entity (expires_at) where expires_at is not null;

-- How many entities there are of each type, and how many instances of each attribute, by the kind of attribute: where the discovery
-- of types and attributes looks. The type '' is any type; the attribute '' is the entities themselves.
create table context.census (
  tenant    text   not null,
  type      text   not null,
  attribute text   not null,
  kind      text   not null,
  count     bigint not null,
  primary key (tenant, type, attribute, kind)
);

-- What writers add to the census, so that none waits for another; `context.fold_census` moves it there.
create table context.census_change (
  tenant    text   not null,
  type      text   not null,
  attribute text   not null,
  kind      text   not null,
  count     bigint not null
);

create view context.census_now as
  select tenant, type, attribute, kind, sum(count)::bigint as count
  from (select * from context.census union all select * from context.census_change) c
  group by tenant, type, attribute, kind having sum(count) > 0;

create function context.fold_census() returns void language sql as $$
  with taken as (delete from context.census_change returning *)
  insert into context.census as c (tenant, type, attribute, kind, count)
  select tenant, type, attribute, kind, sum(count) from taken group by 1, 2, 3, 4 order by 1, 2, 3, 4
  on conflict (tenant, type, attribute, kind) do update set count = c.count + excluded.count;
  delete from context.census where count <= 0;
$$;

-- The census takes the place of context.type_attribute, which nothing reads or writes any more.
insert into context.census (tenant, type, attribute, kind, count)
with typed as (select e.tenant, t.type, e.document from context.entity e cross join lateral unnest(e.types || ''::text) t(type))
select tenant, type, '', '', count(*) from typed group by 1, 2
union all
select tenant, type, a.key, i ->> 'type', count(*)
from typed cross join lateral jsonb_each(document) a cross join lateral jsonb_array_elements(a.value) i group by 1, 2, 3, 4;

-- Entity maps (GS CIM 009, 5.14): which entities a query matched, in its order, so that all its pages are of one moment.
create table context.entity_map (
  tenant     text        not null,
  id         text        not null,
  -- How many entities it lists.
  size       bigint      not null,
  expires_at timestamptz not null,
  primary key (tenant, id)
);
create table context.entity_map_entry (
  tenant   text   not null,
  map      text   not null,
  position bigint not null,
  id       text   not null,
  primary key (tenant, map, position),
  foreign key (tenant, map) references context.entity_map (tenant, id) on delete cascade
);
