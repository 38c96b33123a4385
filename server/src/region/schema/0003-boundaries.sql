-- For whoever draws areas: a view of its own, since most who read areas have no use for their shapes.
create view analytics.boundary as
  select code, boundary as geometry from region.area where boundary is not null;
