-- Since when the region is this one; every import of it is in imported_at.
alter table region.pack add column since timestamptz not null default now();

-- Since when a facility is as it is, and how it was before: what was there on a day can be looked at later.
alter table region.facility add column since timestamptz not null default now();

create table region.facility_past (
  id            text             not null,
  kind          text             not null,
  capacity      double precision,
  opening_hours text,
  lon           double precision not null,
  lat           double precision not null,
  since         timestamptz      not null,
  until         timestamptz      not null,
  primary key (id, since)
);
create index facility_past_kind on region.facility_past (kind, until);

-- In the database, so that no way to change a facility goes past it.
create function region.keep_past_facility() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and (old.kind, old.capacity, old.opening_hours, old.lon, old.lat)
      is not distinct from (new.kind, new.capacity, new.opening_hours, new.lon, new.lat) then
    return new;
  end if;
  -- What came and went within one transaction nobody ever saw.
  if old.since < now() then
    insert into region.facility_past (id, kind, capacity, opening_hours, lon, lat, since, until)
    values (old.id, old.kind, old.capacity, old.opening_hours, old.lon, old.lat, old.since, now());
  end if;
  if tg_op = 'DELETE' then
    return old;
  end if;
  new.since := now();
  return new;
end
$$;
create trigger keep_past before update or delete on region.facility
  for each row execute function region.keep_past_facility();

create or replace view analytics.region as
  select p.id, p.document, v.number as version, p.since from region.pack p cross join region.version v;

-- Each facility as it was at any time; until is null for what still is.
create view analytics.facility_time as
  select id, kind, capacity, opening_hours, lon, lat, since, null::timestamptz as until from region.facility
  union all
  select id, kind, capacity, opening_hours, lon, lat, since, until from region.facility_past;
