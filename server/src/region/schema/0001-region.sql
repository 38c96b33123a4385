-- What is particular to the node's region: region.json, as it was imported. One region per node.
create table region.pack (
  one         boolean     primary key default true check (one),
  id          text        not null,
  document    jsonb       not null,
  -- Rivers, roads and hills for drawing: [{"kind", "geometry"}].
  features    jsonb       not null default '[]',
  imported_at timestamptz not null
);

-- Which entities came with a pack, so that the next import removes those that are gone from it, and nothing else.
create table region.pack_entity (
  id  text primary key,
  run uuid not null
);

-- Grows with every change of an area, a settlement, a facility or region.json.
create table region.version (
  one    boolean primary key default true check (one),
  number bigint  not null
);
insert into region.version (number) values (0);

-- One row per entity of type AdministrativeArea.
create table region.area (
  code           text primary key,
  parent         text,
  -- The codes from the top of the region down: /520000/520100.
  path           text not null,
  -- All that lies in it has a prefix from this one on and below path || '0', the character after the slash.
  prefix         text collate "C" generated always as (path || '/') stored,
  level          text not null check (level in ('country', 'province', 'city', 'county', 'town', 'village')),
  official_class text,
  class          text check (class in ('urban', 'town', 'rural')),
  names          jsonb not null,
  -- The names as they are searched: simplified, each between line breaks.
  terms          text not null,
  lon            double precision,
  lat            double precision,
  point          geography(Point, 4326) generated always as (st_setsrid(st_makepoint(lon, lat), 4326)::geography) stored,
  boundary       geometry(Geometry, 4326)
);
create index area_parent on region.area (parent);
create index area_prefix on region.area (prefix);
create index area_point on region.area using gist (point) where level in ('town', 'village') and boundary is null;
create index area_boundary on region.area using gist (boundary);

-- One row per entity of type Settlement that has a location. The area may arrive later than what lies in it.
create table region.settlement (
  id         text primary key,
  area       text,
  class      text check (class in ('urban', 'town', 'rural')),
  names      jsonb not null,
  population double precision not null,
  ages       jsonb not null,
  lon        double precision not null,
  lat        double precision not null
);
create index settlement_area on region.settlement (area);

-- One row per entity of type Facility that has a location.
create table region.facility (
  id            text primary key,
  kind          text not null,
  area          text,
  names         jsonb not null,
  capacity      double precision,
  opening_hours text,
  lon           double precision not null,
  lat           double precision not null,
  point         geography(Point, 4326) generated always as (st_setsrid(st_makepoint(lon, lat), 4326)::geography) stored
);
create index facility_area on region.facility (area);
create index facility_kind on region.facility (kind);
create index facility_point on region.facility using gist (point);

create view analytics.region as
  select p.id, p.document, v.number as version from region.pack p cross join region.version v;

create view analytics.area as
  select code, parent, path, level, class, names, lon, lat from region.area;

-- People whose class nobody knows cannot be counted by class: they are left out here, and told in the region's information.
create view analytics.settlement as
  select s.id, s.area, a.path, coalesce(s.class, a.class) as class, s.population, s.ages, s.lon, s.lat
  from region.settlement s join region.area a on a.code = s.area
  where coalesce(s.class, a.class) is not null;

create view analytics.facility as
  select f.id, f.kind, f.area, a.path, f.capacity, f.opening_hours, f.lon, f.lat
  from region.facility f left join region.area a on a.code = f.area;
