-- What population.csv says of which part of a settlement's residents: `eligible:clinic`, who are entitled to a service;
-- `speaks:zh`, who can be served in a language.
create table region.settlement_share (
  settlement text not null,
  about      text not null,
  share      double precision not null check (share between 0 and 1),
  primary key (settlement, about)
);

-- In which languages a facility serves, where facilities.csv says so.
create table region.facility_languages (
  facility  text   primary key,
  languages text[] not null
);

create view analytics.settlement_share as select settlement, about, share from region.settlement_share;
create view analytics.facility_languages as select facility, languages from region.facility_languages;
