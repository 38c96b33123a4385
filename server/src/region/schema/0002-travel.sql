-- Files of a pack that are kept as they are, for whoever computes travel: roads, timetables, tables of minutes. They lie in the
-- database, so that every server on it has them, in parts, so that none is ever whole in memory.
create table region.file (
  id         uuid        primary key,
  name       text        not null,
  bytes      bigint      not null,
  sha256     text        not null,
  -- What the check found in it: from when it is, how much there is.
  facts      jsonb       not null default '{}',
  -- False while it arrives: the import that brought it makes it current together with the rest of the pack.
  is_current boolean     not null default false,
  arrived_at timestamptz not null
);
create unique index file_current on region.file (name) where is_current;

create table region.file_part (
  file  uuid  not null references region.file on delete cascade,
  part  int   not null,
  bytes bytea not null,
  primary key (file, part)
);

-- Who can use services that are given at a distance: one row per settlement or area that digital.csv names.
create table region.digital (
  place    text    not null,
  is_area  boolean not null,
  coverage double precision not null check (coverage between 0 and 1),
  device   double precision not null check (device between 0 and 1),
  skill    double precision not null check (skill between 0 and 1),
  helper   double precision not null check (helper between 0 and 1),
  kiosks   double precision not null check (kiosks >= 0),
  primary key (is_area, place)
);

-- What a facility last said of itself: apart from what it is, so that a reading does not make everything be computed again.
create table region.facility_state (
  id          text primary key,
  free        double precision not null check (free >= 0),
  observed_at timestamptz
);

create view analytics.region_file as
  select id, name, bytes, sha256, facts, arrived_at from region.file where is_current;

create view analytics.region_file_part as
  select p.file, p.part, p.bytes from region.file_part p join region.file f on f.id = p.file where f.is_current;

-- What is said of a settlement itself, else of the smallest area around it of which anything is said.
create view analytics.settlement_digital as
  select s.id, d.coverage, d.device, d.skill, d.helper, coalesce(own.kiosks, 0) as kiosks
  from region.settlement s
  left join region.area a on a.code = s.area
  left join region.digital own on own.place = s.id and not own.is_area
  cross join lateral (
    select r.* from region.digital r
    where (not r.is_area and r.place = s.id) or (r.is_area and r.place = any (string_to_array(a.path, '/')))
    order by r.is_area, array_position(string_to_array(a.path, '/'), r.place) desc limit 1
  ) d;

create view analytics.facility_state as select id, free, observed_at from region.facility_state;
